import { EarshotError } from '../../electron/contract/errors.ts';
import { quote } from '../../electron/contract/query/format.ts';
import type {
  BreakdownRow,
  EvidenceItem,
  PhraseFigures,
  PositionBin,
  TrendDetail,
} from '../../electron/contract/trends.ts';
import { sideName } from '../codes.ts';
import type { Db } from '../open.ts';
import type { ColumnStore, Columns } from '../search/columns.ts';
import type { SingleField } from '../search/load.ts';
import { dayText, localDays } from '../search/local-days.ts';
import type { Mask, Where } from '../search/match.ts';
import { matchCalls } from '../search/search.ts';
import { prepared } from '../statements.ts';
import { unsegment } from '../text.ts';
import { drill, entryOf, mentions, type StoredTracker, storedTrackers } from './report.ts';
import { type TrackerColumns, trackerColumns } from './tracker-columns.ts';

/** One listed moment: [start in seconds, side, speaker id, phrase]. */
type Moment = readonly [number, number, string | null, string | null];

const evidenceShown = 60;

/** 95 % Wilson band of a share. */
export function wilson(part: number, whole: number): { low: number; high: number } {
  if (whole === 0) return { low: 0, high: 1 };
  const z = 1.96;
  const share = part / whole;
  const middle = share + (z * z) / (2 * whole);
  const width = z * Math.sqrt((share * (1 - share)) / whole + (z * z) / (4 * whole * whole));
  const scale = 1 + (z * z) / whole;
  return {
    low: Math.min(share, Math.max(0, (middle - width) / scale)),
    high: Math.max(share, Math.min(1, (middle + width) / scale)),
  };
}

/** What lies behind one tracker over a query. Throws 'trends/unknown-tracker'. */
export function trendDetail(
  db: Db,
  store: ColumnStore,
  input: Where & { q: string; tracker: string; field: SingleField },
): TrendDetail {
  const all = storedTrackers(db);
  const tracker = all.find((item) => item.key === input.tracker);
  if (!tracker)
    throw new EarshotError({
      code: 'trends/unknown-tracker',
      message: 'This tracker is not in the store.',
      nextStep: 'Choose another one; a sync may have removed it.',
    });
  const { columns, mask } = matchCalls(db, store, input.q, input);
  const figures = trackerColumns(db, columns);
  const moments = readMoments(db, columns, figures, mask, tracker, input.tz);
  return {
    key: tracker.key,
    name: tracker.name,
    type: tracker.type ?? 'UNKNOWN',
    ...moments,
    breakdown: { field: input.field, rows: breakdown(store, columns, figures, mask, tracker, input) },
    together: together(columns, figures, mask, tracker, all, input.q),
  };
}

interface CallMoments {
  readonly slot: number;
  readonly gongId: string;
  readonly title: string;
  readonly moments: readonly Moment[];
  readonly phrases: readonly (readonly [string, number])[];
}

function* callsWith(
  db: Db,
  columns: Columns,
  figures: TrackerColumns,
  mask: Mask,
  tracker: StoredTracker,
): Generator<CallMoments> {
  const read = prepared(
    db,
    'SELECT c.gong_id AS gongId, c.title, t.moments, t.phrases FROM call_tracker t JOIN call c ON c.id = t.call_id WHERE t.call_id = ? AND t.tracker_id = ?',
  );
  for (let slot = 0; slot < mask.length; slot++) {
    if (!mask[slot]) continue;
    const entry = entryOf(figures, slot, tracker.id);
    if (entry < 0 || figures.mentions[entry] === 0) continue;
    for (const row of read.all(columns.rowids[slot], tracker.id) as {
      gongId: string;
      title: string | null;
      moments: string | null;
      phrases: string | null;
    }[]) {
      yield {
        slot,
        gongId: row.gongId,
        title: unsegment(row.title ?? 'Untitled call'),
        moments: JSON.parse(row.moments ?? '[]') as Moment[],
        phrases: JSON.parse(row.phrases ?? '[]') as [string, number][],
      };
    }
  }
}

