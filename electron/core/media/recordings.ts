import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { RecordingFacts, RecordingLoading } from '../../contract/call.ts';
import { type ByteSource, fileSource } from './byte-source.ts';
import { codeOf, mediaError } from './errors.ts';
import { type Format, identify } from './format.ts';
import { createFrameFinder, type FrameIndex, secondsOf } from './frames.ts';
import { indexSuffix, readIndex, writeIndex } from './index-file.ts';
import type { MediaReply } from './media.ts';
import { makeMp4Head, partsOf } from './mp4-head.ts';
import { type LoadingHost, spanOfReply, streamTrack } from './remote.ts';

type Kind = 'audio' | 'video';

/** A recording and what is known of it by its bytes. */
export interface Recording {
  /** Names these bytes: another length or validator is another recording. */
  readonly tag: string;
  readonly total: number;
  readonly validator: string | null;
  readonly format: Format;
  /** Head of the MP4 that plays it exactly; null while its frames are not known, or where it needs none. */
  head: Uint8Array | null;
  /** Heads of its parts and the seconds at which they begin, where one decoder does not take them all; else empty. */
  parts: readonly { readonly startSec: number; readonly head: Uint8Array | null }[];
  /** Seconds by the frames; null while they are not known. */
  framesSec: number | null;
  /** Collects the frames of a streamed recording as its bytes pass; null where there is nothing to collect. */
  finder: ReturnType<typeof createFrameFinder> | null;
}

/** Recordings whose facts are remembered; the head of an hour is half a megabyte. */
const remembered = 24;
const readBytes = 2 ** 18;

/** Names the bytes of a recording. */
const tagOf = (total: number, validator: string | null): string =>
  createHash('sha256').update(`${total} ${validator}`).digest('hex').slice(0, 12);

/** Remembers what recordings are, and makes the index of those whose seconds a player would only guess. */
export function createRecordings(deps: LoadingHost & { onLoading(progress: RecordingLoading): void }) {
  const known = new Map<string, Promise<Recording>>();

  function remember(key: string, make: () => Promise<Recording>): Promise<Recording> {
    const before = known.get(key);
    known.delete(key);
    const now = before ?? make();
    known.set(key, now);
    if (!before) now.catch(() => known.get(key) === now && known.delete(key));
    if (known.size > remembered) known.delete(known.keys().next().value as string);
    return now;
  }

  /** A kept recording. Its index is read from beside it, or made: the file is read through once. */
  function kept(path: string, total: number, validator: string | null): Promise<Recording> {
    const tag = tagOf(total, validator);
    return remember(`${path} ${tag}`, async () => {
      const format = await identify(fileSource(path, total));
      const recording = recordingOf(tag, total, validator, format);
      if (!recording.finder) return recording;
      const file = `${path}${indexSuffix}`;
      const of = { total, validator };
      let index = await readIndex(file, of);
      if (!index) {
        await readThrough(path, (chunk) => recording.finder?.push(chunk));
        index = recording.finder.end();
        // A full disk costs the time of making it again, nothing else.
        await writeIndex(file, of, index).catch(() => undefined);
      }
      return complete(recording, index);
    });
  }

  const streamKey = (callId: string, kind: Kind) => `${kind} ${callId}`;

  /** A streamed recording, by its head. */
  function streamed(callId: string, kind: Kind, signal: AbortSignal): Promise<Recording> {
    return remember(streamKey(callId, kind), async () => {
      const source = await remoteSource(deps, callId, kind, signal);
      const format = await identify(source);
      return recordingOf(tagOf(source.total, source.validator), source.total, source.validator, format);
    });
  }

  /** What is known of a streamed recording without asking anybody. */
  const knownStream = async (callId: string, kind: Kind): Promise<Recording | null> =>
    (await known.get(streamKey(callId, kind))?.catch(() => null)) ?? null;

  /** Bytes of a streamed recording that pass by: those that go on where the last ones ended tell where its frames lie. */
  function pass(callId: string, kind: Kind, recording: Recording, offset: number, chunk: Uint8Array): void {
    const { finder, total } = recording;
    if (!finder || offset > finder.seen || offset + chunk.length <= finder.seen) return;
    finder.push(chunk.subarray(finder.seen - offset));
    if (finder.seen < total) return;
    complete(recording, finder.end());
    deps.onLoading({ callId, kind, bytes: total, totalBytes: total });
  }

  /** Reads a streamed recording through, from where its known bytes end. */
  async function load(callId: string, kind: Kind, signal: AbortSignal): Promise<void> {
    const recording = await streamed(callId, kind, signal);
    const { total } = recording;
    while (recording.finder) {
      const from = recording.finder.seen;
      const answer = await answerFrom(callId, kind, from, signal);
      const span = spanOfReply(answer);
      if (!span || !answer.body || !isSame(recording, span.total, answer.validator ?? null)) {
        answer.body?.destroy();
        forget(callId, kind);
        throw changed();
      }
      let at = span.from;
      for await (const chunk of answer.body) {
        pass(callId, kind, recording, at, chunk);
        at += chunk.length;
        if (!recording.finder) return;
        deps.onLoading({ callId, kind, bytes: at, totalBytes: total });
      }
      if (recording.finder && recording.finder.seen === from)
        throw mediaError('media/broken', 'The recording broke off.', 'Load it again to go on.', {
          retryable: true,
        });
    }
  }

  /** The bytes from one on; all of them from a host that knows no Range and whose recording has no room here. */
  const answerFrom = (callId: string, kind: Kind, from: number, signal: AbortSignal): Promise<MediaReply> =>
    streamTrack(deps, callId, kind, `bytes=${from}-`, signal).catch((error) => {
      if (from === 0 || codeOf(error) !== 'media/budget') throw error;
      return streamTrack(deps, callId, kind, 'bytes=0-', signal);
    });

  function forget(callId: string, kind: Kind): void {
    known.delete(streamKey(callId, kind));
  }

  return {
    kept,
    streamed,
    knownStream: knownStream,
    pass,
    forget,
    load,
  };
}

