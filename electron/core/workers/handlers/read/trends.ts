import { retryOnShardFailure } from '../../../../../db/index/figures/sharded-figures.ts';
import { annotations } from '../../../../../db/personal/annotations.ts';
import { dashboards } from '../../../../../db/personal/dashboards.ts';
import { overlapReport } from '../../../../../db/reports/overlap.ts';
import { parts } from '../../../../../db/reports/parts/index.ts';
import { trackerList } from '../../../../../db/reports/tracker-list.ts';
import { trackerFromQuery } from '../../../../../db/trackers/from-query.ts';
import { precisionOf } from '../../../../../db/trackers/marks.ts';
import { previewTracker } from '../../../../../db/trackers/preview.ts';
import { myTrackers, trackerVersions } from '../../../../../db/trackers/store.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import { type PartName, partNames } from '../../../../contract/trends.ts';
import { writeReport } from '../../../../documents/dashboard.ts';
import { trendCsv } from '../../../../documents/report-csv.ts';
import type { ReaderContext } from '../../context.ts';

/** The parts of the report, each by the question that bears its name. */
const ofParts = Object.fromEntries(
  partNames.map((name) => [
    `trends/${name}`,
    (ctx: ReaderContext, input: never) =>
      parts[name].report(ctx.db, ctx.columns, { ...(input as object), now: ctx.now() } as never),
  ]),
) as unknown as Pick<Handlers<'read', ReaderContext>, `trends/${PartName}`>;

/** Tracker reports over any query, my trackers, dashboards and annotations. */
const handlers = {
  ...ofParts,
  'trends/trackers': (ctx) => trackerList(ctx.db, ctx.columns),
  'trends/overlap': (ctx, input) => overlapReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/csv': (ctx, input) => trendCsv(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trackers/list': (ctx) => myTrackers(ctx.db),
  'trackers/versions': (ctx, { id }) => trackerVersions(ctx.db, id),
  'trackers/preview': (ctx, { definition }) => previewTracker(ctx.db, definition),
  'trackers/fromQuery': (_ctx, { q }) => trackerFromQuery(q),
  'trackers/precision': (ctx, { key }) => precisionOf(ctx.db, key),
  'annotations/list': (ctx) => annotations(ctx.db),
  'dashboards/list': (ctx) => dashboards(ctx.db),
  'dashboards/report': (ctx, input) => writeReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
} satisfies Partial<Handlers<'read', ReaderContext>>;

/** Each may meet a file of tracker figures that is just being written. */
export const trendsRead = Object.fromEntries(
  Object.entries(handlers).map(([name, handle]) => [
    name,
    (context: ReaderContext, input: never) =>
      retryOnShardFailure(() =>
        (handle as (context: ReaderContext, input: never) => unknown)(context, input),
      ),
  ]),
) as typeof handlers;
