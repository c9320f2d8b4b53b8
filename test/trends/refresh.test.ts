import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { trackerStore } from '../../db/index/figures/tracker-store.ts';
import { useStore } from '../db/support.ts';
import { random, randomCorpus } from './corpus.ts';
import { everythingOf } from './everything.ts';

describe('figures in memory', () => {
  const store = useStore();
  const everything = (columns: ReturnType<typeof openColumns>) => everythingOf(store.db, columns);

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
