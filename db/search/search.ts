import type { Facet, RepairOption, SearchResult, SortOrder } from '../../electron/contract/library.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import { explainNode } from '../../electron/contract/query/explain.ts';
import { facetFields, type ValueField } from '../../electron/contract/query/fields.ts';
import { formatNode } from '../../electron/contract/query/format.ts';
import type { ColumnStore, Columns } from '../index/columns/columns.ts';
import { IndexLost, type WordIndexView } from '../index/words/view.ts';
import type { Db } from '../store/open.ts';
import { planQuery, type QueryPlan } from '../text/plan.ts';
import { tellingTerms } from '../text/terms.ts';
import { chosenOf, facetOf, leftOutBy } from './facets.ts';
import { histogramOf } from './histogram.ts';
import { hitOf } from './hits.ts';
import { countOf, intersect, type Mask, Matcher, type QueryContext } from './match.ts';
import { byDate, byKey, type Ordered } from './order.ts';
import { shownPassages } from './passage-rank.ts';
import { type Relevance, relevanceOf } from './rank.ts';
import { idfOf } from './score.ts';
import { didYouMean } from './suggest.ts';

/** A search as the contract asks it. */
export interface SearchInput extends Omit<QueryContext, 'now'> {
  readonly q: string;
  readonly sort: SortOrder;
  readonly offset: number;
  readonly limit: number;
  readonly facets: boolean;
  /** Passages for the rows of a first screen only. */
  readonly seenOnly?: boolean;
  readonly typing: boolean;
  readonly recency: 0 | 1 | 2;
}

/** Rows that the Library lays out at first, on a tall screen: for a keystroke, where the words stand is read for these only. */
const seenAtOnce = 20;

interface Evaluated {
  readonly key: string;
  readonly columns: Columns;
  readonly words: WordIndexView;
  readonly plan: QueryPlan;
  readonly matcher: Matcher;
  readonly mask: Mask;
  readonly relevance: Relevance | null;
  readonly order: Ordered;
}

/** The last evaluation per store: scrolling asks for further pages of the same query. */
const last = new WeakMap<ColumnStore, Evaluated>();

/** Calls that a query selects, one byte per slot of the store's current columns. Never throws for any query. */
export const matchCalls = (db: Db, store: ColumnStore, q: string, where: QueryContext) =>
  matchPlan(db, store, planQuery(q, false), where);

/** The same for a query that was read already. */
export function matchPlan(
  db: Db,
  store: ColumnStore,
  { root }: Pick<QueryPlan, 'root'>,
  where: QueryContext,
): { columns: Columns; mask: Mask } {
  return withIndex(() => {
    const matcher = new Matcher(db, store, where);
    return { columns: matcher.columns, mask: matcher.match(root) };
  });
}

/** Asks again, without the word index, when that turns out to be damaged on the way. */
function withIndex<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof IndexLost)) throw error;
    return work();
  }
}

function evaluate(db: Db, store: ColumnStore, input: SearchInput, now: number): Evaluated {
  const columns = store.current();
  const words = store.words();
  const key = JSON.stringify([input.q, input.sort, input.typing, input.recency, input.tz, input.weekStart]);
  const known = last.get(store);
  if (known && known.columns === columns && known.words === words && known.key === key) return known;
  const plan = planQuery(input.q, input.typing);
  const matcher = new Matcher(db, store, { tz: input.tz, weekStart: input.weekStart, now });
  const mask = matcher.match(plan.root);
  const relevance =
    input.sort === 'relevance' && plan.terms.length > 0
      ? relevanceOf(db, matcher, mask, plan.terms, input.recency, now)
      : null;
  const order = relevance
    ? byKey(mask, relevance.scores, false, relevance.top)
    : plainOrder(columns, mask, input.sort);
  const evaluated = { key, columns, words, plan, matcher, mask, relevance, order };
  last.set(store, evaluated);
  return evaluated;
}

function plainOrder(columns: Columns, mask: Mask, sort: SortOrder): Ordered {
  if (sort === 'longest' || sort === 'shortest') return byKey(mask, columns.duration, sort === 'shortest');
  return byDate(mask, sort === 'oldest');
}

/** One page of results with exact total, facets, histogram and explanation. Never throws for any query. */
export function search(db: Db, store: ColumnStore, input: SearchInput, now: number): SearchResult {
  const begin = performance.now();
  // One read transaction: all is told of one state of the store, and rows are read without taking its lock each time.
  const read = db.transaction(() => answer(db, store, input, now));
  return { ...withIndex(read), ms: performance.now() - begin };
}

