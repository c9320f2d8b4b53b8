import { trendDetail } from '../../../../db/trends/detail.ts';
import { trackers, trendReport } from '../../../../db/trends/report.ts';
import type { Handlers } from '../../../contract/procedures.ts';
import type { ReaderContext } from '../../contexts.ts';

/** Tracker reports over any query. */
export const trendsRead = {
  'trends/trackers': (ctx) => trackers(ctx.db, ctx.columns),
  'trends/report': (ctx, input) => trendReport(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'trends/detail': (ctx, input) => trendDetail(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
} satisfies Partial<Handlers<'read', ReaderContext>>;
