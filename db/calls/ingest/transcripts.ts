import type { TranscriptRecord } from '../../../electron/gong/schema/transcript.ts';
import { type Eraser, erasedSpeakers, readEraser } from '../../erase/eraser.ts';
import { passageKind } from '../../store/codes.ts';
import { nextGeneration } from '../../store/generation.ts';
import { list, sameJson, str } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
import { hashOf, pack, unpack } from '../../store/raw.ts';
import { deleteRows, putRow, updateRows } from '../../store/rows.ts';
import { call as calls, transcript as transcripts } from '../../store/schema.ts';
import { prepared } from '../../store/statements.ts';
import { cleanText } from '../../text/text.ts';
import { readMonologues, readStoredTranscript } from '../../transcripts/monologues.ts';
import { lenientMonologues, type PackedMonologue, packTiming } from '../../transcripts/transcript-pack.ts';
import { event, logChange } from './changes.ts';
import { type PassageRow, replacePassages } from './document.ts';
import { storePage, storeRecords } from './page.ts';
import { recordProblem, resolveProblems } from './problems.ts';
import { createStage, type Stage } from './stage.ts';

/** What happened to a page of transcripts. */
export interface TranscriptSummary {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Refused because their call is private and private calls are not synced. */
  readonly refused: number;
  readonly problems: number;
}

interface CallRef {
  readonly id: number;
  readonly dropped: number;
}

function findCall(db: WriterDb, gongId: string): CallRef | undefined {
  return prepared(db, 'SELECT id, hidden = 2 AS dropped FROM call WHERE gong_id = ?').get(gongId) as
    | CallRef
    | undefined;
}

function speakersOf(db: WriterDb, callId: number) {
  const rows = prepared(
    db,
    `SELECT speaker_id AS id, coalesce(name, email) AS name, side FROM party
     WHERE call_id = ? AND speaker_id IS NOT NULL`,
  ).all(callId) as { id: string; name: string | null; side: number }[];
  return new Map(rows.map((row) => [row.id, row]));
}

/** Stages the passages of a transcript whose call is in the store; an empty one removes them. */
function writeSpoken(
  db: WriterDb,
  stage: Stage,
  callId: number,
  monologues: readonly PackedMonologue[],
): void {
  const speakers = speakersOf(db, callId);
  const rows = monologues.flatMap(({ speakerId, sentences }, position): PassageRow[] => {
    const first = sentences[0];
    const last = sentences.at(-1);
    if (!first || !last) return [];
    const text = cleanText(sentences.map((sentence) => sentence.text).join(' '));
    const who = speakerId === null ? undefined : speakers.get(speakerId);
    const times = { start: first.start / 1000, end: last.end / 1000 };
    return [
      { kind: passageKind.said, position, ...times, side: who?.side ?? 0, speaker: who?.name ?? null, text },
    ];
  });
  replacePassages(db, stage.parts, callId, [passageKind.said], rows);
}

/** After a call's participants changed: the names and sides of its spoken passages. */
export function refreshSpeakers(db: WriterDb, stage: Stage, callId: number, gongId: string): void {
  stage.parts.write();
  const speakers = speakersOf(db, callId);
  const update = prepared(
    db,
    `UPDATE passage SET side = ?, speaker = ?
     WHERE call_id = ? AND kind = 1 AND position = ? AND (side <> ? OR speaker IS NOT ?)`,
  );
  (readMonologues(db, gongId) ?? []).forEach(({ speakerId }, position) => {
    const who = speakerId === null ? undefined : speakers.get(speakerId);
    const side = who?.side ?? 0;
    const name = who?.name ?? null;
    update.run(side, name, callId, position, side, name);
  });
}

function totals(transcript: unknown) {
  let sentences = 0;
  let speech = 0;
  const monologues = lenientMonologues(transcript);
  for (const monologue of monologues) {
    sentences += monologue.sentences.length;
    for (const { start, end } of monologue.sentences) speech += Math.max(0, end - start);
  }
  return { monologues: monologues.length, sentences, speech: Math.round(speech) };
}

