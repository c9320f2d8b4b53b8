import type { Prepare } from '../support/contender.ts';
import { type FlatCall, readDocuments, textColumns } from '../support/documents.ts';
import type { BenchQuery } from '../support/queries.ts';
import { hasPhrase, passes, snippet, wordsOf } from './shared.ts';

interface MiniSearch {
  addAll(documents: readonly FlatCall[]): void;
  search(query: unknown, options?: unknown): { id: number; score: number }[];
  toJSON(): unknown;
}
interface MiniSearchClass {
  new (options: unknown): MiniSearch;
  readonly wildcard: symbol;
  loadJSON(json: string, options: unknown): MiniSearch;
}

/** MiniSearch: an inverted index in memory. No phrases (the texts are looked through), no facets. */
export const prepare: Prepare = async (job) => {
  const name = 'minisearch';
  const MiniSearch = ((await import(name)) as { default: MiniSearchClass }).default;
  const calls = new Map<number, FlatCall>();
  for await (const call of readDocuments(job.documents)) calls.set(call.id, call);
  const fields = textColumns.filter((field) => field !== 'said' || job.transcripts);
  const options = { fields, tokenize: wordsOf, processTerm: (term: string) => term };
  const from = performance.now();
  let index = new MiniSearch(options);
  index.addAll([...calls.values()]);
  const buildMs = performance.now() - from;
  // A saved index is quicker than a new one, as long as it fits one string.
  let startMs = buildMs;
  let start = 'build the index (too large to be saved as one string)';
  try {
    const saved = JSON.stringify(index);
    const loading = performance.now();
    index = MiniSearch.loadJSON(saved, options);
    startMs = performance.now() - loading;
    start = 'load a saved index';
  } catch {
    // RangeError: Invalid string length.
  }

  function find(query: BenchQuery): { id: number }[] {
    const filter =
      query.filters.length === 0
        ? undefined
        : (result: { id: number }) =>
            query.filters.every((item) => passes(calls.get(result.id) as FlatCall, item));
    const words = [...query.words, ...(query.phrase ?? [])];
    const queries: unknown[] = words.map((word) => word);
    if (query.prefix) queries.push({ queries: [query.prefix], prefix: true });
    if (query.inBrief) queries.push({ queries: [query.inBrief], prefix: true, fields: ['brief'] });
    const found = index.search(queries.length === 0 ? MiniSearch.wildcard : { combineWith: 'AND', queries }, {
      ...(filter ? { filter } : {}),
    });
    const { phrase } = query;
    return phrase ? found.filter(({ id }) => hasPhrase(calls.get(id) as FlatCall, phrase)) : found;
  }
  return {
    startMs,
    start,
    ingestSeconds: buildMs / 1000,
    diskBytes: null,
    page(query) {
      const found = find(query);
      const hits = found.slice(0, 50).map(({ id }) => snippet(calls.get(id) as FlatCall, query));
      return { total: found.length, hits: hits.length };
    },
    facets: () => null,
    keystroke: () => null,
    close: () => undefined,
  };
};
