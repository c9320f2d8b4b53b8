import type { Node } from './ast.ts';
import type { ValueField } from './fields.ts';
import { formatNode } from './format.ts';
import { askedWord, parseQuery } from './parse.ts';
import { isTelling, readQuery } from './plan.ts';

/** One clause of the top-level AND, for chips. */
export interface Clause {
  readonly node: Node;
  /** Its text. */
  readonly text: string;
}

/** The clauses a query is made of: chips and text are two views of these. */
export function clauses(q: string): Clause[] {
  const { root } = parseQuery(q);
  const nodes = root === null ? [] : root.kind === 'and' ? root.nodes : [root];
  return nodes.map((node) => ({ node, text: formatNode(node) }));
}

/** The query without its n-th clause. */
export function withoutClause(q: string, index: number): string {
  return clauses(q)
    .filter((_, at) => at !== index)
    .map((clause) => clause.text)
    .join(' ');
}

/** The query with a clause added. */
export function withClause(q: string, text: string): string {
  return [q.trim(), text].filter(Boolean).join(' ');
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** State of a facet value in a query: included, excluded, or not named. */
export function valueState(q: string, field: ValueField, key: string): 'on' | 'off' | 'excluded' {
  for (const { node } of clauses(q)) {
    if (node.kind === 'value' && node.field === field && node.values.some((value) => same(value.text, key)))
      return 'on';
    if (
      node.kind === 'not' &&
      node.node.kind === 'value' &&
      node.node.field === field &&
      node.node.values.some((value) => same(value.text, key))
    )
      return 'excluded';
  }
  return 'off';
}

/**
 * The query with a facet value turned on (joined to the field's other values by "or"), off, or excluded. Other clauses
 * stay as they are.
 */
export function setValue(
  q: string,
  field: ValueField,
  key: string,
  state: 'on' | 'off' | 'excluded',
): string {
  const span = { from: 0, to: 0 };
  const kept: Node[] = [];
  let list: { index: number; node: Extract<Node, { kind: 'value' }> } | null = null;
  const strip = (node: Extract<Node, { kind: 'value' }>) => ({
    ...node,
    values: node.values.filter((value) => !same(value.text, key)),
  });
  for (const { node } of clauses(q)) {
    if (node.kind === 'value' && node.field === field) {
      const next = strip(node);
      if (next.values.length === 0) continue;
      list ??= { index: kept.length, node: next };
      kept.push(next);
    } else if (node.kind === 'not' && node.node.kind === 'value' && node.node.field === field) {
      const next = strip(node.node);
      if (next.values.length > 0) kept.push({ ...node, node: next });
    } else kept.push(node);
  }
  const value = { text: key, exact: true };
  if (state === 'on') {
    if (list) kept[list.index] = { ...list.node, values: [...list.node.values, value] };
    else kept.push({ kind: 'value', field, values: [value], span });
  } else if (state === 'excluded')
    kept.push({ kind: 'not', node: { kind: 'value', field, values: [value], span }, span });
  return kept.map((node) => formatNode(node)).join(' ');
}

/** A value of a facet as far as choosing it needs to know. */
interface Choosable {
  readonly key: string;
  readonly written?: string;
  readonly state: 'on' | 'off' | 'excluded';
}

/**
 * `setValue` for a value that a facet shows among `values`. Where the query has a name that several people have, the name is
 * taken apart first, so that the others stay as they are.
 */
export function chooseValue(
  q: string,
  field: ValueField,
  values: readonly Choosable[],
  key: string,
  state: 'on' | 'off' | 'excluded',
): string {
  const written = values.find((value) => value.key === key)?.written;
  if (written === undefined) return setValue(q, field, key, state);
  let next = setValue(q, field, written, 'off');
  for (const other of values)
    if (other.key !== key && other.written === written) next = setValue(next, field, other.key, other.state);
  return setValue(next, field, key, state);
}

/** The telling words of a query that are looked for, with or without their forms as `change` says; beginnings stand for more anyway. */
function mapForms(node: Node, change: (forms: boolean) => boolean): Node {
  if (node.kind === 'and' || node.kind === 'or')
    return { ...node, nodes: node.nodes.map((child) => mapForms(child, change)) };
  if (node.kind === 'word' && !node.prefix && isTelling(node.text))
    return { ...node, forms: change(node.forms) };
  if (node.kind !== 'near') return node;
  return {
    ...node,
    words: node.words.map((word) => {
      const { text, forms } = askedWord(word);
      return isTelling(text) ? `${change(forms) ? '~' : ''}${text}` : word;
    }),
  };
}

/** Whether the words of a query count with their related forms; null where none of them could. */
export function formsState(q: string): 'on' | 'off' | null {
  const { root, question } = readQuery(q, false);
  const found: boolean[] = [];
  // A question always counts them.
  if (root && !question)
    mapForms(root, (forms) => {
      found.push(forms);
      return forms;
    });
  if (found.length === 0) return null;
  return found.every(Boolean) ? 'on' : 'off';
}

/** The query with the related forms of all its words, or without; phrases stay exact. */
export function withForms(q: string, on: boolean): string {
  const { root } = parseQuery(q);
  return formatNode(root && mapForms(root, () => on));
}

/** The query restricted to a stretch of days (from inclusive, to exclusive), replacing former date clauses. */
export function withDates(q: string, from: string | null, to: string | null): string {
  const kept = clauses(q).filter(({ node }) => node.kind !== 'date');
  return [
    ...kept.map((clause) => clause.text),
    ...(from ? [`after:${from}`] : []),
    ...(to ? [`before:${to}`] : []),
  ].join(' ');
}
