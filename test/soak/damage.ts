import { parseArgs } from 'node:util';
import { runDamages } from '../damage/rounds.ts';

// Damages one file of a data folder after the other at random (bytes, pages, cuts, missing and zeroed files), each time of a fresh copy,
// and looks whether calls and the user's own are as they were after the next start and sync. The last line is JSON.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    calls: { type: 'string', default: '12' },
    parallel: { type: 'string', default: '6' },
    verbose: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const rounds = await runDamages({
  rounds: Number(values.rounds),
  seed,
  calls: Number(values.calls),
  parallel: Number(values.parallel),
  onRound: (round) => {
    if (values.verbose || round.wrong.length > 0) console.error(JSON.stringify(round));
  },
});
const wrong = rounds.filter((round) => round.wrong.length > 0);
const ok = wrong.length === 0;
/** How many rounds damaged each file, and in each way. */
const countBy = (key: 'file' | 'kind') =>
  Object.fromEntries([...Map.groupBy(rounds, (round) => round[key])].map(([name, of]) => [name, of.length]));
console.log(
  JSON.stringify({
    damage: ok ? 'ok' : 'failed',
    seed,
    rounds: rounds.length,
    wrong: wrong.length,
    files: countBy('file'),
    kinds: countBy('kind'),
    first: wrong.slice(0, 5),
  }),
);
process.exitCode = ok ? 0 : 1;
