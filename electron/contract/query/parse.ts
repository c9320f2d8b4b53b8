import {
  type DateField,
  dateFields,
  type Node,
  type Query,
  type TextField,
  textFields,
  type Value,
  type ValueField,
  valueFields,
} from './ast.ts';
import { parseDateText } from './dates.ts';
import { lex, type Token } from './lex.ts';

/** Longest query text that is read; the rest of a paste is reported and left out. */
export const maxQueryLength = 4000;
const maxDepth = 40;
const maxNodes = 200;

const aliases: Readonly<Record<string, string>> = {
  host: 'rep',
  person: 'who',
  from: 'after',
  until: 'before',
  direction: 'dir',
  language: 'lang',
  duration: 'dur',
  keypoint: 'key',
  transcript: 'said',
  stageatcall: 'stage@call',
};
const isText = (name: string): name is TextField => (textFields as readonly string[]).includes(name);
const isValue = (name: string): name is ValueField => (valueFields as readonly string[]).includes(name);
const isDate = (name: string): name is DateField => (dateFields as readonly string[]).includes(name);
const known = (name: string) => isText(name) || isValue(name) || isDate(name) || name in aliases;
const searchable = /[\p{L}\p{N}]/u;

/** Reads a query. Total: any string has a meaning; what could not be understood is reported with its place. */
export function parseQuery(text: string): Query {
  const problems: { from: number; to: number; message: string; severity: 'error' | 'hint' }[] = [];
  const report = (from: number, to: number, message: string, severity: 'error' | 'hint' = 'hint') =>
    problems.push({ from, to, message, severity });
  let source = text;
  if (text.length > maxQueryLength) {
    source = text.slice(0, maxQueryLength);
    report(
      maxQueryLength,
      text.length,
      `Only the first ${maxQueryLength.toLocaleString('en')} characters are searched.`,
    );
  }
  const tokens = lex(source, known);
  let at = 0;
  let count = 0;

  function conjunction(depth: number): Node | null {
    const nodes: Node[] = [];
    while (at < tokens.length && tokens[at]?.kind !== ')') {
      if (count > maxNodes) {
        const token = tokens[at] as Token;
        report(token.from, source.length, `Only the first ${maxNodes} parts of a query are searched.`);
        at = tokens.length;
        break;
      }
      const node = disjunction(depth);
      if (node) nodes.push(node);
    }
    return joined('and', nodes);
  }

  /** OR binds its two neighbours, so that `pricing battery OR charger` means pricing and one of the two. */
  function disjunction(depth: number): Node | null {
    const nodes: Node[] = [];
    const first = unary(depth);
    if (first) nodes.push(first);
    while (tokens[at]?.kind === 'or') {
      const or = tokens[at] as Token;
      at++;
      const next = at < tokens.length && tokens[at]?.kind !== ')' ? unary(depth) : null;
      if (!first || !next) report(or.from, or.to, 'OR needs something on both sides; it is left out.');
      if (next) nodes.push(next);
    }
    return joined('or', nodes);
  }

  function unary(depth: number): Node | null {
    const token = tokens[at];
    if (!token || token.kind === 'or') return null;
    if (token.kind === '-') {
      at++;
      const node = tokens[at] && tokens[at]?.kind !== ')' ? unary(depth) : null;
      if (!node) return null;
      return node.kind === 'not'
        ? node.node
        : { kind: 'not', node, span: { from: token.from, to: endOf(node, token.to) } };
    }
    if (token.kind === '(') return group(token, depth);
    at++;
    count++;
    const span = { from: token.from, to: token.to };
    if (token.kind === 'word') return word(token.text, null, span);
    if (token.kind === 'quoted') {
      if (!token.closed)
        report(token.from, token.to, 'The closing quotation mark is missing; the phrase goes to the end.');
      return phrase(token.text, null, span);
    }
    if (token.kind === 'near') return { kind: 'near', words: token.words, distance: token.distance, span };
    if (token.kind === 'field') return field(token);
    return null;
  }

  function group(open: Token, depth: number): Node | null {
    at++;
    if (depth >= maxDepth) {
      report(open.from, open.to, 'Brackets nest too deep here; this one is left out.');
      return null;
    }
    const inner = conjunction(depth + 1);
    if (tokens[at]?.kind === ')') at++;
    else report(open.from, open.to, 'The closing bracket is missing; the group goes to the end.');
    return inner;
  }

  function word(raw: string, fieldName: TextField | null, span: { from: number; to: number }): Node | null {
    const prefix = raw.endsWith('*');
    const value = raw.replace(/\*+$/, '');
    if (!searchable.test(value)) {
      if (raw.trim() !== '')
        report(
          span.from,
          span.to,
          `“${raw.slice(0, 40)}” has no letter or digit to look for; it is left out.`,
        );
      return null;
    }
    return { kind: 'word', text: value, prefix, field: fieldName, span };
  }

  function phrase(raw: string, fieldName: TextField | null, span: { from: number; to: number }): Node | null {
    if (!searchable.test(raw)) {
      report(
        span.from,
        span.to,
        'There is no letter or digit between the quotation marks; the phrase is left out.',
      );
      return null;
    }
    return { kind: 'phrase', text: raw, field: fieldName, span };
  }

  function field(token: Extract<Token, { kind: 'field' }>): Node | null {
    const name = aliases[token.name] ?? token.name;
    const values: Value[] = [];
    let end = token.to;
    let sawComma = false;
    while (at < tokens.length) {
      const next = tokens[at] as Token;
      if (next.from !== end) break;
      if (next.kind === 'word' && !(values.length > 0 && !sawComma))
        values.push({ text: next.text, exact: false });
      else if (next.kind === 'quoted' && !(values.length > 0 && !sawComma))
        values.push({ text: next.text, exact: true });
      else if (next.kind === ',' && values.length > 0 && !sawComma) {
        sawComma = true;
        end = next.to;
        at++;
        continue;
      } else break;
      sawComma = false;
      end = next.to;
      at++;
    }
    const span = { from: token.from, to: end };
    const first = values[0];
    if (!first) {
      report(token.from, end, `${name}: needs a value right after the colon.`);
      return null;
    }
    if (isText(name)) {
      const nodes = values.flatMap(
        (value) => (value.exact ? phrase(value.text, name, span) : word(value.text, name, span)) ?? [],
      );
      return joined('or', nodes);
    }
    if (isDate(name)) {
      const problem = parseDateText(first.text)
        ? null
        : `“${first.text.slice(0, 40)}” is no date. Write 2025-01-31, 2025-01, 2025, 2025-Q1, today, last-week, last-quarter or last-30-days.`;
      if (problem) {
        report(span.from, span.to, problem, 'error');
        return null;
      }
      return { kind: 'date', field: name, text: first.text.toLowerCase(), span };
    }
    if (name === 'dur' && !first.exact) {
      const compare = /^([<>]=?|=)?(\d+(?:\.\d+)?)(s|m|min|h)?$/.exec(first.text);
      if (compare) {
        const minutes = Number(compare[2]) * (compare[3] === 's' ? 1 / 60 : compare[3] === 'h' ? 60 : 1);
        return { kind: 'duration', op: (compare[1] ?? '>=') as '<', minutes, span };
      }
    }
    return {
      kind: 'value',
      field: name as ValueField,
      values: values.filter((value) => value.text !== ''),
      span,
    };
  }

  function joined(kind: 'and' | 'or', nodes: readonly Node[]): Node | null {
    if (nodes.length === 0) return null;
    if (nodes.length === 1) return nodes[0] as Node;
    return { kind, nodes: nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node])) };
  }

  const roots: Node[] = [];
  while (at < tokens.length) {
    const before = at;
    const node = conjunction(0);
    if (node) roots.push(node);
    const stray = tokens[at];
    if (stray?.kind === ')') {
      report(stray.from, stray.to, 'This closing bracket has no opening one; it is left out.');
      at++;
    } else if (at === before) at++;
  }
  return { root: joined('and', roots), problems };
}

function endOf(node: Node, otherwise: number): number {
  if ('span' in node) return node.span.to;
  const last = node.nodes.at(-1);
  return last ? endOf(last, otherwise) : otherwise;
}
