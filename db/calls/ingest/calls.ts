import type { CallRecord } from '../../../electron/gong/schema/call.ts';
import type { ContentSelector } from '../../../electron/gong/schema/request.ts';
import { eraseCalls } from '../../erase/calls.ts';
import { type Eraser, readEraser } from '../../erase/eraser.ts';
import { nextGeneration } from '../../store/generation.ts';
import { sameJson, word } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
import { hashOf, pack, unpack } from '../../store/raw.ts';
import { deleteRows, updateRows } from '../../store/rows.ts';
import { call, change } from '../../store/schema.ts';
import { prepared } from '../../store/statements.ts';
import { parseTime } from '../../store/time.ts';
import { event, logChange } from './changes.ts';
import { derive } from './derive.ts';
import { diffRecords } from './diff.ts';
import { hasNotes, refreshNotes } from './document.ts';
import { mergeRecord, privateStub, withoutMediaUrls } from './merge.ts';
import { storePage, storeRecords } from './page.ts';
import { recordProblem, resolveProblems } from './problems.ts';
import { everything } from './selector.ts';
import { createStage, type Stage } from './stage.ts';
import { adoptTranscript, dropTranscript, eraseInTranscript, refreshSpeakers } from './transcripts.ts';
import { writeCall } from './write.ts';

/** How a page of calls was asked for and is to be kept. */
export interface IngestOptions {
  /** UTC milliseconds of the response. */
  readonly atMs: number;
  /** Gong's contentSelector of the request: what is absent although asked for is gone, the rest is kept. */
  readonly selector?: ContentSelector;
  /**
   * What happens to private calls: 'show' keeps them like others, 'hide' (the default) keeps them out of everything
   * the user sees, 'drop' keeps only that they exist, when and how long. 'leaveOut' hides those whose content is here, and drops others.
   */
  readonly privateCalls?: 'show' | 'hide' | 'drop' | 'leaveOut';
  /** Calls that started before are not kept, but those that are here already; UTC ms, null for all. */
  readonly notBeforeMs?: number | null;
  readonly requestId?: string | null;
}

/** What happened to a page of calls. */
export interface IngestSummary {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly problems: number;
  /** Calls by kind of change, e.g. {brief: 9, comments: 2}. */
  readonly kinds: Readonly<Record<string, number>>;
}

interface StoredCall {
  readonly id: number;
  readonly hash: Buffer;
  readonly hidden: number;
  readonly gone_ms: number | null;
}

interface Page {
  readonly options: IngestOptions;
  readonly stage: Stage;
  /** Null: nobody was erased. */
  readonly eraser: Eraser | null;
  readonly kinds: Map<string, number>;
  readonly generation: () => number;
  /** Calls that arrived and have notes of the user's waiting for them. */
  readonly withNotes: (readonly [id: number, gongId: string])[];
}

/** `call.hidden`: 0 shown, 1 kept but shown nowhere, 2 only known to exist. */
type Hidden = 0 | 1 | 2;
const dropped = 2;

const storedCall = `SELECT call.id, hash, hidden, gone_ms FROM call JOIN call_raw ON call_id = call.id WHERE gong_id = +?`;

/** A call that was gone and is here again, or whose private calls' switch was turned. */
function comeBack(db: WriterDb, stored: StoredCall, gongId: string, page: Page, hidden: Hidden): 'changed' {
  const { atMs } = page.options;
  const wasGone = stored.gone_ms !== null;
  prepared(
    db,
    'UPDATE call SET gone_ms = NULL, hidden = ?, generation = ?, changed_ms = iif(?, ?, changed_ms) WHERE id = ?',
  ).run(hidden, page.generation(), wasGone ? 1 : 0, atMs, stored.id);
  if (wasGone) logChange(db, gongId, atMs, [event('back', 'back in Gong')]);
  return 'changed';
}

