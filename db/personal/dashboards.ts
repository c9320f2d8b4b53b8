import type { ChartSpec, Dashboard, PinnedChart } from '../../electron/contract/dashboards.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { inNewGeneration } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { prepared } from '../store/statements.ts';

/** Charts that fit on one dashboard. */
const maxCharts = 100;

interface ChartRow {
  readonly id: number;
  readonly dashboard_id: number;
  readonly title: string;
  readonly spec: string;
}

const notFound = () =>
  new EarshotError({
    code: 'dashboards/not-found',
    message: 'This dashboard or chart does not exist any more.',
    nextStep: 'Open the list of dashboards again.',
  });

/** All dashboards in the order they were made, with their charts. */
export function dashboards(db: Db): Dashboard[] {
  const rows = prepared(db, 'SELECT id, name FROM mine_dashboard ORDER BY position, id').all() as {
    id: number;
    name: string;
  }[];
  const charts = prepared(
    db,
    'SELECT id, dashboard_id, title, spec FROM mine_chart ORDER BY dashboard_id, position, id',
  ).all() as ChartRow[];
  return rows.map((row) => ({
    ...row,
    charts: charts.filter((chart) => chart.dashboard_id === row.id).map(chartOf),
  }));
}

const chartOf = (row: ChartRow): PinnedChart => ({
  id: row.id,
  title: row.title,
  spec: JSON.parse(row.spec) as ChartSpec,
});

/** One dashboard. Throws 'dashboards/not-found'. */
export function dashboard(db: Db, id: number): Dashboard {
  const found = dashboards(db).find((item) => item.id === id);
  if (!found) throw notFound();
  return found;
}

function assertFree(db: Db, name: string, id: number | undefined): void {
  const other = dashboards(db).find(
    (item) => item.name.toLowerCase() === name.toLowerCase() && item.id !== id,
  );
  if (!other) return;
  throw new EarshotError({
    code: 'dashboards/name-taken',
    message: `There is a dashboard called “${other.name}” already.`,
    nextStep: 'Choose another name.',
  });
}

/** Makes a dashboard, or renames one. Throws 'dashboards/name-taken', 'dashboards/not-found'. */
export function saveDashboard(
  db: WriterDb,
  input: { readonly id?: number | undefined; readonly name: string },
  atMs: number,
): Dashboard {
  return inNewGeneration(db, () => {
    assertFree(db, input.name, input.id);
    const { id } = input;
    if (id !== undefined) {
      const { changes } = prepared(db, 'UPDATE mine_dashboard SET name = ? WHERE id = ?').run(input.name, id);
      if (changes === 0) throw notFound();
      return dashboard(db, id);
    }
    const made = prepared(
      db,
      `INSERT INTO mine_dashboard(name, position, created_ms)
       VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM mine_dashboard), ?)`,
    ).run(input.name, atMs);
    return dashboard(db, Number(made.lastInsertRowid));
  });
}

/** Removes a dashboard and returns what it was. Throws 'dashboards/not-found'. */
export function removeDashboard(db: WriterDb, id: number): { readonly removed: Dashboard } {
  return inNewGeneration(db, () => {
    const removed = dashboard(db, id);
    prepared(db, 'DELETE FROM mine_chart WHERE dashboard_id = ?').run(id);
    prepared(db, 'DELETE FROM mine_dashboard WHERE id = ?').run(id);
    return { removed };
  });
}

