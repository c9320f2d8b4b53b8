import { is } from 'valibot';
import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { annotations, removeAnnotation, saveAnnotation } from '../../db/personal/annotations.ts';
import { stepEdit } from '../../db/personal/journal.ts';
import { personalTables } from '../../db/personal/tables.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import {
  annotationMarks,
  annotationsAt,
  annotationsProcedures,
} from '../../electron/contract/annotations.ts';
import type { Edit } from '../../electron/contract/edits.ts';
import { writeReport } from '../../electron/documents/dashboard.ts';
import { trendCsv } from '../../electron/documents/report-csv.ts';
import { flagsOf } from '../../renderer/features/trends/chart/notes.ts';
import { thrown, useStore } from '../db/support.ts';
import { randomCorpus } from './corpus.ts';
import { trendSpec } from './definitions.ts';

const where = { tz: 'Europe/Berlin', weekStart: 1, now: Date.parse('2024-09-15T12:00:00Z') } as const;
const pricing = { kind: 'tracker', key: 'gong:11' } as const;
const risk = { kind: 'tracker', key: 'gong:14' } as const;

describe('annotations', () => {
  const store = useStore();
  const add = (day: string, text: string, key: string | null = null, endDay: string | null = null) =>
    saveAnnotation(store.db, { day, endDay, text, key }, 1).annotation;

  const undo = ({ id }: Edit) => stepEdit(store.db, 'undo', id ?? 0, 5, personalTables);

  it('are made, changed, removed, and each step is taken back', () => {
    const later = add('2024-02-01', 'new site');
    const made = add('2023-05-01', 'price list');
    expect(annotations(store.db)).toEqual([made, later]);
    const { annotation, edit } = saveAnnotation(
      store.db,
      { id: made.id, day: '2024-03-01', endDay: '2024-03-31', text: 'new price list', key: 'gong:11' },
      2,
    );
    expect(edit.what).toBe('Changed “new price list”');
    expect(annotations(store.db)).toEqual([later, annotation]);
    expect(annotation.endDay).toBe('2024-03-31');
    // A stretch of one day is a day.
    const oneDay = saveAnnotation(store.db, { ...annotation, endDay: '2024-03-01', text: 'one day' }, 2);
    expect(oneDay).toMatchObject({ annotation: { endDay: null } });
    expect(thrown(() => undo(edit)).code).toBe('edits/changed-since');
    undo(oneDay.edit);
    expect(annotations(store.db)).toEqual([later, annotation]);
    undo(edit);
    expect(annotations(store.db)).toEqual([made, later]);
    const removed = removeAnnotation(store.db, made.id, 4).edit;
    expect(annotations(store.db)).toEqual([later]);
    expect(thrown(() => removeAnnotation(store.db, made.id, 4)).code).toBe('annotations/not-found');
    expect(thrown(() => saveAnnotation(store.db, made, 4)).code).toBe('annotations/not-found');
    undo(removed);
    expect(annotations(store.db)).toEqual([made, later]);
  });

  it('have a day of the calendar and some words', () => {
    const accepts = (input: object) => is(annotationsProcedures['annotations/save'].input, input);
    expect(accepts({ day: '2024-02-29', text: 'x' })).toBe(true);
    expect(accepts({ day: '2024-02-29', endDay: '2024-02-29', text: 'x' })).toBe(true);
    for (const bad of [
      { day: '2023-02-29', text: 'x' },
      { day: '2024-13-01', text: 'x' },
      { day: '2024-2-1', text: 'x' },
      { day: '2024-02-01', endDay: '2024-01-31', text: 'x' },
      { day: '2024-02-01', endDay: '2024-02-30', text: 'x' },
      { day: '2024-02-01', text: '  ' },
      { day: '2024-02-01', text: 'x'.repeat(201) },
    ])
      expect(accepts(bad), JSON.stringify(bad)).toBe(false);
  });

  it('stand on the axis of the reports they are about, in every file too', () => {
    ingestCalls(store.db, randomCorpus(2, 60), { atMs: 1, privateCalls: 'show' });
    const columns = openColumns(store.db);
    const everywhere = add('2023-05-10', 'launch <b>', null);
    const same = add('2023-05-20', 'fair');
    // Of a tracker of the same name in another workspace: reports show both as one.
    const own = add('2023-07-01', 'price list', 'gong:12');
    const other = add('2023-08-01', 'audit', 'gong:14');
    add('2033-01-01', 'not yet');
    add('2001-01-01', 'long ago');
    const of = (series: readonly (typeof pricing | typeof risk | { kind: 'query'; q: string })[], q = '') =>
      pointsReport(store.db, columns, { ...where, q, series, bucket: 'month', compare: null });
    expect(of([pricing]).annotations).toEqual([everywhere, same, own]);
    expect(of([risk]).annotations).toEqual([everywhere, same, other]);
    expect(of([pricing, risk]).annotations).toEqual([everywhere, same, own, other]);
    expect(of([{ kind: 'query', q: 'walnut' }]).annotations).toEqual([everywhere, same]);
    // The last day of a period is in it, the day after is not.
    expect(of([pricing], 'after:2023-05-10 before:2023-05-20').annotations).toEqual([everywhere]);

    const report = of([pricing]);
    const marks = annotationMarks(report.series[0]?.points ?? [], report.annotations);
    expect(marks.map((mark) => [report.series[0]?.points[mark.at]?.from, mark.label])).toEqual([
      ['2023-05-01', '1–2'],
      ['2023-07-01', '3'],
    ]);

    const spec = trendSpec({ series: [pricing] });
    for (const measure of ['share', 'sides'] as const) {
      const charts = [{ title: 'Trend', spec: { ...spec, measure } }];
      const html = writeReport(store.db, columns, { ...where, charts, format: 'html' }).text;
      expect(html).toContain('<title>2023-05-10 launch &lt;b&gt;; 2023-05-20 fair</title>');
      expect(html).toContain('<b>3</b>2023-07-01: price list');
      expect(html).not.toContain('audit');
      const md = writeReport(store.db, columns, { ...where, charts, format: 'md' }).text;
      expect(md).toContain('2. 2023-05-20: fair');
      expect(md).toContain('| 1–2 |');
    }
    const csv = trendCsv(store.db, columns, { ...where, ...spec, table: 'points', filter: {} }).text;
    expect(csv).toContain('2023-05-10 launch <b>; 2023-05-20 fair');
  });

  it('reach over all buckets of their days, whichever of them the axis has', () => {
    ingestCalls(store.db, randomCorpus(2, 60), { atMs: 1, privateCalls: 'show' });
    const columns = openColumns(store.db);
    const long = add('2023-03-31', 'campaign', null, '2023-06-01');
    const day = add('2023-05-10', 'launch');
    const open = add('2024-08-20', 'freeze', null, '2030-01-01');
    const of = (q: string) =>
      pointsReport(store.db, columns, { ...where, q, series: [pricing], bucket: 'month', compare: null });
    const marksOf = (q: string) => {
      const report = of(q);
      const points = report.series[0]?.points ?? [];
      const marks = annotationMarks(points, report.annotations);
      return points.flatMap(({ from }, at) => {
        const here = annotationsAt(marks, at);
        return here ? [[from, here.label, here.items.map(({ text }) => text).join()]] : [];
      });
    };
    expect(marksOf('after:2023-02-01 before:2024-10-01')).toEqual([
      ['2023-03-01', '1', 'campaign'],
      ['2023-04-01', '1', 'campaign'],
      ['2023-05-01', '1–2', 'campaign,launch'],
      ['2023-06-01', '1', 'campaign'],
      ['2024-08-01', '3', 'freeze'],
      ['2024-09-01', '3', 'freeze'],
    ]);
    // Of one that began before the axis its rest is shown; its last day is in it, the day after is not.
    expect(of('after:2023-06-01 before:2023-08-01').annotations).toEqual([long]);
    expect(of('after:2023-06-02 before:2023-08-01').annotations).toEqual([]);
    expect(of('after:2023-03-01 before:2023-03-31').annotations).toEqual([]);
    expect(of('after:2023-05-01 before:2023-05-11').annotations).toEqual([long, day]);
    expect(of('after:2025-01-01 before:2025-03-01').annotations).toEqual([open]);
    for (const measure of ['share', 'sides'] as const) {
      const spec = trendSpec({ series: [pricing], q: 'after:2023-02-01 before:2023-09-01', measure });
      const html = writeReport(store.db, columns, {
        ...where,
        charts: [{ title: 'Trend', spec }],
        format: 'html',
      }).text;
      expect(html).toContain('<b>1</b>2023-03-31 to 2023-06-01: campaign');
      expect(
        html.match(/<g class="note"><title>2023-03-31 to 2023-06-01 campaign<\/title><rect /g),
      ).toHaveLength(1);
      expect(html.match(/<g class="note"><title>2023-05-10 launch<\/title><line /g)).toHaveLength(1);
      const csv = trendCsv(store.db, columns, { ...where, ...spec, table: 'points', filter: {} }).text;
      expect(csv.match(/2023-03-31 to 2023-06-01 campaign/g)).toHaveLength(4);
    }
  });

  it('share a flag where two would lie on each other', () => {
    const item = { id: 1, day: '2024-01-01', endDay: null, text: 'x', key: null };
    const marks = [0, 1, 2, 9].map((at, index) => ({
      at,
      label: String(index + 1),
      first: index + 1,
      items: [item],
      ends: [at],
    }));
    const at = (step: number) =>
      flagsOf(marks, (index) => index * step).map(({ label, at: first, x }) => [label, first, x]);
    expect(at(40)).toEqual([
      ['1', 0, 0],
      ['2', 1, 40],
      ['3', 2, 80],
      ['4', 9, 360],
    ]);
    expect(at(10)).toEqual([
      ['1–3', 0, 10],
      ['4', 9, 90],
    ]);
  });
});
