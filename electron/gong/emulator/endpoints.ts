import * as v from 'valibot';
import { type CallsFilter, callsRequest, transcriptRequest, usersRequest } from '../schema/request.ts';
import {
  type Answer,
  answered,
  type EndpointContext,
  type EndpointRequest,
  fingerprint,
  isAnswer,
  listPage,
  openCursor,
  pageSize,
  recordsOf,
  refuse,
} from './answers.ts';
import { type CallHead, type Corpus, compareHeads, type HeadTime, lowerBound } from './corpus.ts';
import type { CursorPlace } from './cursor.ts';
import { libraryFolderContent, libraryFolders } from './library.ts';
import { answeredScorecards, scorecards } from './scorecards.ts';
import { selectContent, withTimeOfCall } from './select.ts';
import { callOutcomes, wholeUser, withConsentPage } from './users.ts';

export const noCalls = 'No calls found corresponding to the provided filters';

export const unknownCall = (id: string): Answer => refuse(404, `Call ID ${id} was not found`);

interface Endpoint {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly scope: string;
  readonly answer: (context: EndpointContext, request: EndpointRequest, match: RegExpExecArray) => Answer;
}

const at = (
  method: string,
  name: string,
  scope: string,
  answer: Endpoint['answer'],
  path = name,
): Endpoint => ({ method, name, scope, answer, path: new RegExp(`^/v2/${path.replace(/id$/, '([^/]+)')}$`) });

const endpoints: readonly Endpoint[] = [
  at('POST', 'calls/extensive', 'api:calls:read:extensive', extensive),
  at('POST', 'calls/transcript', 'api:calls:read:transcript', transcripts),
  at('GET', 'calls', 'api:calls:read:basic', basicCalls),
  at('GET', 'calls/id', 'api:calls:read:basic', basicCall),
  at('GET', 'users', 'api:users:read', users),
  at('POST', 'users/extensive', 'api:users:read', extensiveUsers),
  at('GET', 'users/id', 'api:users:read', oneUser),
  at('GET', 'call-outcomes', 'api:call-outcomes:read', () => answered({ outcomes: callOutcomes })),
  at('GET', 'workspaces', 'api:workspaces:read', ({ corpus }) =>
    answered({ workspaces: corpus.workspaces() }),
  ),
  at('GET', 'settings/trackers', 'api:settings:trackers:read', trackers),
  at('GET', 'settings/scorecards', 'api:settings:scorecards:read', scorecards),
  at('POST', 'stats/scorecards', 'api:stats:scorecards', answeredScorecards, 'stats/activity/scorecards'),
  at('GET', 'library/folders', 'api:library:read', libraryFolders),
  at('GET', 'library/folder-content', 'api:library:read', libraryFolderContent),
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
    if (endpoint.name.endsWith('/id') && ['extensive', 'transcript'].includes(match[1] ?? '')) continue;
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

/** Calls of a filter, in the order of the list. */
interface Matches {
  /** Candidates; those from `low` up to `high` that `fits` accepts are in the list. */
  readonly heads: readonly CallHead[];
  readonly low: number;
  readonly high: number;
  fits(head: CallHead): boolean;
  count(): number;
}

/**
 * Finds a filter's calls by binary search: the list has one order and the bounds may concern the other time, so that a
 * page neither sorts nor copies what it does not return.
 */
function matching(corpus: Corpus, filter: CallsFilter, by: HeadTime): Matches {
  const from = dateIn(filter.fromDateTime) ?? Number.NEGATIVE_INFINITY;
  const to = dateIn(filter.toDateTime) ?? Number.POSITIVE_INFINITY;
  const unbounded = from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY;
  const hosts = filter.primaryUserIds ? new Set(filter.primaryUserIds) : null;
  const fits = (head: CallHead) =>
    (unbounded || (head[by] >= from && head[by] < to)) &&
    (!hosts || (head.primaryUserId !== null && hosts.has(head.primaryUserId))) &&
    (!filter.workspaceId || head.workspaceId === filter.workspaceId);
  if (filter.callIds) {
    const heads = [...new Set(filter.callIds)]
      .flatMap((id) => corpus.head(id) ?? [])
      .filter(fits)
      .sort((a, b) => compareHeads(a, b));
    return { heads, low: 0, high: heads.length, fits: () => true, count: () => heads.length };
  }
  const heads = corpus.heads();
  let [low, high, inBounds] = [0, heads.length, heads.length];
  if (!unbounded && by === 'scheduledMs') {
    low = lowerBound(heads, from, null);
    high = lowerBound(heads, to, null);
    inBounds = high - low;
  } else if (!unbounded) {
    const started = corpus.headsByStart();
    const first = lowerBound(started, from, null, by);
    const end = lowerBound(started, to, null, by);
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let at = first; at < end; at++) {
      const time = (started[at] as CallHead).scheduledMs;
      if (time < least) least = time;
      if (time > most) most = time;
    }
    low = lowerBound(heads, least, null);
    high = end > first ? lowerBound(heads, most + 1, null) : low;
    inBounds = end - first;
  }
  const count = () => {
    if (!hosts && !filter.workspaceId) return inBounds;
    let found = 0;
    for (let at = low; at < high; at++) if (fits(heads[at] as CallHead)) found++;
    return found;
  };
  return { heads, low, high, fits, count };
}

