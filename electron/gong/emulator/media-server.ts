import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readRange } from '../schema/range.ts';
import type { Corpus } from './corpus.ts';
import type { FaultAction } from './faults.ts';
import { amzDate, type MediaSource, readAmzDate } from './media.ts';

interface MediaServerOptions {
  readonly corpus: Corpus;
  readonly media: MediaSource | undefined;
  /** How long an address is good for; 8 hours less a second by default. */
  readonly lifeMs: number | undefined;
  readonly secret: string;
  readonly now: () => number;
  /** Address of the server, without a path. */
  readonly base: () => string;
}

/** Recordings at signed addresses, as Gong keeps them at S3. */
export function createMediaServer({ corpus, media, lifeMs, secret, now, base }: MediaServerOptions) {
  /** Signs what an address is good for: the recording, since when, for how long. */
  const signature = (path: string, query: URLSearchParams) => {
    const signed = [...query].filter(([name]) => name !== 'X-Amz-Signature');
    return createHmac('sha256', secret)
      .update(`${path}?${new URLSearchParams(signed)}`)
      .digest('hex');
  };
  /** Addresses of the recordings of a call, signed anew each time; null where it has none. */
  function urls(callId: string): { audioUrl?: string; videoUrl?: string } | null {
    const date = amzDate(now());
    const url = (track: 'audio' | 'video') => {
      const path = `/media/${callId}/${track}`;
      const query = new URLSearchParams({
        // Each answer has a session of its own, and so other addresses.
        'X-Amz-Security-Token': randomBytes(12).toString('base64url'),
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Date': date,
        'X-Amz-SignedHeaders': 'host',
        'X-Amz-Credential': `EMULATOR/${date.slice(0, 8)}/us-east-1/s3/aws4_request`,
        'X-Amz-Expires': String(Math.round((lifeMs ?? 28_799_000) / 1000)),
      });
      query.set('X-Amz-Signature', signature(path, query));
      return `${base()}${path}?${query}`;
    };
    const audio = media?.audio(callId);
    const video = media?.video(callId);
    if (!audio && !video) return null;
    return { ...(audio ? { audioUrl: url('audio') } : {}), ...(video ? { videoUrl: url('video') } : {}) };
  }

  /** Answers a request for a recording: 403 as S3 says it when the address is not signed here or its time is over. */
  function serve(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    fault: FaultAction | null,
  ): void {
    const match = /^\/media\/([^/]+)\/(audio|video)$/.exec(url.pathname);
    const date = readAmzDate(url.searchParams.get('X-Amz-Date') ?? '');
    const life = Number(url.searchParams.get('X-Amz-Expires')) * 1000;
    const xml = (status: number, code: string, message: string) => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(
        `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
      );
    };
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'status') return xml(fault.status, 'AccessDenied', 'Fault on demand');
    if (!match || url.searchParams.get('X-Amz-Signature') !== signature(url.pathname, url.searchParams))
      return xml(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match');
    if (now() > date + life) return xml(403, 'AccessDenied', 'Request has expired');
    const id = decodeURIComponent(match[1] ?? '');
    const track = corpus.call(id) ? (match[2] === 'audio' ? media?.audio(id) : media?.video(id)) : null;
    if (!track) return xml(404, 'NoSuchKey', 'The specified key does not exist.');
    const range = readRange(request.headers.range, track.size);
    if (range === 'bad') {
      response.writeHead(416, { 'content-range': `bytes */${track.size}` });
      response.end();
      return;
    }
    const { from, to } = range ?? { from: 0, to: track.size - 1 };
    response.writeHead(range ? 206 : 200, {
      'content-type': track.mime,
      'accept-ranges': 'bytes',
      'content-length': String(to - from + 1),
      etag: `"${id}-${match[2]}-${track.size}"`,
      ...(range ? { 'content-range': `bytes ${from}-${to}/${track.size}` } : {}),
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    pump(response, track.read, from, to, fault?.kind === 'reset' ? (fault.afterBytes ?? 65_536) : null);
  }

  return { urls, serve };
}

function pump(
  response: ServerResponse,
  read: (start: number, end: number) => Uint8Array,
  start: number,
  end: number,
  resetAfter: number | null,
): void {
  let at = start;
  const next = () => {
    while (at <= end && !response.destroyed) {
      if (resetAfter !== null && at - start >= resetAfter) {
        response.destroy();
        return;
      }
      const stop = Math.min(end, at + 262_143);
      const more = response.write(read(at, stop));
      at = stop + 1;
      if (!more) {
        response.once('drain', next);
        return;
      }
    }
    if (!response.destroyed) response.end();
  };
  next();
}