/** Puts a dashboard back as it was, under its own ids. Throws 'dashboards/name-taken'. */
export function putDashboard(db: WriterDb, state: Dashboard, atMs: number): Dashboard {
  return inNewGeneration(db, () => {
    assertFree(db, state.name, state.id);
    prepared(
      db,
      `INSERT INTO mine_dashboard(id, name, position, created_ms)
       VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM mine_dashboard), ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name`,
    ).run(state.id, state.name, atMs);
    prepared(db, 'DELETE FROM mine_chart WHERE dashboard_id = ?').run(state.id);
    const taken = prepared(db, 'SELECT 1 FROM mine_chart WHERE id = ?');
    const insert = prepared(
      db,
      'INSERT INTO mine_chart(id, dashboard_id, position, title, spec) VALUES (?, ?, ?, ?, ?)',
    );
    state.charts.forEach((chart, position) => {
      const id = taken.get(chart.id) ? null : chart.id;
      insert.run(id, state.id, position, chart.title, JSON.stringify(chart.spec));
    });
    return dashboard(db, state.id);
  });
}

/** Adds a chart at the end. Throws 'dashboards/not-found', 'dashboards/full'. */
export function pinChart(
  db: WriterDb,
  input: { readonly dashboardId: number; readonly title: string; readonly spec: ChartSpec },
): { readonly chart: PinnedChart; readonly dashboard: Dashboard } {
  return inNewGeneration(db, () => {
    const { charts } = dashboard(db, input.dashboardId);
    if (charts.length >= maxCharts)
      throw new EarshotError({
        code: 'dashboards/full',
        message: `A dashboard holds ${maxCharts} charts, and this one has them.`,
        nextStep: 'Unpin one, or pin the chart to another dashboard.',
      });
    const made = prepared(
      db,
      `INSERT INTO mine_chart(dashboard_id, position, title, spec)
       VALUES (?, (SELECT coalesce(max(position), -1) + 1 FROM mine_chart WHERE dashboard_id = ?), ?, ?)`,
    ).run(input.dashboardId, input.dashboardId, input.title, JSON.stringify(input.spec));
    const after = dashboard(db, input.dashboardId);
    const chart = after.charts.find(({ id }) => id === Number(made.lastInsertRowid)) as PinnedChart;
    return { chart, dashboard: after };
  });
}

function dashboardOfChart(db: Db, chartId: number): number {
  const id = prepared(db, 'SELECT dashboard_id FROM mine_chart WHERE id = ?').pluck().get(chartId);
  if (id === undefined) throw notFound();
  return id as number;
}

/** Changes title or definition of a chart. Throws 'dashboards/not-found'. */
export function editChart(
  db: WriterDb,
  input: {
    readonly chartId: number;
    readonly title?: string | undefined;
    readonly spec?: ChartSpec | undefined;
  },
): Dashboard {
  return inNewGeneration(db, () => {
    const id = dashboardOfChart(db, input.chartId);
    prepared(
      db,
      'UPDATE mine_chart SET title = coalesce(?, title), spec = coalesce(?, spec) WHERE id = ?',
    ).run(input.title ?? null, input.spec ? JSON.stringify(input.spec) : null, input.chartId);
    return dashboard(db, id);
  });
}

/** Takes a chart off its dashboard. Throws 'dashboards/not-found'. */
export function unpinChart(db: WriterDb, chartId: number): Dashboard {
  return inNewGeneration(db, () => {
    const id = dashboardOfChart(db, chartId);
    prepared(db, 'DELETE FROM mine_chart WHERE id = ?').run(chartId);
    return dashboard(db, id);
  });
}

/** Puts the charts of a dashboard in order; those not named stay in theirs, behind. Throws 'dashboards/not-found'. */
export function orderCharts(db: WriterDb, id: number, chartIds: readonly number[]): Dashboard {
  return inNewGeneration(db, () => {
    const { charts } = dashboard(db, id);
    const place = new Map(chartIds.map((chartId, at) => [chartId, at]));
    const sorted = charts.toSorted(
      (a, b) => (place.get(a.id) ?? chartIds.length) - (place.get(b.id) ?? chartIds.length),
    );
    const move = prepared(db, 'UPDATE mine_chart SET position = ? WHERE id = ?');
    sorted.forEach((chart, position) => {
      move.run(position, chart.id);
    });
    return dashboard(db, id);
  });
}