function storeRaw(db: WriterDb, callId: number, json: string, atMs: number): void {
  prepared(
    db,
    `INSERT INTO call_raw(call_id, hash, fetched_ms, json) VALUES (?, ?, ?, ?)
     ON CONFLICT (call_id) DO UPDATE SET hash = excluded.hash, fetched_ms = excluded.fetched_ms, json = excluded.json`,
  ).run(callId, hashOf(json), atMs, pack(json));
}

function addCall(
  db: WriterDb,
  gongId: string,
  record: CallRecord,
  json: string,
  page: Page,
  hidden: Hidden,
): 'added' {
  const { atMs } = page.options;
  const id = writeCall(db, page.stage, null, gongId, record, derive(record), {
    atMs,
    generation: page.generation(),
    hidden,
  });
  storeRaw(db, id, json, atMs);
  if (hidden === dropped) dropTranscript(db, page.stage, id, gongId);
  else adoptTranscript(db, page.stage, id, gongId);
  if (hasNotes(db, gongId)) page.withNotes.push([id, gongId]);
  return 'added';
}

function changeCall(
  db: WriterDb,
  stored: StoredCall,
  gongId: string,
  incoming: CallRecord,
  page: Page,
  hidden: Hidden,
): 'changed' | 'unchanged' {
  const { atMs, selector = everything } = page.options;
  const raw = prepared(db, 'SELECT json FROM call_raw WHERE call_id = ?').get(stored.id) as { json: Buffer };
  const before = JSON.parse(unpack(raw.json)) as CallRecord;
  const record =
    hidden === dropped ? incoming : (withoutMediaUrls(mergeRecord(before, incoming, selector)) as CallRecord);
  if (sameJson(before, record)) {
    return stored.gone_ms !== null || stored.hidden !== hidden
      ? comeBack(db, stored, gongId, page, hidden)
      : 'unchanged';
  }
  const changes = [...diffRecords(before, record)];
  if (stored.gone_ms !== null) changes.unshift(event('back', 'back in Gong'));
  writeCall(db, page.stage, stored.id, gongId, record, derive(record), {
    atMs,
    generation: page.generation(),
    hidden,
  });
  updateRows(db, call, { id: stored.id }, { gone_ms: null, changed_ms: atMs });
  storeRaw(db, stored.id, JSON.stringify(record), atMs);
  if (hidden === dropped) {
    dropTranscript(db, page.stage, stored.id, gongId);
    deleteRows(db, change, { gong_id: gongId });
    logChange(db, gongId, atMs, [event('private', 'made private: its content was removed from this laptop')]);
  } else {
    refreshSpeakers(db, page.stage, stored.id, gongId);
    logChange(db, gongId, atMs, changes);
  }
  for (const kind of new Set(changes.map((change) => change.kind))) {
    page.kinds.set(kind, (page.kinds.get(kind) ?? 0) + 1);
  }
  return 'changed';
}

/** Whether a call lies before what is to be kept. One without a time is of no age. */
function isTooOld({ metaData }: CallRecord, { notBeforeMs = null }: IngestOptions): boolean {
  const startedMs = parseTime(metaData.started).ms ?? parseTime(metaData.scheduled).ms;
  return notBeforeMs !== null && startedMs !== null && startedMs < notBeforeMs;
}

const callIdOf = (record: CallRecord) => word(record.metaData.id);

