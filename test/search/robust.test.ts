import { afterAll, expect, it } from 'vitest';
import { openColumns } from '../../db/index/columns/columns.ts';
import { buildStore } from '../fixtures/sample-store.ts';
import { seed } from '../support/seed.ts';
import { liveSynthetic } from '../sync/world.ts';
import { addLanguages, askAnything } from './ask-anything.ts';

const store = await buildStore(liveSynthetic(40, 3, 4));
addLanguages(store.file);
afterAll(() => store.close());

// `npm run fuzz:search` asks 100,000.
it(`answers 3,000 random strings or says why not (seed ${seed})`, () => {
  const outcome = askAnything(store.db, openColumns(store.db), { strings: 3000, seed });
  expect(outcome.found).toBeGreaterThan(300);
});
