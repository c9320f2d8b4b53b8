import { EarshotError } from '../../electron/contract/errors.ts';
import type { Db } from '../store/open.ts';
import { equals, type Row, rowsOf, rowTable } from '../store/rows.ts';
import {
  history,
  mineAnnotation,
  mineCall,
  mineChart,
  mineDashboard,
  mineMark,
  mineNote,
  mineTag,
  savedSearch,
} from '../store/schema.ts';
import { editTable } from './journal.ts';

export type CallRow = typeof mineCall.$inferSelect;

const calls = editTable(mineCall);
/** Stars, reviews and what was seen. A call that was not touched yet has a row in which nothing is set. */
export const callTable = {
  ...calls,
  read: (db: Db, key: Row): CallRow =>
    calls.read(db, key) ?? {
      gong_id: String(key['gong_id']),
      starred_ms: null,
      reviewed_ms: null,
      position_s: 0,
      heard: '[]',
      played_ms: null,
      seen_changes_ms: null,
    },
};
export const tagTable = editTable(mineTag);
export const noteTable = editTable(mineNote);
/** Marks of hits, right or wrong. */
export const markTable = editTable(mineMark);
export const savedTable = editTable(savedSearch);
export const annotationTable = editTable(mineAnnotation);
/** Queries asked before: kept, but no edits. */
export const historyTable = rowTable(history);

const names = rowsOf(mineDashboard);
const charts = rowsOf(mineChart, equals(mineChart.dashboard_id));

/** The error of a dashboard or chart that is not there. */
export const noDashboard = () =>
  new EarshotError({
    code: 'dashboards/not-found',
    message: 'This dashboard or chart does not exist any more.',
    nextStep: 'Open the list of dashboards again.',
  });

function assertFree(db: Db, row: { readonly id: number; readonly name: string }): void {
  const wanted = row.name.toLowerCase();
  const other = names.all(db).find(({ id, name }) => name.toLowerCase() === wanted && id !== row.id);
  if (!other) return;
  throw new EarshotError({
    code: 'dashboards/name-taken',
    message: `There is a dashboard called “${other.name}” already.`,
    nextStep: 'Choose another name.',
  });
}

/** No two have one name; one with charts on it is not removed from under them. */
export const dashboardTable = editTable(mineDashboard, {
  mayWrite: assertFree,
  mayRemove: (db, { id }) => charts.first(db, { dashboard_id: id }) === undefined,
});
export const chartTable = editTable(mineChart, {
  mayWrite(db, { dashboard_id }) {
    if (!dashboardTable.read(db, { id: dashboard_id })) throw noDashboard();
  },
});

/** Every table of this room that edits write to. */
export const personalTables = [
  callTable,
  tagTable,
  noteTable,
  markTable,
  savedTable,
  annotationTable,
  dashboardTable,
  chartTable,
];
