import { JsonRefused, parseGongJson } from '../schema/json.ts';
import { connectionError, GongError } from './errors.ts';

/** Largest body we read: a page of 100 calls with everything weighs under 10 MB. */
const maxBodyBytes = 64 * 1024 * 1024;

export interface Timeouts {
  /** Until the headers of the answer are here (connecting included), ms. */
  readonly firstByteMs: number;
  /** Longest silence within a body, ms. */
  readonly idleMs: number;
}

export const defaultTimeouts: Timeouts = { firstByteMs: 60_000, idleMs: 30_000 };

export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** Checks a base URL: https, or http on loopback (the emulator). Returns it without a trailing slash; throws GongError. */
export function checkBaseUrl(baseUrl: string): URL {
  let url: URL;
  try {
    url = new URL(baseUrl.trim());
  } catch {
    throw new GongError({
      code: 'gong/bad-url',
      message: `“${baseUrl.slice(0, 100)}” is not a URL.`,
      nextStep: 'Write it like https://us-12345.api.gong.io (Gong: Company settings → API).',
    });
  }
  if (url.username || url.password) {
    throw new GongError({
      code: 'gong/bad-url',
      message: 'The base URL must not contain a user name or password.',
      nextStep: 'Put the access key and its secret into their own fields.',
    });
  }
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw new GongError({
      code: 'gong/insecure-url',
      message: `${url.protocol}//${url.host} is not encrypted, so the key would travel in the clear.`,
      nextStep: 'Use https://. Plain http is accepted only for 127.0.0.1 and localhost.',
    });
  }
  return url;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed body; undefined when it was empty. */
  readonly body: unknown;
}

/**
 * One request, no retries: sends, reads the whole body within its limits and parses it. Redirects are refused, since the
 * credentials must not follow them. Throws GongError; errors never contain the request's headers.
 */
export async function sendOnce(
  fetchImpl: FetchLike,
  url: URL,
  init: { method: string; headers: Record<string, string>; body?: string },
  timeouts: Timeouts,
  signal?: AbortSignal,
): Promise<RawAnswer> {
  const abort = new AbortController();
  const timeout = () =>
    abort.abort(
      new GongError({
        code: 'gong/timeout',
        message: `${url.host} stopped answering.`,
        nextStep: 'Earshot tries again by itself; nothing is lost.',
        retryable: true,
      }),
    );
  const cancel = () => abort.abort(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', cancel, { once: true });
  let timer = setTimeout(timeout, timeouts.firstByteMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(timeout, timeouts.idleMs);
  };
  try {
    const response = await fetchImpl(url.href, { ...init, redirect: 'manual', signal: abort.signal });
    alive();
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel().catch(() => undefined);
      throw new GongError({
        code: 'gong/redirect',
        status: response.status,
        message: `${url.host} sends requests elsewhere${redirectTarget(response, url)}.`,
        nextStep:
          'Earshot does not follow with your credentials. If that is your company’s own API host, use it as the base URL.',
      });
    }
    const bytes = await readBody(response, alive, url.host);
    return { status: response.status, headers: response.headers, body: parseBody(response, bytes, url.host) };
  } catch (error) {
    if (error instanceof GongError) throw error;
    if (signal?.aborted) throw signal.reason;
    if (abort.signal.reason instanceof GongError) throw abort.signal.reason;
    throw connectionError(error, url.host);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

function redirectTarget(response: Response, from: URL): string {
  try {
    return ` (to ${new URL(response.headers.get('location') ?? '', from).host})`;
  } catch {
    return '';
  }
}

async function readBody(response: Response, alive: () => void, host: string): Promise<Buffer> {
  const tooLarge = () =>
    new GongError({
      code: 'gong/too-large',
      status: response.status,
      message: `${host} sent an answer larger than ${maxBodyBytes / 1048576} MB.`,
      nextStep: 'Gong’s pages are far smaller: check the base URL.',
    });
  if (Number(response.headers.get('content-length') ?? 0) > maxBodyBytes) {
    await response.body?.cancel().catch(() => undefined);
    throw tooLarge();
  }
  if (!response.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    alive();
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Nothing but white space. */
const isBlank = (bytes: Buffer) => bytes.length < 100 && bytes.toString('utf8').trim() === '';

function parseBody(response: Response, bytes: Buffer, host: string): unknown {
  if (isBlank(bytes)) return undefined;
  const type = response.headers.get('content-type') ?? '';
  try {
    return parseGongJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonRefused)) throw error;
    // A gateway's HTML page for a 5xx, 429 or 401 is read by its status alone.
    if (response.status >= 400) return undefined;
    if (error.cause_ === 'depth') {
      throw new GongError({
        code: 'gong/too-deep',
        status: response.status,
        message: error.message,
        nextStep: 'That is not a record of Gong’s: check the base URL.',
        cause: error,
      });
    }
    if (/json/i.test(type)) {
      throw new GongError({
        code: 'gong/truncated',
        status: response.status,
        message: `The answer of ${host} broke off.`,
        nextStep: 'Earshot tries again by itself; nothing is lost.',
        retryable: true,
        cause: error,
      });
    }
    throw new GongError({
      code: 'gong/not-json',
      status: response.status,
      message: `${host} answered with a page (${type.split(';')[0] || 'no type'}), not with data.`,
      nextStep: 'Check the base URL; a hotel or company sign-in page may stand in between.',
      retryable: true,
      cause: error,
    });
  }
}
