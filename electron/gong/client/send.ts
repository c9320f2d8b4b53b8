import * as v from 'valibot';
import { errorBody } from '../schema/common.ts';
import { GongError, refusal } from './errors.ts';
import {
  checkBaseUrl,
  defaultTimeouts,
  type FetchLike,
  type RawAnswer,
  sendOnce,
  type Timeouts,
} from './http.ts';
import { type Clock, type Limiter, systemClock } from './limiter.ts';
import { backoffMs, longWaitMs, parseRetryAfter } from './retry.ts';

export type GongAuth =
  | { readonly kind: 'key'; readonly accessKey: string; readonly secret: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** What the client tells while it works; carries no credential and no call content. */
export type ClientEvent =
  | { readonly kind: 'request'; readonly endpoint: string; readonly attempt: number }
  | {
      readonly kind: 'retry';
      readonly endpoint: string;
      readonly code: string;
      readonly atMs: number;
      readonly requestId?: string;
    }
  | { readonly kind: 'wait'; readonly untilMs: number; readonly why: 'rate' | 'retry-after' };

export interface GongClientOptions {
  readonly baseUrl: string;
  readonly auth: GongAuth;
  readonly limiter: Limiter;
  readonly fetch?: FetchLike;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly timeouts?: Timeouts;
  /** Tries per request before a transient failure is given up; default 6. */
  readonly attempts?: number;
  readonly onEvent?: (event: ClientEvent) => void;
}

/** A request to Gong; `endpoint` is its name for events, `path` begins with '/v2/'. */
interface GongRequest {
  readonly endpoint: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Sends requests to one Gong. */
interface Sender {
  readonly host: string;
  /** Requests started so far, repeated ones included. */
  started(): number;
  /** Sends a request until its answer can be read; `read` throws what is wrong with an answer. Throws GongError. */
  send<T>(request: GongRequest, read: (answer: RawAnswer) => T, signal?: AbortSignal): Promise<T>;
}

/** Paces requests and repeats what is transient. Throws 'gong/bad-url' or 'gong/insecure-url'. */
export function createSender(options: GongClientOptions): Sender {
  const base = checkBaseUrl(options.baseUrl);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const attempts = options.attempts ?? 6;
  const authorization =
    options.auth.kind === 'key'
      ? `Basic ${Buffer.from(`${options.auth.accessKey}:${options.auth.secret}`, 'utf8').toString('base64')}`
      : `Bearer ${options.auth.token}`;
  const fetchImpl: FetchLike = options.fetch ?? ((url, init) => fetch(url, init));
  const emit = options.onEvent ?? (() => undefined);

  let started = 0;

  async function once(
    { endpoint, method, path, body }: GongRequest,
    signal: AbortSignal | undefined,
    attempt: number,
  ): Promise<RawAnswer> {
    await options.limiter.take(signal, (untilMs) => emit({ kind: 'wait', untilMs, why: 'rate' }));
    started++;
    emit({ kind: 'request', endpoint, attempt });
    const answer = await sendOnce(
      fetchImpl,
      new URL(path, base),
      {
        method,
        headers: {
          authorization,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      options.timeouts ?? defaultTimeouts,
      signal,
    );
    if (answer.status < 200 || answer.status >= 300) throw failure(answer);
    if (answer.body === undefined) {
      throw new GongError({
        code: 'gong/empty-answer',
        status: answer.status,
        message: `${base.host} sent an empty answer (${answer.status}).`,
        nextStep: 'Earshot tries again by itself; nothing is lost.',
        retryable: true,
      });
    }
    return answer;
  }

  function failure(answer: RawAnswer): GongError {
    const parsed = v.safeParse(errorBody, answer.body);
    const errors = parsed.success ? (parsed.output.errors ?? []) : [];
    const requestId =
      (parsed.success ? parsed.output.requestId : null) ?? answer.headers.get('x-traceid') ?? undefined;
    const now = clock.now();
    const wait = parseRetryAfter(answer.headers.get('retry-after'), now);
    return refusal({
      status: answer.status,
      errors,
      requestId,
      host: base.host,
      retryAtMs: wait === null ? undefined : now + wait,
      longWait: wait !== null && wait > longWaitMs,
    });
  }

  async function send<T>(
    request: GongRequest,
    read: (answer: RawAnswer) => T,
    signal?: AbortSignal,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return read(await once(request, signal, attempt));
      } catch (error) {
        if (
          !(error instanceof GongError) ||
          !error.retryable ||
          error.meaning.longWait ||
          attempt >= attempts
        )
          throw error;
        const back = backoffMs(attempt, random);
        // Retry-After is obeyed to the second; when it says "at once" a short pause still keeps us from hammering.
        const waitMs =
          error.retryAtMs === undefined
            ? back
            : Math.max(error.retryAtMs - clock.now(), Math.min(back, 1000));
        const atMs = clock.now() + waitMs;
        emit({
          kind: 'retry',
          endpoint: request.endpoint,
          code: error.code,
          atMs,
          ...(error.requestId ? { requestId: error.requestId } : {}),
        });
        if (waitMs > 2000) emit({ kind: 'wait', untilMs: atMs, why: 'retry-after' });
        await clock.sleep(waitMs, signal);
      }
    }
  }

  return { host: base.host, started: () => started, send };
}
