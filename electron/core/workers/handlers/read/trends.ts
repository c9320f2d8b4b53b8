import { retryOnShardFailure } from '../../../../../db/index/figures/sharded-figures.ts';
import { annotations } from '../../../../../db/personal/annotations.ts';
import { dashboards } from '../../../../../db/personal/dashboards.ts';
import { breakdownReport } from '../../../../../db/reports/breakdown.ts';
import { evidencePage } from '../../../../../db/reports/evidence.ts';
import { followsReport } from '../../../../../db/reports/follows.ts';
import { overlapReport } from '../../../../../db/reports/overlap.ts';
import { phrasesReport } from '../../../../../db/reports/phrases.ts';
import { pointsReport } from '../../../../../db/reports/points.ts';
import { positionsReport } from '../../../../../db/reports/positions.ts';
import { scoresReport } from '../../../../../db/reports/scores.ts';
import { stagesReport } from '../../../../../db/reports/stages.ts';
import { togetherReport } from '../../../../../db/reports/together.ts';
import { trackerList } from '../../../../../db/reports/tracker-list.ts';
import { trackerFromQuery } from '../../../../../db/trackers/from-query.ts';
import { precisionOf } from '../../../../../db/trackers/marks.ts';
import { previewTracker } from '../../../../../db/trackers/preview.ts';
import { myTrackers, trackerVersions } from '../../../../../db/trackers/store.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import { writeReport } from '../../../../documents/dashboard.ts';
import { trendCsv } from '../../../../documents/report-csv.ts';
import type { ReaderContext } from '../../context.ts';

/** Tracker reports over any query, my trackers, dashboards and annotations. */
const handlers = {
  'trends/trackers': (ctx) => trackerList(ctx.db, ctx.columns),
  'trends/points': (ctx, input) => pointsReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/breakdown': (ctx, input) => breakdownReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/positions': (ctx, input) => positionsReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/phrases': (ctx, input) => phrasesReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/together': (ctx, input) => togetherReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/follows': (ctx, input) => followsReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/stages': (ctx, input) => stagesReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/scores': (ctx, input) => scoresReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/evidence': (ctx, input) => evidencePage(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
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
