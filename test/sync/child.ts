import { openWriter } from '../../db/store/open.ts';
import { engineOver } from './world.ts';

// A process that runs one sync and may be killed at any moment. Arguments: store file, emulator URL, bearer token, start
// of the clock (epoch ms; "=" before it holds it), "hasty" for short timeouts. Prints a line "c <answers stored>" after each commit, "t <clock>" when it waited, "done" at the end.
const [file = '', url = '', bearer = '', start = '0', pace = ''] = process.argv.slice(2);
const began = Date.now();
let skew = 0;
const fixed = start.startsWith('=');
const from = Number(start.replace('=', ''));
const clock = {
  now: () => from + skew + (fixed ? 0 : Date.now() - began),
  async sleep(ms: number) {
    skew += ms;
    if (ms >= 60_000) process.stdout.write(`t ${clock.now()}\n`);
  },
};
const db = openWriter(file);
let commits = 0;
const engine = engineOver(db, { url, bearer }, clock, {
  ...(pace === 'hasty' ? { timeouts: { firstByteMs: 4000, idleMs: 2000 } } : {}),
  committed: () => {
    commits++;
    process.stdout.write(`c ${commits}\n`);
  },
});
process.stdout.write('open\n');
engine.start();
await engine.settled();
const { state, error, limitations } = engine.status();
await engine.close();
db.close();
// A first sync that was shown nothing says so: it is not complete.
const empty = limitations.find(({ code }) => code === 'sync/no-calls');
const problem = state === 'failed' ? error : empty;
process.stdout.write(problem ? `failed ${problem.code} ${problem.message}\n` : 'done\n');
process.exitCode = state === 'failed' ? 1 : 0;