/** Up to so many matches behind a place; `more` when others follow. */
function takeFrom(
  matches: Matches,
  place: CursorPlace | null,
  count: number,
): { heads: CallHead[]; more: boolean } {
  const { heads, high } = matches;
  let at = matches.low;
  let skip = place?.offset ?? 0;
  if (place && place.offset === undefined) {
    at = Math.max(at, lowerBound(heads, place.time, place.id));
    if (heads[at]?.id === place.id && heads[at]?.scheduledMs === place.time) at++;
  }
  const found: CallHead[] = [];
  for (; at < high; at++) {
    const head = heads[at] as CallHead;
    if (!matches.fits(head)) continue;
    if (skip-- > 0) continue;
    if (found.length === count) return { heads: found, more: true };
    found.push(head);
  }
  return { heads: found, more: false };
}

/** One page of a filter: by scheduled time, oldest first, forward only, `totalRecords` frozen at the first page. */
function pageOf(
  context: EndpointContext,
  filter: CallsFilter,
  bound: string,
  cursor: string | null,
): { heads: CallHead[]; records: Record<string, unknown> } | Answer {
  const errors = checkFilter(filter);
  if (errors.length > 0) return refuse(400, ...errors);
  const place = openCursor(context, cursor, bound);
  if (place && isAnswer(place)) return place;
  const matches = matching(context.corpus, filter, context.filterBy);
  const { heads, more } = takeFrom(matches, place, pageSize);
  if (heads.length === 0 && !place) return refuse(404, noCalls);
  const last = more ? heads.at(-1) : undefined;
  const offset = ((place?.pageNumber ?? -1) + 2) * pageSize;
  const next = last
    ? { time: last.scheduledMs, id: last.id, ...(context.offsetCursors ? { offset } : {}) }
    : null;
  const records = recordsOf(context, place, { bound, total: matches.count, size: heads.length, next });
  return { heads, records };
}

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
  const bound = fingerprint(['extensive', body.filter, selector ?? null]);
  const page = pageOf(context, body.filter, bound, body.cursor ?? null);
  if (isAnswer(page)) return page;
  const calls = page.heads.flatMap(({ id }) => {
    const call = context.corpus.call(id);
    const media = selector?.exposedFields?.media ? context.mediaUrls(id) : null;
    return call ? [selectContent(withTimeOfCall(call), selector, media)] : [];
  });
  return answered({ records: page.records, calls });
}

function transcripts(context: EndpointContext, request: EndpointRequest): Answer {
  const body = readBody(transcriptRequest, request.body);
  if (isAnswer(body)) return body;
  const page = pageOf(context, body.filter, fingerprint(['transcript', body.filter]), body.cursor ?? null);
  if (isAnswer(page)) return page;
  const callTranscripts = page.heads.flatMap((head) => context.corpus.transcript(head.id) ?? []);
  return answered({ records: page.records, callTranscripts });
}

function basicCalls(context: EndpointContext, request: EndpointRequest): Answer {
  const filter: CallsFilter = {
    fromDateTime: request.query.get('fromDateTime'),
    toDateTime: request.query.get('toDateTime'),
    workspaceId: request.query.get('workspaceId'),
  };
  const page = pageOf(context, filter, fingerprint(['basic', filter]), request.query.get('cursor'));
  if (isAnswer(page)) return page;
  const calls = page.heads.flatMap((head) => context.corpus.call(head.id)?.metaData ?? []);
  return answered({ records: page.records, calls });
}

function basicCall(context: EndpointContext, _request: EndpointRequest, match: RegExpExecArray): Answer {
  const id = decodeURIComponent(match[1] ?? '');
  const call = context.corpus.call(id);
  return call ? answered({ call: call.metaData }) : unknownCall(id);
}

function users(context: EndpointContext, request: EndpointRequest): Answer {
  const all = context.corpus.users().map(wholeUser);
  return listPage(context, 'users', all, 'users', request.query.get('cursor'));
}

/** The one list of users that a filter narrows, and that knows the page where people consent to be recorded. */
function extensiveUsers(context: EndpointContext, request: EndpointRequest): Answer {
  const body = readBody(usersRequest, request.body);
  if (isAnswer(body)) return body;
  const { filter } = body;
  if (filter.userIds?.length === 0)
    return refuse(400, 'filter.userIds: must not be empty but can be null or can be omitted');
  const ids = filter.userIds ? new Set(filter.userIds) : null;
  const from = dateIn(filter.createdFromDateTime);
  const to = dateIn(filter.createdToDateTime);
  const all = context.corpus
    .users()
    .map(withConsentPage)
    .filter((user) => {
      const created = dateIn(user.created) ?? Number.NEGATIVE_INFINITY;
      return (
        (!ids || ids.has(user.id)) && (from === null || created >= from) && (to === null || created < to)
      );
    });
  return listPage(context, 'users', all, fingerprint(['users', filter]), body.cursor);
}

function oneUser(context: EndpointContext, _request: EndpointRequest, match: RegExpExecArray): Answer {
  const id = decodeURIComponent(match[1] ?? '');
  const user = context.corpus.users().find((item) => item.id === id);
  return user ? answered({ user: wholeUser(user) }) : refuse(404, `User ID ${id} was not found`);
}

function trackers(context: EndpointContext, request: EndpointRequest): Answer {
  const workspaceId = request.query.get('workspaceId');
  if (workspaceId && !context.corpus.workspaces().some((workspace) => workspace.id === workspaceId))
    return refuse(404, 'Workspace not found');
  // One of no workspace is the company's own and listens in all of them.
  const keywordTrackers = context.corpus
    .trackers()
    .filter((tracker) => !workspaceId || (tracker.workspaceId ?? workspaceId) === workspaceId);
  return answered({ keywordTrackers });
}

/** What people, workspaces and trackers are kept from a key with; not a missing scope, which is 401. */
export const accessDenied: Answer = refuse(403, 'Access denied');

/** Gong says so with 401, not 403. */
export const missingScope = (scope: string): Answer =>
  refuse(401, `You don't have permission to use '${scope}' in your app.`);
