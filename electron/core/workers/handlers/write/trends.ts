import {
  editChart,
  orderCharts,
  pinChart,
  putDashboard,
  removeDashboard,
  saveDashboard,
  unpinChart,
} from '../../../../../db/dashboards/store.ts';
import { markHit } from '../../../../../db/trackers/marks.ts';
import { removeTracker, restoreTracker, saveTracker } from '../../../../../db/trackers/store.ts';
import { putAnnotation, removeAnnotation, saveAnnotation } from '../../../../../db/trends/annotations.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import type { WriterContext } from '../../context.ts';

/** Tells readers about a change once it is committed. */
function told<T>(context: WriterContext, answer: T): T {
  context.changed();
  return answer;
}

/** My trackers, marks of hits, dashboards and annotations. */
export const trendsWrite = {
  'trackers/save': (context, input) => told(context, saveTracker(context.db, input, context.now())),
  'trackers/remove': (context, { id }) => told(context, removeTracker(context.db, id, context.now())),
  'trackers/restore': (context, undo) => told(context, restoreTracker(context.db, undo, context.now())),
  // A mark changes no list and no search: views ask for precision and evidence themselves.
  'trackers/mark': (context, input) => markHit(context.db, input, context.now()),
  'dashboards/save': (context, input) => saveDashboard(context.db, input, context.now()),
  'dashboards/remove': (context, input) => removeDashboard(context.db, input.id),
  'dashboards/put': (context, input) => putDashboard(context.db, input.dashboard, context.now()),
  'dashboards/pin': (context, input) => pinChart(context.db, input),
  'dashboards/editChart': (context, input) => editChart(context.db, input),
  'dashboards/unpin': (context, input) => unpinChart(context.db, input.chartId),
  'dashboards/order': (context, input) => orderCharts(context.db, input.id, input.chartIds),
  'annotations/save': (context, input) => told(context, saveAnnotation(context.db, input, context.now())),
  'annotations/remove': (context, { id }) => told(context, removeAnnotation(context.db, id)),
  'annotations/put': (context, input) => told(context, putAnnotation(context.db, input, context.now())),
} satisfies Partial<Handlers<'write', WriterContext>>;
