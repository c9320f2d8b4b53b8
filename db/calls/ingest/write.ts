import type { CallRecord, PartyRecord, TrackerRecord } from '../../../electron/gong/schema/call.ts';
import { passageKind } from '../../store/codes.ts';
import { bool, int, jsonText, str } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
import { columnNames } from '../../store/rows.ts';
import { call, callContent } from '../../store/schema.ts';
import { prepared } from '../../store/statements.ts';
import { parseTime } from '../../store/time.ts';
import { contextObjects, type Derived, trackerMoments } from './derive.ts';
import { contentPassages, replacePassages, writeDocument } from './document.ts';
import { fieldValues } from './fields.ts';
import { learnAddresses, personKey, userOfAddress } from './people.ts';
import type { PartRows } from './rows.ts';
import type { Stage } from './stage.ts';

/** Columns of `call` that are not written from a record: a call gets them once, or by what happens to it later. */
const notFromRecord = [
  'id',
  'gong_id',
  'first_synced_ms',
  'has_transcript',
  'transcript_asked_ms',
  'gone_ms',
  'changed_ms',
] as const;
type CallValues = Required<Omit<typeof call.$inferInsert, (typeof notFromRecord)[number]>>;
const columns = columnNames(call).filter(
  (name) => !notFromRecord.includes(name as never),
) as (keyof CallValues)[];

const insertCall = `INSERT INTO call(gong_id, first_synced_ms, ${columns.join(', ')})
  VALUES (?, ?, ${columns.map(() => '?').join(', ')})`;
const updateCall = `UPDATE call SET ${columns.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`;

/** Circumstances of one write. */
interface WriteContext {
  readonly atMs: number;
  readonly generation: number;
  readonly hidden: number;
}

const present = (value: unknown) => (typeof value === 'string' ? (value === '' ? 0 : 1) : null);

function callValues(record: CallRecord, derived: Derived, context: WriteContext): unknown[] {
  const scheduled = parseTime(record.metaData.scheduled);
  const started = parseTime(record.metaData.started);
  const values: Record<keyof CallValues, unknown> = {
    ...fieldValues(record),
    scheduled_ms: scheduled.ms,
    scheduled_offset: scheduled.offset,
    scheduled_text: scheduled.text,
    started_ms: started.ms ?? scheduled.ms ?? 0,
    started_offset: started.offset ?? scheduled.offset ?? 0,
    started_text: started.text,
    has_audio_url: present(record.media?.audioUrl),
    has_video_url: present(record.media?.videoUrl),
    account: derived.account,
    stage: derived.stage,
    stage_at_call: derived.stageAtCall,
    has_comments: (record.collaboration?.publicComments ?? []).length > 0 ? 1 : 0,
    hidden: context.hidden,
    synced_ms: context.atMs,
    generation: context.generation,
  };
  return columns.map((name) => values[name]);
}

type ContentValues = Required<Omit<typeof callContent.$inferInsert, 'call_id'>>;
/** Columns of call_content with the field of Gong's content whose JSON they hold: points_of_interest, pointsOfInterest. */
const contentColumns = columnNames(callContent)
  .filter((column) => column !== 'call_id')
  .map((column) => [column, column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())] as const);
const contentValues = ({ content }: CallRecord) =>
  Object.fromEntries(
    contentColumns.map(([column, field]) => [column, jsonText(content?.[field])]),
  ) as ContentValues;

/** Names of Gong's users, for comment authors that are not among the participants. */
function userName(db: WriterDb, userId: string | null): string | null {
  if (!userId) return null;
  const row = prepared(db, 'SELECT coalesce(name, email) AS name FROM user WHERE gong_id = ?').get(userId);
  return (row as { name: string | null } | undefined)?.name ?? null;
}

function writeParties(
  db: WriterDb,
  rows: PartRows,
  callId: number,
  record: CallRecord,
  derived: Derived,
): void {
  const writeContext = (party: number, context: PartyRecord['context']) =>
    contextObjects(context).forEach(({ system, object }, position) => {
      rows.add('contextObject', {
        call_id: callId,
        party,
        position,
        system: system.system ?? null,
        object_type: object.objectType ?? null,
        object_id: str(object.objectId),
        timing: object.timing ?? null,
        fields: jsonText(object.fields),
      });
    });
  writeContext(-1, record.context);
  const userOf = (address: string) => userOfAddress(db, address);
  derived.parties.forEach(({ party, side, company }, position) => {
    rows.add('party', {
      call_id: callId,
      position,
      gong_id: str(party.id),
      email: party.emailAddress ?? null,
      name: party.name ?? null,
      title: party.title ?? null,
      user_id: str(party.userId),
      speaker_id: str(party.speakerId),
      affiliation: party.affiliation ?? null,
      phone: party.phoneNumber ?? null,
      methods: jsonText(party.methods),
      side,
      company,
      person_key: personKey(party, userOf),
    });
    writeContext(position, party.context);
  });
}

function trackerId(db: WriterDb, stage: Stage, tracker: TrackerRecord): number {
  const gongId = str(tracker.id);
  const name = tracker.name ?? '';
  const type = tracker.type ?? null;
  const key = gongId === null ? `name:${name}` : `gong:${gongId}`;
  const seen = stage.trackers.get(key);
  if (seen !== undefined && seen.name === name && seen.type === type) return seen.id;
  const id = storedTracker(db, key, gongId, name, type);
  stage.trackers.set(key, { id, name, type });
  return id;
}

