import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { daysOf } from '../../db/reports/axis.ts';
import { openBase } from '../../db/reports/base.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import { sampleCall, useStore } from '../db/support.ts';
import { localDay } from '../support/local-day.ts';
import { random } from './corpus.ts';

const now = Date.parse('2024-09-15T12:00:00Z');
const dayMs = 86_400_000;

describe('the days of a base', () => {
  const store = useStore();
  const ingest = (moments: readonly number[]) => {
    const calls = moments.map((ms, at) =>
      sampleCall(String(at), {
        metaData: { id: String(at), title: 'A call', started: new Date(ms).toISOString(), duration: 600 },
      }),
    );
    ingestCalls(store.db, calls, { atMs: now, privateCalls: 'show' });
  };

  // Clocks went back there at one minute past midnight, to the day before; Samoa left out a whole day.
  it.each([
    ['America/St_Johns', '2010-11-07T02:31:00Z'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['Europe/Berlin', '2023-10-29T01:00:00Z'],
  ])(
    'are those of its first and last day in %s, also where a later call has an earlier day',
    (tz, change) => {
      const rnd = random(7);
      const moments = Array.from(
        { length: 160 },
        () => Date.parse(change) + Math.round((rnd.next() - 0.5) * rnd.pick([0.003, 0.1, 8]) * dayMs),
      );
      ingest(moments);
      const columns = openColumns(store.db);
      const where = { tz, weekStart: 1, now } as const;
      for (let round = 0; round < 60; round++) {
        // Any two moments that a base begins and ends with.
        const [from, to] = [rnd.pick(moments), rnd.pick(moments)].sort((a, b) => a - b) as [number, number];
        const base = openBase(store.db, columns, '', where);
        const mask = Uint8Array.from(base.columns.started, (ms) => (ms >= from && ms <= to ? 1 : 0));
        const days = moments.filter((ms) => ms >= from && ms <= to).map((ms) => localDay(ms, tz));
        const found = daysOf({ ...base, mask });
        const text = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
        expect([text(found?.first ?? 0), text(found?.last ?? 0)]).toEqual([
          days.sort()[0],
          days.sort().at(-1),
        ]);
      }
      expect(daysOf({ ...openBase(store.db, columns, '', where), mask: new Uint8Array(160) })).toBe(null);
      const report = pointsReport(store.db, columns, {
        ...where,
        q: '',
        series: [{ kind: 'query', q: 'title:call' }],
        bucket: 'day',
        compare: null,
      });
      const [series] = report.series;
      expect(series?.points.reduce((sum, point) => sum + point.calls, 0)).toBe(moments.length);
    },
  );
});
