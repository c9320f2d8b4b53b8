import { readFileSync, writeFileSync } from 'node:fs';
import { type Figures, figures, type Job, type Outcome, type Prepare, type Task } from './contender.ts';

// One contender in a process of its own: prepares, answers all queries and writes down what it took.
const [jobFile, outFile] = process.argv.slice(2);
const job = JSON.parse(readFileSync(jobFile ?? '', 'utf8')) as Job;
const here = job.contender === 'ours' || job.contender === 'naive' ? './' : '../peers/';
const { prepare } = (await import(`${here}${job.contender}.ts`)) as { prepare: Prepare };
const ready = await prepare(job);

/** Anonymous memory in MB: what the process itself holds, without the pages of files that the system may drop. */
function memoryMb(): number {
  try {
    const kb = /RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kb) return Math.round(Number(kb) / 1024);
  } catch {
    // Not Linux: what follows includes pages of files.
  }
  return Math.round(process.memoryUsage().rss / 1_048_576);
}

const totals: Record<string, number> = {};

/** Asks questions that were never asked before, then all of them again: the machine's noise shows in the difference. */
async function run(task: Task): Promise<Record<string, Figures>> {
  const times = new Map<string, [number[], number[]]>();
  for (const pass of [0, 1] as const) {
    const spent = new Map<string, number>();
    for (const query of job.queries[task]) {
      const lists = times.get(query.class) ?? [[], []];
      const before = spent.get(query.class) ?? 0;
      if (before > job.budgetMs && lists[pass].length >= 3) continue;
      if (pass === 1 && lists[1].length >= lists[0].length) continue;
      const from = performance.now();
      const answer = await ready[task](query);
      const took = performance.now() - from;
      if (answer === null) continue;
      totals[query.q] = answer.total;
      lists[pass].push(took);
      times.set(query.class, lists);
      spent.set(query.class, before + took);
    }
  }
  return Object.fromEntries([...times].map(([name, lists]) => [name, figures(...lists)]));
}

const warmFrom = performance.now();
for (const query of job.warm) {
  if (performance.now() - warmFrom > 20_000) break;
  await ready.page(query);
  await ready.keystroke(query);
}
const page = await run('page');
const facets = await run('facets');
const keystroke = await run('keystroke');
const outcome: Outcome = {
  tasks: { page, facets, keystroke },
  totals,
  startMs: ready.startMs,
  start: ready.start,
  ingestSeconds: ready.ingestSeconds,
  diskBytes: ready.diskBytes,
  indexBytes: ready.indexBytes ?? null,
  memoryMb: memoryMb(),
};
writeFileSync(outFile ?? '', JSON.stringify(outcome));
ready.close();
process.exit(0);
