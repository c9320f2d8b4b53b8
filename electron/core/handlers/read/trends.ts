import { trendDetail } from '../../../../db/trends/detail.ts';
import { trackers, trendReport } from '../../../../db/trends/report.ts';
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
  'trends/points': coming('trends/points'),
  'trends/breakdown': coming('trends/breakdown'),
  'trends/positions': coming('trends/positions'),
  'trends/phrases': coming('trends/phrases'),
  'trends/together': coming('trends/together'),
  'trends/follows': coming('trends/follows'),
  'trends/stages': coming('trends/stages'),
  'trends/evidence': coming('trends/evidence'),
  'trends/overlap': coming('trends/overlap'),
  'trends/csv': coming('trends/csv'),
  'trackers/mine': coming('trackers/mine'),
  'trackers/versions': coming('trackers/versions'),
  'trackers/preview': coming('trackers/preview'),
  'trackers/fromQuery': coming('trackers/fromQuery'),
  'trackers/precision': coming('trackers/precision'),
  'dashboards/list': coming('dashboards/list'),
  'dashboards/report': coming('dashboards/report'),
} satisfies Partial<Handlers<'read', ReaderContext>>;
