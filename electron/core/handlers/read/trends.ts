import { trackerFromQuery } from '../../../../db/trackers/from-query.ts';
import { precisionOf } from '../../../../db/trackers/marks.ts';
import { previewTracker } from '../../../../db/trackers/preview.ts';
import { myTrackers, trackerVersions } from '../../../../db/trackers/store.ts';
import { breakdownReport } from '../../../../db/trends/breakdown.ts';
import { trendDetail } from '../../../../db/trends/detail.ts';
import { evidencePage } from '../../../../db/trends/evidence.ts';
import { overlapReport } from '../../../../db/trends/overlap.ts';
import { phrasesReport } from '../../../../db/trends/phrases.ts';
import { pointsReport } from '../../../../db/trends/points.ts';
import { positionsReport } from '../../../../db/trends/positions.ts';
import { trackers, trendReport } from '../../../../db/trends/report.ts';
import { stagesReport } from '../../../../db/trends/stages.ts';
import { followsReport, togetherReport } from '../../../../db/trends/together.ts';
import type { Handlers } from '../../../contract/procedures.ts';
import { notAvailable } from '../../../contract/transport/fake.ts';
import type { ReaderContext } from '../../contexts.ts';

const coming = (name: string) => (): never => {
  throw notAvailable(name);
};

/** Tracker reports over any query. */
export const trendsRead = {
  'trends/trackers': (ctx) => trackers(ctx.db, ctx.columns),
  'trends/report': (ctx, input) => trendReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/detail': (ctx, input) => trendDetail(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/points': (ctx, input) => pointsReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/breakdown': (ctx, input) => breakdownReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/positions': (ctx, input) => positionsReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/phrases': (ctx, input) => phrasesReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/together': (ctx, input) => togetherReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/follows': (ctx, input) => followsReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/stages': (ctx, input) => stagesReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/evidence': (ctx, input) => evidencePage(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/overlap': (ctx, input) => overlapReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/csv': coming('trends/csv'),
  'trackers/mine': (ctx) => myTrackers(ctx.db),
  'trackers/versions': (ctx, { id }) => trackerVersions(ctx.db, id),
  'trackers/preview': (ctx, { definition }) => previewTracker(ctx.db, definition),
  'trackers/fromQuery': (_ctx, { q }) => trackerFromQuery(q),
  'trackers/precision': (ctx, { key }) => precisionOf(ctx.db, key),
  'dashboards/list': coming('dashboards/list'),
  'dashboards/report': coming('dashboards/report'),
} satisfies Partial<Handlers<'read', ReaderContext>>;
