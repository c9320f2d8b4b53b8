import { isDay } from '../../../electron/contract/day.ts';
import { breakdownFields, fields as queryFields } from '../../../electron/contract/query/fields.ts';
import {
  type BreakdownSort,
  type Bucket,
  breakdownSorts,
  type Comparison,
  type EvidenceFilter,
  mostSeries,
  type SeriesRef,
} from '../../../electron/contract/trends.ts';

/** What a chart shows of its series. */
export const measures = {
  share: 'Share of calls',
  calls: 'Calls mentioning',
  perCall: 'Mentions per call',
  perHour: 'Mentions per hour',
  mentions: 'Mentions',
} as const;
export type Measure = keyof typeof measures;

/** The attributes a report can be broken down by, as people name them. */
export const fields = breakdownFields.map((field) => [field, queryFields[field].label] as const);
export type Field = (typeof fields)[number][0];

/** Everything that makes a report what it is. It stands in the URL; a pinned chart keeps the same. */
export interface ReportState {
  readonly q: string;
  /** Empty: the page chooses the tracker that comes up most. */
  readonly series: readonly SeriesRef[];
  /** Null: the finest one in which there are enough calls. */
  readonly bucket: Bucket | null;
  readonly measure: Measure;
  readonly compare: Comparison | null;
  /** Rolling mean over the points. */
  readonly mean: boolean;
  readonly by: Field;
  readonly sort: BreakdownSort;
  /** Index of the series the sections below the chart are about. */
  readonly on: number;
  readonly unit: keyof typeof placeUnits;
  readonly split: 'side' | 'outcome';
  /** The scorecard that scores are about; null: all. */
  readonly scorecard: string | null;
  /** Which moments the evidence list shows. */
  readonly only: EvidenceFilter;
}

/** What a point of a chart over time stands for. */
export const buckets: Readonly<Record<Bucket, string>> = {
  day: 'Day',
  week: 'Week',
  month: 'Month',
  quarter: 'Quarter',
};
/** What a place in a call is told in. */
export const placeUnits = { percent: 'Percent', minutes: 'Minutes' } as const;
export type Raw = Readonly<Record<string, string | readonly string[] | undefined>>;

const first = (value: string | readonly string[] | undefined) =>
  typeof value === 'string' ? value : value?.[0];
const all = (value: string | readonly string[] | undefined) =>
  typeof value === 'string' ? [value] : (value ?? []);

/** A series as it stands in the URL: 'gong:…', 'mine:…' or 'q:…'. */
export const seriesText = (series: SeriesRef): string =>
  series.kind === 'tracker' ? series.key : `q:${series.q}`;

function readSeries(text: string): SeriesRef | null {
  if (text.startsWith('q:')) return { kind: 'query', q: text.slice(2) };
  return text ? { kind: 'tracker', key: text } : null;
}

function readComparison(text: string | undefined): Comparison | null {
  if (text === 'previous' || text === 'year') return { kind: text };
  return text?.startsWith('q:') ? { kind: 'query', q: text.slice(2) } : null;
}

const isDayText = (value: unknown): value is string => typeof value === 'string' && isDay(value);

/** The filter of the evidence list, as JSON; anything else is none. */
function readFilter(text: string | undefined): EvidenceFilter {
  try {
    const { side, phrase, bin, outcome, from, to, followed } = JSON.parse(text ?? '{}') as Record<
      string,
      unknown
    >;
    const place = bin as { unit?: unknown; from?: unknown; to?: unknown } | undefined;
    const after = followed as { key?: unknown; withinSec?: unknown } | undefined;
    return {
      ...(side === 'company' || side === 'customer' || side === 'unknown' ? { side } : {}),
      ...(typeof phrase === 'string' ? { phrase } : {}),
      ...(typeof outcome === 'string' ? { outcome } : {}),
      ...(place &&
      (place.unit === 'percent' || place.unit === 'minutes') &&
      typeof place.from === 'number' &&
      (place.to === null || typeof place.to === 'number')
        ? { bin: { unit: place.unit, from: place.from, to: place.to } }
        : {}),
      ...(isDayText(from) && isDayText(to) ? { from, to } : {}),
      ...(typeof after?.key === 'string' && typeof after.withinSec === 'number'
        ? { followed: { key: after.key, withinSec: after.withinSec } }
        : {}),
    };
  } catch {
    return {};
  }
}

/** Reads a report from URL parameters; anything strange becomes the default. */
export function readState(raw: Raw): ReportState {
  const bucket = first(raw['bucket']) ?? '';
  const measure = first(raw['measure']) ?? '';
  const by = first(raw['by']);
  const series = all(raw['s'])
    .map(readSeries)
    .filter((one) => one !== null)
    .slice(0, mostSeries);
  return {
    q: first(raw['q']) ?? '',
    series,
    bucket: Object.hasOwn(buckets, bucket) ? (bucket as Bucket) : null,
    measure: Object.hasOwn(measures, measure) ? (measure as Measure) : 'share',
    compare: readComparison(first(raw['compare'])),
    mean: first(raw['mean']) === '1',
    by: fields.find(([name]) => name === by)?.[0] ?? 'rep',
    sort: breakdownSorts.find((sort) => sort === first(raw['sort'])) ?? 'calls',
    on: Math.max(0, Math.min(Math.max(0, series.length - 1), Number(first(raw['on'])) || 0)),
    unit: first(raw['unit']) === 'minutes' ? 'minutes' : 'percent',
    split: first(raw['split']) === 'outcome' ? 'outcome' : 'side',
    scorecard: first(raw['scorecard']) || null,
    only: readFilter(first(raw['only'])),
  };
}

/** The URL parameters of a report; what is the default is left out. */
export function writeState(state: ReportState): Record<string, string | string[] | undefined> {
  const or = <T extends string>(value: T, normal: T) => (value === normal ? undefined : value);
  return {
    q: state.q || undefined,
    s: state.series.length > 0 ? state.series.map(seriesText) : undefined,
    bucket: state.bucket ?? undefined,
    measure: or(state.measure, 'share'),
    compare: state.compare
      ? state.compare.kind === 'query'
        ? `q:${state.compare.q}`
        : state.compare.kind
      : undefined,
    mean: state.mean ? '1' : undefined,
    by: or(state.by, 'rep'),
    sort: or(state.sort, 'calls'),
    on: state.on > 0 ? String(state.on) : undefined,
    unit: or(state.unit, 'percent'),
    split: or(state.split, 'side'),
    scorecard: state.scorecard ?? undefined,
    only: Object.keys(state.only).length > 0 ? JSON.stringify(state.only) : undefined,
  };
}

/** Address of a report inside the app. */
export function reportHref(state: Partial<ReportState>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(writeState({ ...readState({}), ...state })))
    for (const one of all(value)) params.append(name, one);
  return `/trends?${params}`;
}