function readMoments(
  db: Db,
  columns: Columns,
  figures: TrackerColumns,
  mask: Mask,
  tracker: StoredTracker,
  tz: string,
) {
  const days = localDays(tz);
  const bins = Array.from({ length: 10 }, () => ({ company: 0, customer: 0, unknown: 0 }));
  const phrases = new Map<string, { mentions: number; calls: number; first: number; last: number }>();
  const evidence: EvidenceItem[] = [];
  const names = prepared(db, 'SELECT name FROM party WHERE call_id = ? AND speaker_id = ?');
  let listed = 0;
  let total = 0;
  let known = 0;
  let customerFirst = 0;
  for (const call of callsWith(db, columns, figures, mask, tracker)) {
    const { slot } = call;
    const entry = entryOf(figures, slot, tracker.id);
    total += figures.mentions[entry] as number;
    listed += call.moments.length;
    const day = days.day(columns.started[slot] as number);
    const [first] = call.moments;
    if (first && first[1] !== 0) {
      known++;
      if (first[1] === 2) customerFirst++;
    }
    for (const [start, side, speakerId, phrase] of call.moments) {
      const share = start / Math.max(1, columns.duration[slot] as number);
      const bin = bins[Math.min(9, Math.max(0, Math.floor(share * 10)))];
      if (bin) bin[sideName(side)]++;
      if (evidence.length < evidenceShown) {
        const speaker = speakerId
          ? (names.get(columns.rowids[slot], speakerId) as { name: string | null } | undefined)
          : undefined;
        evidence.push({
          callId: call.gongId,
          title: call.title,
          startedMs: columns.started[slot] as number,
          startSec: start,
          side: sideName(side),
          speaker: speaker?.name ?? null,
          phrase,
        });
      }
    }
    for (const [phrase, count] of call.phrases) {
      const sum = phrases.get(phrase) ?? {
        mentions: 0,
        calls: 0,
        first: Number.POSITIVE_INFINITY,
        last: Number.NEGATIVE_INFINITY,
      };
      if (count > 0) {
        sum.mentions += count;
        sum.calls++;
        sum.first = Math.min(sum.first, day);
        sum.last = Math.max(sum.last, day);
      }
      phrases.set(phrase, sum);
    }
  }
  return {
    positions: bins.map((bySide, at): PositionBin => ({ fromPercent: at * 10, bySide })),
    listed,
    unlisted: Math.max(0, total - listed),
    customerFirst: known > 0 ? customerFirst / known : null,
    phrases: [...phrases]
      .map(
        ([phrase, sum]): PhraseFigures => ({
          phrase,
          mentions: sum.mentions,
          calls: sum.calls,
          first: sum.calls > 0 ? dayText(sum.first) : null,
          last: sum.calls > 0 ? dayText(sum.last) : null,
        }),
      )
      .sort((a, b) => b.mentions - a.mentions),
    evidence,
  };
}

function breakdown(
  store: ColumnStore,
  columns: Columns,
  figures: TrackerColumns,
  mask: Mask,
  tracker: StoredTracker,
  input: { q: string; field: SingleField },
): BreakdownRow[] {
  const column = columns.single[input.field];
  const sums = new Map<number, { calls: number; mentioning: number; mentions: number }>();
  for (let slot = 0; slot < mask.length; slot++) {
    const code = column[slot] as number;
    if (!mask[slot] || code < 0) continue;
    const sum = sums.get(code) ?? { calls: 0, mentioning: 0, mentions: 0 };
    const entry = entryOf(figures, slot, tracker.id);
    const count = entry < 0 ? 0 : (figures.mentions[entry] as number);
    sums.set(code, {
      calls: sum.calls + 1,
      mentioning: sum.mentioning + (count > 0 ? 1 : 0),
      mentions: sum.mentions + count,
    });
  }
  return [...sums]
    .map(([code, sum]) => {
      const label = store.dictionaries[input.field].labels[code] ?? '';
      return {
        label,
        ...sum,
        ...wilson(sum.mentioning, sum.calls),
        q: drill(input.q, mentions(tracker.name), `${input.field}:${quote(label)}`),
      };
    })
    .sort((a, b) => b.calls - a.calls || b.mentioning - a.mentioning)
    .slice(0, 30);
}

function together(
  columns: Columns,
  figures: TrackerColumns,
  mask: Mask,
  tracker: StoredTracker,
  all: readonly StoredTracker[],
  q: string,
): TrendDetail['together'] {
  const calls = new Map<number, number>();
  const both = new Map<number, number>();
  let whole = 0;
  let mine = 0;
  for (let slot = 0; slot < columns.size; slot++) {
    if (!mask[slot]) continue;
    whole++;
    const entry = entryOf(figures, slot, tracker.id);
    const has = entry >= 0 && (figures.mentions[entry] as number) > 0;
    if (has) mine++;
    for (let at = figures.offsets[slot] as number; at < (figures.offsets[slot + 1] as number); at++) {
      if (figures.mentions[at] === 0) continue;
      const id = figures.tracker[at] as number;
      calls.set(id, (calls.get(id) ?? 0) + 1);
      if (has) both.set(id, (both.get(id) ?? 0) + 1);
    }
  }
  return all
    .filter((other) => other.id !== tracker.id && (both.get(other.id) ?? 0) > 0)
    .map((other) => {
      const shared = both.get(other.id) ?? 0;
      return {
        name: other.name,
        calls: shared,
        lift: (shared * whole) / (mine * (calls.get(other.id) ?? 1)),
        q: drill(q, mentions(tracker.name), mentions(other.name)),
      };
    })
    .sort((a, b) => b.lift - a.lift);
}