function storedTracker(
  db: WriterDb,
  key: string,
  gongId: string | null,
  name: string,
  type: string | null,
): number {
  const known = prepared(db, 'SELECT id, name, type FROM tracker WHERE key = ?').get(key) as
    | { id: number; name: string; type: string | null }
    | undefined;
  if (known && (name === '' || known.name === name) && (type === null || known.type === type))
    return known.id;
  return (
    prepared(
      db,
      `INSERT INTO tracker(key, gong_id, name, type) VALUES (?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET name = excluded.name, type = coalesce(excluded.type, type) RETURNING id`,
    ).get(key, gongId, name || (known?.name ?? ''), type) as { id: number }
  ).id;
}

function phraseCounts(tracker: TrackerRecord): readonly (readonly [string, number])[] | null {
  return (
    tracker.phrases?.map(({ phrase, count, occurrences }) => [
      phrase ?? '',
      int(count) ?? (occurrences ?? []).length,
    ]) ?? null
  );
}

function writeTrackers(
  db: WriterDb,
  stage: Stage,
  callId: number,
  record: CallRecord,
  derived: Derived,
): void {
  (record.content?.trackers ?? []).forEach((tracker, position) => {
    const moments = trackerMoments(tracker, derived.speakers);
    const sides = [0, 0, 0];
    const phrases = phraseCounts(tracker);
    for (const [, side] of moments ?? []) sides[side] = (sides[side] ?? 0) + 1;
    const [unknown = 0, company = 0, customer = 0] = sides;
    stage.parts.add('callTracker', {
      call_id: callId,
      position,
      tracker_id: trackerId(db, stage, tracker),
      name: tracker.name ?? null,
      type: tracker.type ?? null,
      count: int(tracker.count),
      company: moments && company,
      customer: moments && customer,
      unknown: moments && unknown,
      moments: moments && JSON.stringify(moments),
      phrases: phrases && JSON.stringify(phrases),
    });
  });
}

function writeInteraction(rows: PartRows, callId: number, record: CallRecord): void {
  const { content, interaction, collaboration } = record;
  for (const [kind, block] of [
    ['structure', content?.structure],
    ['topic', content?.topics],
    ['video', interaction?.video],
  ] as const) {
    (block ?? []).forEach(({ name = null, duration = null }, position) => {
      rows.add('segment', { call_id: callId, kind, position, name, duration_s: duration });
    });
  }
  (interaction?.speakers ?? []).forEach(({ id, userId, talkTime = null }, position) => {
    rows.add('speaker', {
      call_id: callId,
      position,
      gong_id: str(id),
      user_id: str(userId),
      talk_time_s: talkTime,
    });
  });
  (interaction?.interactionStats ?? []).forEach(({ name = null, value = null }, position) => {
    rows.add('interactionStat', { call_id: callId, position, name, value });
  });
  (collaboration?.publicComments ?? []).forEach((part, position) => {
    const posted = parseTime(part.posted);
    rows.add('comment', {
      call_id: callId,
      position,
      gong_id: str(part.id),
      start_s: part.audioStartTime ?? null,
      end_s: part.audioEndTime ?? null,
      user_id: str(part.commenterUserId),
      text: part.comment ?? null,
      posted_ms: posted.ms,
      posted_offset: posted.offset,
      posted_text: posted.text,
      in_reply_to: str(part.inReplyTo),
      during_call: bool(part.duringCall),
    });
  });
}

const partTables = [
  'call_content',
  'party',
  'context_object',
  'segment',
  'call_tracker',
  'speaker',
  'interaction_stat',
  'comment',
] as const;

/** Writes every table of a record; `callId` null for a call that is new. Returns its row id. */
export function writeCall(
  db: WriterDb,
  stage: Stage,
  callId: number | null,
  gongId: string,
  record: CallRecord,
  derived: Derived,
  context: WriteContext,
): number {
  learnAddresses(
    db,
    record,
    () => context.generation,
    () => stage.parts.write(),
  );
  const values = callValues(record, derived, context);
  let id: number;
  if (callId === null) {
    id = Number(prepared(db, insertCall).run(gongId, context.atMs, ...values).lastInsertRowid);
  } else {
    id = callId;
    prepared(db, updateCall).run(...values, id);
    for (const table of partTables) prepared(db, `DELETE FROM ${table} WHERE call_id = ?`).run(id);
  }
  stage.parts.add('callContent', { call_id: id, ...contentValues(record) });
  writeParties(db, stage.parts, id, record, derived);
  writeTrackers(db, stage, id, record, derived);
  writeInteraction(stage.parts, id, record);
  writeDocument(db, id, record, derived);
  const byUser = new Map(derived.parties.map(({ party }) => [str(party.userId), party.name ?? null]));
  const author = (userId: string | null) => byUser.get(userId) ?? userName(db, userId);
  const { outline, highlight, comment } = passageKind;
  replacePassages(db, stage.parts, id, [outline, highlight, comment], contentPassages(record, author));
  return id;
}
