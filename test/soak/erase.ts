import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eraseAtRandom } from '../erase/kills.ts';

// Erases random calls of a data folder, some in a process that is killed in the middle, and looks for their words in every byte of
// every file after each. Prints one line of JSON; exit code 1 when any is left.
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    erased: { type: 'string', default: '100' },
    kills: { type: 'string', default: '20' },
    calls: { type: 'string', default: '200' },
  },
});
const [seed, calls, erased, kills] = [values.seed, values.calls, values.erased, values.kills].map(Number) as [
  number,
  number,
  number,
  number,
];
const dir = mkdtempSync(join(tmpdir(), 'earshot-erase-'));
const { wrong, killedIn } = await eraseAtRandom(dir, { seed, calls, erased, kills });
rmSync(dir, { recursive: true, force: true });
console.log(
  JSON.stringify({
    soak: 'erase',
    seed,
    calls,
    erased,
    kills,
    killedIn,
    hits: wrong.length,
    wrong: wrong.slice(0, 20),
  }),
);
process.exitCode = wrong.length > 0 ? 1 : 0;
