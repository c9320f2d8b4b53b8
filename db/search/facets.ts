import { languageName } from '../../electron/contract/language.ts';
import type { Facet, FacetValue } from '../../electron/contract/library.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import { clauses } from '../../electron/contract/query/edit.ts';
import { fields, isPeople, type ValueField, valueLabel } from '../../electron/contract/query/fields.ts';
import { countBoth, countOf, intersect } from '../index/arrays/mask.ts';
import { type ColumnStore, isMulti, isSingle } from '../index/columns/columns.ts';
import { type FieldValues, valuesOf } from '../index/columns/values.ts';
import { countValues } from './facet-counts.ts';
import type { Mask, Matcher } from './match.ts';

/** Values of each field that a query names, as it writes them, by their small letters, with what it does to them. */
type Chosen = ReadonlyMap<ValueField, ReadonlyMap<string, Choice>>;
interface Choice {
  readonly state: 'on' | 'excluded';
  readonly text: string;
}

/** What a query chooses and excludes in facets. */
export function chosenOf(q: string): Chosen {
  const fields = new Map<ValueField, Map<string, Choice>>();
  for (const { node } of clauses(q)) {
    const value = node.kind === 'not' ? node.node : node;
    if (value.kind !== 'value') continue;
    let states = fields.get(value.field);
    if (!states) {
      states = new Map();
      fields.set(value.field, states);
    }
    for (const { text } of value.values) {
      // A saved search may have the code of a language.
      const key = (value.field === 'lang' ? languageName(text) : text).toLowerCase();
      if (!states.has(key)) states.set(key, { state: node.kind === 'not' ? 'excluded' : 'on', text });
    }
  }
  return fields;
}

/** A node without one excluded value of a field, written so; `instead` stays excluded. Null when nothing is left of it. */
function withoutExclusion(
  node: Node,
  field: ValueField,
  written: string,
  instead: readonly string[],
): Node | null {
  if (node.kind !== 'not' || node.node.kind !== 'value' || node.node.field !== field) return node;
  const values = node.node.values.flatMap((value) =>
    value.text.toLowerCase() === written.toLowerCase()
      ? instead.map((text) => ({ text, exact: true }))
      : [value],
  );
  return values.length > 0 ? { ...node, node: { ...node.node, values } } : null;
}

/**
 * Counts the calls an excluded value of a facet keeps out of a query with these clauses: what choosing it instead would find, so
 * the facet's other exclusions stay and its choices, which do not hide each other, are left aside. A value that the query writes
 * otherwise, because a name is that of several people, is `written` so; `others` are the values that this text names too.
 */
export function leftOutBy(matcher: Matcher, nodes: readonly Node[], field: ValueField) {
  return (key: string, written = key, others: readonly string[] = []): number => {
    const span = { from: 0, to: 0 };
    const mask = matcher.match({ kind: 'value', field, values: [{ text: key, exact: true }], span }).slice();
    for (const node of nodes) {
      if (node.kind === 'value' && node.field === field) continue;
      const rest = withoutExclusion(node, field, written, others);
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
  chosen: Chosen,
  tz: string,
  options: {
    readonly limit: number;
    readonly contains?: string;
    readonly leftOut: ReturnType<typeof leftOutBy>;
  },
): Facet {
  const states = chosen.get(field);
  const stateOf = (key: string) => states?.get(key.toLowerCase())?.state ?? 'off';
  const contains = options.contains?.toLowerCase() ?? '';
  const { label, values: list } = fields[field];
  if (list) {
    const counts = countValues(matcher.columns, mask, field, list.length, tz);
    const values = list.flatMap((key, at): FacetValue[] => {
      const text = valueLabel(field, key);
      const state = stateOf(key);
      const count = state === 'excluded' ? options.leftOut(key) : (counts[at + 1] as number);
      if (contains && !text.toLowerCase().includes(contains)) return [];
      return count > 0 || state !== 'off' ? [{ key, label: text, count, state }] : [];
    });
    // Fixed values are few: all of them are shown.
    return { field, label, values, distinct: values.length };
  }
  if (!isSingle(field) && !isMulti(field)) return { field, label, values: [], distinct: 0 };
  const known = valuesOf(store, matcher.columns, field);
  const counts = countValues(matcher.columns, mask, field, known.size, tz);
  const chosenCodes = isPeople(field) ? peopleChosen(known, states) : null;
  const choiceOf = (code: number) => (chosenCodes ? chosenCodes.get(code) : states?.get(known.lower(code)));
  const better = (a: number, b: number) =>
    (counts[b + 1] as number) - (counts[a + 1] as number) || (known.label(a) < known.label(b) ? -1 : 1);
  // The most frequent few, by insertion: a dictionary may have a hundred thousand labels, of which eight are shown.
  const top: number[] = [];
  const also: number[] = [];
  let distinct = 0;
  // Count that a value must reach to get into a full list.
  let bound = options.limit === 0 ? Number.POSITIVE_INFINITY : 0;
  for (let code = 0; code < known.size; code++) {
    const count = counts[code + 1] as number;
    if (count === 0 && !states) continue;
    if (count < bound && !states && !contains) {
      distinct++;
      continue;
    }
    if (contains && !known.lower(code).includes(contains) && !known.also(code).includes(contains)) continue;
    const named = states !== undefined && choiceOf(code) !== undefined;
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
  for (const code of also) {
    const choice = choiceOf(code) as Choice;
    if (choice.state !== 'excluded') continue;
    const others = also.filter((other) => other !== code && choiceOf(other)?.text === choice.text);
    counts[code + 1] = options.leftOut(
      known.label(code),
      choice.text,
      others.map((other) => known.label(other)),
    );
  }
  const shown = [...top, ...also.filter((code) => !top.includes(code))].sort(better);
  const values = shown.map((code): FacetValue => {
    const key = known.label(code);
    const choice = choiceOf(code);
    const value: FacetValue = {
      key,
      label: key,
      count: counts[code + 1] as number,
      state: choice?.state ?? 'off',
    };
    return choice && choice.text.toLowerCase() !== key.toLowerCase()
      ? { ...value, written: choice.text }
      : value;
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

/** What a query does to each person: by a name it names everybody who has it. */
function peopleChosen(
  known: FieldValues,
  states: ReadonlyMap<string, Choice> | undefined,
): ReadonlyMap<number, Choice> {
  const codes = new Map<number, Choice>();
  for (const choice of states?.values() ?? [])
    for (const code of known.named(choice.text, true)) if (!codes.has(code)) codes.set(code, choice);
  return codes;
}

/** The first values, and those the query names wherever they stand; excluded ones take no other's place. */
function withChosen(values: readonly FacetValue[], limit: number): FacetValue[] {
  let at = 0;
  return values.filter((value) => (value.state === 'excluded' ? true : at++ < limit || value.state === 'on'));
}
