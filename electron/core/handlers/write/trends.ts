import type { Handlers } from '../../../contract/procedures.ts';
import { notAvailable } from '../../../contract/transport/fake.ts';
import type { WriterContext } from '../../contexts.ts';

const coming = (name: string) => (): never => {
  throw notAvailable(name);
};

/** My trackers, marks of hits and dashboards. */
export const trendsWrite = {
  'trackers/save': coming('trackers/save'),
  'trackers/remove': coming('trackers/remove'),
  'trackers/restore': coming('trackers/restore'),
  'trackers/mark': coming('trackers/mark'),
  'dashboards/save': coming('dashboards/save'),
  'dashboards/remove': coming('dashboards/remove'),
  'dashboards/put': coming('dashboards/put'),
  'dashboards/pin': coming('dashboards/pin'),
  'dashboards/editChart': coming('dashboards/editChart'),
  'dashboards/unpin': coming('dashboards/unpin'),
  'dashboards/order': coming('dashboards/order'),
} satisfies Partial<Handlers<'write', WriterContext>>;
