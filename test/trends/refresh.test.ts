import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/ingest/calls.ts';
import { openColumns } from '../../db/search/columns.ts';
import { breakdownReport } from '../../db/trends/breakdown.ts';
import { phrasesReport } from '../../db/trends/phrases.ts';
import { pointsReport } from '../../db/trends/points.ts';
import { positionsReport } from '../../db/trends/positions.ts';
import { togetherReport } from '../../db/trends/together.ts';
import { trackerList } from '../../db/trends/tracker-list.ts';
import { trackerStore } from '../../db/trends/tracker-store.ts';
import { useStore } from '../db/support.ts';
import { random, randomCorpus } from './corpus.ts';

const where = { tz: 'Europe/Berlin', weekStart: 1, now: Date.parse('2024-09-15T12:00:00Z') } as const;
type Store = ReturnType<typeof openColumns>;

describe('figures in memory', () => {
  const store = useStore();

  /** Everything that a report says, but for how long it took. */
  const everything = (columns: Store) => {
    const without = (value: unknown) =>
      JSON.parse(
        JSON.stringify(value, (name, item) => (name === 'ms' || name === 'generation' ? null : item)),
      );
    return trackerList(store.db, columns).map(({ key, ...rest }) => {
      const series = { kind: 'tracker', key } as const;
      const input = { ...where, q: 'scope:"External" OR dir:"Inbound"', series };
      return without([
        rest,
        pointsReport(store.db, columns, { ...input, series: [series], bucket: 'month', compare: null }),
        breakdownReport(store.db, columns, {
          ...input,
          field: 'outcome',
          bucket: 'month',
          sort: 'calls',
          limit: 50,
        }),
        positionsReport(store.db, columns, { ...input, unit: 'minutes', split: 'side' }),
        phrasesReport(store.db, columns, input)
          .rows.map((row) => [row.phrase.toLowerCase(), row.mentions, row.calls])
          .sort(),
        togetherReport(store.db, columns, input),
      ]);
    });
  };

  it('follow calls that come, change and lose their trackers as if they were read anew', () => {
    const rnd = random(11);
    const old = openColumns(store.db);
    for (let round = 0; round < 8; round++) {
      // Ids repeat, so later rounds change calls of earlier ones.
      const page = randomCorpus(round + 1, 40).filter(() => rnd.chance(0.6));
      ingestCalls(store.db, page, { atMs: round + 1, privateCalls: 'show' });
      expect(everything(old)).toEqual(everything(openColumns(store.db)));
    }
  });

  it('are the same when they were read ahead in slices, with changes in between', () => {
    ingestCalls(store.db, randomCorpus(3, 60), { atMs: 1, privateCalls: 'show' });
    const ahead = openColumns(store.db);
    for (let step = 0; trackerStore(store.db, ahead).warm(0) && step < 1000; step++) {
      if (step === 2) ingestCalls(store.db, randomCorpus(4, 30), { atMs: 2, privateCalls: 'show' });
      if (step === 4) ingestCalls(store.db, randomCorpus(5, 10), { atMs: 3, privateCalls: 'show' });
    }
    expect(everything(ahead)).toEqual(everything(openColumns(store.db)));
  });
});
