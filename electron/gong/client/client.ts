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
import { badAnswer, GongError, refusal } from './errors.ts';
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

interface GongClientOptions {
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

/** Refusals that say when to ask again, too far ahead to wait for silently: whoever wants to wait that long can. */
export const isLongWait = (error: GongError): boolean =>
  ['gong/daily-limit', 'gong/daily-share', 'gong/unavailable'].includes(error.code);

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

  /** Sends a request until its answer can be read; `read` throws what is wrong with an answer. */
  async function send<T>(
    endpoint: string,
    method: string,
    path: string,
    body: unknown,
    read: (answer: RawAnswer) => T,
    signal?: AbortSignal,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return read(await once(endpoint, method, path, body, signal, attempt));
      } catch (error) {
        if (!(error instanceof GongError) || !error.retryable || isLongWait(error) || attempt >= attempts)
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

  /** Reads the outside of an answer; what has not Gong's form is no answer of Gong's. */
  const envelope =
    <S extends v.GenericSchema>(schema: S) =>
    (answer: RawAnswer): v.InferOutput<S> => {
      const parsed = v.safeParse(schema, answer.body);
      if (parsed.success) return parsed.output;
      throw badAnswer(base.host, 'not in Gong’s form', answer.headers.get('x-traceid') ?? undefined);
    };

  type Envelope = { readonly requestId?: string | null | undefined } & Record<string, unknown>;

  /** The list in an answer. Throws when there is none: `{}`, null, errors with a good status. */
  function listIn<T>(body: Envelope, name: string, list: readonly T[] | null | undefined): readonly T[] {
    if (list) return list;
    const { errors } = body;
    const words = Array.isArray(errors) ? errors.filter((item) => typeof item === 'string').join(' ') : '';
    throw badAnswer(
      base.host,
      words ? `it says: ${words.slice(0, 300)}` : `without the list of ${name}`,
      body.requestId ?? undefined,
    );
  }

  /** A list of calls is never empty: Gong says so with 404 and words of its own, or, unfiltered, with a count of 0. */
  function callsIn<T>(
    body: Envelope & { readonly records?: v.InferOutput<typeof records> | null | undefined },
    list: readonly T[] | null | undefined,
    unfiltered: boolean,
  ): readonly T[] {
    const calls = listIn(body, 'calls', list);
    if (!body.records)
      throw badAnswer(base.host, 'without saying where its list ends', body.requestId ?? undefined);
    if (calls.length === 0 && !(unfiltered && body.records.totalRecords === 0))
      throw badAnswer(base.host, 'with an empty list', body.requestId ?? undefined);
    return calls;
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
      list(() =>
        send(
          'calls/extensive',
          'POST',
          '/v2/calls/extensive',
          request,
          (answer) => {
            const body = envelope(callsPage)(answer);
            const calls = callsIn(body, body.calls, Object.keys(request.filter).length === 0);
            return page(calls, parseCallData, body.records, body.requestId);
          },
          opts?.signal,
        ),
      ),
    transcripts: (request, opts) =>
      list(() =>
        send(
          'calls/transcript',
          'POST',
          '/v2/calls/transcript',
          request,
          (answer) => {
            const body = envelope(neighbours.transcriptsPage)(answer);
            // Empty is none that is ready: a transcript comes later than its call.
            const transcripts = listIn(body, 'transcripts', body.callTranscripts);
            return page(transcripts, neighbours.parseTranscript, body.records, body.requestId);
          },
          opts?.signal,
        ),
      ),
    calls: (query, opts) =>
      list(() => {
        const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined));
        return send(
          'calls',
          'GET',
          `/v2/calls?${search}`,
          undefined,
          (answer) => {
            const body = envelope(basicCallsPage)(answer);
            return page<CallMetaData>(
              callsIn(body, body.calls, search.size === 0),
              (item) => ({ ok: true, value: item as CallMetaData }),
              body.records,
              body.requestId,
            );
          },
          opts?.signal,
        );
      }),
    async call(callId, opts) {
      try {
        return await send(
          'calls/id',
          'GET',
          `/v2/calls/${encodeURIComponent(callId)}`,
          undefined,
          (answer) => {
            const { call, requestId } = envelope(basicCall)(answer);
            if (!call) throw badAnswer(base.host, 'without the call', requestId ?? undefined);
            return call;
          },
          opts?.signal,
        );
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
    users: (cursor, opts) =>
      send(
        'users',
        'GET',
        `/v2/users${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`,
        undefined,
        (answer) => {
          const body = envelope(neighbours.usersPage)(answer);
          const users = listIn(body, 'users', body.users);
          return page(users, parseWith(neighbours.gongUser), body.records, body.requestId);
        },
        opts?.signal,
      ),
    workspaces: (opts) =>
      send(
        'workspaces',
        'GET',
        '/v2/workspaces',
        undefined,
        (answer) => {
          const body = envelope(neighbours.workspacesList)(answer);
          return valid(listIn(body, 'workspaces', body.workspaces).map(parseWith(neighbours.workspace)));
        },
        opts?.signal,
      ),
    trackers: (workspaceId, opts) =>
      send(
        'settings/trackers',
        'GET',
        `/v2/settings/trackers${workspaceId ? `?workspaceId=${encodeURIComponent(workspaceId)}` : ''}`,
        undefined,
        (answer) => {
          const body = envelope(neighbours.trackersList)(answer);
          const trackers = listIn(body, 'trackers', body.keywordTrackers);
          return valid(trackers.map(parseWith(neighbours.keywordTracker)));
        },
        opts?.signal,
      ),
    scorecards: (opts) =>
      send(
        'settings/scorecards',
        'GET',
        '/v2/settings/scorecards',
        undefined,
        (answer) => {
          const body = envelope(scorecards.scorecardsList)(answer);
          return valid(body.scorecards.map(parseWith(scorecards.scorecard)));
        },
        opts?.signal,
      ),
    answeredScorecards: ({ filter, cursor }, opts) =>
      send(
        'stats/scorecards',
        'POST',
        '/v2/stats/activity/scorecards',
        { filter: { reviewMethod: 'BOTH', ...filter }, ...(cursor ? { cursor } : {}) },
        (answer) => {
          const body = envelope(scorecards.answeredScorecardsPage)(answer);
          return page(
            body.answeredScorecards,
            parseWith(scorecards.answeredScorecard),
            body.records,
            body.requestId,
          );
        },
        opts?.signal,
      ),
    libraryFolders: (workspaceId, opts) =>
      send(
        'library/folders',
        'GET',
        `/v2/library/folders${workspaceId ? `?workspaceId=${encodeURIComponent(workspaceId)}` : ''}`,
        undefined,
        (answer) => {
          const body = envelope(library.libraryFoldersList)(answer);
          return page(body.folders, parseWith(library.libraryFolder), null, body.requestId);
        },
        opts?.signal,
      ),
    libraryFolderContent: (folderId, opts) =>
      send(
        'library/folder-content',
        'GET',
        `/v2/library/folder-content?folderId=${encodeURIComponent(folderId)}`,
        undefined,
        (answer) => {
          const body = envelope(library.libraryFolderContent)(answer);
          return page(body.calls, parseWith(library.libraryCall), null, body.requestId);
        },
        opts?.signal,
      ),
  };
}
