import { explainNode } from '../../electron/contract/query/explain.ts';
import { formatNode, quote } from '../../electron/contract/query/format.ts';
import { parseQuery } from '../../electron/contract/query/parse.ts';
import type { TrackerInfo, TrendPoint, TrendReport, TrendSeries } from '../../electron/contract/trends.ts';
import type { Db } from '../open.ts';
import type { ColumnStore, Columns } from '../search/columns.ts';
import { flag } from '../search/columns.ts';
import { bucketStart, dayText, localDays, nextBucket } from '../search/local-days.ts';
import { countOf, type Mask, type Where } from '../search/match.ts';
import { matchCalls } from '../search/search.ts';
import { prepared } from '../statements.ts';
import { lastSyncMs } from '../sync.ts';
import { type TrackerColumns, trackerColumns } from './tracker-columns.ts';

/** A tracker as the store knows it. */
export interface StoredTracker {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly type: string | null;
}

/** All trackers of the store. */
export function storedTrackers(db: Db): StoredTracker[] {
  return prepared(
    db,
    'SELECT id, key, name, type FROM tracker ORDER BY name COLLATE NOCASE, id',
  ).all() as StoredTracker[];
}

/** Trackers with how often they came up, most calls first. */
export function trackers(db: Db, store: ColumnStore): TrackerInfo[] {
  const columns = store.current();
  const figures = trackerColumns(db, columns);
  const byId = new Map<number, { calls: number; mentions: number }>();
  for (let at = 0; at < figures.tracker.length; at++) {
    const mentions = figures.mentions[at] as number;
    if (mentions === 0) continue;
    const sum = byId.get(figures.tracker[at] as number) ?? { calls: 0, mentions: 0 };
    byId.set(figures.tracker[at] as number, { calls: sum.calls + 1, mentions: sum.mentions + mentions });
  }
  return storedTrackers(db)
    .map(({ id, key, name, type }) => ({
      key,
      name,
      type: (type === 'KEYWORD' || type === 'SMART' ? type : 'UNKNOWN') as TrackerInfo['type'],
      ...(byId.get(id) ?? { calls: 0, mentions: 0 }),
    }))
    .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
}

/** Query text of the calls of `q` that also meet `more`: every mark of a report carries one, so that it can be opened. */
export function drill(q: string, ...more: readonly string[]): string {
  return [formatNode(parseQuery(q).root), ...more].filter(Boolean).join(' ');
}

/** Query clause that selects the calls mentioning a tracker. */
export const mentions = (name: string) => `tracker:${quote(name)}`;

interface Sums {
  calls: number;
  mentioning: number;
  mentions: number;
  seconds: number;
  company: number;
  customer: number;
  unknown: number;
  listed: boolean;
}
const nothing = (): Sums => ({
  calls: 0,
  mentioning: 0,
  mentions: 0,
  seconds: 0,
  company: 0,
  customer: 0,
  unknown: 0,
  listed: false,
});

function shown(sums: Sums): Omit<TrendPoint, 'from' | 'q'> {
  return {
    calls: sums.calls,
    mentioning: sums.mentioning,
    mentions: sums.mentions,
    hours: sums.seconds / 3600,
    // No listed occurrence although it was mentioned: the sides are not known, which is not zero.
    bySide:
      sums.mentioning > 0 && !sums.listed
        ? null
        : { company: sums.company, customer: sums.customer, unknown: sums.unknown },
  };
}

export interface ReportInput extends Where {
  readonly q: string;
  readonly trackers: readonly string[];
  readonly bucket: 'week' | 'month' | 'quarter';
}

/** Entry of a tracker in a call; -1 when the call does not list it. */
export function entryOf(figures: TrackerColumns, slot: number, tracker: number): number {
  for (let at = figures.offsets[slot] as number; at < (figures.offsets[slot + 1] as number); at++)
    if (figures.tracker[at] === tracker) return at;
  return -1;
}

