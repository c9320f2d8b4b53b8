import type { Prepare } from '../support/contender.ts';
import {
  type FlatCall,
  multiColumns,
  readDocuments,
  singleColumns,
  textColumns,
} from '../support/documents.ts';
import type { BenchQuery } from '../support/queries.ts';
import { hasPhrase, snippet, wordsOf } from './shared.ts';

interface Found {
  readonly count: number;
  readonly hits: readonly { readonly document: FlatCall }[];
}
interface Orama {
  create(options: unknown): unknown;
  insertMultiple(db: unknown, documents: readonly unknown[], batch: number): Promise<unknown> | unknown;
  search(db: unknown, options: unknown): Promise<Found> | Found;
}

/** Orama: an index in memory with filters and facets. */
export const prepare: Prepare = async (job) => {
  const name = '@orama/orama';
  const orama = (await import(name)) as Orama;
  const calls: unknown[] = [];
  for await (const call of readDocuments(job.documents)) calls.push({ ...call, id: String(call.id) });
  const fields = textColumns.filter((field) => field !== 'said' || job.transcripts);
  const schema = {
    ...Object.fromEntries(fields.map((field) => [field, 'string'])),
    ...Object.fromEntries(singleColumns.map((field) => [field, 'enum'])),
    ...Object.fromEntries(multiColumns.map((field) => [field, 'enum[]'])),
    started: 'number',
    duration: 'number',
  };
  const from = performance.now();
  const tokenizer = {
    language: 'english',
    normalizationCache: new Map(),
    tokenize: (text: string) => wordsOf(String(text)),
  };
  const db = orama.create({ schema, components: { tokenizer } });
  await orama.insertMultiple(db, calls, 1000);
  const buildMs = performance.now() - from;
  const facetNames = Object.fromEntries(
    [...singleColumns, ...multiColumns].map((field) => [field, { limit: 8, sort: 'DESC' }]),
  );
  const bands = [0, 300, 900, 1800, 3600, 5400].map((low, at, all) => ({
    from: low,
    to: (all[at + 1] ?? 1e9) - 0.001,
  }));
  const months = Array.from({ length: 37 }, (_, at) => ({
    from: Date.UTC(2023, 8 + at, 1),
    to: Date.UTC(2023, 9 + at, 1) - 1,
  }));
  const facets = { ...facetNames, duration: { ranges: bands }, started: { ranges: months } };

  async function find(query: BenchQuery, limit: number, counting: boolean): Promise<Found | null> {
    const words = [...query.words, ...(query.phrase ?? []), ...(query.prefix ? [query.prefix] : [])];
    const where: Record<string, unknown> = {};
    for (const filter of query.filters) {
      if (filter.kind === 'value') where[filter.field] = { eq: filter.value };
      else if (filter.kind === 'longer') where['duration'] = { gt: filter.minutes * 60 };
      else where['started'] = { gte: Date.parse(filter.date) };
    }
    const term = words.length > 0 ? words.join(' ') : (query.inBrief ?? '');
    return orama.search(db, {
      term,
      properties: words.length === 0 && query.inBrief ? ['brief'] : fields,
      // 0: all words must occur.
      threshold: 0,
      exact: false,
      limit,
      ...(query.filters.length > 0 ? { where } : {}),
      ...(counting ? { facets } : {}),
    });
  }
  async function page(query: BenchQuery, counting: boolean) {
    const { phrase } = query;
    const found = await find(query, phrase ? job.calls : 50, counting);
    if (!found) return null;
    const list = phrase ? found.hits.filter((hit) => hasPhrase(hit.document, phrase)) : found.hits;
    const hits = list.slice(0, 50).map((hit) => snippet(hit.document, query));
    return { total: phrase ? list.length : found.count, hits: hits.length };
  }
  return {
    startMs: buildMs,
    start: 'build the index',
    ingestSeconds: buildMs / 1000,
    diskBytes: null,
    page: (query) => page(query, false),
    // Its facets count the words of a phrase, not the phrase.
    keystroke: (query) => (query.phrase ? null : page(query, true)),
    async facets(query) {
      if (query.phrase) return null;
      const found = await find(query, 1, true);
      return found && { total: found.count, hits: 0 };
    },
    close: () => undefined,
  };
};
