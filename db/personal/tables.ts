import { eq, sql } from 'drizzle-orm';
import { EarshotError } from '../../electron/contract/errors.ts';
import type { Db } from '../store/open.ts';
import { statement } from '../store/orm.ts';
import {
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

/** Stars, reviews and what was seen. A call that was not touched yet has a row in which nothing is set. */
export const callTable = editTable(mineCall, {
  blank: (key): CallRow => ({
    gong_id: String(key['gong_id']),
    starred_ms: null,
    reviewed_ms: null,
    position_s: 0,
    heard: '[]',
    played_ms: null,
    seen_changes_ms: null,
  }),
});
export const tagTable = editTable(mineTag);
export const noteTable = editTable(mineNote);
/** Marks of hits, right or wrong. */
export const markTable = editTable(mineMark);
export const savedTable = editTable(savedSearch);
export const annotationTable = editTable(mineAnnotation);

const names = statement((orm) =>
  orm.select({ id: mineDashboard.id, name: mineDashboard.name }).from(mineDashboard).prepare(),
);
const chartsOf = statement((orm) =>
  orm
    .select({ id: mineChart.id })
    .from(mineChart)
    .where(eq(mineChart.dashboard_id, sql.placeholder('id')))
    .prepare(),
);

/** The error of a dashboard or chart that is not there. */
export const noDashboard = () =>
  new EarshotError({
    code: 'dashboards/not-found',
    message: 'This dashboard or chart does not exist any more.',
    nextStep: 'Open the list of dashboards again.',
  });

function assertFree(db: Db, row: { readonly id: number; readonly name: string }): void {
  const wanted = row.name.toLowerCase();
  const other = names(db)
    .all()
    .find(({ id, name }) => name.toLowerCase() === wanted && id !== row.id);
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
  mayRemove: (db, { id }) => chartsOf(db).get({ id }) === undefined,
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
