import { parseArgs } from 'node:util';
import type { ReaderDb } from '../../db/open.ts';
import { openColumns } from '../../db/search/columns.ts';
import { type SearchInput, search } from '../../db/search/search.ts';
import { ftsOf, termOf } from '../../db/search/terms.ts';
import type { LiveCorpus } from '../../electron/gong/emulator/corpus.ts';
import { buildStore, corpusAt } from '../fixtures/sample-store.ts';

// What one keystroke costs in the reader: parse, match, rank, 50 hits with snippets, exact total, all facets, histogram.
// Beside it the naive design in the same run: FTS5 for the ids, GROUP BY for each facet.
const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    calls: { type: 'string' },
    repeat: { type: 'string', default: '40' },
  },
});

/** The corpus repeated under new ids until it has so many calls: real text, real lengths. */
function grow(corpus: LiveCorpus, calls: number): void {
  const heads = [...corpus.heads()];
  for (let at = heads.length; at < calls; at++) {
    const source = heads[at % heads.length] as (typeof heads)[number];
    const call = corpus.call(source.id);
    if (!call) continue;
    const id = `9${String(at).padStart(15, '0')}`;
    const started = new Date(source.startedMs - Math.floor(at / heads.length) * 3_600_000).toISOString();
    const transcript = corpus.transcript(source.id);
    corpus.put(
      { ...call, metaData: { ...call.metaData, id, started } },
      transcript && { ...transcript, callId: id },
    );
  }
}

const classes: Readonly<Record<string, string>> = {
  rare: 'ergonomic',
  common: 'meeting',
  'in every call': 'the',
  'two words': 'remote control',
  'three words, typing': 'remote control batt',
  phrase: '"remote control"',
  'prefix of 2': 'ba',
  'prefix of 3': 'bat',
  'field filters': 'brief:remote outcome:"Meeting booked"',
  'common word, 3 filters': 'meeting media:"Video" dur:>30m after:2025-06',
  'no words, filters': 'media:"Video" stage:"Proposal"',
  empty: '',
};

const facetColumns = [
  'host',
  'account',
  'outcome_name',
  'stage',
  'stage_at_call',
  'direction',
  'scope',
  'system',
  'language',
  'media',
  'purpose',
  'workspace_id',
];

/** Facet counts as the obvious design computes them. */
function naiveFacets(db: ReaderDb, word: string): void {
  const term = termOf(word, false);
  const matching = term
    ? `id IN (SELECT rowid FROM call_fts WHERE call_fts MATCH '${ftsOf(term).replaceAll("'", "''")}' UNION SELECT rowid FROM said_fts WHERE said_fts MATCH '${ftsOf(term).replaceAll("'", "''")}')`
    : 'true';
  for (const column of facetColumns)
    db.prepare(
      `SELECT ${column}, count(*) FROM call WHERE hidden = 0 AND ${matching} GROUP BY ${column}`,
    ).all();
  db.prepare(
    `SELECT d.name, count(*) FROM call JOIN call_tracker t ON t.call_id = call.id JOIN tracker d ON d.id = t.tracker_id WHERE hidden = 0 AND t.count > 0 AND ${matching.replaceAll('id IN', 'call.id IN')} GROUP BY d.name`,
  ).all();
}

function measure(work: () => void, repeat: number): { p50: number; p95: number } {
  const times: number[] = [];
  for (let at = 0; at < repeat; at++) {
    const begin = performance.now();
    work();
    times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  const pick = (quantile: number) =>
    Number((times[Math.min(times.length - 1, Math.floor(times.length * quantile))] as number).toFixed(2));
  return { p50: pick(0.5), p95: pick(0.95) };
}

const corpus = await corpusAt(values.corpus);
if (values.calls) grow(corpus, Number(values.calls));
const filling = performance.now();
const store = await buildStore(corpus);
const fillSeconds = (performance.now() - filling) / 1000;
const opening = performance.now();
const columns = openColumns(store.db);
const calls = columns.current().size;
const openMs = performance.now() - opening;
const repeat = Number(values.repeat);
let turn = 0;
const input = (q: string): SearchInput => ({
  q,
  sort: 'relevance',
  offset: 0,
  limit: 50,
  facets: true,
  typing: true,
  recency: 0,
  tz: 'Europe/Berlin',
  weekStart: 1,
});
const result: Record<string, { p50: number; p95: number }> = {};
for (const [name, q] of Object.entries(classes)) {
  result[name] = measure(() => {
    // A different question in between, so that nothing is answered from the last evaluation.
    search(store.db, columns, { ...input(`zz${turn++}`), limit: 0, facets: false }, Date.now());
    search(store.db, columns, input(q), Date.now());
  }, repeat);
  console.log(
    `${name.padEnd(24)} p50 ${String(result[name]?.p50).padStart(7)} ms   p95 ${String(result[name]?.p95).padStart(7)} ms`,
  );
}
const naive = measure(() => naiveFacets(store.db, 'meeting'), Math.min(repeat, 10));
const ours = measure(
  () => {
    search(store.db, columns, { ...input(`zz${turn++}`), limit: 0, facets: false }, Date.now());
    search(store.db, columns, { ...input('meeting'), limit: 0, sort: 'newest', typing: false }, Date.now());
  },
  Math.min(repeat, 10),
);
const all = Object.values(result).map((item) => item.p95);
store.close();
console.log(
  `facet counts of a common word: naive ${naive.p50} ms, columns ${ours.p50} ms, ratio ${(naive.p50 / ours.p50).toFixed(1)}`,
);
console.log(
  JSON.stringify({
    calls,
    worstP95Ms: Math.max(...all),
    classes: result,
    naiveFacetsMs: naive.p50,
    facetsMs: ours.p50,
    facetRatio: Number((naive.p50 / ours.p50).toFixed(2)),
    columnsMs: Math.round(openMs),
    fillSeconds: Number(fillSeconds.toFixed(1)),
  }),
);
