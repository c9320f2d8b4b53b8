import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type CallsFilter, callsRequest, transcriptRequest } from '../schema/request.ts';
import { type CallHead, type Corpus, lowerBound } from './corpus.ts';
import { type CursorPlace, issueCursor, readCursor } from './cursor.ts';
import { libraryFolderContent, libraryFolders } from './library.ts';
import { answeredScorecards, scorecards } from './scorecards.ts';
import { selectContent, withTimeOfCall } from './select.ts';

/** What an endpoint needs besides the request. */
export interface EndpointContext {
  readonly corpus: Corpus;
  readonly nowMs: number;
  readonly secret: string;
  readonly cursorLifeMs: number;
  hasScope(scope: string): boolean;
  mediaUrls(callId: string): { audioUrl?: string; videoUrl?: string } | null;
}

export interface EndpointRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON body; undefined when there is none, null when it is not JSON. */
  readonly body: unknown;
}

/** An answer before `requestId` is added. */
export type Answer = { readonly status: number; readonly body: Record<string, unknown> };

const pageSize = 100;
const noCalls = 'No calls found corresponding to the provided filters';
export const refuse = (status: number, ...errors: string[]): Answer => ({ status, body: { errors } });

interface Endpoint {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly scope: string;
  readonly answer: (context: EndpointContext, request: EndpointRequest, match: RegExpExecArray) => Answer;
}

const endpoints: readonly Endpoint[] = [
  {
    name: 'calls/extensive',
    method: 'POST',
    path: /^\/v2\/calls\/extensive$/,
    scope: 'api:calls:read:extensive',
    answer: extensive,
  },
  {
    name: 'calls/transcript',
    method: 'POST',
    path: /^\/v2\/calls\/transcript$/,
    scope: 'api:calls:read:transcript',
    answer: transcripts,
  },
  { name: 'calls', method: 'GET', path: /^\/v2\/calls$/, scope: 'api:calls:read:basic', answer: basicCalls },
  {
    name: 'calls/id',
    method: 'GET',
    path: /^\/v2\/calls\/([^/]+)$/,
    scope: 'api:calls:read:basic',
    answer: basicCall,
  },
  { name: 'users', method: 'GET', path: /^\/v2\/users$/, scope: 'api:users:read', answer: users },
  {
    name: 'workspaces',
    method: 'GET',
    path: /^\/v2\/workspaces$/,
    scope: 'api:workspaces:read',
    answer: ({ corpus }) => ({ status: 200, body: { workspaces: corpus.workspaces() } }),
  },
  {
    name: 'settings/trackers',
    method: 'GET',
    path: /^\/v2\/settings\/trackers$/,
    scope: 'api:settings:trackers:read',
    answer: trackers,
  },
  {
    name: 'settings/scorecards',
    method: 'GET',
    path: /^\/v2\/settings\/scorecards$/,
    scope: 'api:settings:scorecards:read',
    answer: scorecards,
  },
  {
    name: 'stats/scorecards',
    method: 'POST',
    path: /^\/v2\/stats\/activity\/scorecards$/,
    scope: 'api:stats:scorecards',
    answer: answeredScorecards,
  },
  {
    name: 'library/folders',
    method: 'GET',
    path: /^\/v2\/library\/folders$/,
    scope: 'api:library:read',
    answer: libraryFolders,
  },
  {
    name: 'library/folder-content',
    method: 'GET',
    path: /^\/v2\/library\/folder-content$/,
    scope: 'api:library:read',
    answer: libraryFolderContent,
  },
];

/** Every scope the emulator knows. */
export const allScopes = [
  ...new Set(endpoints.map((endpoint) => endpoint.scope)),
  'api:calls:read:media-url',
];

/** Finds the endpoint; a string names why there is none (status in front). */
export function findEndpoint(
  method: string,
  path: string,
): { endpoint: Endpoint; match: RegExpExecArray } | 404 | 405 {
  let known = false;
  for (const endpoint of endpoints) {
    const match = endpoint.path.exec(path);
    if (!match) continue;
    // `/v2/calls/extensive` also looks like a call id.
    if (endpoint.name === 'calls/id' && ['extensive', 'transcript'].includes(match[1] ?? '')) continue;
    known = true;
    if (endpoint.method === method) return { endpoint, match };
  }
  return known ? 405 : 404;
}

