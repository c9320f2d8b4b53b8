import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { type ColumnStore, openColumns } from '../../db/index/columns/columns.ts';
import { overlapReport } from '../../db/reports/overlap.ts';
import { breakdownReport } from '../../db/reports/parts/breakdown.ts';
import { evidencePage } from '../../db/reports/parts/evidence.ts';
import { firsts } from '../../db/reports/parts/firsts.ts';
import { followsReport } from '../../db/reports/parts/follows.ts';
import { phrasesReport } from '../../db/reports/parts/phrases.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import { positionsReport } from '../../db/reports/parts/positions.ts';
import { stagesReport } from '../../db/reports/parts/stages.ts';
import { togetherReport } from '../../db/reports/parts/together.ts';
import { trackerList } from '../../db/reports/tracker-list.ts';
import { countOf } from '../../db/search/match.ts';
import { matchCalls } from '../../db/search/search.ts';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import type { Bucket, SeriesRef } from '../../electron/contract/trends.ts';
import { localDay } from '../support/local-day.ts';
import { bucketOf, random, randomCorpus, same, type Told, tell } from './corpus.ts';

const now = Date.parse('2024-09-15T12:00:00Z');

/** Bases as query text and, independently, as what they mean for a raw record. */
const bases: readonly { readonly q: string; readonly has: (call: Told, day: string) => boolean }[] = [
  { q: '', has: () => true },
  { q: 'scope:"External"', has: (call) => call.scope === 'External' },
  {
    q: '-scope:"Internal" dir:"Inbound"',
    has: (call) => call.scope !== 'Internal' && call.direction === 'Inbound',
  },
  { q: 'after:2023-03-01 before:2023-11-06', has: (_, day) => day >= '2023-03-01' && day < '2023-11-06' },
  { q: 'date:2023-Q2', has: (_, day) => day >= '2023-04-01' && day < '2023-07-01' },
  { q: 'walnut', has: (call) => call.words.includes('walnut') },
  {
    q: 'walnut OR budget -outcome:"Demo"',
    has: (call) => /walnut|budget/.test(call.words) && same(call.outcome ?? '') !== 'demo',
  },
  { q: 'what about the walnut?', has: (call) => call.words.includes('walnut') },
  { q: 'outcome:"grosser"', has: () => false },
  { q: 'tracker:"pricing"', has: (call) => mentions(call, 'pricing') > 0 },
  {
    q: 'rep:"Ada Keller" before:2023-06-01',
    has: (call, day) => call.rep?.startsWith('Ada Keller') === true && day < '2023-06-01',
  },
];
const zones = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Auckland'] as const;
const buckets: readonly Bucket[] = ['day', 'week', 'month', 'quarter'];
const weekStarts = [0, 1, 6] as const;

const trackersOf = (call: Told, name: string) =>
  (call.trackers ?? []).filter((tracker) => same(tracker.name) === same(name));
const mentions = (call: Told, name: string) =>
  trackersOf(call, name).reduce((sum, tracker) => sum + tracker.mentions, 0);
const momentsOf = (call: Told, name: string) =>
  trackersOf(call, name)
    .flatMap((tracker) => tracker.moments ?? [])
    .sort((a, b) => a[0] - b[0]);
const listed = (call: Told) =>
  (call.trackers ?? []).some(
    (tracker) => tracker.moments !== null && (call.ms >= Date.UTC(2023, 0, 1) || tracker.moments.length > 0),
  );

interface World {
  readonly db: WriterDb;
  readonly store: ColumnStore;
  readonly calls: readonly Told[];
}

function world(seed: number, size: number): World {
  const raw = randomCorpus(seed, size);
  const db = openWriter(':memory:');
  ingestCalls(db, raw, { atMs: now, privateCalls: 'show' });
  return { db, store: openColumns(db), calls: raw.map(tell) };
}

let checked = 0;

/** A wilson band by its textbook formula, with the numbers in another order than in the product. */
function band(part: number, whole: number): [number, number] {
  const z = 1.959963984540054;
  const p = part / whole;
  const root = z * Math.sqrt(p * (1 - p) * whole + (z * z) / 4);
  const middle = part + (z * z) / 2;
  return [(middle - root) / (whole + z * z), (middle + root) / (whole + z * z)];
}

