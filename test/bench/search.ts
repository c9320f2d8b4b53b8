import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createSyntheticCorpus } from '../../electron/gong/emulator/synthetic.ts';
import { indexStore, syntheticStore } from '../fixtures/synthetic-store.ts';
import type { Job, Outcome, Task } from './support/contender.ts';
import { writeDocuments } from './support/documents.ts';
import { contestOptions } from './support/options.ts';
import { installPeers } from './support/peers.ts';
import { drawQueries, queryClasses } from './support/queries.ts';
import { table } from './support/table.ts';

// What one keystroke costs: the 50 best calls with snippets, the exact total, all facet counts and the histogram. The
// same questions over the same calls for Earshot's reader, for the naive design (FTS5 + GROUP BY) and, with --peers, for
// other engines, each in a process of its own and one after the other. The last line is JSON.
const { values } = parseArgs({
  options: {
    ...contestOptions,
    transcripts: { type: 'boolean', default: false },
    /** Contenders by name, comma-separated, instead of the usual ones. */
    only: { type: 'string' },
    /** Seconds a class of questions may take in each task before the rest of them is left out. */
    budget: { type: 'string', default: '5' },
    /** Heap an engine in memory may take, MB. */
    heap: { type: 'string', default: '8000' },
  },
});
const calls = Number(values.calls);
const seed = Number(values.seed);
const peerNames = ['minisearch', 'flexsearch', 'orama', 'duckdb'];
const names = values.only?.split(',') ?? ['ours', 'naive', ...(values.peers ? peerNames : [])];
const say = (text: string) => console.error(text);

// Another store can be given; the questions are drawn from the synthetic corpus all the same.
const store = values.file
  ? { file: values.file, buildSeconds: null }
  : syntheticStore({ calls, seed, transcripts: values.transcripts }, values.store);
const indexSeconds = indexStore(store.file);
const corpus = createSyntheticCorpus({ calls, seed });
const documents = `${store.file}.jsonl`;
const needsPeers = names.some((name) => peerNames.includes(name));
const noPeers = needsPeers ? installPeers(say) : null;
if (needsPeers && noPeers === null) await writeDocuments(store.file, documents, values.transcripts);
const each = Number(values.queries);
const queries = {
  page: drawQueries(corpus, each, seed + 1),
  facets: drawQueries(corpus, Math.ceil(each / 2), seed + 3),
  keystroke: drawQueries(corpus, each, seed + 4),
};
const warm = drawQueries(corpus, 4, seed + 2);
const child = fileURLToPath(new URL('./support/child.ts', import.meta.url));

type Result = Outcome | { readonly failed: string };

function runContender(name: string): Result {
  if (peerNames.includes(name) && noPeers !== null) return { failed: `not installed: ${noPeers}` };
  const dir = mkdtempSync(join(tmpdir(), 'earshot-bench-'));
  const job: Job = {
    contender: name,
    store: store.file,
    documents,
    calls,
    transcripts: values.transcripts,
    warm,
    queries,
    budgetMs: Number(values.budget) * 1000,
  };
  writeFileSync(join(dir, 'job.json'), JSON.stringify(job));
  say(`running ${name}`);
  const heap = name === 'ours' || name === 'naive' ? [] : [`--max-old-space-size=${values.heap}`];
  const run = spawnSync(process.execPath, [...heap, child, join(dir, 'job.json'), join(dir, 'out.json')], {
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: 30 * 60_000,
  });
  let result: Result;
  if (existsSync(join(dir, 'out.json')))
    result = JSON.parse(readFileSync(join(dir, 'out.json'), 'utf8')) as Outcome;
  else if (run.error && 'code' in run.error && run.error.code === 'ETIMEDOUT')
    result = { failed: 'gave up after 30 minutes' };
  else if (
    /heap out of memory|Allocation failed/.test(run.stderr) ||
    run.signal === 'SIGABRT' ||
    run.signal === 'SIGKILL'
  )
    result = { failed: `ran out of memory (${values.heap} MB heap)` };
  else
    result = {
      failed:
        run.stderr.split('\n').find((line) => /Error/.test(line)) ??
        (run.stderr.trim().slice(-300) || `was ended by ${run.signal}`),
    };
  rmSync(dir, { recursive: true, force: true });
  if ('failed' in result) say(`${name}: ${result.failed}`);
  return result;
}