function seriesOf(
  tracker: StoredTracker,
  columns: Columns,
  figures: TrackerColumns,
  mask: Mask,
  input: ReportInput,
): TrendSeries {
  const days = localDays(input.tz);
  const buckets = new Map<number, Sums>();
  const total = nothing();
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let slot = 0; slot < mask.length; slot++) {
    if (!mask[slot]) continue;
    const start = bucketStart(days.day(columns.started[slot] as number), input.bucket, input.weekStart);
    let sums = buckets.get(start);
    if (!sums) {
      sums = nothing();
      buckets.set(start, sums);
    }
    if (start < first) first = start;
    if (start > last) last = start;
    const entry = entryOf(figures, slot, tracker.id);
    for (const sum of [sums, total]) {
      sum.calls++;
      sum.seconds += columns.duration[slot] as number;
      if (entry < 0 || figures.mentions[entry] === 0) continue;
      sum.mentioning++;
      sum.mentions += figures.mentions[entry] as number;
      sum.company += figures.company[entry] as number;
      sum.customer += figures.customer[entry] as number;
      sum.unknown += figures.unknown[entry] as number;
      if (figures.listed[entry]) sum.listed = true;
    }
  }
  const points: TrendPoint[] = [];
  if (buckets.size > 0) {
    for (let start = first; start <= last; start = nextBucket(start, input.bucket)) {
      const next = nextBucket(start, input.bucket);
      points.push({
        from: dayText(start),
        ...shown(buckets.get(start) ?? nothing()),
        q: drill(input.q, mentions(tracker.name), `after:${dayText(start)}`, `before:${dayText(next)}`),
      });
    }
  }
  return {
    key: tracker.key,
    name: tracker.name,
    points,
    total: { ...shown(total), q: drill(input.q, mentions(tracker.name)) },
  };
}

const percent = (part: number, whole: number) => `${whole === 0 ? 0 : Math.round((part / whole) * 100)} %`;

/** The finding in one sentence: the latest full stretch of time against the one before. */
function sentence(series: TrendSeries | undefined, bucket: ReportInput['bucket']): string {
  if (!series || series.total.calls === 0) return 'No calls match this query.';
  const { total } = series;
  const spoken = total.bySide ? total.bySide.company + total.bySide.customer : 0;
  const side =
    total.bySide && spoken > 0 ? `; customers say ${percent(total.bySide.customer, spoken)} of it` : '';
  const busy = series.points.filter((point) => point.calls > 0);
  const [before, latest] = busy.slice(-2);
  const change =
    before && latest && latest.calls >= 5 && before.calls >= 5
      ? ` In the latest ${bucket} it was ${percent(latest.mentioning, latest.calls)} (${latest.mentioning} of ${latest.calls}), ${latest.mentioning * before.calls >= before.mentioning * latest.calls ? 'up from' : 'down from'} ${percent(before.mentioning, before.calls)}.`
      : '';
  return `${series.name} came up in ${percent(total.mentioning, total.calls)} of calls (${total.mentioning} of ${total.calls})${side}.${change}`;
}

/** A tracker report over any query: one series per tracker, its finding in words and what it was computed from. */
export function trendReport(db: Db, store: ColumnStore, input: ReportInput): TrendReport {
  const begin = performance.now();
  const { columns, mask } = matchCalls(db, store, input.q, input);
  const figures = trackerColumns(db, columns);
  const known = storedTrackers(db);
  const series = input.trackers
    .flatMap((key) => known.filter((tracker) => tracker.key === key))
    .map((tracker) => seriesOf(tracker, columns, figures, mask, input));
  let withTranscript = 0;
  let withOccurrences = 0;
  for (let slot = 0; slot < mask.length; slot++) {
    if (!mask[slot]) continue;
    if ((columns.flags[slot] as number) & flag.transcript) withTranscript++;
    for (let at = figures.offsets[slot] as number; at < (figures.offsets[slot + 1] as number); at++) {
      if (figures.listed[at]) {
        withOccurrences++;
        break;
      }
    }
  }
  const hidden = prepared(
    db,
    'SELECT count(*) AS n FROM call WHERE hidden <> 0 AND is_private = 1',
  ).get() as { n: number };
  return {
    generation: columns.generation,
    sentence: sentence(series[0], input.bucket),
    bucket: input.bucket,
    series,
    footer: {
      definition:
        'Mentions are Gong’s counts, or the listed occurrences where those are more; a call belongs to the local day on which it started.',
      filters: explainNode(parseQuery(input.q).root),
      denominator: countOf(mask),
      withTranscript,
      withOccurrences,
      privateHidden: hidden.n,
      lastSyncMs: lastSyncMs(db),
    },
    ms: performance.now() - begin,
  };
}
