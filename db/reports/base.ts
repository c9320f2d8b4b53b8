import { EarshotError } from '../../electron/contract/errors.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import { parseDateText, resolveDate } from '../../electron/contract/query/dates.ts';
import { formatNode } from '../../electron/contract/query/format.ts';
import { maxQueryLength } from '../../electron/contract/query/parse.ts';
import { memoBy } from '../index/arrays/memo.ts';
import type { ColumnStore, Columns } from '../index/columns/columns.ts';
import { dayNumber, dayText, localDays } from '../index/columns/local-days.ts';
import type { WordIndexView } from '../index/words/view.ts';
import { countOf, type Mask, type QueryContext } from '../search/match.ts';
import { matchPlan } from '../search/search.ts';
import type { Db } from '../store/open.ts';
import { planQuery, type QueryPlan } from '../text/plan.ts';

/** Local days, from inclusive, to exclusive; null where the query sets no limit. */
interface Range {
  readonly from: number | null;
  readonly to: number | null;
}

/** A query text of a report as it is understood. */
export interface ParsedQuery {
  readonly q: string;
  readonly plan: QueryPlan;
  /** Its clauses as they are evaluated (a question in words is an OR of its telling words). */
  readonly nodes: readonly Node[];
}

/** The calls a report is about. */
export interface Base extends ParsedQuery {
  readonly db: Db;
  readonly store: ColumnStore;
  readonly columns: Columns;
  readonly where: QueryContext;
  readonly mask: Mask;
  readonly count: number;
  readonly range: Range;
  /** Local day of `where.now`. */
  readonly today: number;
}

const span = { from: 0, to: 0 };
const kept = 12;
/** By the state of the words: it changes with the columns and when the index comes to know more calls. */
const baseIn = memoBy((_: WordIndexView, _key: string, make: () => Base) => make(), undefined, kept);

/** Reads a query of a report. */
export function parseReportQuery(q: string): ParsedQuery {
  const plan = planQuery(q, false);
  const { root } = plan;
  return { q, plan, nodes: root === null ? [] : root.kind === 'and' ? root.nodes : [root] };
}

/** Opens the calls of a query; the same ones again cost nothing while the store stays as it is. */
export function openBase(db: Db, store: ColumnStore, q: string, where: QueryContext): Base {
  const columns = store.current();
  const words = store.words();
  const today = localDays(where.tz).day(where.now);
  const key = JSON.stringify([q, where.tz, where.weekStart, today]);
  return baseIn(words, key, () => {
    const query = parseReportQuery(q);
    const { mask } = matchPlan(db, store, query.plan, where);
    return {
      ...query,
      db,
      store,
      columns,
      where,
      mask,
      count: countOf(mask),
      range: rangeOf(query.nodes, today, where.weekStart),
      today,
    };
  });
}

/** What the date clauses of a query allow, all together. */
function rangeOf(nodes: readonly Node[], today: number, weekStart: 0 | 1 | 6): Range {
  let from: number | null = null;
  let to: number | null = null;
  for (const node of nodes) {
    if (node.kind !== 'date') continue;
    const spec = parseDateText(node.text);
    if (!spec) continue;
    const range = resolveDate(spec, dayText(today), weekStart);
    if (node.field !== 'before') from = Math.max(from ?? Number.NEGATIVE_INFINITY, dayNumber(range.from));
    if (node.field !== 'after') {
      const end = dayNumber(node.field === 'before' ? range.from : range.to);
      to = Math.min(to ?? Number.POSITIVE_INFINITY, end);
    }
  }
  return { from, to };
}

export const withoutDates = (nodes: readonly Node[]): Node[] => nodes.filter((node) => node.kind !== 'date');

/** Clauses that keep local days `from` … `to` (excluded). */
export function dateClauses(from: number | null, to: number | null): string {
  // The grammar has no days before 1970; no call lies there.
  return [
    ...(from === null || from < 0 ? [] : [`after:${dayText(from)}`]),
    ...(to === null || to < 0 ? [] : [`before:${dayText(to)}`]),
  ].join(' ');
}

export const valueNode = (field: Extract<Node, { kind: 'value' }>['field'], ...texts: string[]): Node => ({
  kind: 'value',
  field,
  values: texts.map((text) => ({ text, exact: true })),
  span,
});

const join = (nodes: readonly Node[]): Node | null => {
  const flat = nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node]));
  if (flat.length === 0) return null;
  return flat.length === 1 ? (flat[0] as Node) : { kind: 'and', nodes: flat };
};

/** “price OR price” means the same as the word and is never taken for part of a question. */
function doubled(node: Node): Node {
  if (node.kind === 'word' && !node.prefix) return { kind: 'or', nodes: [node, node] };
  if (node.kind === 'and' || node.kind === 'or') return { ...node, nodes: node.nodes.map(doubled) };
  if (node.kind === 'not') return { ...node, node: doubled(node.node) };
  return node;
}

/** Room that further clauses of a drill-down may take. */
const room = 300;
const probe = 'after:2020-01-01 before:2021-01-01';

/**
 * Query text for all of `nodes` together, to which value and date clauses may be added. It is read back to make sure that it
 * means the same; throws 'trends/query-too-long' when no text can say it.
 */
export function written(nodes: readonly Node[]): string {
  for (const variant of [nodes, nodes.map(doubled)]) {
    const text = formatNode(join(variant));
    const longer = [text, probe].filter(Boolean).join(' ');
    const again = planQuery(longer, false);
    if (text.length + room <= maxQueryLength && formatNode(again.root) === longer) return text;
  }
  throw new EarshotError({
    code: 'trends/query-too-long',
    message: 'This query is too long or too deep for a report: its marks could not be opened as queries.',
    nextStep: 'Shorten it, or tag the calls it finds and report on the tag.',
  });
}

/** Query text of one value of a field, whole. */
export const valueClause = (field: Parameters<typeof valueNode>[0], text: string): string =>
  formatNode(valueNode(field, text));

/** Adds clauses to a query text. */
export const and = (...parts: readonly string[]): string => parts.filter(Boolean).join(' ');
