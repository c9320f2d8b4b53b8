import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readRange } from '../schema/range.ts';
import type { Corpus } from './corpus.ts';
import type { FaultAction } from './faults.ts';
import { amzDate, type MediaSource, type MediaTrack, readAmzDate } from './media.ts';

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

  /** Answers a request for a recording as S3 answers one whose address is signed for GET. */
  function serve(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    fault: FaultAction | null,
  ): void {
    const refuse = (status: number, code: string, message: string, more: Record<string, string> = {}) =>
      sendError(request, response, status, code, message, more);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'status') return refuse(fault.status, 'AccessDenied', 'Fault on demand');
    if (fault?.kind === 'redirect') {
      response.writeHead(307, {
        location: fault.location.replace('{path}', () => `${url.pathname}${url.search}`),
      });
      response.end();
      return;
    }
    if (request.headers.authorization !== undefined)
      return refuse(400, 'InvalidArgument', 'Only one auth mechanism allowed: the address is signed already');
    const match = /^\/media\/([^/]+)\/(audio|video)$/.exec(url.pathname);
    const signed = url.searchParams.get('X-Amz-Signature') === signature(url.pathname, url.searchParams);
    // The verb is part of what is signed.
    if (!match || !signed || request.method !== 'GET')
      return refuse(403, 'SignatureDoesNotMatch', 'The request is not the one that was signed');
    const expires =
      readAmzDate(url.searchParams.get('X-Amz-Date') ?? '') +
      Number(url.searchParams.get('X-Amz-Expires')) * 1000;
    if (now() > expires)
      return refuse(403, 'AccessDenied', 'Request has expired', {
        'X-Amz-Expires': url.searchParams.get('X-Amz-Expires') ?? '',
        Expires: new Date(expires).toISOString(),
        ServerTime: new Date(now()).toISOString(),
      });
    const id = decodeURIComponent(match[1] ?? '');
    const call = corpus.call(id);
    const track = call && (match[2] === 'audio' ? media?.audio(id) : media?.video(id));
    if (!track) return refuse(404, 'NoSuchKey', 'There is no such recording');
    const modified = new Date(Date.parse(call.metaData.started ?? '') || 0).toUTCString();
    sendTrack(request, response, track, modified, fault);
  }

  return { urls, serve };
}

/** S3's form of an error. The answer to HEAD has no body. */
function sendError(
  { method }: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  more: Record<string, string>,
): void {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/xml');
  response.writeHead(status);
  const fields = Object.entries({ Code: code, Message: message, ...more }).map(
    ([name, value]) => `<${name}>${value}</${name}>`,
  );
  response.end(
    method === 'HEAD'
      ? undefined
      : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${fields.join('')}</Error>`,
  );
}

/** The quoted MD5-like tag of a recording: another one for other content. */
const tagOf = ({ size, read }: MediaTrack): string =>
  `"${createHash('md5')
    .update(String(size))
    .update(read(0, Math.min(size, 4096) - 1))
    .update(read(Math.max(0, size - 4096), size - 1))
    .digest('hex')}"`;

const names = (header: string, tag: string) =>
  header === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);

/**
 * Sends a recording, or the range of it that is asked for: conditions first, then If-Range, then Range, of which only a single
 * one counts. `modified`: its Last-Modified.
 */
function sendTrack(
  request: IncomingMessage,
  response: ServerResponse,
  track: MediaTrack,
  modified: string,
  fault: FaultAction | null,
): void {
  const { headers } = request;
  const etag = tagOf(track);
  response.setHeader('etag', etag);
  response.setHeader('last-modified', modified);
  if (headers['if-match'] !== undefined && !names(headers['if-match'], etag))
    return sendError(request, response, 412, 'PreconditionFailed', 'A condition does not hold', {
      Condition: 'If-Match',
    });
  if (headers['if-none-match'] !== undefined && names(headers['if-none-match'], etag)) {
    response.writeHead(304);
    response.end();
    return;
  }
  const condition = headers['if-range'];
  const rangeCounts =
    fault?.kind !== 'noRange' && (condition === undefined || condition === etag || condition === modified);
  const range = rangeCounts ? readRange(headers.range, track.size) : null;
  if (range === 'bad') {
    response.setHeader('content-range', `bytes */${track.size}`);
    return sendError(request, response, 416, 'InvalidRange', 'The range cannot be satisfied', {
      RangeRequested: headers.range ?? '',
      ActualObjectSize: String(track.size),
    });
  }
  const { from, to } = range ?? { from: 0, to: track.size - 1 };
  response.writeHead(range ? 206 : 200, {
    'content-type': track.mime ?? 'binary/octet-stream',
    ...(fault?.kind === 'noRange' ? {} : { 'accept-ranges': 'bytes' }),
    ...(fault?.kind === 'noRange' && fault.length === false
      ? {}
      : { 'content-length': String(to - from + 1) }),
    ...(range ? { 'content-range': `bytes ${from}-${to}/${track.size}` } : {}),
  });
  const breaks = fault?.kind === 'reset' ? (fault.afterBytes ?? 65_536) : null;
  pump(response, track.read, from, to, fault?.kind === 'noRange' ? (fault.afterBytes ?? null) : breaks);
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