const dateIn = (value: string | null | undefined) =>
  value === null || value === undefined ? null : Date.parse(value.replace(/(\.\d{3})\d+/, '$1'));

function checkFilter(filter: CallsFilter): string[] {
  const errors: string[] = [];
  for (const name of ['callIds', 'primaryUserIds'] as const)
    if (filter[name]?.length === 0)
      errors.push(`filter.${name}: must not be empty but can be null or can be omitted`);
  for (const name of ['fromDateTime', 'toDateTime'] as const)
    if (filter[name] && Number.isNaN(dateIn(filter[name])))
      errors.push(`filter.${name}: must be an ISO-8601 date and time`);
  const from = dateIn(filter.fromDateTime);
  const to = dateIn(filter.toDateTime);
  if (from !== null && to !== null && from >= to)
    errors.push('filter.fromDateTime: must be before toDateTime');
  return errors;
}

function matching(heads: readonly CallHead[], filter: CallsFilter): CallHead[] {
  const from = dateIn(filter.fromDateTime);
  const to = dateIn(filter.toDateTime);
  const window = heads.slice(
    from === null ? 0 : lowerBound(heads, from, null),
    to === null ? undefined : lowerBound(heads, to, null),
  );
  const ids = filter.callIds ? new Set(filter.callIds) : null;
  const hosts = filter.primaryUserIds ? new Set(filter.primaryUserIds) : null;
  if (!ids && !hosts && !filter.workspaceId) return window;
  return window.filter(
    (head) =>
      (!ids || ids.has(head.id)) &&
      (!hosts || (head.primaryUserId !== null && hosts.has(head.primaryUserId))) &&
      (!filter.workspaceId || head.workspaceId === filter.workspaceId),
  );
}

const fingerprint = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);

/** One page of a filter: oldest first, forward only, `totalRecords` frozen at the first page. */
function pageOf(
  context: EndpointContext,
  filter: CallsFilter,
  bound: string,
  cursor: string | null,
): { heads: CallHead[]; records: Record<string, unknown> } | Answer {
  const errors = checkFilter(filter);
  if (errors.length > 0) return refuse(400, ...errors);
  const found = matching(context.corpus.heads(), filter);
  let place: CursorPlace | null = null;
  if (cursor) {
    const read = readCursor(cursor, bound, context.nowMs, context.secret);
    if (typeof read === 'string') return refuse(400, read);
    place = read;
  }
  const start = place
    ? found.findIndex(
        (head) =>
          head.startedMs > place.time || (head.startedMs === place.time && compareIds(head.id, place.id) > 0),
      )
    : 0;
  const heads = start < 0 ? [] : found.slice(start, start + pageSize);
  if (heads.length === 0 && !place) return refuse(404, noCalls);
  const total = place?.total ?? found.length;
  const pageNumber = place ? place.pageNumber + 1 : 0;
  const last = heads.at(-1);
  const more = start >= 0 && found.length > start + pageSize && last;
  return {
    heads,
    records: {
      totalRecords: total,
      currentPageSize: heads.length,
      currentPageNumber: pageNumber,
      ...(more
        ? {
            cursor: issueCursor(
              {
                time: last.startedMs,
                id: last.id,
                total,
                pageNumber,
                bound,
                exp: place?.exp ?? context.nowMs + context.cursorLifeMs,
              },
              context.secret,
            ),
          }
        : {}),
    },
  };
}

const compareIds = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
const isAnswer = (value: object): value is Answer => 'status' in value;

function readBody<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> | Answer {
  if (body === undefined || body === null) return refuse(400, 'Json parse error');
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = issue.path?.map((item) => String(item.key)).join('.') ?? '';
  return refuse(
    400,
    path === 'filter' && issue.received === 'undefined'
      ? 'filter: must not be null'
      : `Json parse error${path ? ` at ${path}` : ''}`,
  );
}

