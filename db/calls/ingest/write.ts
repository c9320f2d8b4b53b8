import { passageKind } from '../../store/codes.ts';
import { bool, int, type Json, jsonText, num, obj, objects, str } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { parseTime } from '../../store/time.ts';
import { contextObjects, type Derived, trackerMoments } from './derive.ts';
import { contentPassages, replacePassages, writeDocument } from './document.ts';
import { learnAddresses, personKey, userOfAddress } from './people.ts';
import type { PartRows } from './rows.ts';
import type { Stage } from './stage.ts';

/** Columns of `call` that come from the record. */
const columns = [
  'url',
  'title',
  'scheduled_ms',
  'scheduled_offset',
  'scheduled_text',
  'started_ms',
  'started_offset',
  'started_text',
  'duration_s',
  'primary_user_id',
  'direction',
  'system',
  'scope',
  'media',
  'language',
  'workspace_id',
  'sdr_disposition',
  'client_unique_id',
  'custom_data',
  'purpose',
  'meeting_url',
  'is_private',
  'calendar_event_id',
  'brief',
  'outcome_id',
  'outcome_category',
  'outcome_name',
  'questions_company',
  'questions_non_company',
  'has_audio_url',
  'has_video_url',
  'account',
  'stage',
  'stage_at_call',
  'has_comments',
  'hidden',
  'synced_ms',
  'generation',
] as const;

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

function callValues(record: Json, derived: Derived, context: WriteContext): unknown[] {
  const meta = obj(record['metaData']) ?? {};
  const content = obj(record['content']);
  const outcome = obj(content?.['callOutcome']);
  const questions = obj(obj(record['interaction'])?.['questions']);
  const media = obj(record['media']);
  const scheduled = parseTime(str(meta['scheduled']));
  const started = parseTime(str(meta['started']));
  const values: Record<(typeof columns)[number], unknown> = {
    url: str(meta['url']),
    title: str(meta['title']),
    scheduled_ms: scheduled.ms,
    scheduled_offset: scheduled.offset,
    scheduled_text: scheduled.text,
    started_ms: started.ms ?? scheduled.ms ?? 0,
    started_offset: started.offset ?? scheduled.offset ?? 0,
    started_text: started.text,
    duration_s: num(meta['duration']),
    primary_user_id: str(meta['primaryUserId']),
    direction: str(meta['direction']),
    system: str(meta['system']),
    scope: str(meta['scope']),
    media: str(meta['media']),
    language: str(meta['language']),
    workspace_id: str(meta['workspaceId']),
    sdr_disposition: str(meta['sdrDisposition']),
    client_unique_id: str(meta['clientUniqueId']),
    custom_data: str(meta['customData']),
    purpose: str(meta['purpose']),
    meeting_url: str(meta['meetingUrl']),
    is_private: bool(meta['isPrivate']),
    calendar_event_id: str(meta['calendarEventId']),
    brief: str(content?.['brief']),
    outcome_id: str(outcome?.['id']),
    outcome_category: str(outcome?.['category']),
    outcome_name: str(outcome?.['name']),
    questions_company: int(questions?.['companyCount']),
    questions_non_company: int(questions?.['nonCompanyCount']),
    has_audio_url: present(media?.['audioUrl']),
    has_video_url: present(media?.['videoUrl']),
    account: derived.account,
    stage: derived.stage,
    stage_at_call: derived.stageAtCall,
    has_comments: objects(obj(record['collaboration'])?.['publicComments']).length > 0 ? 1 : 0,
    hidden: context.hidden,
    synced_ms: context.atMs,
    generation: context.generation,
  };
  return columns.map((name) => values[name]);
}

/** Names of Gong's users, for comment authors that are not among the participants. */
function userName(db: WriterDb, userId: string | null): string | null {
  if (!userId) return null;
  const row = prepared(db, 'SELECT coalesce(name, email) AS name FROM user WHERE gong_id = ?').get(userId);
  return (row as { name: string | null } | undefined)?.name ?? null;
}

