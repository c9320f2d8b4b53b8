import { removeAnnotation, saveAnnotation } from '../../../../../db/personal/annotations.ts';
import {
  editChart,
  orderCharts,
  pinChart,
  removeDashboard,
  saveDashboard,
  unpinChart,
} from '../../../../../db/personal/dashboards.ts';
import { markHit } from '../../../../../db/trackers/marks.ts';
import { removeTracker, restoreTracker, saveTracker } from '../../../../../db/trackers/store.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import type { WriterContext } from '../../context.ts';

/** My trackers, marks of hits, dashboards and annotations. */
export const trendsWrite = {
  'trackers/save': (context, input) => saveTracker(context.db, input, context.now()),
  'trackers/remove': (context, { id }) => removeTracker(context.db, id, context.now()),
  'trackers/restore': (context, input) => restoreTracker(context.db, input, context.now()),
  'trackers/mark': (context, input) => markHit(context.db, input, context.now()),
  'dashboards/save': (context, input) => saveDashboard(context.db, input, context.now()),
  'dashboards/remove': (context, input) => removeDashboard(context.db, input.id, context.now()),
  'dashboards/pin': (context, input) => pinChart(context.db, input, context.now()),
  'dashboards/editChart': (context, input) => editChart(context.db, input, context.now()),
  'dashboards/unpin': (context, input) => unpinChart(context.db, input.chartId, context.now()),
  'dashboards/order': (context, input) => orderCharts(context.db, input.id, input.chartIds, context.now()),
  'annotations/save': (context, input) => saveAnnotation(context.db, input, context.now()),
  'annotations/remove': (context, { id }) => removeAnnotation(context.db, id, context.now()),
} satisfies Partial<Handlers<'write', WriterContext>>;