function extensive(context: EndpointContext, request: EndpointRequest): Answer {
  const body = readBody(callsRequest, request.body);
  if (isAnswer(body)) return body;
  const selector = body.contentSelector;
  if (selector?.contextTiming && selector.context !== 'Extended')
    return refuse(
      400,
      "contentSelector.contextTiming: can be provided only when the context field is set to 'Extended'",
    );
  if (selector?.exposedFields?.media && !context.hasScope('api:calls:read:media-url'))
    return missingScope('api:calls:read:media-url');
  const page = pageOf(
    context,
    body.filter,
    fingerprint(['extensive', body.filter, selector ?? null]),
    body.cursor ?? null,
  );
  if (isAnswer(page)) return page;
  const calls = page.heads.flatMap((head) => {
    const call = context.corpus.call(head.id);
    return call
      ? [
          selectContent(
            withTimeOfCall(call),
            selector,
            selector?.exposedFields?.media ? context.mediaUrls(head.id) : null,
          ),
        ]
      : [];
  });
  return { status: 200, body: { records: page.records, calls } };
}

function transcripts(context: EndpointContext, request: EndpointRequest): Answer {
  const body = readBody(transcriptRequest, request.body);
  if (isAnswer(body)) return body;
  const page = pageOf(context, body.filter, fingerprint(['transcript', body.filter]), body.cursor ?? null);
  if (isAnswer(page)) return page;
  return {
    status: 200,
    body: {
      records: page.records,
      callTranscripts: page.heads.flatMap((head) => context.corpus.transcript(head.id) ?? []),
    },
  };
}

function basicCalls(context: EndpointContext, request: EndpointRequest): Answer {
  const filter: CallsFilter = {
    fromDateTime: request.query.get('fromDateTime'),
    toDateTime: request.query.get('toDateTime'),
    workspaceId: request.query.get('workspaceId'),
  };
  const page = pageOf(context, filter, fingerprint(['basic', filter]), request.query.get('cursor'));
  if (isAnswer(page)) return page;
  return {
    status: 200,
    body: {
      records: page.records,
      calls: page.heads.flatMap((head) => context.corpus.call(head.id)?.metaData ?? []),
    },
  };
}

function basicCall(context: EndpointContext, _request: EndpointRequest, match: RegExpExecArray): Answer {
  const id = decodeURIComponent(match[1] ?? '');
  const call = context.corpus.call(id);
  return call ? { status: 200, body: { call: call.metaData } } : refuse(404, `Call ID ${id} was not found`);
}

function users(context: EndpointContext, request: EndpointRequest): Answer {
  const all = context.corpus.users();
  const cursor = request.query.get('cursor');
  let place: CursorPlace | null = null;
  if (cursor) {
    const read = readCursor(cursor, 'users', context.nowMs, context.secret);
    if (typeof read === 'string') return refuse(400, read);
    place = read;
  }
  const start = place ? place.time : 0;
  const page = all.slice(start, start + pageSize);
  const pageNumber = place ? place.pageNumber + 1 : 0;
  const next = start + pageSize;
  return {
    status: 200,
    body: {
      records: {
        totalRecords: all.length,
        currentPageSize: page.length,
        currentPageNumber: pageNumber,
        ...(next < all.length
          ? {
              cursor: issueCursor(
                {
                  time: next,
                  id: '0',
                  total: all.length,
                  pageNumber,
                  bound: 'users',
                  exp: place?.exp ?? context.nowMs + context.cursorLifeMs,
                },
                context.secret,
              ),
            }
          : {}),
      },
      users: page,
    },
  };
}

function trackers(context: EndpointContext, request: EndpointRequest): Answer {
  const workspaceId = request.query.get('workspaceId');
  return {
    status: 200,
    body: {
      keywordTrackers: context.corpus
        .trackers()
        .filter((tracker) => !workspaceId || tracker.workspaceId === workspaceId),
    },
  };
}

/** Gong says so with 401, not 403. */
export const missingScope = (scope: string): Answer =>
  refuse(401, `You don't have permission to use '${scope}' in your app.`);