function writeParties(db: WriterDb, rows: PartRows, callId: number, record: Json, derived: Derived): void {
  const writeContext = (party: number, context: unknown) =>
    contextObjects(context).forEach(({ system, object }, position) => {
      rows.add(
        'context_object',
        callId,
        party,
        position,
        str(system['system']),
        str(object['objectType']),
        str(object['objectId']),
        str(object['timing']),
        jsonText(object['fields']),
      );
    });
  writeContext(-1, record['context']);
  const userOf = (address: string) => userOfAddress(db, address);
  derived.parties.forEach(({ party, side, company, context }, position) => {
    rows.add(
      'party',
      callId,
      position,
      str(party['id']),
      str(party['emailAddress']),
      str(party['name']),
      str(party['title']),
      str(party['userId']),
      str(party['speakerId']),
      str(party['affiliation']),
      str(party['phoneNumber']),
      jsonText(party['methods']),
      side,
      company,
      personKey(party, userOf),
    );
    writeContext(position, context);
  });
}

function trackerId(db: WriterDb, stage: Stage, tracker: Json): number {
  const gongId = str(tracker['id']);
  const name = str(tracker['name']) ?? '';
  const key = gongId === null ? `name:${name}` : `gong:${gongId}`;
  const seen = stage.trackers.get(key);
  if (seen !== undefined && seen.name === name && seen.type === str(tracker['type'])) return seen.id;
  const id = storedTracker(db, key, gongId, name, str(tracker['type']));
  stage.trackers.set(key, { id, name, type: str(tracker['type']) });
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

function phraseCounts(tracker: Json): readonly (readonly [string, number])[] | null {
  if (!Array.isArray(tracker['phrases'])) return null;
  return objects(tracker['phrases']).map((phrase) => [
    str(phrase['phrase']) ?? '',
    int(phrase['count']) ?? objects(phrase['occurrences']).length,
  ]);
}

function writeTrackers(
  db: WriterDb,
  stage: Stage,
  callId: number,
  content: Json | null,
  derived: Derived,
): void {
  objects(content?.['trackers']).forEach((tracker, position) => {
    const id = trackerId(db, stage, tracker);
    const moments = trackerMoments(tracker, derived.speakers);
    const sides = [0, 0, 0];
    const phrases = phraseCounts(tracker);
    for (const [, side] of moments ?? []) sides[side] = (sides[side] ?? 0) + 1;
    stage.parts.add(
      'call_tracker',
      callId,
      position,
      id,
      str(tracker['name']),
      str(tracker['type']),
      int(tracker['count']),
      moments && sides[1],
      moments && sides[2],
      moments && sides[0],
      moments && JSON.stringify(moments),
      phrases && JSON.stringify(phrases),
    );
  });
}

function writeInteraction(rows: PartRows, callId: number, record: Json): void {
  const interaction = obj(record['interaction']);
  const content = obj(record['content']);
  for (const [kind, block] of [
    ['structure', content?.['structure']],
    ['topic', content?.['topics']],
    ['video', interaction?.['video']],
  ] as const) {
    objects(block).forEach((part, position) => {
      rows.add('segment', callId, kind, position, str(part['name']), num(part['duration']));
    });
  }
  objects(interaction?.['speakers']).forEach((part, position) => {
    rows.add('speaker', callId, position, str(part['id']), str(part['userId']), num(part['talkTime']));
  });
  objects(interaction?.['interactionStats']).forEach((part, position) => {
    rows.add('interaction_stat', callId, position, str(part['name']), num(part['value']));
  });
  objects(obj(record['collaboration'])?.['publicComments']).forEach((part, position) => {
    const posted = parseTime(str(part['posted']));
    rows.add(
      'comment',
      callId,
      position,
      str(part['id']),
      num(part['audioStartTime']),
      num(part['audioEndTime']),
      str(part['commenterUserId']),
      str(part['comment']),
      posted.ms,
      posted.offset,
      posted.text,
      str(part['inReplyTo']),
      bool(part['duringCall']),
    );
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
  record: Json,
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
  const content = obj(record['content']);
  prepared(
    db,
    'INSERT INTO call_content(call_id, key_points, outline, highlights, points_of_interest) VALUES (?, ?, ?, ?, ?)',
  ).run(
    id,
    jsonText(content?.['keyPoints']),
    jsonText(content?.['outline']),
    jsonText(content?.['highlights']),
    jsonText(content?.['pointsOfInterest']),
  );
  writeParties(db, stage.parts, id, record, derived);
  writeTrackers(db, stage, id, content, derived);
  writeInteraction(stage.parts, id, record);
  writeDocument(db, id, record, derived);
  const byUser = new Map(derived.parties.map(({ party }) => [str(party['userId']), str(party['name'])]));
  const author = (userId: string | null) => byUser.get(userId) ?? userName(db, userId);
  const { outline, highlight, comment } = passageKind;
  replacePassages(db, stage.parts, id, [outline, highlight, comment], contentPassages(record, author));
  return id;
}
