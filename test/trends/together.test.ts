import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { togetherReport } from '../../db/reports/parts/together.ts';
import { trackerList } from '../../db/reports/tracker-list.ts';
import { useStore } from '../db/support.ts';
import { type Raw, random, randomCorpus, same } from './corpus.ts';

const where = { tz: 'UTC', weekStart: 1, now: Date.parse('2024-09-15T12:00:00Z') } as const;

/** Calls with some of so many trackers, of which some have names that differ in case only. */
function corpus(seed: number, trackers: number, most: number): { raw: Raw[]; names: string[][] } {
  const rnd = random(seed);
  const names: string[][] = [];
  const raw = randomCorpus(seed, 150).map((call) => {
    const said = new Set([
      ...(rnd.chance(0.5) ? ['common'] : []),
      ...Array.from({ length: rnd.below(most + 1) }, () => `topic ${rnd.below(trackers)}`),
    ]);
    const list = [...said].map((name) => (rnd.chance(0.3) ? name.toUpperCase() : name));
    names.push([...said]);
    const content = {
      ...call.content,
      trackers: list.map((name) => ({ id: name, name, type: 'KEYWORD', count: 1 + rnd.below(3) })),
    };
    return { ...call, content };
  });
  return { raw, names };
}

describe('trackers in the same calls', () => {
  const store = useStore();

  // Few trackers are counted many calls at a time, many of them call by call.
  it.each([
    ['few trackers in many calls each', 4, 6],
    ['many trackers in few calls each', 400, 1],
  ])('%s: as many calls alone and together as the records say', (_, trackers, most) => {
    for (let seed = 1; seed <= 5; seed++) {
      const { raw, names } = corpus(seed, trackers, most);
      ingestCalls(store.db, raw, { atMs: seed, privateCalls: 'show' });
      const columns = openColumns(store.db);
      const info = trackerList(store.db, columns).find(({ name }) => same(name) === 'common');
      const { rows } = togetherReport(store.db, columns, {
        ...where,
        q: '',
        series: { kind: 'tracker', key: info?.key ?? '' },
      });
      const known = names.filter((list) => list.length > 0).length;
      const common = names.filter((list) => list.includes('common'));
      const expected = [...new Set(common.flat())]
        .filter((name) => name !== 'common')
        .map((name) => {
          const calls = names.filter((list) => list.includes(name)).length;
          const both = common.filter((list) => list.includes(name)).length;
          return [name, calls, both, ((common.length * calls) / known).toFixed(6)];
        });
      expect(
        rows.map((row) => [same(row.name), row.calls, row.both, row.expected.toFixed(6)]).sort(),
      ).toEqual(expected.sort());
    }
  });
});
