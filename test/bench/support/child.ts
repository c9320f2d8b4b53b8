import { readFileSync, writeFileSync } from 'node:fs';
import { type Answer, type Figures, figures, type Job, type Outcome, type Prepare } from './contender.ts';
import type { BenchQuery } from './queries.ts';

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

/**
 * Asks every question twice, with all the others in between, and keeps the quicker answer: what other processes on the
 * machine took away is left out, and nothing can be answered from the last question.
 */
async function run(
  ask: (query: BenchQuery) => Promise<Answer | null> | Answer | null,
  queries: readonly BenchQuery[],
): Promise<Record<string, Figures>> {
  const best = new Map<BenchQuery, number>();
  const spent = new Map<string, { ms: number; count: number }>();
  for (let pass = 0; pass < 2; pass++) {
    for (const query of queries) {
      const before = spent.get(query.class) ?? { ms: 0, count: 0 };
      const tooLong = before.ms > job.budgetMs && before.count >= 3;
      if (pass === 0 ? tooLong : tooLong || !best.has(query)) continue;
      const from = performance.now();
      const answer = await ask(query);
      const took = performance.now() - from;
      if (answer === null) continue;
      totals[query.q] = answer.total;
      best.set(query, Math.min(took, best.get(query) ?? took));
      spent.set(query.class, { ms: before.ms + took, count: before.count + 1 });
    }
  }
  const times = new Map<string, number[]>();
  for (const [query, took] of best) times.set(query.class, [...(times.get(query.class) ?? []), took]);
  return Object.fromEntries([...times].map(([name, list]) => [name, figures(list)]));
}

const warmFrom = performance.now();
for (const query of job.warm) {
  if (performance.now() - warmFrom > 20_000) break;
  await ready.page(query);
  await ready.keystroke(query);
}
const page = await run(ready.page, job.queries);
const keystroke = await run(ready.keystroke, job.queries);
const facets = await run(ready.facets, job.queries.slice(0, Math.ceil(job.queries.length / 3)));
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