/** Stores one transcript and, when its call is there, its searchable text. Returns what that changed. */
function storeTranscript(
  db: WriterDb,
  stage: Stage,
  record: TranscriptRecord,
  atMs: number,
  startGeneration: () => number,
  eraser: Eraser | null,
): 'added' | 'changed' | 'unchanged' | 'refused' {
  const gongId = str(record.callId);
  if (!gongId) throw new TypeError('the transcript has no callId');
  const given = record.transcript ?? null;
  // Gong lists a call whose transcript is not ready without one: it is asked for again later.
  if (given === null) return 'unchanged';
  if (!Array.isArray(given)) throw new TypeError('the transcript is not a list of monologues');
  resolveProblems(db, 'transcript', gongId, atMs);
  const call = findCall(db, gongId);
  if (call?.dropped) return 'refused';
  const spoken = eraser ? eraser.transcript(given, call ? erasedSpeakers(db, call.id) : new Set()) : given;
  const json = JSON.stringify(spoken);
  const hash = hashOf(json);
  const old = prepared(db, 'SELECT hash FROM transcript WHERE gong_id = ?').get(gongId) as
    | { hash: Buffer }
    | undefined;
  if (old?.hash.equals(hash)) return 'unchanged';
  const timing = call ? packTiming(spoken) : null;
  const { monologues, sentences, speech } = totals(spoken);
  putRow(db, transcripts, {
    gong_id: gongId,
    hash,
    fetched_ms: atMs,
    monologues,
    sentences,
    speech_ms: speech,
    timing,
    raw: timing ? null : pack(json),
  });
  if (call) {
    writeSpoken(db, stage, call.id, lenientMonologues(spoken));
    const has_transcript = sentences > 0 ? 1 : 0;
    updateRows(
      db,
      calls,
      { id: call.id },
      { has_transcript, changed_ms: atMs, generation: startGeneration() },
    );
    if (old) logChange(db, gongId, atMs, [event('transcript', 'transcript changed')]);
  }
  return old ? 'changed' : 'added';
}

/** Gives a call that just arrived the transcript that was waiting for it. Returns whether there was one. */
export function adoptTranscript(db: WriterDb, stage: Stage, callId: number, gongId: string): boolean {
  const row = prepared(db, 'SELECT raw FROM transcript WHERE gong_id = ?').get(gongId) as
    | { raw: Buffer | null }
    | undefined;
  if (!row?.raw) return false;
  stage.parts.write();
  const eraser = readEraser(db);
  const held: unknown = JSON.parse(unpack(row.raw));
  const waiting = eraser ? eraser.transcript(list(held), erasedSpeakers(db, callId)) : held;
  writeSpoken(db, stage, callId, lenientMonologues(waiting));
  const timing = packTiming(waiting);
  if (timing) updateRows(db, transcripts, { gong_id: gongId }, { timing, raw: null });
  else if (eraser) updateRows(db, transcripts, { gong_id: gongId }, { raw: pack(JSON.stringify(waiting)) });
  prepared(
    db,
    'UPDATE call SET has_transcript = (SELECT sentences > 0 FROM transcript WHERE gong_id = ?) WHERE id = ?',
  ).run(gongId, callId);
  return true;
}

/** Takes what some speakers said, and names of erased people, out of a stored transcript. Returns whether there was any. */
export function eraseInTranscript(
  db: WriterDb,
  stage: Stage,
  eraser: Eraser,
  call: { readonly id: number; readonly gongId: string },
  speakers: ReadonlySet<string>,
  atMs: number,
): boolean {
  const before = readStoredTranscript(db, call.gongId);
  if (!Array.isArray(before)) return false;
  const after = eraser.transcript(before, speakers);
  if (sameJson(before, after)) return false;
  const timing = packTiming(after);
  const { monologues, sentences, speech } = totals(after);
  const json = JSON.stringify(after);
  putRow(db, transcripts, {
    gong_id: call.gongId,
    hash: hashOf(json),
    fetched_ms: atMs,
    monologues,
    sentences,
    speech_ms: speech,
    timing,
    raw: timing ? null : pack(json),
  });
  writeSpoken(db, stage, call.id, lenientMonologues(after));
  return true;
}

/** Forgets the transcript of a call, and every word of it. */
export function dropTranscript(db: WriterDb, stage: Stage, callId: number, gongId: string): void {
  deleteRows(db, transcripts, { gong_id: gongId });
  writeSpoken(db, stage, callId, []);
  updateRows(db, calls, { id: callId }, { has_transcript: 0 });
}

/**
 * Stores transcripts as `POST /v2/calls/transcript` returns them, in one transaction. The same transcript twice
 * changes nothing; one whose call is not in the store yet waits for it; one that cannot be read becomes a problem.
 * `complete` adds what is to commit with the page.
 */
export function ingestTranscripts(
  db: WriterDb,
  records: readonly TranscriptRecord[],
  options: { readonly atMs: number; readonly requestId?: string | null },
  complete: (summary: TranscriptSummary) => TranscriptSummary = (summary) => summary,
): TranscriptSummary {
  return storePage(db, (careful) => {
    const summary = { added: 0, changed: 0, unchanged: 0, refused: 0, problems: 0 };
    let generation: number | null = null;
    const startGeneration = () => {
      generation ??= nextGeneration(db);
      return generation;
    };
    const stage = createStage(db);
    const eraser = readEraser(db);
    storeRecords(db, stage, careful, {
      records,
      idOf: ({ callId }) => str(callId) ?? '',
      store(record) {
        summary[storeTranscript(db, stage, record, options.atMs, startGeneration, eraser)]++;
      },
      failed(record, error) {
        summary.problems += recordProblem(db, 'transcript', record, error, options);
      },
    });
    return complete(summary);
  });
}
