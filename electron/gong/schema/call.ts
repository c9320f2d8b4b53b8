import * as v from 'valibot';
import { bool, id, num, opt, paged, record, text } from './common.ts';

/** Gong's CallBasicData: also what GET /v2/calls lists. Durations in seconds, dates ISO-8601 with an offset. */
const metaData = record({
  id: id,
  url: opt(text),
  title: opt(text),
  scheduled: opt(text),
  started: opt(text),
  duration: opt(num),
  primaryUserId: opt(id),
  direction: opt(text),
  system: opt(text),
  scope: opt(text),
  media: opt(text),
  language: opt(text),
  workspaceId: opt(id),
  sdrDisposition: opt(text),
  clientUniqueId: opt(text),
  customData: opt(text),
  purpose: opt(text),
  meetingUrl: opt(text),
  isPrivate: opt(bool),
  calendarEventId: opt(text),
});

const contextField = record({ name: opt(text), value: v.optional(v.unknown()) });
const externalObject = record({
  objectType: opt(text),
  objectId: opt(id),
  fields: opt(v.array(contextField)),
  timing: opt(text),
});
const context = record({ system: opt(text), objects: opt(v.array(externalObject)) });

const party = record({
  id: opt(id),
  emailAddress: opt(text),
  name: opt(text),
  title: opt(text),
  userId: opt(id),
  speakerId: opt(id),
  context: opt(v.array(context)),
  affiliation: opt(text),
  phoneNumber: opt(text),
  methods: opt(v.array(text)),
});

const segment = record({ name: opt(text), duration: opt(num) });
const occurrence = record({ startTime: opt(num), speakerId: opt(id) });
const phrase = record({ count: opt(num), occurrences: opt(v.array(occurrence)), phrase: opt(text) });
const tracker = record({
  id: opt(id),
  name: opt(text),
  count: opt(num),
  type: opt(text),
  occurrences: opt(v.array(occurrence)),
  phrases: opt(v.array(phrase)),
});
const outlineSection = record({
  section: opt(text),
  startTime: opt(num),
  duration: opt(num),
  items: opt(v.array(record({ text: opt(text), startTime: opt(num) }))),
});
const highlightsSection = record({
  title: opt(text),
  items: opt(v.array(record({ text: opt(text), startTimes: opt(v.array(num)) }))),
});

const content = record({
  structure: opt(v.array(segment)),
  trackers: opt(v.array(tracker)),
  topics: opt(v.array(segment)),
  /** Deprecated by Gong and without a documented shape: kept as it comes. */
  pointsOfInterest: v.optional(v.unknown()),
  brief: opt(text),
  outline: opt(v.array(outlineSection)),
  highlights: opt(v.array(highlightsSection)),
  callOutcome: opt(record({ id: opt(id), category: opt(text), name: opt(text) })),
  keyPoints: opt(v.array(record({ text: opt(text) }))),
});

const interaction = record({
  speakers: opt(v.array(record({ id: opt(id), userId: opt(id), talkTime: opt(num) }))),
  interactionStats: opt(v.array(record({ name: opt(text), value: opt(num) }))),
  video: opt(v.array(record({ name: opt(text), duration: opt(num) }))),
  questions: opt(record({ companyCount: opt(num), nonCompanyCount: opt(num) })),
});

const comment = record({
  id: opt(id),
  audioStartTime: opt(num),
  audioEndTime: opt(num),
  commenterUserId: opt(id),
  comment: opt(text),
  posted: opt(text),
  inReplyTo: opt(id),
  duringCall: opt(bool),
});

/** URLs live 8 hours and are signed anew on every request: never part of a content hash. */
const media = record({ audioUrl: opt(text), videoUrl: opt(text) });

/** One call as `POST /v2/calls/extensive` returns it. */
export const callData = record({
  metaData,
  context: opt(v.array(context)),
  parties: opt(v.array(party)),
  content: opt(content),
  interaction: opt(interaction),
  collaboration: opt(record({ publicComments: opt(v.array(comment)) })),
  media: opt(media),
});

export type CallMetaData = v.InferOutput<typeof metaData>;
export type CallData = v.InferOutput<typeof callData>;
/** A call that `callData` accepts, as it came from Gong: an id may be a number still. */
export type CallRecord = v.InferInput<typeof callData>;
export type ContextRecord = v.InferInput<typeof context>;
export type ExternalObjectRecord = v.InferInput<typeof externalObject>;
export type PartyRecord = v.InferInput<typeof party>;
export type TrackerRecord = v.InferInput<typeof tracker>;
export type CallTracker = v.InferOutput<typeof tracker>;
export type CallComment = v.InferOutput<typeof comment>;

/** Envelope of the list; the records themselves are parsed one by one, so that a bad one never loses the page. */
export const callsPage = record({ ...paged, calls: opt(v.array(v.unknown())) });

/** Outcome of reading one record: the typed value, or why it could not be read and the id if that much was there. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly id: string | null };

/** 'content.trackers.0.count: expected a number' for the first few issues. */
function reasonOf(issues: readonly v.BaseIssue<unknown>[]): string {
  const shown = issues.slice(0, 3).map((issue) => {
    const path = issue.path?.map((item) => String(item.key)).join('.') ?? 'record';
    return `${path || 'record'}: ${issue.message}`;
  });
  return issues.length > 3 ? `${shown.join('; ')} and ${issues.length - 3} more` : shown.join('; ');
}

/** Reads records by a schema; why one cannot be read is said, never thrown. `path`: of the id, which may be there all the same. */
export const parseWith =
  <S extends v.GenericSchema>(schema: S, path: readonly string[] = []) =>
  (raw: unknown): Parsed<v.InferOutput<S>> => {
    const result = v.safeParse(schema, raw);
    if (result.success) return { ok: true, value: result.output };
    let value: unknown = raw;
    for (const key of path)
      value = value && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined;
    const id = typeof value === 'string' || typeof value === 'number' ? String(value) : null;
    return { ok: false, reason: reasonOf(result.issues), id: path.length > 0 ? id : null };
  };

const parseWhole = parseWith(callData, ['metaData', 'id']);

/** Whether text is an ISO-8601 date and time that carries an offset or Z (any number of fraction digits). */
export function isGongDate(value: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i.test(value) &&
    !Number.isNaN(Date.parse(value.replace(/(\.\d{3})\d+/, '$1')))
  );
}

/** Reads one call; anything that does not fit is described, never thrown. A call needs an id and a start. */
export function parseCallData(raw: unknown): Parsed<CallData> {
  const parsed = parseWhole(raw);
  if (!parsed.ok) return parsed;
  const { id, started, scheduled } = parsed.value.metaData;
  const start = started ?? scheduled;
  const wrong = !start
    ? 'is missing, so the call has no place in time'
    : isGongDate(start)
      ? null
      : `“${start.slice(0, 60)}” is not a date with an offset`;
  if (id.trim() === '') return { ok: false, reason: 'metaData.id: is empty', id: null };
  return wrong === null ? parsed : { ok: false, reason: `metaData.started: ${wrong}`, id };
}

/** GET /v2/calls and GET /v2/calls/{id}. */
export const basicCallsPage = record({ ...paged, calls: opt(v.array(metaData)) });
export const basicCall = record({ requestId: opt(text), call: opt(metaData) });
