import type { CallFlag, CallHit } from '../../electron/contract/library.ts';
import { type ColumnStore, type Columns, flag } from '../index/columns/columns.ts';
import { valuesOf } from '../index/columns/values.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { excerpt, mark } from '../text/mark.ts';
import { type Term, termsIn } from '../text/terms.ts';
import { storedText } from '../text/text.ts';
import { languageOf } from './passage-rank.ts';
import { type PassageRow, passageHits } from './passages.ts';

const flagNames: readonly (readonly [number, CallFlag])[] = [
  [flag.private, 'private'],
  [flag.gone, 'gone'],
  [flag.starred, 'starred'],
  [flag.reviewed, 'reviewed'],
  [flag.changed, 'changed'],
  [flag.offline, 'offline'],
  [flag.transcript, 'hasTranscript'],
  [flag.comments, 'hasComments'],
  [flag.notes, 'hasNotes'],
  [flag.brief, 'hasBrief'],
];

interface HitRow {
  gong_id: string;
  title: string | null;
  started_offset: number;
  brief: string | null;
}

/** The host of a call by the newest name, told apart from others of the name. */
function hostOf(store: ColumnStore, columns: Columns, slot: number): string | null {
  const code = columns.single.rep[slot] as number;
  return code < 0 ? null : valuesOf(store, columns, 'rep').label(code);
}

/** One row of the result list, with its matches marked and its best passages. */
export function hitOf(
  db: Db,
  store: ColumnStore,
  columns: Columns,
  slot: number,
  asked: readonly Term[],
  score: number | null,
  passages: readonly PassageRow[],
): CallHit {
  const terms = termsIn(asked, languageOf(columns, store, slot));
  const rowid = columns.rowids[slot] as number;
  const row = prepared(db, 'SELECT gong_id, title, started_offset, brief FROM call WHERE id = ?').get(
    rowid,
  ) as HitRow;
  const label = (field: keyof Columns['single']) =>
    store.dictionaries[field].labels[columns.single[field][slot] as number] ?? null;
  const flags = columns.flags[slot] as number;
  const { offsets, values } = columns.multi.tracker;
  const trackers: { name: string; count: number }[] = [];
  for (let at = offsets[slot] as number; at < (offsets[slot + 1] as number); at++)
    trackers.push({
      name: store.dictionaries.tracker.labels[values[at] as number] ?? '',
      count: columns.trackerCounts[at] as number,
    });
  const tags: string[] = [];
  for (
    let at = columns.multi.tag.offsets[slot] as number;
    at < (columns.multi.tag.offsets[slot + 1] as number);
    at++
  )
    tags.push(store.dictionaries.tag.labels[columns.multi.tag.values[at] as number] ?? '');
  return {
    id: row.gong_id,
    title: mark(storedText(row.title ?? 'Untitled call').slice(0, 500), terms),
    startedMs: columns.started[slot] as number,
    touchedMs: columns.touched[slot] as number,
    offsetMinutes: row.started_offset,
    durationSec: columns.duration[slot] as number,
    host: hostOf(store, columns, slot),
    account: label('account'),
    scope: label('scope'),
    direction: label('dir'),
    system: label('system'),
    media: label('media'),
    language: label('lang'),
    outcome: label('outcome'),
    stage: label('stage'),
    brief: row.brief ? excerpt(storedText(row.brief), terms, 260) : null,
    trackers: trackers.sort((a, b) => b.count - a.count),
    flags: flagNames.flatMap(([bit, name]) => ((flags & bit) !== 0 ? [name] : [])),
    tags,
    passages: passageHits(db, passages, terms),
    score,
  };
}
