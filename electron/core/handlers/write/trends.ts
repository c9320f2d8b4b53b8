import { markHit } from '../../../../db/trackers/marks.ts';
import { removeTracker, restoreTracker, saveTracker } from '../../../../db/trackers/store.ts';
import type { Handlers } from '../../../contract/procedures.ts';
import { notAvailable } from '../../../contract/transport/fake.ts';
import type { WriterContext } from '../../contexts.ts';

const coming = (name: string) => (): never => {
  throw notAvailable(name);
};

/** Tells readers about a change once it is committed. */
function told<T>(context: WriterContext, answer: T): T {
  context.changed();
  return answer;
}

/** My trackers, marks of hits and dashboards. */
export const trendsWrite = {
  'trackers/save': (context, input) => told(context, saveTracker(context.db, input, context.now())),
  'trackers/remove': (context, { id }) => told(context, removeTracker(context.db, id, context.now())),
  'trackers/restore': (context, undo) => told(context, restoreTracker(context.db, undo, context.now())),
  // A mark changes no list and no search: views ask for precision and evidence themselves.
  'trackers/mark': (context, input) => markHit(context.db, input, context.now()),
  'dashboards/save': coming('dashboards/save'),
  'dashboards/remove': coming('dashboards/remove'),
  'dashboards/put': coming('dashboards/put'),
  'dashboards/pin': coming('dashboards/pin'),
  'dashboards/editChart': coming('dashboards/editChart'),
  'dashboards/unpin': coming('dashboards/unpin'),
  'dashboards/order': coming('dashboards/order'),
} satisfies Partial<Handlers<'write', WriterContext>>;
