import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { fileName } from '../../contract/file-name.ts';
import { readRange } from '../../gong/schema/range.ts';
import type { AddressBook } from './addresses.ts';
import { fileSource } from './byte-source.ts';
import { identify } from './format.ts';
import type { WholeTrack } from './kept-files.ts';
import type { Loads } from './loads.ts';
import { pieceBytes, serveFile } from './local.ts';
import type { MediaReply } from './media.ts';
import { changed, type createRecordings, isSame, type Recording } from './recordings.ts';
import { type FetchMedia, streamTrack } from './remote.ts';

type Kind = 'audio' | 'video';

/** Answers with the bytes of recordings, kept or streamed, in the form that is asked for. */
export function createPlayback(deps: {
  /** The kept track of a call; null for one that may be streamed. Throws what forbids to play it. */
  trackOf(callId: string, kind: Kind): Promise<WholeTrack | null>;
  readonly recordings: ReturnType<typeof createRecordings>;
  readonly addresses: AddressBook;
  readonly fetch: FetchMedia;
  readonly loads: Loads;
}) {
  const { recordings } = deps;

  async function openKept(track: WholeTrack, form: URLSearchParams, range: string | undefined) {
    const { path, bytes, validator } = track;
    const indexed = form.get('mp4');
    if (indexed !== null) {
      const { head } = withTag(await recordings.kept(path, bytes, validator), indexed, form.get('part'));
      return serveVirtual(head, bytes, range, async (start, end) =>
        createReadStream(path, { start, end, highWaterMark: pieceBytes }),
      );
    }
    const reply = serveFile(path, bytes, track.contentType ?? `${track.kind}/mpeg`, range);
    if (!form.has('original')) return reply;
    const format = await identify(fileSource(path, bytes)).catch(() => null);
    return asFile(reply, track.title, format?.extension ?? 'bin');
  }

  async function openStream(
    callId: string,
    kind: Kind,
    form: URLSearchParams,
    range: string | undefined,
    signal: AbortSignal,
  ) {
    const indexed = form.get('mp4');
    if (indexed !== null) {
      const recording = withTag(await recordings.knownStream(callId, kind), indexed, form.get('part'));
      return serveVirtual(recording.head, recording.total, range, async (from, to) => {
        const reply = await streamTrack(deps, callId, kind, `bytes=${from}-${to}`, signal);
        if (isOf(recording, reply) && reply.body) return pieceOf(reply, from, to);
        reply.body?.destroy();
        recordings.forget(callId, kind);
        throw changed();
      });
    }
    const reply = await streamTrack(deps, callId, kind, range, signal);
    if (!form.has('original')) return passing(callId, kind, reply);
    const known = await recordings.streamed(callId, kind, signal).catch(() => null);
    return asFile(reply, 'recording', known?.format.extension ?? 'bin');
  }

  /** Bytes on their way to the player tell where the frames lie. */
  async function passing(callId: string, kind: Kind, reply: MediaReply): Promise<MediaReply> {
    const recording = await recordings.knownStream(callId, kind);
    const { body } = reply;
    if (!recording?.finder || !body) return reply;
    if (!isOf(recording, reply)) {
      recordings.forget(callId, kind);
      return reply;
    }
    let at = Number(/^bytes (\d+)-/.exec(reply.headers['content-range'] ?? '')?.[1] ?? 0);
    body.on('data', (chunk: Uint8Array) => {
      recordings.pass(callId, kind, recording, at, chunk);
      at += chunk.length;
    });
    // Only whoever takes the answer starts it.
    body.pause();
    return reply;
  }

  return {
    /**
     * An answer with the bytes of a recording, for the shells. `query` names the form: `mp4=<tag>` the one with an index (`part=n`: of one part), `original` a file
     * to save; without one the recording as it is. Rejects with what keeps it from playing.
     */
    async open(
      callId: string,
      kind: Kind,
      range: string | undefined,
      signal: AbortSignal,
      query = '',
    ): Promise<MediaReply> {
      const form = new URLSearchParams(query);
      const kept = await deps.trackOf(callId, kind);
      return kept ? openKept(kept, form, range) : openStream(callId, kind, form, range, signal);
    },
  };
}

/** A recording that is still the one a path was made for, with the head of the whole or of a part of it. */
function withTag(
  recording: Recording | null,
  tag: string,
  part: string | null,
): Recording & { readonly head: Uint8Array } {
  const head = part === null ? recording?.head : recording?.parts[Number(part)]?.head;
  if (recording && head && recording.tag === tag) return { ...recording, head };
  throw changed();
}

/** Whether an answer's bytes are of a recording. */
function isOf(recording: Recording, { headers, validator, status }: MediaReply): boolean {
  const total = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] ?? headers['content-length'];
  return (status === 200 || status === 206) && isSame(recording, Number(total), validator ?? null);
}

/** The bytes asked for, of a host that sends them or everything. */
function pieceOf({ status, body }: MediaReply, from: number, to: number): Readable {
  if (status === 206) return body as Readable;
  const piece = Readable.from(
    (async function* () {
      let at = 0;
      for await (const chunk of body as Readable) {
        const piece = chunk.subarray(Math.max(0, from - at), Math.max(0, to + 1 - at));
        at += chunk.length;
        if (piece.length > 0) yield piece;
        if (at > to) return;
      }
    })(),
  );
  return piece.once('close', () => body?.destroy());
}

/** An answer that a browser saves instead of playing it. */
function asFile(reply: MediaReply, title: string, extension: string): MediaReply {
  const name = encodeURIComponent(fileName([title], extension, 'recording'));
  const disposition = `attachment; filename="recording.${extension}"; filename*=UTF-8''${name}`;
  return { ...reply, headers: { ...reply.headers, 'content-disposition': disposition } };
}

/**
 * Serves a head followed by the bytes of a recording as one MP4 with Range. `original` gives the recording's bytes from the first to the
 * last one named; it is asked before the answer begins, so that its failure is the answer's.
 */
async function serveVirtual(
  head: Uint8Array,
  total: number,
  range: string | undefined,
  original: (from: number, to: number) => Promise<Readable>,
): Promise<MediaReply> {
  const size = head.length + total;
  const span = readRange(range, size);
  const headers = {
    'content-type': 'audio/mp4',
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  if (span === 'bad')
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` }, body: null };
  const { from, to } = span ?? { from: 0, to: size - 1 };
  const rest = to >= head.length ? await original(Math.max(0, from - head.length), to - head.length) : null;
  return {
    status: span ? 206 : 200,
    headers: {
      ...headers,
      'content-length': String(to - from + 1),
      ...(span ? { 'content-range': `bytes ${from}-${to}/${size}` } : {}),
    },
    body: bodyOf(head.subarray(from, to + 1), rest),
  };
}

function bodyOf(start: Uint8Array, rest: Readable | null): Readable {
  if (!rest) return Readable.from([start]);
  if (start.length === 0) return rest;
  const body = Readable.from(
    (async function* () {
      yield start;
      yield* rest;
    })(),
  );
  // A player that goes away before the head was read never starts the generator.
  return body.once('close', () => rest.destroy());
}
