import type { ChartSpec, Dashboard, PinnedChart } from '../../electron/contract/dashboards.ts';
import type { Edit } from '../../electron/contract/edits.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { asc } from '../store/drizzle.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { equals, type Row, rowsOf } from '../store/rows.ts';
import { mineChart, mineDashboard } from '../store/schema.ts';
import { editText } from './edit-text.ts';
import { type EditTable, makeEdit } from './journal.ts';
import { chartTable, dashboardTable, noDashboard } from './tables.ts';

/** Charts that fit on one dashboard. */
const maxCharts = 100;

type ChartRow = typeof mineChart.$inferSelect;

const inOrder = rowsOf(mineDashboard, undefined, asc(mineDashboard.position), asc(mineDashboard.id));
const { all: allCharts } = rowsOf(
  mineChart,
  equals(mineChart.dashboard_id),
  asc(mineChart.position),
  asc(mineChart.id),
);
const chartsOf = (db: Db, id: number) => allCharts(db, { dashboard_id: id });

const chartOf = (row: ChartRow): PinnedChart => ({
  id: row.id,
  title: row.title,
  spec: JSON.parse(row.spec) as ChartSpec,
});

/** All dashboards in the order they were made, with their charts. */
export function dashboards(db: Db): Dashboard[] {
  return inOrder.all(db).map(({ id, name }) => ({ id, name, charts: chartsOf(db, id).map(chartOf) }));
}

/** A row that must be there. */
function find<R extends Row>(table: EditTable<R>, db: Db, id: number): R {
  const row = table.read(db, { id });
  if (!row) throw noDashboard();
  return row;
}

/** One dashboard. Throws 'dashboards/not-found'. */
export function dashboard(db: Db, id: number): Dashboard {
  const { name } = find(dashboardTable, db, id);
  return { id, name, charts: chartsOf(db, id).map(chartOf) };
}

/** Makes a dashboard, or renames one. Throws 'dashboards/name-taken', 'dashboards/not-found'. */
export function saveDashboard(
  db: WriterDb,
  { id, name }: { readonly id?: number | undefined; readonly name: string },
  atMs: number,
): { readonly dashboard: Dashboard; readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    if (id !== undefined) {
      const old = find(dashboardTable, db, id);
      rows.update(dashboardTable, old, { name });
      return { what: editText.renamed(old.name, name), dashboard: dashboard(db, id) };
    }
    const position = Math.max(0, ...inOrder.all(db).map((row) => row.position)) + 1;
    const made = rows.insert(dashboardTable, { name, position, created_ms: atMs });
    return { what: editText.made(name), dashboard: dashboard(db, made.id) };
  });
}

/** Removes a dashboard with its charts. Throws 'dashboards/not-found'. */
export function removeDashboard(db: WriterDb, id: number, atMs: number): { readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const row = find(dashboardTable, db, id);
    for (const chart of chartsOf(db, id)) rows.remove(chartTable, chart);
    rows.remove(dashboardTable, row);
    return { what: editText.removed(row.name) };
  });
}

/** Adds a chart at the end. Throws 'dashboards/not-found', 'dashboards/full'. */
export function pinChart(
  db: WriterDb,
  input: { readonly dashboardId: number; readonly title: string; readonly spec: ChartSpec },
  atMs: number,
): { readonly chart: PinnedChart; readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const { name } = find(dashboardTable, db, input.dashboardId);
    const charts = chartsOf(db, input.dashboardId);
    if (charts.length >= maxCharts)
      throw new EarshotError({
        code: 'dashboards/full',
        message: `A dashboard holds ${maxCharts} charts, and this one has them.`,
        nextStep: 'Unpin one, or pin the chart to another dashboard.',
      });
    const made = rows.insert(chartTable, {
      dashboard_id: input.dashboardId,
      position: Math.max(-1, ...charts.map(({ position }) => position)) + 1,
      title: input.title,
      spec: JSON.stringify(input.spec),
    });
    return { what: editText.pinned(name), chart: chartOf(made) };
  });
}

/** Changes title or definition of a chart. Throws 'dashboards/not-found'. */
export function editChart(
  db: WriterDb,
  {
    chartId,
    title,
    spec,
  }: { readonly chartId: number; readonly title?: string | undefined; readonly spec?: ChartSpec | undefined },
  atMs: number,
): { readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const old = find(chartTable, db, chartId);
    const now = rows.update(chartTable, old, {
      title: title ?? old.title,
      spec: spec ? JSON.stringify(spec) : old.spec,
    });
    const isRenamed = now.title !== old.title;
    return { what: isRenamed ? editText.renamed(old.title, now.title) : editText.changed(old.title) };
  });
}

/** Takes a chart off its dashboard. Throws 'dashboards/not-found'. */
export function unpinChart(db: WriterDb, chartId: number, atMs: number): { readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const row = find(chartTable, db, chartId);
    rows.remove(chartTable, row);
    return { what: editText.unpinned(row.title) };
  });
}

/** Puts the charts of a dashboard in order; those not named stay in theirs, behind. Throws 'dashboards/not-found'. */
export function orderCharts(
  db: WriterDb,
  id: number,
  chartIds: readonly number[],
  atMs: number,
): { readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const { name } = find(dashboardTable, db, id);
    rows.order(chartTable, chartsOf(db, id), chartIds);
    return { what: editText.ordered(name) };
  });
}