const results = new Map(names.map((name) => [name, runContender(name)]));
const done = [...results].flatMap(([name, result]) => ('failed' in result ? [] : [[name, result] as const]));
const ours = done.find(([name]) => name === 'ours')?.[1];
const two = (value: number | undefined) =>
  value === undefined
    ? '–'
    : value >= 100
      ? value.toFixed(0)
      : value >= 10
        ? value.toFixed(1)
        : value.toFixed(2);
const times = (value: number | undefined, base: number | undefined) =>
  value === undefined || base === undefined ? '' : ` ×${two(value / Math.max(base, 0.005))}`;

function latencies(title: string, task: Task): void {
  const able = done.filter(([, outcome]) => Object.keys(outcome.tasks[task]).length > 0);
  console.log(`\n${title}: milliseconds p50 / p95 / p99, × p95 of ours`);
  const rows = queryClasses.map((name) => [
    name,
    ...able.map(([contender, outcome]) => {
      const figure = outcome.tasks[task][name];
      if (!figure) return '–';
      const ratio = contender === 'ours' ? '' : times(figure.p95, ours?.tasks[task][name]?.p95);
      return `${two(figure.p50)} / ${two(figure.p95)} / ${two(figure.p99)}${ratio}`;
    }),
    ours ? `${two(ours.tasks[task][name]?.again50)} / ${two(ours.tasks[task][name]?.again95)}` : '',
  ]);
  console.log(table(['query', ...able.map(([name]) => name), 'ours, asked again'], rows));
}

/** Share of the questions both answered to which two found about as many calls (tokenizers differ a little). */
function agreement(a: Outcome, b: Outcome): number {
  const both = Object.keys(a.totals).filter((q) => q in b.totals);
  const same = both.filter((q) => {
    const [x, y] = [a.totals[q] as number, b.totals[q] as number];
    return Math.abs(x - y) <= 2 + 0.01 * Math.max(x, y);
  });
  return both.length === 0 ? 0 : Math.round((100 * same.length) / both.length);
}

console.log(
  `${calls} calls${values.transcripts ? ' with transcripts' : ''}, ${each} different queries a class, never asked before`,
);
latencies('A page: the 50 best with snippets and the exact total', 'page');
latencies('Facet counts, histogram and exact total', 'facets');
latencies('One keystroke: all of it', 'keystroke');
console.log('\nStart, memory, disk, ingest');
console.log(
  table(
    ['', ...done.map(([name]) => name)],
    [
      [
        'start ms',
        ...done.map(
          ([, outcome]) =>
            `${outcome.startMs.toFixed(0)}${outcome === ours ? '' : times(outcome.startMs, ours?.startMs)}`,
        ),
      ],
      ['memory MB', ...done.map(([, outcome]) => String(outcome.memoryMb))],
      [
        'disk MB',
        ...done.map(([, outcome]) =>
          outcome.diskBytes === null ? '–' : (outcome.diskBytes / 1e6).toFixed(0),
        ),
      ],
      [
        'of which index MB',
        ...done.map(([, outcome]) =>
          outcome.indexBytes === null ? '–' : (outcome.indexBytes / 1e6).toFixed(0),
        ),
      ],
      [
        'ingest s',
        ...done.map(([name, outcome]) =>
          two(
            (name === 'ours'
              ? store.buildSeconds && store.buildSeconds + indexSeconds
              : outcome.ingestSeconds) ?? undefined,
          ),
        ),
      ],
      ['totals as ours %', ...done.map(([, outcome]) => (ours ? String(agreement(ours, outcome)) : '–'))],
    ],
  ),
);
for (const [name, outcome] of done) console.log(`${name}: start is "${outcome.start}"`);
for (const [name, result] of results) if ('failed' in result) console.log(`${name}: ${result.failed}`);
console.log(
  JSON.stringify({
    bench: 'search',
    calls,
    transcripts: values.transcripts,
    ingestSeconds: store.buildSeconds,
    indexSeconds: Number(indexSeconds.toFixed(1)),
    worstP95Ms: ours ? Math.max(...Object.values(ours.tasks.keystroke).map((figure) => figure.p95)) : null,
    results: Object.fromEntries(
      [...results].map(([name, result]) => {
        if ('failed' in result) return [name, result];
        const { totals: _, ...rest } = result;
        return [name, rest];
      }),
    ),
  }),
);
