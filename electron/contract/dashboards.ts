import * as v from 'valibot';
import { read, write } from './define.ts';
import type { Edit } from './edits.ts';
import { id, where } from './inputs.ts';
import { type PartName, partNames, partOptions, reportInput, reportParts } from './trends.ts';

const title = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));

/** Parts of a report that have a chart. The one over time is pinned as 'trend': stored dashboards say so. */
export type ChartKind =
  | 'trend'
  | Exclude<
      { [N in PartName]: (typeof reportParts)[N]['heading'] extends string ? N : never }[PartName],
      'points'
    >;
export const chartKinds = partNames
  .filter((name) => reportParts[name].heading !== null)
  .map((name) => (name === 'points' ? 'trend' : name) as ChartKind);

/** The part of a report that a pinned chart shows. */
export const partOf = (kind: ChartKind) => (kind === 'trend' ? 'points' : kind);

/**
 * What a pinned chart shows: the question and its options, never its figures, so that it is always up to date. Time zone and
 * week start are those of whoever looks.
 */
const chartSpec = v.object({
  kind: v.picklist(chartKinds),
  q: reportInput.q,
  series: reportInput.series,
  bucket: reportInput.bucket,
  compare: reportInput.compare,
  ...partOptions,
  /** What the axis of a trend shows. */
  measure: v.optional(v.picklist(['share', 'calls', 'mentions', 'perCall', 'perHour', 'sides']), 'share'),
});
export type ChartSpec = v.InferOutput<typeof chartSpec>;

export interface PinnedChart {
  readonly id: number;
  readonly title: string;
  readonly spec: ChartSpec;
}

export interface Dashboard {
  readonly id: number;
  readonly name: string;
  /** In the order of the page. */
  readonly charts: readonly PinnedChart[];
}

export const dashboardsProcedures = {
  'dashboards/list': read<readonly Dashboard[]>()(),
  /** Makes a dashboard (no id), or renames one. Throws 'dashboards/name-taken', 'dashboards/not-found'. */
  'dashboards/save': write<{ readonly dashboard: Dashboard; readonly edit: Edit }>()({
    id: v.optional(id),
    name: title,
  }),
  /** Removes it with its charts. */
  'dashboards/remove': write<{ readonly edit: Edit }>()({ id }),
  /** Adds a chart at the end. Throws 'dashboards/not-found', 'dashboards/full' (100 charts). */
  'dashboards/pin': write<{ readonly chart: PinnedChart; readonly edit: Edit }>()({
    dashboardId: id,
    title,
    spec: chartSpec,
  }),
  /** Changes title or definition of a chart. */
  'dashboards/editChart': write<{ readonly edit: Edit }>()({
    chartId: id,
    title: v.optional(title),
    spec: v.optional(chartSpec),
  }),
  'dashboards/unpin': write<{ readonly edit: Edit }>()({ chartId: id }),
  /** Charts in the new order; ids that are not named keep their order behind them. */
  'dashboards/order': write<{ readonly edit: Edit }>()({
    id,
    chartIds: v.pipe(v.array(id), v.maxLength(100)),
  }),
  /** A whole dashboard (or one report) as a file: self-contained HTML with SVG charts and no scripts, or Markdown. */
  'dashboards/report': read<{ readonly name: string; readonly type: string; readonly text: string }>()({
    dashboardId: v.optional(id),
    /** Instead of a dashboard: these charts under this title. */
    charts: v.optional(v.pipe(v.array(v.object({ title, spec: chartSpec })), v.maxLength(100))),
    title: v.optional(title),
    format: v.picklist(['html', 'md']),
    ...where,
  }),
} as const;
