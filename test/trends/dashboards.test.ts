import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { dashboards } from '../../db/personal/dashboards.ts';
import { stepEdit } from '../../db/personal/journal.ts';
import { personalTables } from '../../db/personal/tables.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import { chartKinds } from '../../electron/contract/dashboards.ts';
import type { Edit } from '../../electron/contract/edits.ts';
import { partNames } from '../../electron/contract/trends.ts';
import { writeReport } from '../../electron/documents/dashboard.ts';
import { trendCsv } from '../../electron/documents/report-csv.ts';
import { ticks } from '../../electron/documents/svg.ts';
import { thrown, useStore } from '../db/support.ts';
import { write } from '../db/write.ts';
import { randomCorpus } from './corpus.ts';
import { trendSpec } from './definitions.ts';

const now = Date.parse('2024-09-15T12:00:00Z');

describe('dashboards', () => {
  const store = useStore();
  const undo = ({ id }: Edit) => stepEdit(store.db, 'undo', id ?? 0, 9, personalTables);

  it('keep charts in order, and give back what was removed', () => {
    const { id } = write(store.db, 'dashboards/save', { name: 'Weekly' }, 1).dashboard;
    const charts = ['a', 'b', 'c'].map(
      (title) => write(store.db, 'dashboards/pin', { dashboardId: id, title, spec: trendSpec() }, 1).chart.id,
    );
    const titles = () => dashboards(store.db)[0]?.charts.map(({ title }) => title);
    write(store.db, 'dashboards/order', { id, chartIds: [charts[2] as number, charts[0] as number] }, 1);
    expect(titles()).toEqual(['c', 'a', 'b']);
    write(
      store.db,
      'dashboards/editChart',
      { chartId: charts[0] as number, title: 'A', spec: trendSpec({ kind: 'phrases' }) },
      1,
    );
    expect(titles()).toEqual(['c', 'A', 'b']);
    const before = dashboards(store.db);
    const { edit } = write(store.db, 'dashboards/remove', { id }, 2);
    expect(dashboards(store.db)).toEqual([]);
    undo(edit);
    expect(dashboards(store.db)).toEqual(before);
    const unpinned = write(store.db, 'dashboards/unpin', { chartId: charts[2] as number }, 3).edit;
    expect(titles()).toEqual(['A', 'b']);
    undo(unpinned);
    expect(dashboards(store.db)).toEqual(before);
    expect(thrown(() => write(store.db, 'dashboards/save', { name: 'WEEKLY' }, 1)).code).toBe(
      'dashboards/name-taken',
    );
    expect(thrown(() => write(store.db, 'dashboards/unpin', { chartId: 999 }, 3)).code).toBe(
      'dashboards/not-found',
    );
    write(store.db, 'dashboards/save', { id, name: 'Weekly report' }, 1);
    for (let more = 3; more < 100; more++)
      write(store.db, 'dashboards/pin', { dashboardId: id, title: 'x', spec: trendSpec() }, 1);
    expect(
      thrown(() => write(store.db, 'dashboards/pin', { dashboardId: id, title: 'x', spec: trendSpec() }, 1))
        .code,
    ).toBe('dashboards/full');
  });

  it('are written as one file without scripts or requests, with every figure and its footer; a lost tracker is said', () => {
    ingestCalls(store.db, randomCorpus(5, 80), { atMs: 1, privateCalls: 'show' });
    const { id } = write(
      store.db,
      'dashboards/save',
      { name: '<script>alert(1)</script> & co' },
      1,
    ).dashboard;
    for (const kind of chartKinds)
      write(
        store.db,
        'dashboards/pin',
        { dashboardId: id, title: `${kind} <b>`, spec: trendSpec({ kind }) },
        1,
      );
    write(
      store.db,
      'dashboards/pin',
      { dashboardId: id, title: 'sides', spec: trendSpec({ measure: 'sides' }) },
      1,
    );
    write(
      store.db,
      'dashboards/pin',
      {
        dashboardId: id,
        title: 'two and a ghost',
        spec: trendSpec({
          q: 'date:2023-Q2',
          compare: { kind: 'previous' },
          series: [...trendSpec().series, { kind: 'query', q: 'walnut' }],
        }),
      },
      1,
    );
    write(
      store.db,
      'dashboards/pin',
      {
        dashboardId: id,
        title: 'gone',
        spec: trendSpec({ series: [{ kind: 'tracker', key: 'gong:99' }] }),
      },
      1,
    );
    const columns = openColumns(store.db);
    const input = { dashboardId: id, tz: 'Europe/Berlin', weekStart: 1, now } as const;
    const html = writeReport(store.db, columns, { ...input, format: 'html' });
    expect(html.name).toMatch(/^2024-09-15-.*\.html$/);
    expect(html.text).not.toMatch(/<script|<b>|https?:|url\(|onload/);
    expect(html.text.match(/<svg/g)).toHaveLength(chartKinds.length + 2);
    expect(html.text).not.toMatch(/NaN|undefined|Infinity/);
    expect(html.text).toContain('This tracker is not in the store.');
    expect(html.text).toMatch(/pricing came up in \d+ %/i);
    const md = writeReport(store.db, columns, { ...input, format: 'md' });
    expect(md.text).toMatch(/\| From \| pricing \|/i);
    expect(md.text).toContain('\\<script\\>');
    expect(md.text).not.toMatch(/NaN|undefined|Infinity/);
    expect(
      thrown(() => writeReport(store.db, columns, { ...input, dashboardId: 9, format: 'md' })).code,
    ).toBe('dashboards/not-found');
  });

  it('say what of their queries was not understood, in reports and CSV; so does the footer of a report', () => {
    ingestCalls(store.db, randomCorpus(5, 20), { atMs: 1, privateCalls: 'show' });
    const columns = openColumns(store.db);
    const where = { tz: 'UTC', weekStart: 1, now } as const;
    const spec = trendSpec({
      q: 'pricing date:2025-02-30',
      series: [...trendSpec().series, { kind: 'query', q: 'has:x' }],
      compare: { kind: 'query', q: 'dur:abc' },
    });
    const wrong = ['“2025-02-30” is no date', 'has: knows no “x”', '“abc” is no duration'];
    const { footer } = pointsReport(store.db, columns, { ...where, ...spec });
    expect(footer.problems).toMatchObject([
      { q: spec.q, from: 13, to: 23, severity: 'error' },
      { q: 'has:x', from: 4, to: 5 },
      { q: 'dur:abc', from: 4, to: 7 },
    ]);
    expect(footer.problems.map(({ message }) => message.split('. ')[0])).toMatchObject(
      wrong.map((text) => expect.stringContaining(text)),
    );
    for (const format of ['html', 'md'] as const) {
      const { text } = writeReport(store.db, columns, { ...where, charts: [{ title: 'x', spec }], format });
      for (const one of wrong) expect(text).toContain(one);
    }
    const csv = trendCsv(store.db, columns, { ...where, ...spec, table: 'points', filter: {} });
    for (const one of wrong) expect(csv.text).toContain(one);
  });

  it('every table is written as CSV whose cells no spreadsheet runs', () => {
    const corpus = randomCorpus(6, 60);
    for (const call of corpus) {
      const content = call['content'] as Record<string, unknown>;
      if (content['callOutcome'])
        content['callOutcome'] = { id: '1', category: 'x', name: '=HYPERLINK("x")' };
    }
    ingestCalls(store.db, corpus, { atMs: 1, privateCalls: 'show' });
    const columns = openColumns(store.db);
    for (const table of partNames) {
      const { text, name } = trendCsv(store.db, columns, {
        tz: 'UTC',
        weekStart: 1,
        now,
        ...trendSpec(),
        filter: {},
        table,
      });
      expect(name).toContain(table);
      const lines = text.split('\r\n');
      const [header, first] = parse(lines.slice(0, 2).join('\r\n'), { bom: true }) as string[][];
      expect(first).toHaveLength(header?.length ?? 0);
      expect(text).not.toMatch(/(^|,)"[=+@]/m);
      expect(text).toMatch(/Gong’s keyword tracker “pricing”/i);
      if (table === 'breakdown') expect(text).toContain('"\'=HYPERLINK(""x"")"');
    }
  });

  it('a table that does not fit says how much is left out', () => {
    const corpus = randomCorpus(7, 20).map((call, at) => ({
      ...call,
      parties: Array.from({ length: 40 }, (_, party) => ({ id: `p${party}`, name: `Person ${at} ${party}` })),
    }));
    ingestCalls(store.db, corpus, { atMs: 1, privateCalls: 'show' });
    const { text } = trendCsv(store.db, openColumns(store.db), {
      tz: 'UTC',
      weekStart: 1,
      now,
      ...trendSpec({ field: 'who' }),
      filter: {},
      table: 'breakdown',
    });
    expect(text).toContain('"300 further values are left out."');
  });

  it('axes have round steps that reach above the highest value', () => {
    for (const top of [0.013, 0.41, 1, 7, 99, 12_345]) {
      const steps = ticks(top);
      expect(steps[0]).toBe(0);
      expect(steps.at(-1)).toBeGreaterThanOrEqual(top);
      expect(steps.length).toBeLessThanOrEqual(6);
    }
    expect(ticks(0)).toEqual([0, 1]);
  });
});
