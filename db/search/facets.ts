import type { Facet, FacetValue } from '../../electron/contract/library.ts';
import {
  durationBands,
  hasValues,
  isValues,
  type Node,
  type ValueField,
  weekdays,
} from '../../electron/contract/query/ast.ts';
import { clauses } from '../../electron/contract/query/edit.ts';
import { type ColumnStore, isMulti, isSingle } from './columns.ts';
import { countValues } from './facet-counts.ts';
import { countBoth, countOf, intersect } from './mask.ts';
import type { Mask, Matcher } from './match.ts';

/** Facets in the order of the column, with their labels. */
export const facetFields: readonly (readonly [ValueField, string])[] = [
  ['rep', 'Rep'],
  ['account', 'Account'],
  ['tracker', 'Trackers'],
  ['outcome', 'Outcome'],
  ['stage', 'Stage now'],
  ['stage@call', 'Stage at call time'],
  ['company', 'Company'],
  ['who', 'People'],
  ['tag', 'Tags'],
  ['is', 'Status'],
  ['has', 'Has'],
  ['dur', 'Duration'],
  ['weekday', 'Weekday'],
  ['media', 'Media'],
  ['dir', 'Direction'],
  ['scope', 'Scope'],
  ['system', 'System'],
  ['workspace', 'Workspace'],
  ['industry', 'Industry'],
  ['purpose', 'Purpose'],
  ['lang', 'Language'],
];

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Values of fields that are not dictionaries, in their natural order: [key, label]. */
const fixed: Partial<Record<ValueField, readonly (readonly [string, string])[]>> = {
  dur: durationBands.map(([key]) => [
    key,
    key === '90m+' ? 'over 90 min' : `${key.replace('m', '').replace('-', '–')} min`,
  ]),
  weekday: weekdays.map((name) => [name, capital(name)]),
  has: hasValues.map((name) => [name, capital(name)]),
  is: isValues.map((name) => [
    name,
    name === 'gone'
      ? 'Gone from Gong'
      : name === 'changed'
        ? 'Changed since I looked'
        : name === 'offline'
          ? 'On this laptop'
          : capital(name),
  ]),
};

/** Values of each field that a query names, in small letters, with what it does to them. */
type Chosen = ReadonlyMap<ValueField, ReadonlyMap<string, 'on' | 'excluded'>>;

/** What a query chooses and excludes in facets. */
export function chosenOf(q: string): Chosen {
  const fields = new Map<ValueField, Map<string, 'on' | 'excluded'>>();
  for (const { node } of clauses(q)) {
    const value = node.kind === 'not' ? node.node : node;
    if (value.kind !== 'value') continue;
    let states = fields.get(value.field);
    if (!states) {
      states = new Map();
      fields.set(value.field, states);
    }
    for (const { text } of value.values) {
      const key = text.toLowerCase();
      if (!states.has(key)) states.set(key, node.kind === 'not' ? 'excluded' : 'on');
    }
  }
  return fields;
}

/** A node without one excluded value of a field; null when nothing is left of it. */
function withoutExclusion(node: Node, field: ValueField, key: string): Node | null {
  if (node.kind !== 'not' || node.node.kind !== 'value' || node.node.field !== field) return node;
  const values = node.node.values.filter(({ text }) => text.toLowerCase() !== key.toLowerCase());
  return values.length > 0 ? { ...node, node: { ...node.node, values } } : null;
}

/**
 * Counts the calls an excluded value of a facet keeps out of a query with these clauses: what choosing it instead would find, so
 * the facet's other exclusions stay and its choices, which do not hide each other, are left aside.
 */
export function leftOutBy(matcher: Matcher, nodes: readonly Node[], field: ValueField) {
  return (key: string): number => {
    const span = { from: 0, to: 0 };
    const mask = matcher.match({ kind: 'value', field, values: [{ text: key, exact: true }], span }).slice();
    for (const node of nodes) {
      if (node.kind === 'value' && node.field === field) continue;
      const rest = withoutExclusion(node, field, key);
      if (rest) intersect(mask, matcher.match(rest));
    }
    return countOf(mask);
  };
}

