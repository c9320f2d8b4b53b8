import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openColumns } from '../../db/index/columns/columns.ts';
import { search } from '../../db/search/search.ts';
import { readSample } from '../../electron/gong/emulator/sample-corpus.ts';
import { buildStore, corpusAt } from '../fixtures/sample-store.ts';
import { plainSearch } from '../support/plain-search.ts';

// Search quality on the judgments of a corpus: the question is the query, the call is the answer.
const { values } = parseArgs({ options: { corpus: { type: 'string' } } });
const text = values.corpus
  ? readFileSync(join(values.corpus, 'judgments.jsonl'), 'utf8')
  : readSample('judgments.jsonl');
const judgments = text
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as { callId: string; query: string });

const store = await buildStore(await corpusAt(values.corpus));
const columns = openColumns(store.db);
const found = { first: 0, five: 0, ten: 0, reciprocal: 0 };
const times: number[] = [];
for (const { callId, query } of judgments) {
  const q = query.trimEnd().endsWith('?') ? query : `${query}?`;
  const begin = performance.now();
  const result = search(
    store.db,
    columns,
    {
      ...plainSearch,
      q,
    },
    Date.now(),
  );
  times.push(performance.now() - begin);
  const place = result.hits.findIndex((hit) => hit.id === callId);
  if (place === 0) found.first++;
  if (place >= 0 && place < 5) found.five++;
  if (place >= 0 && place < 10) found.ten++;
  if (place >= 0) found.reciprocal += 1 / (place + 1);
}
const calls = columns.current().size;
store.close();
times.sort((a, b) => a - b);
const share = (count: number) => Number((count / judgments.length).toFixed(4));
const at = (quantile: number) => Number((times[Math.floor(times.length * quantile)] ?? 0).toFixed(2));
console.log(
  `${judgments.length} questions over ${calls} calls; a whole answer with snippets and facets takes ${at(0.5)} ms (median), ${at(0.95)} ms (p95)`,
);
console.log(
  JSON.stringify({
    questions: judgments.length,
    'recall@1': share(found.first),
    'recall@5': share(found.five),
    'recall@10': share(found.ten),
    mrr: share(found.reciprocal),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
  }),
);
