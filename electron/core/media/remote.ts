import { Readable } from 'node:stream';
import { proxyError } from '../../gong/client/proxy.ts';
import { type AddressBook, unsafeAddress } from './addresses.ts';
import { codeOf, mediaError, noRoom } from './errors.ts';
import { typeOfHead } from './head.ts';
import type { Loads } from './loads.ts';
import type { MediaReply } from './media.ts';

export type FetchMedia = (url: string, init: RequestInit) => Promise<Response>;

/** An answer of the media host whose body is still to be read. */
export interface RemoteAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** How the media host is asked: `fetch` follows no redirect by itself. */
export interface MediaHost {
  readonly addresses: AddressBook;
  readonly fetch: FetchMedia;
}

/** A media host whose recordings are loaded first where it does not know Range. */
export interface LoadingHost extends MediaHost {
  readonly loads?: Loads;
}

const connectMs = 30_000;
/** Times that a body which breaks off is asked for again from the byte it broke at, as long as bytes keep coming. */
const resumes = 3;

/**
 * Asks the media host for a track. An address that is refused (expired, moved) is renewed once through Gong and tried
 * again; a second refusal rejects with 'media/refused'. Never follows a refusal with a loop.
 */
export async function fetchTrack(
  deps: MediaHost,
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
  deps: MediaHost,
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
    if (signal.aborted || codeOf(error) === 'media/redirect') throw error;
    const behindProxy = proxyError(error, new URL(url).host);
    if (behindProxy) throw behindProxy;
    // The message of a failed fetch may hold the address: only its kind is passed on.
    return { ok: false, why: 'no connection' };
  }
}

/**
 * Streams a track from the media host to the view with the range it asked for. A body that breaks off in the middle
 * (expiry, reset) goes on from the same byte. Of a host without Range a track is loaded first (`loads`), so that any range of
 * it can be answered; where there is no room for that it plays from its start only.
 */
export async function streamTrack(
  deps: LoadingHost,
  callId: string,
  kind: 'audio' | 'video',
  range: string | undefined,
  signal: AbortSignal,
): Promise<MediaReply> {
  const loaded = await deps.loads?.serve(callId, kind, range);
  if (loaded) return loaded;
  const answer = await fetchTrack(deps, callId, kind, range ? { range } : {}, signal);
  if (answer.status === 416 || !answer.body) {
    await answer.body?.cancel();
    return { status: answer.status, headers: viewHeaders(answer.headers, fallbackType[kind]), body: null };
  }
  if (range && answer.status === 200 && deps.loads) {
    const total = spanOf(answer)?.total ?? null;
    if (await deps.loads.begin(callId, kind, total)) {
      await answer.body.cancel();
      const reply = await deps.loads.serve(callId, kind, range);
      if (reply) return reply;
    }
    if (!/^bytes=0-\d*$/.test(range.trim())) {
      await answer.body.cancel();
      throw noRoom();
    }
  }
  return streamed(answer, bodyOf(deps, callId, kind, answer, signal), kind);
}

/** The answer for the view; a type that tells nothing is told by the first bytes, where those are sent. */
async function streamed(
  answer: RemoteAnswer,
  pieces: AsyncGenerator<Uint8Array>,
  kind: 'audio' | 'video',
): Promise<MediaReply> {
  const stated = playableType(answer.headers.get('content-type'));
  const first = stated === null && (spanOf(answer)?.from ?? 0) === 0 ? await pieces.next() : null;
  const type = stated ?? (first?.value ? typeOfHead(first.value, kind) : null) ?? fallbackType[kind];
  async function* all() {
    try {
      if (first && !first.done) yield first.value;
      yield* pieces;
    } finally {
      await pieces.return(undefined);
    }
  }
  return {
    status: answer.status,
    headers: viewHeaders(answer.headers, type),
    body: Readable.from(all()),
    validator: validatorOf(answer.headers),
  };
}

/**
 * The bytes of an answer. Where they break off they are asked for again from there, if they are still the same: a host that
 * sends everything again is read up to there. Rejects with 'media/broken' when that does not help.
 */
export async function* bodyOf(
  deps: MediaHost,
  callId: string,
  kind: 'audio' | 'video',
  answer: RemoteAnswer,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const span = spanOf(answer);
  const validator = validatorOf(answer.headers);
  let at = span?.from ?? 0;
  let left = resumes;
  let skip = 0;
  let current = answer.body as ReadableStream<Uint8Array>;
  for (;;) {
    try {
      for await (const chunk of current) {
        const rest = chunk.subarray(Math.min(skip, chunk.length));
        skip -= chunk.length - rest.length;
        if (rest.length === 0) continue;
        at += rest.length;
        left = resumes;
        yield rest;
      }
      if (!span || at > span.to) return;
    } catch (error) {
      if (signal.aborted || (!span && validator === null)) throw error;
    }
    if (left-- === 0) throw mediaError('media/broken', 'The recording broke off.', 'Play again to go on.');
    const headers = {
      range: `bytes=${at}-${span ? span.to : ''}`,
      ...(validator === null ? {} : { 'if-range': validator }),
    };
    const next = await fetchTrack(deps, callId, kind, headers, signal);
    const now = spanOf(next);
    const same = validator === null ? now?.total === span?.total : validatorOf(next.headers) === validator;
    const goesOn = next.status === 206 ? now?.from === at : next.status === 200;
    if (!same || !goesOn || !next.body) {
      await next.body?.cancel();
      throw mediaError(
        'media/broken',
        'The recording broke off and changed meanwhile.',
        'Play again to go on.',
      );
    }
    skip = next.status === 200 ? at : 0;
    current = next.body;
  }
}

/** What If-Range may name of an answer's content: its tag if that is a strong one, else its date; null: nothing. */
export function validatorOf(headers: Headers): string | null {
  const etag = headers.get('etag');
  return etag?.startsWith('"') ? etag : headers.get('last-modified');
}

/** First and last byte of an answer's body; null when it does not tell. */
export function spanOf(
  answer: Pick<RemoteAnswer, 'status' | 'headers'>,
): { from: number; to: number; total: number } | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers.get('content-range') ?? '');
  if (match) return { from: Number(match[1]), to: Number(match[2]), total: Number(match[3]) };
  const length = Number(answer.headers.get('content-length') ?? Number.NaN);
  return answer.status === 200 && length > 0 ? { from: 0, to: length - 1, total: length } : null;
}

/** The same of an answer that is on its way to the view. */
export const spanOfReply = ({ status, headers }: MediaReply) =>
  spanOf({ status, headers: new Headers(headers) });

/** What the view may see of the media host's headers: never a cookie, never an address. */
function viewHeaders(remote: Headers, type: string): Record<string, string> {
  const out: Record<string, string> = {
    'content-type': type,
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

/** What a recording is called whose type neither its host nor its first bytes tell: a guess that cannot be a page. */
export const fallbackType = { audio: 'audio/mpeg', video: 'video/mp4' } as const;

/** A type as the host states it; null for one that is not audio or video: S3 says octet-stream of most. */
export const playableType = (type: string | null): string | null =>
  type && /^(audio|video)\/[\w.+-]+(;.*)?$/.test(type) ? type : null;