function storeRecord(db: WriterDb, record: CallRecord, page: Page): 'added' | 'changed' | 'unchanged' {
  const gongId = callIdOf(record);
  if (!gongId) throw new TypeError('the record has no metaData.id');
  const { isPrivate, started, scheduled } = record.metaData;
  const privacy = page.options.privateCalls ?? 'hide';
  const stored = prepared(db, storedCall).get(gongId) as StoredCall | undefined;
  if (!stored && isTooOld(record, page.options)) return 'unchanged';
  const isHere = stored !== undefined && stored.hidden !== dropped;
  const isKept = privacy === 'hide' || (privacy === 'leaveOut' && isHere);
  const hidden: Hidden = !isPrivate || privacy === 'show' ? 0 : isKept ? 1 : dropped;
  const kept = page.eraser ? page.eraser.call(record).record : record;
  // They go with everything, also where they only joined later.
  if (kept === null)
    return eraseCalls(db, [gongId], 'person', page.options.atMs) > 0 ? 'changed' : 'unchanged';
  const incoming = (hidden === dropped ? privateStub(kept) : withoutMediaUrls(kept)) as CallRecord;
  const json = JSON.stringify(incoming);
  const outcome = !stored
    ? addCall(db, gongId, incoming, json, page, hidden)
    : stored.gone_ms === null && stored.hidden === hidden && stored.hash.equals(hashOf(json))
      ? 'unchanged'
      : changeCall(db, stored, gongId, incoming, page, hidden);
  if (hidden === 0 && (started ?? scheduled ?? null) === null) {
    const error = new Error('The call has no start time; it is listed under 1 January 1970.');
    recordProblem(db, 'record', record, error, page.options);
  } else {
    resolveProblems(db, 'record', gongId, page.options.atMs);
  }
  return outcome;
}

/**
 * Stores calls as `POST /v2/calls/extensive` returns them, in one transaction. The same record twice changes
 * nothing, not even the generation. A record that cannot be stored becomes a problem and does not stop the others;
 * errors of the store itself (disk full, damaged file) are thrown and nothing of the page is kept. `complete` adds what
 * is to commit with the page.
 */
export function ingestCalls(
  db: WriterDb,
  records: readonly CallRecord[],
  options: IngestOptions,
  complete: (summary: IngestSummary) => IngestSummary = (summary) => summary,
): IngestSummary {
  return storePage(db, (careful) => {
    const counts = { added: 0, changed: 0, unchanged: 0, problems: 0 };
    const kinds = new Map<string, number>();
    let generation: number | null = null;
    const page: Page = {
      options,
      stage: createStage(db),
      eraser: readEraser(db),
      kinds,
      generation: () => {
        generation ??= nextGeneration(db);
        return generation;
      },
      withNotes: [],
    };
    storeRecords(db, page.stage, careful, {
      records,
      idOf: (record) => callIdOf(record) ?? '',
      store(record) {
        counts[storeRecord(db, record, page)]++;
      },
      failed(record, error) {
        counts.problems += recordProblem(db, 'record', record, error, options);
      },
    });
    for (const [id, gongId] of page.withNotes) refreshNotes(db, id, gongId);
    return complete({ ...counts, kinds: Object.fromEntries(kinds) });
  });
}

/**
 * Takes erased people out of a call that is stored: its record, its transcript and all that is made of them; the log of its changes
 * goes. Returns false when they were not on it; one whose calls go is left as it is.
 */
export function eraseInCall(
  db: WriterDb,
  eraser: Eraser,
  stored: { readonly id: number; readonly gongId: string },
  atMs: number,
): boolean {
  const row = prepared(db, 'SELECT json, hidden FROM call JOIN call_raw ON call_id = id WHERE id = ?').get(
    stored.id,
  ) as {
    json: Buffer;
    hidden: Hidden;
  };
  const before = JSON.parse(unpack(row.json)) as CallRecord;
  const { record, speakers } = eraser.call(before);
  if (record === null) return false;
  const stage = createStage(db);
  const spoken = eraseInTranscript(db, stage, eraser, stored, speakers, atMs);
  if (sameJson(record, before) && !spoken) return false;
  const kept = record as CallRecord;
  writeCall(db, stage, stored.id, stored.gongId, kept, derive(kept), {
    atMs,
    generation: nextGeneration(db),
    hidden: row.hidden,
  });
  storeRaw(db, stored.id, JSON.stringify(kept), atMs);
  refreshSpeakers(db, stage, stored.id, stored.gongId);
  stage.parts.write();
  refreshNotes(db, stored.id, stored.gongId);
  deleteRows(db, change, { gong_id: stored.gongId });
  return true;
}