/**
 * Values of one facet with the number of calls of `mask` that have each. Selected values are listed even when their
 * count is zero; `leftOut` counts what an excluded one keeps out. `contains` narrows the values by label.
 */
export function facetOf(
  store: ColumnStore,
  matcher: Matcher,
  mask: Mask,
  field: ValueField,
  label: string,
  chosen: Chosen,
  tz: string,
  options: {
    readonly limit: number;
    readonly contains?: string;
    readonly leftOut: (key: string) => number;
  },
): Facet {
  const states = chosen.get(field);
  const stateOf = (key: string) => states?.get(key.toLowerCase()) ?? 'off';
  const contains = options.contains?.toLowerCase() ?? '';
  const list = fixed[field];
  if (list) {
    const counts = countValues(matcher.columns, mask, field, list.length, tz);
    const values = list.flatMap(([key, text], at): FacetValue[] => {
      const state = stateOf(key);
      const count = state === 'excluded' ? options.leftOut(key) : (counts[at + 1] as number);
      if (contains && !text.toLowerCase().includes(contains)) return [];
      return count > 0 || state !== 'off' ? [{ key, label: text, count, state }] : [];
    });
    return { field, label, values: withChosen(values, options.limit), distinct: values.length };
  }
  if (!isSingle(field) && !isMulti(field)) return { field, label, values: [], distinct: 0 };
  const dictionary = store.dictionaries[field];
  const { labels } = dictionary;
  const counts = countValues(matcher.columns, mask, field, labels.length, tz);
  const better = (a: number, b: number) =>
    (counts[b + 1] as number) - (counts[a + 1] as number) ||
    ((labels[a] as string) < (labels[b] as string) ? -1 : 1);
  // The most frequent few, by insertion: a dictionary may have a hundred thousand labels, of which eight are shown.
  const top: number[] = [];
  const also: number[] = [];
  let distinct = 0;
  // Count that a value must reach to get into a full list.
  let bound = options.limit === 0 ? Number.POSITIVE_INFINITY : 0;
  for (let code = 0; code < labels.length; code++) {
    const count = counts[code + 1] as number;
    if (count === 0 && !states) continue;
    if (count < bound && !states && !contains) {
      distinct++;
      continue;
    }
    if (contains && !dictionary.lower(code).includes(contains)) continue;
    const named = states?.has(dictionary.lower(code)) ?? false;
    if (count === 0 && !named) continue;
    distinct++;
    if (named) also.push(code);
    if (top.length === options.limit) {
      if (top.length === 0 || better(code, top[top.length - 1] as number) > 0) continue;
      top.pop();
    }
    let at = top.length;
    while (at > 0 && better(code, top[at - 1] as number) < 0) at--;
    top.splice(at, 0, code);
    if (top.length === options.limit) bound = counts[(top[top.length - 1] as number) + 1] as number;
  }
  for (const code of also)
    if (stateOf(labels[code] as string) === 'excluded')
      counts[code + 1] = options.leftOut(labels[code] as string);
  const shown = [...top, ...also.filter((code) => !top.includes(code))].sort(better);
  const values = shown.map((code): FacetValue => {
    const key = labels[code] as string;
    return { key, label: key, count: counts[code + 1] as number, state: stateOf(key) };
  });
  if (field !== 'tracker') return { field, label, values, distinct };
  const mine = matcher.myTrackers().flatMap(({ name, mask: hits }): FacetValue[] => {
    const state = stateOf(name);
    const count = state === 'excluded' ? options.leftOut(name) : countBoth(mask, hits);
    if (contains && !name.toLowerCase().includes(contains)) return [];
    return count > 0 || state !== 'off' ? [{ key: name, label: name, count, state }] : [];
  });
  const both = [...values, ...mine].sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  return { field, label, values: withChosen(both, options.limit), distinct: distinct + mine.length };
}

/** The first values, and those the query names wherever they stand; excluded ones take no other's place. */
function withChosen(values: readonly FacetValue[], limit: number): FacetValue[] {
  let at = 0;
  return values.filter((value) => (value.state === 'excluded' ? true : at++ < limit || value.state === 'on'));
}