function answer(db: Db, store: ColumnStore, input: SearchInput, now: number): Omit<SearchResult, 'ms'> {
  const { plan, matcher, mask, relevance, order, columns, words } = evaluate(db, store, input, now);
  const { total } = order;
  const page = Array.from(order.page(input.offset, input.limit));
  const terms = tellingTerms(plan.terms);
  const detailed = input.seenOnly ? Math.min(seenAtOnce, page.length) : page.length;
  const passages = shownPassages(db, store, columns, words, page.slice(0, detailed), {
    terms,
    weights: relevance && terms.map((term) => idfOf(matcher.hits(term).any, columns.size)),
    also: (term, language) => matcher.also(term, language),
  });
  return {
    generation: columns.generation,
    total,
    corpusTotal: columns.size,
    hits: page.map((slot) =>
      hitOf(
        db,
        store,
        columns,
        slot,
        plan.terms,
        relevance ? (relevance.scores[slot] as number) : null,
        passages.get(slot) ?? [],
      ),
    ),
    detailed,
    offset: input.offset,
    facets: input.facets ? facetsOf(store, matcher, mask, plan, input) : [],
    histogram: input.facets
      ? histogramOf(columns, maskWithout(matcher, mask, plan, isDate), input.tz, input.weekStart)
      : { unit: 'week', buckets: [] },
    explanation: plan.question
      ? explain(matcher, plan).replace(/^Calls/, 'Best answers among calls')
      : explain(matcher, plan),
    problems: plan.problems,
    repair: total === 0 && plan.root ? repairs(matcher, plan) : [],
    didYouMean: total === 0 && plan.terms.length > 0 ? didYouMean(words, input.q) : null,
    unindexed: plan.terms.length > 0 ? words.unindexed : 0,
  };
}

/** A query in words, with the words that were found beside its own. */
const explain = (matcher: Matcher, { root }: Pick<QueryPlan, 'root'>): string =>
  explainNode(root, (word) => matcher.alsoFound(word));

const isDate = (node: Node) => node.kind === 'date';
const ofField = (field: ValueField) => (node: Node) => node.kind === 'value' && node.field === field;

const topNodes = (root: Node | null): readonly Node[] =>
  root === null ? [] : root.kind === 'and' ? root.nodes : [root];

/** The mask as it would be without the top-level clauses that `drop` names; a facet's own choice must not hide its siblings. */
function maskWithout(matcher: Matcher, mask: Mask, plan: QueryPlan, drop: (node: Node) => boolean): Mask {
  const nodes = topNodes(plan.root);
  if (!nodes.some(drop)) return mask;
  const kept = nodes.filter((node) => !drop(node));
  const out = matcher.all();
  for (const node of kept) intersect(out, matcher.match(node));
  return out;
}

function facetsOf(
  store: ColumnStore,
  matcher: Matcher,
  mask: Mask,
  plan: QueryPlan,
  input: SearchInput,
): Facet[] {
  const chosen = chosenOf(input.q);
  return facetFields.flatMap((field) => {
    const facet = facetOf(
      store,
      matcher,
      maskWithout(matcher, mask, plan, ofField(field)),
      field,
      chosen,
      input.tz,
      { limit: 8, leftOut: leftOutBy(matcher, topNodes(plan.root), field) },
    );
    return facet.values.length > 0 ? [facet] : [];
  });
}

/** All values of one facet over a query, for searching inside a long one. */
export function facet(
  db: Db,
  store: ColumnStore,
  input: QueryContext & { q: string; field: string; contains: string; limit: number },
): Facet {
  const field = facetFields.find((name) => name === input.field);
  if (!field) return { field: input.field, label: input.field, values: [], distinct: 0 };
  const plan = planQuery(input.q, false);
  const matcher = new Matcher(db, store, input);
  const mask = maskWithout(matcher, matcher.match(plan.root), plan, ofField(field));
  const leftOut = leftOutBy(matcher, topNodes(plan.root), field);
  return facetOf(store, matcher, mask, field, chosenOf(input.q), input.tz, { ...input, leftOut });
}

/** How many calls would match without each of some clauses: one look at every call, however many clauses there are. */
function countsWithout(all: Mask, masks: readonly Mask[]): number[] {
  const missing = new Uint16Array(all.length);
  const missed = new Uint16Array(all.length);
  masks.forEach((mask, at) => {
    for (let slot = 0; slot < mask.length; slot++) {
      if (mask[slot] !== 0) continue;
      missing[slot] = (missing[slot] as number) + 1;
      missed[slot] = at;
    }
  });
  const counts = masks.map(() => 0);
  let every = 0;
  for (let slot = 0; slot < all.length; slot++) {
    if (all[slot] === 0) continue;
    if (missing[slot] === 0) every++;
    else if (missing[slot] === 1) {
      const at = missed[slot] as number;
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return counts.map((count) => count + every);
}

function repairs(matcher: Matcher, plan: QueryPlan): RepairOption[] {
  const nodes = topNodes(plan.root);
  const masks = nodes.map((node) => matcher.match(node));
  const without = countsWithout(matcher.all(), masks);
  return nodes.map((node, at) => {
    const plain = (item: Node): Node =>
      item.kind === 'word' &&
      item.prefix &&
      item.span.to ===
        item.span.from + item.text.length + (item.forms ? 1 : 0) + (item.field ? item.field.length + 1 : 0)
        ? { ...item, prefix: false }
        : item;
    return {
      label: formatNode(plain(node)),
      alone: countOf(masks[at] as Mask),
      without: without[at] as number,
      q: nodes
        .filter((_, other) => other !== at)
        .map((item) => formatNode(plain(item)))
        .join(' '),
    };
  });
}
