import * as v from 'valibot';
import {
  basicCall,
  basicCallsPage,
  type CallData,
  type CallMetaData,
  callsPage,
  type Parsed,
  parseCallData,
  reasonOf,
} from '../schema/call.ts';
import { errorBody, type records } from '../schema/common.ts';
import * as library from '../schema/library.ts';
import * as neighbours from '../schema/neighbours.ts';
import type { CallsRequest, TranscriptRequest } from '../schema/request.ts';
import * as scorecards from '../schema/scorecards.ts';
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

/** One page of a list. `cursor` is null on the last page. */
export interface Page<T> {
  readonly items: readonly Parsed<T>[];
  /** The records as they came, same order as `items`. */
  readonly raw: readonly unknown[];
  readonly cursor: string | null;
  /** Gong's count; can exceed what is returned. */
  readonly total: number | null;
  readonly requestId: string | null;
}

type Options = { readonly signal?: AbortSignal };

export interface GongClient {
  readonly host: string;
  /** Requests started so far, repeated ones included. */
  started(): number;
  /** POST /v2/calls/extensive. Gong's 404 "No calls found…" is an empty page. */
  callsExtensive(request: CallsRequest, options?: Options): Promise<Page<CallData>>;
  /** POST /v2/calls/transcript, up to 100 call ids. */
  transcripts(request: TranscriptRequest, options?: Options): Promise<Page<neighbours.CallTranscript>>;
  /** GET /v2/calls: metaData only. */
  calls(
    query: { fromDateTime?: string; toDateTime?: string; workspaceId?: string; cursor?: string },
    options?: Options,
  ): Promise<Page<CallMetaData>>;
  /** GET /v2/calls/{id}; null when Gong does not know it. */
  call(callId: string, options?: Options): Promise<CallMetaData | null>;
  users(cursor: string | null, options?: Options): Promise<Page<neighbours.GongUser>>;
  workspaces(options?: Options): Promise<readonly neighbours.Workspace[]>;
  trackers(workspaceId: string | null, options?: Options): Promise<readonly neighbours.KeywordTracker[]>;
  scorecards(options?: Options): Promise<readonly scorecards.Scorecard[]>;
  /** POST /v2/stats/activity/scorecards. Reviews by people and by Gong unless the filter says which. */
  answeredScorecards(
    request: { readonly filter: scorecards.AnsweredScorecardsFilter; readonly cursor?: string },
    options?: Options,
  ): Promise<Page<scorecards.AnsweredScorecard>>;
  /** Public folders of the team's library; null: of the key's only workspace. */
  libraryFolders(workspaceId: string | null, options?: Options): Promise<Page<library.LibraryFolder>>;
  libraryFolderContent(folderId: string, options?: Options): Promise<Page<library.LibraryCall>>;
}

const noCalls = /no calls found/i;

