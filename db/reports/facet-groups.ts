import {
  durationBands,
  hasValues,
  isPeople,
  isValues,
  scoreValues,
  type ValueField,
  weekdays,
} from '../../electron/contract/query/fields.ts';
import { fold } from '../../electron/contract/words/fold.ts';
import { GrowableArray } from '../index/arrays/growable.ts';
import { memoBy } from '../index/arrays/memo.ts';
import { isMulti, isSingle } from '../index/columns/columns.ts';
import { weekdayOf } from '../index/columns/local-days.ts';
import { valuesOf } from '../index/columns/values.ts';
import { scoreColumn } from '../search/scores.ts';
import { matchCalls } from '../search/search.ts';
import type { Base } from './base.ts';
import { callDays } from './buckets.ts';
import type { Groups } from './tally.ts';

/** The values of a facet as groups of calls. Values that a query cannot tell apart (case, accents) are one. */
export interface FacetGroups extends Groups {
  /** Value of each group as the grammar has it; the group after the last one holds the calls without a value. */
  readonly labels: readonly string[];
}

/** Calls grouped by a facet; worked out once per state of the store (and zone, for weekdays). */
export const facetGroups = (base: Base, field: ValueField): FacetGroups =>
  groupsIn(base.columns, base, field);

// Dictionaries grow only together with the columns.
const groupsIn = memoBy(
  (_: Base['columns'], base: Base, field: ValueField) =>
    isSingle(field)
      ? singleGroups(base, field)
      : isMulti(field)
        ? multiGroups(base, field)
        : fixedGroups(base, field),
  (base, field) => (field === 'weekday' ? `weekday|${base.where.tz}` : field),
);

/** Groups of dictionary codes by what a query would match; the first spelling by the alphabet names the group. */
function merged(labels: readonly string[]): { readonly of: Int32Array; readonly names: string[] } {
  const byFold = new Map<string, number>();
  const names: string[] = [];
  const of = Int32Array.from(labels, (label) => {
    const folded = fold(label);
    let group = byFold.get(folded);
    if (group === undefined) {
      group = names.length;
      byFold.set(folded, group);
      names.push(label);
    } else if (label < (names[group] as string)) names[group] = label;
    return group;
  });
  return { of, names };
}

type Field = Parameters<typeof facetGroups>[1];
type Single = Extract<Field, keyof Base['columns']['single']>;
type Multi = Extract<Field, keyof Base['columns']['multi']>;

/** Groups of people: each is one, by the text that names them alone; nobody else has it. Those of no call are left out. */
function people({ columns, store }: Base, field: 'rep' | 'who'): ReturnType<typeof merged> {
  const known = valuesOf(store, columns, field);
  const of = new Int32Array(known.size).fill(-1);
  const names: string[] = [];
  const codes = field === 'rep' ? columns.single.rep : columns.multi.who.values;
  for (const code of codes) if (code >= 0 && of[code] === -1) of[code] = names.push(known.label(code)) - 1;
  return { of, names };
}

const groupsOf = (base: Base, field: Single | Multi) =>
  isPeople(field) ? people(base, field) : merged(base.store.dictionaries[field].labels);

function singleGroups(base: Base, field: Single): FacetGroups {
  const { columns } = base;
  const { of, names } = groupsOf(base, field);
  const codes = columns.single[field];
  const values = new Int32Array(columns.size);
  for (let slot = 0; slot < values.length; slot++) {
    const code = codes[slot] as number;
    values[slot] = code < 0 ? names.length : (of[code] as number);
  }
  return { labels: names, size: names.length + 1, offsets: null, values };
}

function multiGroups(base: Base, field: Multi): FacetGroups {
  const { columns } = base;
  const { of, names } = groupsOf(base, field);
  const lists = columns.multi[field];
  return spread(columns.size, lists.values.length, names, (slot, put) => {
    for (let at = lists.offsets[slot] as number; at < (lists.offsets[slot + 1] as number); at++)
      put(of[lists.values[at] as number] as number);
  });
}

function fixedGroups(base: Base, field: Field): FacetGroups {
  const { columns, where } = base;
  if (field === 'weekday') {
    const days = callDays(columns, where.tz);
    return {
      labels: weekdays,
      size: weekdays.length + 1,
      offsets: null,
      values: days.map(weekdayOf),
    };
  }
  if (field === 'dur') {
    const values = new Int32Array(columns.size);
    for (let slot = 0; slot < values.length; slot++) {
      const minutes = (columns.duration[slot] as number) / 60;
      const at = durationBands.findIndex(([, from, to]) => minutes >= from && minutes < to);
      values[slot] = at < 0 ? durationBands.length : at;
    }
    return {
      labels: durationBands.map(([key]) => key),
      size: durationBands.length + 1,
      offsets: null,
      values,
    };
  }
  if (field === 'score')
    return {
      labels: scoreValues,
      size: scoreValues.length + 1,
      offsets: null,
      values: Int32Array.from(scoreColumn(columns)),
    };
  const names: readonly string[] = field === 'has' ? hasValues : isValues;
  const masks = names.map((name) => matchCalls(base.db, base.store, `${field}:${name}`, where).mask);
  return spread(columns.size, columns.size * 4, names, (slot, put) => {
    masks.forEach((mask, group) => {
      if (mask[slot] === 1) put(group);
    });
  });
}

/** Several groups per call, each at most once; calls without any are in the last group. */
function spread(
  size: number,
  /** How many values are likely to come. */
  about: number,
  labels: readonly string[],
  visit: (slot: number, put: (group: number) => void) => void,
): FacetGroups {
  const offsets = new Uint32Array(size + 1);
  const values = new GrowableArray<Int32Array>(Int32Array, about + size);
  const seen = new Int32Array(labels.length).fill(-1);
  for (let slot = 0; slot < size; slot++) {
    const before = values.length;
    visit(slot, (group) => {
      if (seen[group] === slot) return;
      seen[group] = slot;
      values.push(group);
    });
    if (values.length === before) values.push(labels.length);
    offsets[slot + 1] = values.length;
  }
  return { labels, size: labels.length + 1, offsets, values: values.toArray() };
}
