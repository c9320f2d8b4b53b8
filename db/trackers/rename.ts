import type { Node } from '../../electron/contract/query/ast.ts';
import { formatNode } from '../../electron/contract/query/format.ts';
import { maxQueryLength, parseQuery } from '../../electron/contract/query/parse.ts';
import { fold } from '../../electron/contract/words/fold.ts';
import { chartTable, historyTable, savedTable } from '../personal/tables.ts';
import type { WriterDb } from '../store/open.ts';
import { rowsOf } from '../store/rows.ts';
import { history, mineChart, savedSearch, tracker } from '../store/schema.ts';

type Values = Extract<Node, { kind: 'value' }>;

/** The clauses of a query that name trackers. */
function trackerClauses(node: Node | null): Values[] {
  switch (node?.kind) {
    case 'and':
    case 'or':
      return node.nodes.flatMap(trackerClauses);
    case 'not':
      return trackerClauses(node.node);
    case 'value':
      return node.field === 'tracker' ? [node] : [];
    default:
      return [];
  }
}

/** A clause with the new name where it has the old one; null when it does not have it. */
function renamed(node: Values, from: string, to: string): Values | null {
  const [old, now] = [fold(from), fold(to)];
  if (!node.values.some(({ text }) => fold(text) === old)) return null;
  // What finds the new name is there once.
  let found = node.values.some(({ text, exact }) => !exact && now.includes(fold(text)));
  const values = node.values.flatMap((value) => {
    const text = fold(value.text);
    // A bare value finds part of a name, so it may also mean other trackers: it stays beside the new name.
    const kept = value.exact && (text === old || text === now) ? [] : [value];
    if (found || (text !== old && !(value.exact && text === now))) return kept;
    found = true;
    return [...kept, { text: to, exact: true }];
  });
  return { ...node, values };
}

/**
 * A query in which a tracker has another name: `tracker:"Old"` becomes `tracker:"New"`, everything else stays as it was written.
 * A query that would become too long to be read stays as it is.
 */
export function withTrackerRenamed(q: string, from: string, to: string): string {
  let text = q;
  // From the end, so that the places of the clauses before stay right.
  for (const node of trackerClauses(parseQuery(q).root).toSorted((a, b) => b.span.from - a.span.from)) {
    const next = renamed(node, from, to);
    if (next) text = text.slice(0, node.span.from) + formatNode(next) + text.slice(node.span.to);
  }
  return text.length > maxQueryLength ? q : text;
}

/** Every `q` in the JSON of a chart, changed. */
function inChart(value: unknown, change: (q: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => inChart(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'q' && typeof item === 'string' ? change(item) : inChart(item, change),
    ]),
  );
}

const gongTrackers = rowsOf(tracker);
const searches = rowsOf(savedSearch);
const charts = rowsOf(mineChart);
const asked = rowsOf(history);

/** Rewrites the queries that are kept (saved searches, charts, history) when a tracker of mine gets another name. */
export function renameInQueries(db: WriterDb, from: string, to: string, atMs: number): void {
  if (fold(from) === fold(to)) return;
  // One of Gong's has the same name by now: then queries tell mine apart so, and the plain name is Gong's.
  const taken = gongTrackers.all(db).some(({ name }) => fold(name) === fold(from));
  const change = (q: string) => withTrackerRenamed(q, taken ? `${from} (mine)` : from, to);
  for (const row of searches.all(db)) {
    const q = change(row.q);
    if (q !== row.q) savedTable.write(db, { ...row, q }, atMs);
  }
  for (const row of charts.all(db)) {
    const spec = JSON.stringify(inChart(JSON.parse(row.spec), change));
    if (spec !== row.spec) chartTable.write(db, { ...row, spec }, atMs);
  }
  for (const row of asked.all(db)) {
    const q = change(row.q);
    if (q === row.q) continue;
    historyTable.remove(db, row);
    const there = historyTable.read(db, { q });
    historyTable.write(db, { q, at_ms: Math.max(row.at_ms, there?.at_ms ?? 0) });
  }
}
