import { writeReport } from '../../../../db/dashboards/report.ts';
import { dashboards } from '../../../../db/dashboards/store.ts';
import { trackerFromQuery } from '../../../../db/trackers/from-query.ts';
import { precisionOf } from '../../../../db/trackers/marks.ts';
import { previewTracker } from '../../../../db/trackers/preview.ts';
import { myTrackers, trackerVersions } from '../../../../db/trackers/store.ts';
import { annotations } from '../../../../db/trends/annotations.ts';
import { breakdownReport } from '../../../../db/trends/breakdown.ts';
import { trendCsv } from '../../../../db/trends/csv.ts';
import { evidencePage } from '../../../../db/trends/evidence.ts';
import { followsReport } from '../../../../db/trends/follows.ts';
import { overlapReport } from '../../../../db/trends/overlap.ts';
import { phrasesReport } from '../../../../db/trends/phrases.ts';
import { pointsReport } from '../../../../db/trends/points.ts';
import { positionsReport } from '../../../../db/trends/positions.ts';
import { scoresReport } from '../../../../db/trends/scores.ts';
import { patiently } from '../../../../db/trends/segment-block.ts';
import { stagesReport } from '../../../../db/trends/stages.ts';
import { togetherReport } from '../../../../db/trends/together.ts';
import { trackerList } from '../../../../db/trends/tracker-list.ts';
import type { Handlers } from '../../../contract/procedures.ts';
import type { ReaderContext } from '../../contexts.ts';

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
  'trackers/mine': (ctx) => myTrackers(ctx.db),
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
      patiently(() => (handle as (context: ReaderContext, input: never) => unknown)(context, input)),
  ]),
) as typeof handlers;
