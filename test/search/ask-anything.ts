import * as v from 'valibot';
import type { ColumnStore } from '../../db/index/columns/columns.ts';
import { matchingGongIds } from '../../db/search/ids.ts';
import { facet, search } from '../../db/search/search.ts';
import { complete, didYouMean } from '../../db/search/suggest.ts';
import { openWriter, type ReaderDb } from '../../db/store/open.ts';
import { libraryProcedures } from '../../electron/contract/library.ts';
import { clauses } from '../../electron/contract/query/edit.ts';
import { facetFields } from '../../electron/contract/query/fields.ts';
import { seeded } from '../../electron/gong/emulator/faults.ts';
import { ingestDeclaration } from '../bench/support/languages/ask.ts';
import { readDeclarations } from '../bench/support/languages/declarations.ts';
import { randomStrings } from './strings.ts';

const now = Date.UTC(2026, 8, 3);

function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** Adds a call in each of some two hundred languages to a store: an article of the declaration of human rights. */
export function addLanguages(file: string): void {
  const writer = openWriter(file);
  for (const [at, { articles, gongCode }] of readDeclarations().entries())
    ingestDeclaration(
      writer,
      { articles: articles.slice(1 + (at % 9), 3 + (at % 9)), gongCode },
      1e9 + at * 2,
    );
  writer.close();
}

/**
 * Asks a store everything the view may ask about so many random strings, as the bridge would: through the contract's
 * schema first. Throws, naming the string, at the first exception or answer that cannot be. Returns how many strings were
 * refused by the contract (only for their length) and how many found something.
 */
export function askAnything(
  db: ReaderDb,
  columns: ColumnStore,
  options: { readonly strings: number; readonly seed: number; readonly onProgress?: (done: number) => void },
): {
  readonly refused: number;
  readonly found: number;
  readonly slowestMs: number;
  readonly slowest: string;
} {
  const next = randomStrings(options.seed);
  const random = seeded(options.seed + 1);
  const below = (limit: number) => Math.floor(random() * limit);
  let refused = 0;
  let found = 0;
  let slowestMs = 0;
  let slowest = '';
  for (let at = 0; at < options.strings; at++) {
    // As it is, or as it comes out of an address bar.
    const typed = next();
    const text =
      at % 5 === 0
        ? (new URLSearchParams(new URLSearchParams({ q: typed }).toString()).get('q') ?? '')
        : typed;
    try {
      const asked = v.safeParse(libraryProcedures['library/search'].input, {
        q: text,
        sort: (['relevance', 'newest', 'oldest', 'longest', 'shortest'] as const)[below(5)],
        offset: random() < 0.2 ? below(1e6) : 0,
        limit: below(20),
        typing: random() < 0.5,
        recency: below(3),
        facets: random() < 0.3,
        tz: (['UTC', 'Asia/Tokyo', text.slice(0, 20), 'America/New_York'] as const)[below(4)],
        weekStart: ([0, 1, 6] as const)[below(3)],
      });
      if (!asked.success) {
        expectThat(text.length > 100_000, `refused: ${asked.issues[0]?.message}`);
        refused++;
        continue;
      }
      const input = asked.output;
      const from = performance.now();
      const result = search(db, columns, input, now);
      const took = performance.now() - from;
      if (took > slowestMs) [slowestMs, slowest] = [took, text.slice(0, 200)];
      if (result.total > 0) found++;
      expectThat(Number.isInteger(result.total) && result.total >= 0, 'a total that is no count');
      expectThat(result.total <= result.corpusTotal, 'more found than there is');
      const rest = Math.max(0, result.total - input.offset);
      expectThat(result.hits.length === Math.min(rest, input.limit), 'a page of the wrong length');
      expectThat(new Set(result.hits.map((hit) => hit.id)).size === result.hits.length, 'a call twice');
      for (const problem of result.problems)
        expectThat(
          problem.from >= 0 &&
            problem.from <= problem.to &&
            problem.to <= text.length &&
            problem.message !== '',
          'a problem outside the text',
        );
      for (const item of result.facets)
        expectThat(
          item.values.every((value) => value.count >= 0 && value.count <= result.corpusTotal),
          'an impossible count',
        );
      structuredClone(result);
      JSON.parse(JSON.stringify(result));
      if (at % 4 === 0) {
        const ids = matchingGongIds(db, columns, text, {
          tz: input.tz,
          weekStart: input.weekStart,
          nowMs: now,
        });
        const total = search(db, columns, { ...input, typing: false, limit: 0, facets: false }, now).total;
        expectThat(ids.length === total, `${ids.length} ids of ${total} calls`);
      }
      if (at % 7 === 0) {
        const field = facetFields[below(facetFields.length)] ?? '';
        facet(db, columns, {
          q: text,
          field: random() < 0.9 ? field : text.slice(0, 100),
          contains: next().slice(0, 200),
          limit: 1 + below(50),
          tz: 'UTC',
          weekStart: 1,
          now,
        });
        for (const item of complete(columns, text, below(text.length + 2)))
          expectThat(item.from <= item.to && item.to <= text.length, 'a completion outside the text');
        didYouMean(columns.words(), text);
        clauses(text);
      }
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      throw new Error(
        `string ${at} of seed ${options.seed}, ${JSON.stringify(text.slice(0, 2000))}: ${reason}`,
      );
    }
    if (at % 5000 === 4999) options.onProgress?.(at + 1);
  }
  return { refused, found, slowestMs, slowest };
}
