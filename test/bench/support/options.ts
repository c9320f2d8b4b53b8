import { defaultStoreDir } from '../../fixtures/synthetic-store.ts';

/** Options of what is measured over a store: one of so many synthetic calls, kept in `store`, or the one in `file`. */
export const storeOptions = (calls: number) =>
  ({
    calls: { type: 'string', default: String(calls) },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', default: defaultStoreDir() },
    file: { type: 'string' },
  }) as const;

/** Options of a comparison with other engines over different `queries`, so many a class. */
export const contestOptions = {
  ...storeOptions(100_000),
  peers: { type: 'boolean', default: false },
  queries: { type: 'string', default: '40' },
} as const;
