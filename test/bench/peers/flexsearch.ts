import type { Prepare } from '../support/contender.ts';
import { type FlatCall, readDocuments, textColumns } from '../support/documents.ts';
import type { BenchQuery } from '../support/queries.ts';
import { hasPhrase, passes, snippet, wordsOf } from './shared.ts';

interface FlexIndex {
  add(id: number, text: string): void;
  search(text: string, options: { limit: number }): number[];
}

/** FlexSearch: an index of word beginnings in memory. No facets, no phrases, no empty query; AND is its own. */
export const prepare: Prepare = async (job) => {
  const name = 'flexsearch';
  const { Index } = ((await import(name)) as { default: { Index: new (options: unknown) => FlexIndex } })
    .default;
  const calls = new Map<number, FlatCall>();
  for await (const call of readDocuments(job.documents)) calls.set(call.id, call);
  const options = { tokenize: 'forward', encode: wordsOf, resolution: 3 };
  const from = performance.now();
  const all = new Index(options);
  const brief = new Index(options);
  for (const call of calls.values()) {
    all.add(call.id, textColumns.map((field) => call[field]).join('\n'));
    brief.add(call.id, call.brief);
  }
  const buildMs = performance.now() - from;
  const limit = calls.size;

  function find(query: BenchQuery): number[] | null {
    const words = [...query.words, ...(query.phrase ?? []), ...(query.prefix ? [query.prefix] : [])];
    if (words.length === 0 && !query.inBrief) return null;
    let found =
      words.length > 0
        ? all.search(words.join(' '), { limit })
        : brief.search(query.inBrief ?? '', { limit });
    const { phrase } = query;
    if (phrase) found = found.filter((id) => hasPhrase(calls.get(id) as FlatCall, phrase));
    if (query.filters.length > 0)
      found = found.filter((id) => query.filters.every((item) => passes(calls.get(id) as FlatCall, item)));
    return found;
  }
  return {
    startMs: buildMs,
    start: 'build the index',
    ingestSeconds: buildMs / 1000,
    diskBytes: null,
    page(query) {
      const found = find(query);
      if (!found) return null;
      const hits = found.slice(0, 50).map((id) => snippet(calls.get(id) as FlatCall, query));
      return { total: found.length, hits: hits.length };
    },
    facets: () => null,
    keystroke: () => null,
    close: () => undefined,
  };
};