function query(of: World, q: string, where: { tz: string; weekStart: 0 | 1 | 6 }): number {
  checked++;
  return countOf(matchCalls(of.db, of.store, q, { ...where, now }).mask);
}

/** Figures of some calls for a tracker, from the raw records. */
function expected(calls: readonly Told[], name: string) {
  const known = calls.filter((call) => call.trackers !== null);
  const mentioning = known.filter((call) => mentions(call, name) > 0);
  const sides = { company: 0, customer: 0, unknown: 0 };
  // Occurrences of a call count with its mentions.
  for (const call of mentioning) for (const [, side] of momentsOf(call, name)) sides[side]++;
  return {
    calls: calls.length,
    known: known.length,
    mentioning: mentioning.length,
    mentions: known.reduce((sum, call) => sum + mentions(call, name), 0),
    hours: known.reduce((sum, call) => sum + call.duration, 0) / 3600,
    sides,
    listed: known.some(listed),
  };
}

describe('every figure of a report, against the raw records', () => {
  const names = ['Pricing', 'Competition “big”', 'Risk', 'Never'];
  const worlds: World[] = [];
  beforeAll(() => {
    for (let seed = 1; seed <= 8; seed++) worlds.push(world(seed, 60));
  });
  afterAll(() => {
    for (const { db } of worlds) db.close();
  });

  const each = (work: (of: World, rnd: ReturnType<typeof random>, round: number) => void, rounds = 12) => {
    worlds.forEach((of, index) => {
      const rnd = random(index * 97 + 5);
      for (let round = 0; round < rounds; round++) work(of, rnd, round);
    });
  };
  const pickWhere = (rnd: ReturnType<typeof random>) => ({
    tz: rnd.pick(zones),
    weekStart: rnd.pick(weekStarts),
  });
  const refOf = (of: World, name: string): SeriesRef | null => {
    const found = trackerList(of.db, of.store).find((tracker) => same(tracker.name) === same(name));
    return found ? { kind: 'tracker', key: found.key } : null;
  };
  /** What to ask a part: where, over which calls, and a tracker, of which a store may know nothing. */
  const draw = (of: World, rnd: ReturnType<typeof random>) => {
    const [where, base, name] = [pickWhere(rnd), rnd.pick(bases), rnd.pick(names)];
    return { where, base, name, ref: refOf(of, name) };
  };

  it('points: calls, mentions, sides, hours, bands, availability; a drill-down finds as many as its mark', () => {
    each((of, rnd) => {
      const { where, base, name, ref } = draw(of, rnd);
      const bucket = rnd.pick(buckets);
      if (!ref) return;
      const report = pointsReport(of.db, of.store, {
        ...where,
        now,
        q: base.q,
        series: [ref],
        bucket,
        compare: null,
      });
      const inBase = of.calls.filter((call) => base.has(call, localDay(call.ms, where.tz)));
      const total = report.series[0]?.total;
      expect(total?.calls, base.q).toBe(inBase.length);
      expect(report.footer.denominator).toBe(inBase.length);
      expect(report.footer.before2023).toBe(inBase.filter((call) => call.ms < Date.UTC(2023, 0, 1)).length);
      expect(query(of, report.footer.externalQ, where)).toBe(
        report.footer.denominator - report.footer.internal,
      );
      expect(query(of, total?.q ?? '', where)).toBe(total?.mentioning ?? 0);
      expect(query(of, total?.allQ ?? '', where)).toBe(total?.calls);
      const points = report.series[0]?.points ?? [];
      const firsts = new Set(points.map((point) => bucketOf(point.from, report.bucket, where.weekStart)));
      for (const call of inBase)
        expect(firsts).toContain(bucketOf(localDay(call.ms, where.tz), report.bucket, where.weekStart));
      const byFirst = Map.groupBy(inBase, (call) =>
        bucketOf(localDay(call.ms, where.tz), report.bucket, where.weekStart),
      );
      points.forEach((point, at) => {
        checked++;
        const calls = byFirst.get(bucketOf(point.from, report.bucket, where.weekStart)) ?? [];
        const want = expected(calls, name);
        expect(point.calls).toBe(want.calls);
        expect(point.known).toBe(want.known);
        expect(point.hours).toBeCloseTo(want.hours, 6);
        const available =
          want.calls === 0 ? 'empty' : want.known === 0 ? 'none' : want.listed ? 'full' : 'counts';
        expect(point.available).toBe(available);
        if (available === 'none') {
          expect([point.mentioning, point.mentions, point.share, point.bySide]).toEqual([
            null,
            null,
            null,
            null,
          ]);
        } else {
          expect(point.mentioning).toBe(want.mentioning);
          expect(point.mentions).toBe(want.mentions);
          expect(point.bySide).toEqual(available === 'counts' ? null : want.sides);
        }
        if (want.known > 0) {
          const [low, high] = band(want.mentioning, want.known);
          expect(point.share).toBeCloseTo(want.mentioning / want.known, 12);
          expect(point.low).toBeCloseTo(Math.max(0, low), 9);
          expect(point.high).toBeCloseTo(Math.min(1, high), 9);
        }
        expect(point.small).toBe(want.known < 10);
        if (calls.length > 0 || at % 50 === 0) {
          expect(query(of, point.q, where), point.q).toBe(want.mentioning);
          expect(query(of, point.allQ, where), point.allQ).toBe(want.calls);
        }
        const window = points.slice(Math.max(0, at - report.rollingWindow + 1), at + 1);
        const known = window.reduce((sum, item) => sum + item.known, 0);
        const part = window.reduce((sum, item) => sum + (item.mentioning ?? 0), 0);
        if (known === 0) expect(point.rolling).toBeNull();
        else expect(point.rolling).toBeCloseTo(part / known, 12);
      });
      const firstSides = inBase
        .filter((call) => mentions(call, name) > 0)
        .flatMap((call) => momentsOf(call, name).slice(0, 1))
        .map(([, side]) => side);
      expect(report.series[0]?.raisedFirst).toEqual({
        known: firstSides.filter((side) => side !== 'unknown').length,
        company: firstSides.filter((side) => side === 'company').length,
        customer: firstSides.filter((side) => side === 'customer').length,
      });
    });
  });

  it('a query as a series counts exactly the calls of both queries, also when either is a question in words', () => {
    each((of, rnd) => {
      const where = pickWhere(rnd);
      const base = rnd.pick(bases);
      const other = rnd.pick(bases);
      const report = pointsReport(of.db, of.store, {
        ...where,
        now,
        q: base.q,
        series: [{ kind: 'query', q: other.q }],
        bucket: 'month',
        compare: null,
      });
      const both = of.calls.filter((call) => {
        const day = localDay(call.ms, where.tz);
        return base.has(call, day) && other.has(call, day);
      });
      const total = report.series[0]?.total;
      expect(total?.mentioning, `${base.q} / ${other.q}`).toBe(both.length);
      expect(query(of, total?.q ?? '', where), total?.q).toBe(both.length);
      for (const point of report.series[0]?.points ?? [])
        if (point.calls > 0) expect(query(of, point.q, where), point.q).toBe(point.mentioning);
      expect(total?.mentions).toBeNull();
    });
  });

  it('comparisons: the period before, the year before, another query', () => {
    each((of, rnd) => {
      const where = pickWhere(rnd);
      const ref = refOf(of, 'Pricing');
      if (!ref) return;
      const kind = rnd.pick(['previous', 'year', 'query'] as const);
      const period = rnd.pick([
        ['date:2023-Q2', '2023-01-01', '2023-04-01', '2022-04-01', '2022-07-01'],
        ['date:2023-03', '2023-02-01', '2023-03-01', '2022-03-01', '2022-04-01'],
        ['date:2023-02..2023-03', '2022-12-01', '2023-02-01', '2022-02-01', '2022-04-01'],
        ['date:2023', '2022-01-01', '2023-01-01', '2022-01-01', '2023-01-01'],
        ['after:2023-03-10 before:2023-03-20', '2023-02-28', '2023-03-10', '2022-03-10', '2022-03-20'],
      ] as const);
      const [q, prevFrom, prevTo, yearFrom, yearTo] = period;
      const report = pointsReport(of.db, of.store, {
        ...where,
        now,
        q: `${q} scope:"External"`,
        series: [ref],
        bucket: rnd.pick(buckets),
        compare: kind === 'query' ? { kind, q: 'scope:"Internal"' } : { kind },
      });
      const ghost = report.series[0]?.ghost;
      const [from, to] = kind === 'previous' ? [prevFrom, prevTo] : [yearFrom, yearTo];
      const compared = of.calls.filter((call) => {
        const day = localDay(call.ms, where.tz);
        if (kind !== 'query') return call.scope === 'External' && day >= from && day < to;
        const own = report.series[0];
        return (
          call.scope === 'Internal' &&
          own !== undefined &&
          day >= (ghost?.from ?? '') &&
          day < (ghost?.to ?? '')
        );
      });
      const want = expected(compared, 'Pricing');
      expect(ghost?.total.calls).toBe(want.calls);
      expect(ghost?.total.mentioning ?? 0).toBe(want.mentioning);
      // Every day of the compared period lies under a bucket, or is told apart.
      const points = [...(ghost?.points ?? []), ...(ghost?.unmatched ?? [])].filter(
        (point) => point !== null,
      );
      expect(points.reduce((sum, point) => sum + point.calls, 0)).toBe(want.calls);
      expect(query(of, ghost?.total.q ?? '', where)).toBe(want.mentioning);
      if (kind !== 'query') expect([ghost?.from, ghost?.to]).toEqual([from, to]);
      for (const point of points)
        if (point.calls > 0) expect(query(of, point.q, where), point.q).toBe(point.mentioning ?? 0);
      const total = report.series[0]?.total;
      if (ghost?.change && total)
        expect(ghost.change.delta).toBeCloseTo((total.share ?? 0) - (ghost.total.share ?? 0), 12);
    });
  });

  it('breakdowns by every kind of facet, their sparklines and changes; both queries of a row', () => {
    const fields = {
      outcome: (call: Told) => [call.outcome],
      rep: (call: Told) => [call.rep],
      stage: (call: Told) => [call.stage],
      'stage@call': (call: Told) => [call.stageAtCall],
      scope: (call: Told) => [call.scope],
      who: (call: Told) => call.people,
      weekday: (_: Told, day: string) => [
        new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' })
          .format(Date.parse(day))
          .toLowerCase(),
      ],
    } as const;
    each((of, rnd) => {
      const { where, base, name, ref } = draw(of, rnd);
      const field = rnd.pick(Object.keys(fields) as (keyof typeof fields)[]);
      if (!ref) return;
      const sort = rnd.pick(['calls', 'share', 'change', 'mentions'] as const);
      const input = { ...where, now, q: base.q, series: ref, field, bucket: 'month', sort } as const;
      const report = breakdownReport(of.db, of.store, { ...input, limit: 100 });
      // Of very many values only those that are shown are counted by bucket: the first few are the same.
      const few = rnd.below(4);
      expect({ ...breakdownReport(of.db, of.store, { ...input, limit: few }, 0), ms: 0 }).toEqual({
        ...report,
        rows: report.rows.slice(0, few),
        ms: 0,
      });
      const key = (row: (typeof report.rows)[number]) =>
        ({
          calls: [0, row.calls],
          mentions: [0, row.mentions ?? 0],
          share: [row.small ? 1 : 0, row.share ?? -1],
          change: [row.small ? 1 : 0, row.change === null ? -1 : Math.abs(row.change.delta)],
        })[sort] as [number, number];
      report.rows.slice(1).forEach((row, at) => {
        const [before, after] = [key(report.rows[at] as typeof row), key(row)];
        expect(before[0] < after[0] || (before[0] === after[0] && before[1] >= after[1] - 1e-9)).toBe(true);
      });
      const inBase = of.calls
        .map((call) => ({ call, day: localDay(call.ms, where.tz) }))
        .filter(({ call, day }) => base.has(call, day));
      const groups = new Map<string, Told[]>();
      for (const { call, day } of inBase) {
        const values = new Set(fields[field](call, day).map((value) => same(value ?? '')));
        for (const value of values) groups.set(value, [...(groups.get(value) ?? []), call]);
      }
      expect(report.rows.map((row) => same(row.key ?? '')).sort()).toEqual([...groups.keys()].sort());
      for (const row of report.rows) {
        const calls = groups.get(same(row.key ?? '')) ?? [];
        const want = expected(calls, name);
        expect([row.calls, row.known, row.mentioning ?? 0, row.mentions ?? 0]).toEqual([
          want.calls,
          want.known,
          want.mentioning,
          want.mentions,
        ]);
        expect(query(of, row.q, where), row.q).toBe(want.mentioning);
        expect(query(of, row.allQ, where), row.allQ).toBe(want.calls);
        report.buckets.forEach((from, at) => {
          const month = calls.filter((call) => localDay(call.ms, where.tz).startsWith(from.slice(0, 7)));
          const here = expected(month, name);
          expect([row.spark.known[at], row.spark.mentioning[at]]).toEqual([here.known, here.mentioning]);
        });
        const early = calls.filter((call) => localDay(call.ms, where.tz) < (report.splitDay ?? ''));
        const late = calls.filter((call) => localDay(call.ms, where.tz) >= (report.splitDay ?? ''));
        const [a, b] = [expected(early, name), expected(late, name)];
        if (report.splitDay === null || a.known === 0 || b.known === 0) expect(row.change).toBeNull();
        else expect(row.change?.delta).toBeCloseTo(b.mentioning / b.known - a.mentioning / a.known, 12);
      }
    });
  });

  it('places in the call: every bin, by side and by outcome, in percent and minutes, and its evidence', () => {
    each((of, rnd) => {
      const { where, base, name, ref } = draw(of, rnd);
      if (!ref) return;
      const [unit, split] = [
        rnd.pick(['percent', 'minutes'] as const),
        rnd.pick(['side', 'outcome'] as const),
      ];
      const report = positionsReport(of.db, of.store, { ...where, now, q: base.q, series: ref, unit, split });
      const moments = of.calls
        .filter((call) => base.has(call, localDay(call.ms, where.tz)))
        .flatMap((call) => momentsOf(call, name).map((moment) => ({ call, moment })));
      expect(report.placed + report.noDuration).toBe(moments.length);
      const width = (report.bins[0]?.to ?? 1000) - (report.bins[0]?.from ?? 0);
      report.bins.forEach((bin, at) => {
        const last = at === report.bins.length - 1;
        const here = moments.filter(({ call, moment }) => {
          if (unit === 'percent' && call.duration <= 0) return false;
          const place = unit === 'percent' ? moment[0] / 10 / call.duration : moment[0] / 60_000;
          const index = Math.max(0, Math.floor(place / width));
          return last ? index >= at : index === at;
        });
        expect(
          bin.counts.reduce((a, b) => a + b, 0),
          `${unit} ${bin.from}`,
        ).toBe(here.length);
        report.groups.forEach((group, part) => {
          const count = bin.counts[part] as number;
          if (group.key === null) return;
          const want = here.filter(({ call, moment }) =>
            split === 'side' ? moment[1] === group.key : same(call.outcome ?? '') === same(group.key ?? ''),
          );
          expect(count).toBe(want.length);
          checked++;
          const page = evidencePage(of.db, of.store, {
            ...where,
            now,
            q: base.q,
            series: ref,
            filter: {
              bin: { unit, from: bin.from, to: last && unit === 'minutes' ? null : bin.to },
              ...(split === 'side' ? { side: group.key as 'company' } : { outcome: group.key }),
            },
            order: 'newest',
            offset: 0,
            limit: 3,
          });
          expect(page.total).toBe(count);
          expect(page.calls).toBe(new Set(want.map(({ call }) => call.id)).size);
        });
      });
    }, 6);
  });

  it('the evidence list pages through every occurrence once, in order, with its speaker and phrase', () => {
    each((of, rnd) => {
      const where = pickWhere(rnd);
      const base = rnd.pick(bases);
      const ref = refOf(of, 'Pricing');
      if (!ref) return;
      const order = rnd.pick(['newest', 'oldest'] as const);
      const filter = rnd.pick([
        {},
        { from: '2023-03-01', to: '2023-11-01' },
        { phrase: 'PRICE' },
        { side: 'customer' as const },
      ]);
      const seen: string[] = [];
      let total = 0;
      for (let offset = 0; ; offset += 7) {
        const page = evidencePage(of.db, of.store, {
          ...where,
          now,
          q: base.q,
          series: ref,
          filter,
          order,
          offset,
          limit: 7,
        });
        total = page.total;
        if (page.items.length === 0) break;
        for (const item of page.items)
          seen.push(`${item.callId}|${item.startMs}|${item.side}|${item.phrase ?? ''}`);
      }
      const want = of.calls
        .filter((call) => {
          const day = localDay(call.ms, where.tz);
          return (
            base.has(call, day) &&
            day >= ('from' in filter ? (filter.from ?? '') : '') &&
            day < ('to' in filter ? (filter.to ?? '') : '9999')
          );
        })
        .flatMap((call) =>
          momentsOf(call, 'Pricing')
            .filter(([, side]) => !('side' in filter) || side === filter.side)
            .filter(([, , phrase]) => !('phrase' in filter) || same(phrase ?? '') === 'price')
            .map(([ms, side, phrase]) => `${call.id}|${ms}|${side}|${phrase ?? ''}`),
        );
      expect(total).toBe(want.length);
      expect([...seen].sort()).toEqual([...want].sort());
    }, 4);
  });

  it('phrases: counts, calls, first and last day, silent ones; a query only where it tells them apart', () => {
    each((of, rnd) => {
      const where = pickWhere(rnd);
      const base = rnd.pick(bases);
      const name = rnd.pick(['Pricing', 'Competition “big”', 'Never']);
      const ref = refOf(of, name);
      if (!ref) return;
      const report = phrasesReport(of.db, of.store, { ...where, now, q: base.q, series: ref });
      const inBase = of.calls.filter(
        (call) => base.has(call, localDay(call.ms, where.tz)) && mentions(call, name) > 0,
      );
      for (const row of report.rows) {
        const counts = inBase.map((call) => ({
          call,
          count: trackersOf(call, name)
            .flatMap((tracker) => tracker.phrases)
            .filter(([phrase, count]) => same(phrase) === same(row.phrase) && count > 0)
            .reduce((sum, [, count]) => sum + count, 0),
        }));
        const said = counts.filter(({ count }) => count > 0);
        const days = said.map(({ call }) => localDay(call.ms, where.tz)).sort();
        expect(row.mentions).toBe(said.reduce((sum, { count }) => sum + count, 0));
        expect([row.calls, row.silent]).toEqual([said.length, said.length === 0]);
        expect([row.first, row.last]).toEqual([days[0] ?? null, days.at(-1) ?? null]);
        if (row.q !== null) expect(query(of, row.q, where), row.q).toBe(row.calls);
      }
    }, 5);
  });

  it('co-occurrence with lift, what follows against chance, stages then and now, overlaps', () => {
    each((of, rnd) => {
      const { where, base, name, ref } = draw(of, rnd);
      if (!ref) return;
      const input = { ...where, now, q: base.q, series: ref };
      const inBase = of.calls.filter((call) => base.has(call, localDay(call.ms, where.tz)));
      const known = inBase.filter((call) => call.trackers !== null);
      for (const row of togetherReport(of.db, of.store, input).rows) {
        const other = known.filter((call) => mentions(call, row.name) > 0);
        const both = other.filter((call) => mentions(call, name) > 0);
        const own = known.filter((call) => mentions(call, name) > 0);
        expect([row.calls, row.both]).toEqual([other.length, both.length]);
        expect(row.lift).toBeCloseTo((both.length * known.length) / (own.length * other.length), 9);
        expect(query(of, row.q, where), row.q).toBe(row.both);
      }
      const within = rnd.pick([60, 30, 300]);
      const follows = followsReport(of.db, of.store, { ...input, withinSec: within });
      expect(follows.occurrences).toBe(inBase.reduce((sum, call) => sum + momentsOf(call, name).length, 0));
      for (const row of follows.rows) {
        let followed = 0;
        let chance = 0;
        for (const call of inBase) {
          const answers = momentsOf(call, row.name).map(([ms]) => ms);
          for (const [ms] of momentsOf(call, name)) {
            if (answers.some((at) => at > ms && at <= ms + within * 1000)) followed++;
            const left = Math.max(0, Math.min(within * 1000, call.duration * 1000 - ms));
            if (answers.length > 0 && call.duration > 0)
              chance += 1 - (1 - Math.min(1, left / (call.duration * 1000))) ** answers.length;
          }
        }
        checked++;
        expect(row.followed).toBe(followed);
        const { total, calls } = evidencePage(of.db, of.store, {
          ...input,
          filter: { followed: { key: row.key, withinSec: within } },
          order: 'newest',
          offset: 0,
          limit: 1,
        });
        expect([total, calls]).toEqual([row.followed, row.calls]);
        expect(row.expected).toBeCloseTo(chance, 3);
      }
      for (const row of stagesReport(of.db, of.store, input).rows) {
        const calls = inBase.filter((call) => call.stageAtCall === row.atCall && call.stage === row.now);
        const want = expected(calls, name);
        expect([row.calls, row.known, row.mentioning]).toEqual([want.calls, want.known, want.mentioning]);
        expect(query(of, row.q, where), row.q).toBe(row.mentioning);
      }
      const risk = refOf(of, 'Risk');
      if (ref.kind !== 'tracker' || risk?.kind !== 'tracker' || risk.key === ref.key) return;
      const overlap = overlapReport(of.db, of.store, { ...where, now, q: base.q, a: ref.key, b: risk.key });
      const has = (call: Told) => [mentions(call, name) > 0, mentions(call, 'Risk') > 0].join();
      for (const [set, key] of [
        [overlap.both, 'true,true'],
        [overlap.onlyA, 'true,false'],
        [overlap.onlyB, 'false,true'],
        [overlap.neither, 'false,false'],
      ] as const) {
        expect(set.calls).toBe(inBase.filter((call) => has(call) === key).length);
        expect(query(of, set.q, where), set.q).toBe(set.calls);
      }
    }, 6);
  });

  it('first mention by account: the day, which call it was, and how many accounts; both queries of a row', () => {
    each((of, rnd) => {
      const { where, base, name, ref: tracker } = draw(of, rnd);
      const ref: SeriesRef | null = rnd.chance(0.2) ? { kind: 'query', q: 'walnut' } : tracker;
      if (!ref) return;
      const says = (call: Told) =>
        ref.kind === 'query' ? call.words.includes('walnut') : mentions(call, name) > 0;
      const known = of.calls.filter(
        (call) =>
          base.has(call, localDay(call.ms, where.tz)) &&
          call.account !== null &&
          (ref.kind === 'query' || call.trackers !== null),
      );
      const byAccount = Map.groupBy(known, (call) => same(call.account ?? ''));
      const report = firsts.report(of.db, of.store, { ...where, now, q: base.q, series: ref, limit: 500 });
      const want = [...byAccount].flatMap(([account, calls]) => {
        const first = Math.min(...calls.filter(says).map((call) => call.ms));
        return first === Infinity ? [] : [{ account, calls, first }];
      });
      expect([report.accounts, report.mentioning]).toEqual([byAccount.size, want.length]);
      if (byAccount.size > 0) {
        const [low, high] = band(want.length, byAccount.size);
        expect(report.share).toBeCloseTo(want.length / byAccount.size, 12);
        expect(report.low).toBeCloseTo(Math.max(0, low), 9);
        expect(report.high).toBeCloseTo(Math.min(1, high), 9);
      } else expect(report.share).toBeNull();
      const nths = want.map(({ calls, first }) => 1 + calls.filter((call) => call.ms < first).length);
      expect(report.byCall).toEqual(
        [1, 2, 3, 4, 5]
          .map((nth) => nths.filter((one) => one === nth).length)
          .concat(nths.filter((one) => one > 5).length),
      );
      expect(report.rows.map((row) => same(row.account)).sort()).toEqual(
        want.map((one) => one.account).sort(),
      );
      const order = report.rows.map(
        (row) => want.find((one) => one.account === same(row.account))?.first ?? 0,
      );
      expect(order).toEqual([...order].sort((a, b) => b - a));
      for (const row of report.rows) {
        const { calls, first } = want.find(
          (one) => one.account === same(row.account),
        ) as (typeof want)[number];
        const day = localDay(first, where.tz);
        const saying = calls.filter(says);
        const onDay = saying.filter((call) => localDay(call.ms, where.tz) === day);
        expect(row).toMatchObject({
          known: calls.length,
          mentioning: saying.length,
          day,
          onDay: onDay.length,
          nth: 1 + calls.filter((call) => call.ms < first).length,
        });
        expect(query(of, row.q, where), row.q).toBe(saying.length);
        expect(query(of, row.dayQ, where), row.dayQ).toBe(onDay.length);
      }
    }, 20);
  });

  it('looked at thousands of cases', () => {
    expect(checked).toBeGreaterThan(3000);
  });
});
