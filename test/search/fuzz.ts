import { parseArgs } from 'node:util';
import { openColumns } from '../../db/index/columns/columns.ts';
import { buildStore } from '../fixtures/sample-store.ts';
import { addLanguages, askAnything } from './ask-anything.ts';

// Any string of any bytes gives results or a designed message: asks the real meetings so many random ones and stops at the
// first exception or impossible answer. The last line is JSON.
const { values } = parseArgs({
  options: {
    strings: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const store = await buildStore();
addLanguages(store.file);
const columns = openColumns(store.db);
// What is made once per store is no string's doing.
askAnything(store.db, columns, { strings: 50, seed: 1 });
const from = performance.now();
const outcome = askAnything(store.db, columns, {
  strings: Number(values.strings),
  seed: Number(values.seed),
  onProgress: (done) => console.error(`${done} strings, ${Math.round((performance.now() - from) / 1000)} s`),
});
store.close();
console.log(
  JSON.stringify({
    fuzz: 'search',
    strings: Number(values.strings),
    seed: Number(values.seed),
    exceptions: 0,
    ...outcome,
    slowestMs: Math.round(outcome.slowestMs),
    seconds: Math.round((performance.now() - from) / 1000),
  }),
);
