import * as v from 'valibot';
import { procedure } from './define.ts';
import { valueFields } from './query/fields.ts';
import { breakdownSorts, reportInput } from './trends.ts';

const id = v.pipe(v.number(), v.integer());
const title = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));

/**
 * What a pinned chart shows: the question and its options, never its figures, so that it is always up to date. Time zone and
 * week start are those of whoever looks.
 */
const chartSpec = v.object({
  kind: v.picklist(['trend', 'breakdown', 'positions', 'phrases', 'together', 'follows', 'stages', 'scores']),
  q: reportInput.q,
  series: reportInput.series,
  bucket: reportInput.bucket,
  compare: reportInput.compare,
  /** What the axis of a trend shows. */
  measure: v.optional(v.picklist(['share', 'calls', 'mentions', 'perCall', 'perHour', 'sides']), 'share'),
  field: v.optional(v.picklist(valueFields), 'outcome'),
  sort: v.optional(v.picklist(breakdownSorts), 'calls'),
  unit: v.optional(v.picklist(['percent', 'minutes']), 'percent'),
  split: v.optional(v.picklist(['side', 'outcome']), 'side'),
  /** Of scores: one scorecard; null: all. */
  scorecard: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(500))), null),
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
  'dashboards/list': procedure<readonly Dashboard[]>()('read', v.object({})),
  /** Makes a dashboard (no id), or renames one. Throws 'dashboards/name-taken', 'dashboards/not-found'. */
  'dashboards/save': procedure<Dashboard>()('write', v.object({ id: v.optional(id), name: title })),
  /** Returns what was removed, for 'dashboards/put' to bring back. */
  'dashboards/remove': procedure<{ readonly removed: Dashboard }>()('write', v.object({ id })),
  /** Puts back a removed dashboard or the former state of one, charts and order included. */
  'dashboards/put': procedure<Dashboard>()(
    'write',
    v.object({
      dashboard: v.object({
        id,
        name: title,
        charts: v.pipe(v.array(v.object({ id, title, spec: chartSpec })), v.maxLength(100)),
      }),
    }),
  ),
  /** Adds a chart at the end. Throws 'dashboards/not-found', 'dashboards/full' (100 charts). */
  'dashboards/pin': procedure<{ readonly chart: PinnedChart; readonly dashboard: Dashboard }>()(
    'write',
    v.object({ dashboardId: id, title, spec: chartSpec }),
  ),
  /** Changes title or definition of a chart. */
  'dashboards/editChart': procedure<Dashboard>()(
    'write',
    v.object({ chartId: id, title: v.optional(title), spec: v.optional(chartSpec) }),
  ),
  'dashboards/unpin': procedure<Dashboard>()('write', v.object({ chartId: id })),
  /** Charts in the new order; ids that are not named keep their order behind them. */
  'dashboards/order': procedure<Dashboard>()(
    'write',
    v.object({ id, chartIds: v.pipe(v.array(id), v.maxLength(100)) }),
  ),
  /** A whole dashboard (or one report) as a file: self-contained HTML with SVG charts and no scripts, or Markdown. */
  'dashboards/report': procedure<{ readonly name: string; readonly type: string; readonly text: string }>()(
    'read',
    v.object({
      dashboardId: v.optional(id),
      /** Instead of a dashboard: these charts under this title. */
      charts: v.optional(v.pipe(v.array(v.object({ title, spec: chartSpec })), v.maxLength(100))),
      title: v.optional(title),
      format: v.picklist(['html', 'md']),
      tz: v.optional(v.pipe(v.string(), v.maxLength(100)), 'UTC'),
      weekStart: v.optional(v.picklist([0, 1, 6]), 1),
    }),
  ),
} as const;
