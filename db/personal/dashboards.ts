import { asc, eq, sql } from 'drizzle-orm';
import type {
  ChartSpec,
  Dashboard,
  EditedDashboard,
  PinnedChart,
} from '../../electron/contract/dashboards.ts';
import type { Edit } from '../../electron/contract/edits.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { statement } from '../store/orm.ts';
import { mineChart, mineDashboard } from '../store/schema.ts';
import { editText } from './edit-text.ts';
import { makeEdit } from './journal.ts';
import { chartTable, dashboardTable, noDashboard } from './tables.ts';

/** Charts that fit on one dashboard. */
const maxCharts = 100;

type ChartRow = typeof mineChart.$inferSelect;

const allDashboards = statement((orm) =>
  orm.select().from(mineDashboard).orderBy(asc(mineDashboard.position), asc(mineDashboard.id)).prepare(),
);
const chartsOf = statement((orm) =>
  orm
    .select()
    .from(mineChart)
    .where(eq(mineChart.dashboard_id, sql.placeholder('id')))
    .orderBy(asc(mineChart.position), asc(mineChart.id))
    .prepare(),
);

const chartOf = (row: ChartRow): PinnedChart => ({
  id: row.id,
  title: row.title,
  spec: JSON.parse(row.spec) as ChartSpec,
});

/** All dashboards in the order they were made, with their charts. */
export function dashboards(db: Db): Dashboard[] {
  return allDashboards(db)
    .all()
    .map(({ id, name }) => ({ id, name, charts: chartsOf(db).all({ id }).map(chartOf) }));
}

const find = (db: Db, id: number) => {
  const row = dashboardTable.read(db, { id });
  if (!row) throw noDashboard();
  return row;
};
const findChart = (db: Db, id: number) => {
  const row = chartTable.read(db, { id });
  if (!row) throw noDashboard();
  return row;
};

/** One dashboard. Throws 'dashboards/not-found'. */
export function dashboard(db: Db, id: number): Dashboard {
  const { name } = find(db, id);
  return { id, name, charts: chartsOf(db).all({ id }).map(chartOf) };
}

/** Makes a dashboard, or renames one. Throws 'dashboards/name-taken', 'dashboards/not-found'. */
export function saveDashboard(
  db: WriterDb,
  { id, name }: { readonly id?: number | undefined; readonly name: string },
  atMs: number,
): EditedDashboard {
  return makeEdit(db, atMs, (rows) => {
    if (id !== undefined) {
      const old = find(db, id);
      rows.update(dashboardTable, old, { name });
      return { what: editText.renamed(old.name, name), dashboard: dashboard(db, id) };
    }
    const position =
      Math.max(
        0,
        ...allDashboards(db)
          .all()
          .map((row) => row.position),
      ) + 1;
    const made = rows.insert(dashboardTable, { name, position, created_ms: atMs });
    return { what: editText.made(name), dashboard: dashboard(db, made.id) };
  });
}

/** Removes a dashboard with its charts. Throws 'dashboards/not-found'. */
export function removeDashboard(db: WriterDb, id: number, atMs: number): { readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const row = find(db, id);
    for (const chart of chartsOf(db).all({ id })) rows.remove(chartTable, chart);
    rows.remove(dashboardTable, row);
    return { what: editText.removed(row.name) };
  });
}

/** Adds a chart at the end. Throws 'dashboards/not-found', 'dashboards/full'. */
export function pinChart(
  db: WriterDb,
  input: { readonly dashboardId: number; readonly title: string; readonly spec: ChartSpec },
  atMs: number,
): EditedDashboard & { readonly chart: PinnedChart } {
  return makeEdit(db, atMs, (rows) => {
    const { name } = find(db, input.dashboardId);
    const charts = chartsOf(db).all({ id: input.dashboardId });
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
    return {
      what: editText.pinned(name),
      chart: chartOf(made),
      dashboard: dashboard(db, input.dashboardId),
    };
  });
}

/** Changes title or definition of a chart. Throws 'dashboards/not-found'. */
export function editChart(
  db: WriterDb,
  input: {
    readonly chartId: number;
    readonly title?: string | undefined;
    readonly spec?: ChartSpec | undefined;
  },
  atMs: number,
): EditedDashboard {
  return makeEdit(db, atMs, (rows) => {
    const old = findChart(db, input.chartId);
    const now = rows.update(chartTable, old, {
      ...(input.title !== undefined && { title: input.title }),
      ...(input.spec && { spec: JSON.stringify(input.spec) }),
    });
    const what =
      now.title === old.title ? editText.changed(old.title) : editText.renamed(old.title, now.title);
    return { what, dashboard: dashboard(db, old.dashboard_id) };
  });
}

/** Takes a chart off its dashboard. Throws 'dashboards/not-found'. */
export function unpinChart(db: WriterDb, chartId: number, atMs: number): EditedDashboard {
  return makeEdit(db, atMs, (rows) => {
    const row = findChart(db, chartId);
    rows.remove(chartTable, row);
    return { what: editText.unpinned(row.title), dashboard: dashboard(db, row.dashboard_id) };
  });
}

/** Puts the charts of a dashboard in order; those not named stay in theirs, behind. Throws 'dashboards/not-found'. */
export function orderCharts(
  db: WriterDb,
  id: number,
  chartIds: readonly number[],
  atMs: number,
): EditedDashboard {
  return makeEdit(db, atMs, (rows) => {
    const { name } = find(db, id);
    rows.order(chartTable, chartsOf(db).all({ id }), chartIds);
    return { what: editText.ordered(name), dashboard: dashboard(db, id) };
  });
}
