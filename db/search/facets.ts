import type { Facet, FacetValue } from '../../electron/contract/library.ts';
import {
  durationBands,
  hasValues,
  isValues,
  type ValueField,
  weekdays,
} from '../../electron/contract/query/ast.ts';
import { valueState } from '../../electron/contract/query/edit.ts';
import { type ColumnStore, isMulti, isSingle } from './columns.ts';
import { localDays, weekdayOf } from './local-days.ts';
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

/**
 * Values of one facet with the number of calls of `mask` that have each. Selected values are listed even when their
 * count is zero. `contains` narrows the values by label.
 */
export function facetOf(
  store: ColumnStore,
  matcher: Matcher,
  mask: Mask,
  field: ValueField,
  label: string,
  q: string,
  tz: string,
  options: { limit: number; contains?: string },
): Facet {
  const entries = fixed[field]
    ? countFixed(matcher, mask, field, tz)
    : countDictionary(store, matcher, mask, field);
  const contains = options.contains?.toLowerCase() ?? '';
  const values: FacetValue[] = [];
  for (const [key, text, count] of entries) {
    if (contains && !text.toLowerCase().includes(contains)) continue;
    const state = valueState(q, field, key);
    if (count > 0 || state !== 'off') values.push({ key, label: text, count, state });
  }
  if (!fixed[field]) values.sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  const chosen = values.filter((value) => value.state !== 'off');
  const shown = values.slice(0, options.limit);
  return {
    field,
    label,
    values: [...shown, ...chosen.filter((value) => !shown.includes(value))],
    distinct: values.length,
  };
}

function countDictionary(
  store: ColumnStore,
  matcher: Matcher,
  mask: Mask,
  field: ValueField,
): [string, string, number][] {
  const { columns } = matcher;
  if (!isSingle(field) && !isMulti(field)) return [];
  const labels = store.dictionaries[field].labels;
  const counts = new Int32Array(labels.length + 1);
  if (isSingle(field)) {
    const column = columns.single[field];
    // Code -1 (no value) falls on index 0.
    for (let slot = 0; slot < mask.length; slot++) if (mask[slot]) counts[(column[slot] as number) + 1]!++;
  } else {
    const { offsets, values } = columns.multi[field];
    for (let slot = 0; slot < mask.length; slot++) {
      if (!mask[slot]) continue;
      for (let at = offsets[slot] as number; at < (offsets[slot + 1] as number); at++)
        counts[(values[at] as number) + 1]!++;
    }
  }
  return labels.map((label, code) => [label, label, counts[code + 1] as number]);
}

function countFixed(matcher: Matcher, mask: Mask, field: ValueField, tz: string): [string, string, number][] {
  const list = fixed[field] ?? [];
  const counts = new Array<number>(list.length).fill(0);
  const { columns } = matcher;
  const days = localDays(tz);
  for (let slot = 0; slot < mask.length; slot++) {
    if (!mask[slot]) continue;
    if (field === 'dur') {
      const minutes = (columns.duration[slot] as number) / 60;
      const at = durationBands.findIndex(([, from, to]) => minutes >= from && minutes < to);
      if (at >= 0) counts[at]!++;
    } else if (field === 'weekday') counts[weekdayOf(days.day(columns.started[slot] as number))]!++;
    else
      list.forEach(([key], at) => {
        if (matcher.hasFlag(slot, field as 'has' | 'is', key)) counts[at]!++;
      });
  }
  return list.map(([key, label], at) => [key, label, counts[at] as number]);
}
