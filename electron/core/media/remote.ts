import { Readable } from 'node:stream';
import { proxyError } from '../../gong/client/proxy.ts';
import { type AddressBook, unsafeAddress } from './addresses.ts';
import { mediaError } from './errors.ts';
import type { MediaReply } from './media.ts';

export type FetchMedia = (url: string, init: RequestInit) => Promise<Response>;

/** An answer of the media host whose body is still to be read. */
interface RemoteAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
}

const connectMs = 30_000;
/** Times that a body which breaks off is asked for again from the byte it broke at, as long as bytes keep coming. */
const resumes = 3;

/**
 * Asks the media host for a track. An address that is refused (expired, moved) is renewed once through Gong and tried
 * again; a second refusal rejects with 'media/refused'. Never follows a refusal with a loop.
 */
export async function fetchTrack(
  deps: { readonly addresses: AddressBook; readonly fetch: FetchMedia },
  callId: string,
  kind: 'audio' | 'video',
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<RemoteAnswer> {
  const first = await attempt(deps, callId, kind, headers, signal, false);
  if (first.ok) return first.answer;
  const second = await attempt(deps, callId, kind, headers, signal, true);
  if (second.ok) return second.answer;
  throw mediaError(
    'media/refused',
    `The recording was refused (${second.why}), also with a fresh address from Gong.`,
    'Try again later, or open the call in Gong.',
    { retryable: true },
  );
}

type Outcome =
  | { readonly ok: true; readonly answer: RemoteAnswer }
  | { readonly ok: false; readonly why: string };

async function attempt(
  deps: { readonly addresses: AddressBook; readonly fetch: FetchMedia },
  callId: string,
  kind: 'audio' | 'video',
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  renew: boolean,
): Promise<Outcome> {
  const addresses = await (renew ? deps.addresses.renew(callId) : deps.addresses.get(callId));
  const url = addresses[kind];
  if (!url && addresses.unsafe) throw unsafeAddress();
  if (!url)
    throw mediaError(
      'media/none',
      `Gong has no ${kind} of this call.`,
      'There is nothing to play for this track.',
    );
  try {
    // The time limit is for the answer's head only: a body may take as long as somebody listens.
    const head = new AbortController();
    const timer = setTimeout(() => head.abort(new Error('no answer')), connectMs);
    const response = await deps
      .fetch(url, {
        headers: { 'accept-encoding': 'identity', ...headers },
        signal: AbortSignal.any([signal, head.signal]),
      })
      .finally(() => clearTimeout(timer));
    if (response.ok || response.status === 416)
      return {
        ok: true,
        answer: { status: response.status, headers: response.headers, body: response.body },
      };
    await response.body?.cancel();
    return { ok: false, why: `status ${response.status}` };
  } catch (error) {
    if (signal.aborted) throw error;
    const behindProxy = proxyError(error, new URL(url).host);
    if (behindProxy) throw behindProxy;
    // The message of a failed fetch may hold the address: only its kind is passed on.
    return { ok: false, why: 'no connection' };
  }
}

/**
 * Streams a track from the media host to the view with the range it asked for. A body that breaks off in the middle
 * (expiry, reset) goes on from the same byte.
 */
export async function streamTrack(
  deps: { readonly addresses: AddressBook; readonly fetch: FetchMedia },
  callId: string,
  kind: 'audio' | 'video',
  range: string | undefined,
  signal: AbortSignal,
): Promise<MediaReply> {
  const answer = await fetchTrack(deps, callId, kind, range ? { range } : {}, signal);
  const headers = viewHeaders(answer.headers, kind);
  if (answer.status === 416 || !answer.body) {
    await answer.body?.cancel();
    return { status: answer.status, headers, body: null };
  }
  const span = spanOf(answer);
  return {
    status: answer.status,
    headers,
    body: Readable.from(pieces(answer.body, span)),
    validator: answer.headers.get('etag'),
  };

  async function* pieces(
    body: ReadableStream<Uint8Array>,
    span: { readonly from: number; readonly to: number } | null,
  ): AsyncGenerator<Uint8Array> {
    let at = span?.from ?? 0;
    let left = resumes;
    let current = body;
    for (;;) {
      try {
        for await (const chunk of current) {
          at += chunk.length;
          left = resumes;
          yield chunk;
        }
        if (!span || at > span.to) return;
      } catch (error) {
        if (signal.aborted || !span) throw error;
      }
      if (left-- === 0) throw mediaError('media/broken', 'The recording broke off.', 'Play again to go on.');
      const next = await fetchTrack(deps, callId, kind, { range: `bytes=${at}-${span.to}` }, signal);
      if (next.status !== 206 || !next.body || spanOf(next)?.from !== at)
        throw mediaError(
          'media/broken',
          'The recording broke off and changed meanwhile.',
          'Play again to go on.',
        );
      current = next.body;
    }
  }
}

/** First and last byte of an answer's body; null when it does not tell. */
export function spanOf(answer: RemoteAnswer): { from: number; to: number; total: number } | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers.get('content-range') ?? '');
  if (match) return { from: Number(match[1]), to: Number(match[2]), total: Number(match[3]) };
  const length = Number(answer.headers.get('content-length') ?? Number.NaN);
  return answer.status === 200 && length > 0 ? { from: 0, to: length - 1, total: length } : null;
}

/** What the view may see of the media host's headers: never a cookie, never an address. */
function viewHeaders(remote: Headers, kind: 'audio' | 'video'): Record<string, string> {
  const out: Record<string, string> = {
    'content-type': playableType(remote.get('content-type'), kind),
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  for (const name of ['content-length', 'content-range']) {
    const value = remote.get(name);
    if (value) out[name] = value;
  }
  return out;
}

/** Media hosts often send octet-stream; anything that is not audio or video is served as a guess that cannot be a page. */
export function playableType(type: string | null, kind: 'audio' | 'video'): string {
  if (type && /^(audio|video)\/[\w.+-]+(;.*)?$/.test(type)) return type;
  return kind === 'audio' ? 'audio/mpeg' : 'video/mp4';
}