/** A client of Gong's API: paces, retries what is transient, and says of everything else exactly what it means. */
export function createGongClient(options: GongClientOptions): GongClient {
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
    endpoint: string,
    method: string,
    path: string,
    body: unknown,
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
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw failure(answer);
  }

  function failure(answer: RawAnswer): GongError {
    const parsed = v.safeParse(errorBody, answer.body);
    const errors = parsed.success ? (parsed.output.errors ?? []) : [];
    const requestId =
      (parsed.success ? parsed.output.requestId : null) ?? answer.headers.get('x-traceid') ?? undefined;
    if (answer.status !== 429) return refusal(answer.status, errors, requestId, base.host);
    const now = clock.now();
    const wait = parseRetryAfter(answer.headers.get('retry-after'), now);
    const fields = {
      status: 429,
      ...(requestId ? { requestId } : {}),
      ...(wait === null ? {} : { retryAtMs: now + wait }),
    };
    if (wait !== null && wait > longWaitMs) {
      return new GongError({
        ...fields,
        code: 'gong/daily-limit',
        message:
          'Gong’s daily limit of requests is used up (it is shared by every integration of your company).',
        nextStep:
          'Earshot goes on by itself when Gong allows it again. A smaller daily share leaves more to others.',
        retryable: true,
      });
    }
    return new GongError({
      ...fields,
      code: 'gong/rate-limited',
      message: 'Gong asked for a pause.',
      nextStep: 'Earshot goes on by itself.',
      retryable: true,
    });
  }

  async function send(
    endpoint: string,
    method: string,
    path: string,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<RawAnswer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(endpoint, method, path, body, signal, attempt);
      } catch (error) {
        if (
          !(error instanceof GongError) ||
          !error.retryable ||
          error.code === 'gong/daily-limit' ||
          error.code === 'gong/daily-share' ||
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
          endpoint,
          code: error.code,
          atMs,
          ...(error.requestId ? { requestId: error.requestId } : {}),
        });
        if (waitMs > 2000) emit({ kind: 'wait', untilMs: atMs, why: 'retry-after' });
        await clock.sleep(waitMs, signal);
      }
    }
  }

  function envelope<S extends v.GenericSchema>(schema: S, answer: RawAnswer): v.InferOutput<S> {
    const parsed = v.safeParse(schema, answer.body);
    if (parsed.success) return parsed.output;
    throw new GongError({
      code: 'gong/not-json',
      status: answer.status,
      message: `The answer of ${base.host} is not in Gong’s form (${reasonOf(parsed.issues)}).`,
      nextStep: 'Check the base URL; if it is right, report this with the request id.',
      ...(answer.headers.get('x-traceid') ? { requestId: answer.headers.get('x-traceid') ?? '' } : {}),
    });
  }

  function page<T>(
    raw: readonly unknown[],
    parse: (item: unknown) => Parsed<T>,
    paging: v.InferOutput<typeof records> | null | undefined,
    requestId: string | null | undefined,
  ): Page<T> {
    return {
      raw,
      items: raw.map(parse),
      cursor: paging?.cursor || null,
      total: paging?.totalRecords ?? null,
      requestId: requestId ?? null,
    };
  }

  const empty = <T>(error: GongError): Page<T> => ({
    items: [],
    raw: [],
    cursor: null,
    total: 0,
    requestId: error.requestId ?? null,
  });
  const isEmpty = (error: unknown): error is GongError =>
    error instanceof GongError && error.code === 'gong/not-found' && noCalls.test(error.message);

  /** Only Gong's own words mean an empty list; any other 404 is a failure. */
  async function list<T>(work: () => Promise<Page<T>>): Promise<Page<T>> {
    try {
      return await work();
    } catch (error) {
      if (isEmpty(error)) return empty<T>(error);
      throw error;
    }
  }

  const parseWith =
    <S extends v.GenericSchema>(schema: S) =>
    (raw: unknown): Parsed<v.InferOutput<S>> => {
      const result = v.safeParse(schema, raw);
      return result.success
        ? { ok: true, value: result.output }
        : { ok: false, reason: reasonOf(result.issues), id: null };
    };
  const valid = <T>(items: readonly Parsed<T>[]): T[] =>
    items.flatMap((item) => (item.ok ? [item.value] : []));

  return {
    host: base.host,
    started: () => started,
    callsExtensive: (request, opts) =>
      list(async () => {
        const body = envelope(
          callsPage,
          await send('calls/extensive', 'POST', '/v2/calls/extensive', request, opts?.signal),
        );
        return page(body.calls ?? [], parseCallData, body.records, body.requestId);
      }),
    transcripts: (request, opts) =>
      list(async () => {
        const body = envelope(
          neighbours.transcriptsPage,
          await send('calls/transcript', 'POST', '/v2/calls/transcript', request, opts?.signal),
        );
        return page(body.callTranscripts ?? [], neighbours.parseTranscript, body.records, body.requestId);
      }),
    calls: (query, opts) =>
      list(async () => {
        const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined));
        const body = envelope(
          basicCallsPage,
          await send('calls', 'GET', `/v2/calls?${search}`, undefined, opts?.signal),
        );
        return page<CallMetaData>(
          body.calls ?? [],
          (item) => ({ ok: true, value: item as CallMetaData }),
          body.records,
          body.requestId,
        );
      }),
    async call(callId, opts) {
      try {
        const body = envelope(
          basicCall,
          await send('calls/id', 'GET', `/v2/calls/${encodeURIComponent(callId)}`, undefined, opts?.signal),
        );
        return body.call ?? null;
      } catch (error) {
        if (
          error instanceof GongError &&
          error.code === 'gong/not-found' &&
          /was not found/.test(error.message)
        )
          return null;
        throw error;
      }
    },
    async users(cursor, opts) {
      const body = envelope(
        neighbours.usersPage,
        await send(
          'users',
          'GET',
          `/v2/users${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`,
          undefined,
          opts?.signal,
        ),
      );
      return page(body.users ?? [], parseWith(neighbours.gongUser), body.records, body.requestId);
    },
    async workspaces(opts) {
      const body = envelope(
        neighbours.workspacesList,
        await send('workspaces', 'GET', '/v2/workspaces', undefined, opts?.signal),
      );
      return valid((body.workspaces ?? []).map(parseWith(neighbours.workspace)));
    },
    async trackers(workspaceId, opts) {
      const query = workspaceId ? `?workspaceId=${encodeURIComponent(workspaceId)}` : '';
      const body = envelope(
        neighbours.trackersList,
        await send('settings/trackers', 'GET', `/v2/settings/trackers${query}`, undefined, opts?.signal),
      );
      return valid((body.keywordTrackers ?? []).map(parseWith(neighbours.keywordTracker)));
    },
    async scorecards(opts) {
      const body = envelope(
        scorecards.scorecardsList,
        await send('settings/scorecards', 'GET', '/v2/settings/scorecards', undefined, opts?.signal),
      );
      return valid(body.scorecards.map(parseWith(scorecards.scorecard)));
    },
    async answeredScorecards({ filter, cursor }, opts) {
      const body = envelope(
        scorecards.answeredScorecardsPage,
        await send(
          'stats/scorecards',
          'POST',
          '/v2/stats/activity/scorecards',
          { filter: { reviewMethod: 'BOTH', ...filter }, ...(cursor ? { cursor } : {}) },
          opts?.signal,
        ),
      );
      return page(
        body.answeredScorecards,
        parseWith(scorecards.answeredScorecard),
        body.records,
        body.requestId,
      );
    },
    async libraryFolders(workspaceId, opts) {
      const query = workspaceId ? `?workspaceId=${encodeURIComponent(workspaceId)}` : '';
      const body = envelope(
        library.libraryFoldersList,
        await send('library/folders', 'GET', `/v2/library/folders${query}`, undefined, opts?.signal),
      );
      return page(body.folders, parseWith(library.libraryFolder), null, body.requestId);
    },
    async libraryFolderContent(folderId, opts) {
      const body = envelope(
        library.libraryFolderContent,
        await send(
          'library/folder-content',
          'GET',
          `/v2/library/folder-content?folderId=${encodeURIComponent(folderId)}`,
          undefined,
          opts?.signal,
        ),
      );
      return page(body.calls, parseWith(library.libraryCall), null, body.requestId);
    },
  };
}
