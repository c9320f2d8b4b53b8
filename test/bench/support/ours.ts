import { existsSync, statSync } from 'node:fs';
import { openColumns } from '../../../db/index/columns/columns.ts';
import { type SearchInput, search } from '../../../db/search/search.ts';
import { openReader } from '../../../db/store/connect.ts';
import { sizeOnDisk } from '../../../db/store/open.ts';
import type { Prepare } from './contender.ts';
import type { BenchQuery } from './queries.ts';

/** Earshot as its reader thread calls it. */
export const prepare: Prepare = async (job) => {
  const from = performance.now();
  const db = openReader(job.store);
  const columns = openColumns(db);
  const input = (query: BenchQuery, more: Partial<SearchInput> = {}): SearchInput => ({
    q: query.q,
    sort: 'relevance',
    offset: 0,
    limit: 50,
    facets: true,
    typing: query.prefix !== null || query.inBrief !== null,
    recency: 0,
    tz: 'Europe/Berlin',
    weekStart: 1,
    ...more,
  });
  const beside = (suffix: string) => (existsSync(job.store + suffix) ? statSync(job.store + suffix).size : 0);
  const now = Date.UTC(2026, 8, 3);
  const empty = {
    class: 'empty',
    q: '',
    words: [],
    prefix: null,
    phrase: null,
    inBrief: null,
    filters: [],
  } as const;
  search(db, columns, input(empty), now);
  const startMs = performance.now() - from;
  return {
    startMs,
    start: 'open the store, read the columns, first page',
    ingestSeconds: null,
    diskBytes: sizeOnDisk(db),
    indexBytes: beside('.words') + beside('.columns'),
    page(query) {
      const { total, hits } = search(db, columns, input(query, { facets: false }), now);
      return { total, hits: hits.length };
    },
    keystroke(query) {
      const { total, hits } = search(db, columns, input(query, { seenOnly: true }), now);
      return { total, hits: hits.length };
    },
    facets(query) {
      const { total } = search(db, columns, input(query, { limit: 0, sort: 'newest' }), now);
      return { total, hits: 0 };
    },
    close() {
      columns.close();
      db.close();
    },
  };
};