/** Hands a file over piece by piece, in one buffer that is used again: an hour of sound leaves no hour of garbage. */
async function readThrough(path: string, take: (chunk: Uint8Array) => void): Promise<void> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(readBytes);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function recordingOf(tag: string, total: number, validator: string | null, format: Format): Recording {
  const finder = format.frames ? createFrameFinder(total) : null;
  return { tag, total, validator, format, head: null, parts: [], framesSec: null, finder };
}

/** Whether bytes of this length and validator are those of a recording. */
export const isSame = (recording: Recording, total: number | null, validator: string | null): boolean =>
  recording.total === total && recording.validator === validator;

export const changed = () =>
  mediaError('media/changed', 'The recording is another one than before.', 'Play again to load it anew.', {
    retryable: true,
  });

function complete(recording: Recording, index: FrameIndex): Recording {
  recording.finder = null;
  if (index.sizes.length === 0) return recording;
  recording.framesSec = secondsOf(index);
  const parts = partsOf(index);
  if (parts.length > 1)
    recording.parts = parts.map(({ startSec, index }) => ({
      startSec,
      head: makeMp4Head(index, recording.total, startSec),
    }));
  if (parts.length > 1 || needsHead(index)) recording.head = makeMp4Head(index, recording.total);
  return recording;
}

/** Whether a player would not find the seconds of a file by itself: it counts on one bit rate, and believes the header. */
function needsHead(index: FrameIndex): boolean {
  const { constantKbps, strayBytes, statedFrames, runs, sizes, delay } = index;
  const [first] = runs;
  if (constantKbps === null || first?.codec !== 'mp3') return true;
  // Chromium plays the encoder's delay along: 0.07 s at 16 kHz, and 0.025 at 44.1.
  if (delay / first.sampleRate > 0.04) return true;
  // After a seek Chromium decodes from there: what a frame holds in the 511 bytes before it is silent, 0.17 s at 24 kbit/s, 0.5 at 8.
  if (constantKbps < 32) return true;
  if (statedFrames !== null && Math.abs(statedFrames - sizes.length) > 1) return true;
  return (strayBytes * 8) / (constantKbps * 1000) > 0.05;
}

/** What the view is told. */
export function factsOf(callId: string, kind: Kind, recording: Recording): RecordingFacts {
  const { format, finder, framesSec } = recording;
  const approximate = finder !== null && !format.frames?.constant;
  const glued = finder !== null && (format.frames?.glued || finder.glued);
  // Chromium opens layers I and II only inside an MP4.
  const closed = finder !== null && /^mp[12]$/.test(format.frames?.kind.codec ?? '');
  return {
    callId,
    kind,
    format: format.name,
    playable: format.playable && !closed,
    seeking: glued ? 'firstPart' : approximate || closed ? 'approximate' : 'exact',
    durationSec: framesSec ?? format.durationSec,
    message: closed
      ? `Browsers play ${format.name} only once all of it is known. Load it, or keep it offline.`
      : format.message,
    picture: format.picture,
  };
}

/** The path of a track's form that plays exactly, as far as it is known. */
export const queryOf = (recording: Recording | null): string =>
  recording?.head ? `?mp4=${recording.tag}` : '';

/**
 * Bytes of a streamed recording by Range; of a host without, as they are loaded, or where there is no room for that its first ones.
 * Rejects with what keeps it from playing.
 */
async function remoteSource(
  deps: LoadingHost,
  callId: string,
  kind: Kind,
  signal: AbortSignal,
): Promise<ByteSource & { readonly validator: string | null }> {
  let ranges = true;
  let first: {
    readonly bytes: Uint8Array;
    readonly total: number;
    readonly validator: string | null;
  } | null = await ask(0, 65_536);
  const { total, validator } = first;

  async function ask(from: number, to: number) {
    const stop = new AbortController();
    const range = `bytes=${from}-${to - 1}`;
    const answer = await streamTrack(deps, callId, kind, range, AbortSignal.any([signal, stop.signal]));
    const span = spanOfReply(answer);
    ranges = answer.status === 206;
    if (!span || !answer.body || span.from > from) {
      answer.body?.destroy();
      throw mediaError('media/broken', 'The media host does not say what it sends.', 'Play it as it is.');
    }
    const bytes = new Uint8Array(Math.min(to, span.total) - from);
    let at = span.from;
    for await (const chunk of answer.body) {
      const inside = chunk.subarray(Math.max(0, from - at), Math.max(0, from + bytes.length - at));
      if (at + chunk.length > from) bytes.set(inside, Math.max(0, at - from));
      at += chunk.length;
      // A host without Range may send everything: what lies behind is not waited for.
      if (at >= from + bytes.length) break;
    }
    stop.abort();
    return {
      bytes: bytes.subarray(0, Math.max(0, at - from)),
      total: span.total,
      validator: answer.validator ?? null,
    };
  }

  return {
    total,
    validator,
    async read(from, to) {
      const isHead = from === 0 && to <= 65_536;
      // Without Range everything before would have to come first: what the head does not tell stays unknown.
      if (!isHead && !ranges) return new Uint8Array(0);
      const answer = isHead && first ? first : await ask(from, to);
      if (answer === first) first = null;
      if (answer.total !== total || answer.validator !== validator) throw changed();
      return answer.bytes.subarray(0, to - from);
    },
  };
}
