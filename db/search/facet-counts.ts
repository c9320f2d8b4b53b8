import {
  durationBands,
  hasValues,
  isValues,
  type SingleField,
  scoreValues,
  singleFields,
  type ValueField,
  weekdays,
} from '../../electron/contract/query/fields.ts';
import type { Mask } from '../index/arrays/mask.ts';
import { memo, memoBy } from '../index/arrays/memo.ts';
import { selectionOf } from '../index/arrays/selection.ts';
import { type Columns, flag, isMulti, isSingle } from '../index/columns/columns.ts';
import { dayColumn, weekdayOf } from '../index/columns/local-days.ts';
import { hasBits, hasLists, isBits } from './match.ts';
import { scoreColumn } from './scores.ts';

/**
 * Calls of a mask that have each value of a field. Index 0 is “no value” and value v is at v + 1: codes of the
 * dictionary `values` long, or the fixed values of the field in their order. Counts of the whole store are kept, so
 * that of a large result only what it lacks has to be counted.
 */
export function countValues(
  columns: Columns,
  mask: Mask,
  field: ValueField,
  values: number,
  tz: string,
): Int32Array {
  const { slots, rest } = selectionOf(mask);
  const counts = countSlots(columns, slots, field, values, tz);
  if (!rest) return counts;
  const whole = countAll(columns, field, tz, values);
  for (let at = 0; at < counts.length; at++) counts[at] = (whole[at] as number) - (counts[at] as number);
  return counts;
}

const countAll = memoBy(
  (columns: Columns, field: ValueField, tz: string, values: number) => {
    const every = new Int32Array(columns.size);
    for (let slot = 0; slot < every.length; slot++) every[slot] = slot;
    return countSlots(columns, every, field, values, tz);
  },
  (field, tz) => (field === 'weekday' ? `${field} ${tz}` : field),
);

function countSlots(
  columns: Columns,
  slots: Int32Array,
  field: ValueField,
  values: number,
  tz: string,
): Int32Array {
  if (isSingle(field)) return countSingle(columns, slots, field, values);
  if (isMulti(field)) {
    const lists = columns.multi[field];
    const entries = (slots.length / Math.max(1, columns.size)) * lists.values.length;
    const words = values * Math.ceil(columns.size / 32);
    return words < (slots.length + entries) * bitsPay
      ? countBitsOf(bitsets(lists, columns.size, values), slots, columns.size, values)
      : countMulti(lists, slots, values);
  }
  if (field === 'dur') return countBands(bandsOf(columns), slots);
  if (field === 'weekday') return countWeekdays(dayColumn(columns, tz), slots);
  if (field === 'score') return countScores(scoreColumn(columns), slots);
  return countFlags(columns, slots, field as 'has' | 'is');
}

/** From so many calls on, fields with few values are counted together. */
const groupPays = 20_000;
/** Combinations of values that a group of fields has at most: they fit two bytes, and their counts the processor's cache. */
const combinationsAtMost = 1 << 16;

/** Some fields as one column: a call's combination of their values. Value v of a field, or none, counts as v + 1. */
interface Group {
  readonly fields: ReadonlyMap<SingleField, { readonly stride: number; readonly size: number }>;
  readonly combinations: number;
  readonly codes: Uint16Array;
}

/** The group of each field that has one: as many fields together as their combinations allow, fewest values first. */
const groupsOf = memo((columns: Columns): ReadonlyMap<SingleField, Group> => {
  const sizes = singleFields
    .map((field) => ({
      field,
      size: columns.single[field].reduce((most, code) => Math.max(most, code), -1) + 2,
    }))
    .sort((a, b) => a.size - b.size);
  const made = new Map<SingleField, Group>();
  for (let from = 0; from < sizes.length; ) {
    const fields = new Map<SingleField, { stride: number; size: number }>();
    let combinations = 1;
    let to = from;
    for (; to < sizes.length; to++) {
      const { field, size } = sizes[to] as { field: SingleField; size: number };
      if (combinations * size > combinationsAtMost) break;
      fields.set(field, { stride: combinations, size });
      combinations *= size;
    }
    // A field alone gains nothing, and those after it have more values still.
    if (fields.size < 2) break;
    const codes = new Uint16Array(columns.size);
    for (const [field, { stride }] of fields) {
      const column = columns.single[field];
      for (let slot = 0; slot < codes.length; slot++)
        codes[slot] = (codes[slot] as number) + ((column[slot] as number) + 1) * stride;
    }
    const group = { fields, combinations, codes };
    for (const field of fields.keys()) made.set(field, group);
    from = to;
  }
  return made;
});

/** How many of some calls have each combination of a group; kept, because its other fields are asked next. */
const countCombinations = memoBy((slots: Int32Array, { combinations, codes }: Group) => {
  const counts = new Int32Array(combinations);
  for (let at = 0; at < slots.length; at++) counts[codes[slots[at] as number] as number]!++;
  return counts;
});

function countSingle(columns: Columns, slots: Int32Array, field: SingleField, values: number): Int32Array {
  const counts = new Int32Array(values + 1);
  const group = slots.length < groupPays ? undefined : groupsOf(columns).get(field);
  const place = group?.fields.get(field);
  if (group && place) {
    const { stride, size } = place;
    const sums = countCombinations(slots, group);
    for (let code = 0; code < sums.length; code++)
      if (sums[code] !== 0) counts[Math.floor(code / stride) % size]! += sums[code] as number;
    return counts;
  }
  const column = columns.single[field];
  for (let at = 0; at < slots.length; at++) counts[(column[slots[at] as number] as number) + 1]!++;
  return counts;
}

function countMulti(lists: Columns['multi']['who'], slots: Int32Array, values: number): Int32Array {
  const { offsets, values: list } = lists;
  const counts = new Int32Array(values + 1);
  for (let at = 0; at < slots.length; at++) {
    const slot = slots[at] as number;
    const end = offsets[slot + 1] as number;
    for (let item = offsets[slot] as number; item < end; item++) counts[(list[item] as number) + 1]!++;
  }
  return counts;
}

/** Counting 32 calls of one value at once costs about as much as this share of a call, or of one entry of its list. */
const bitsPay = 0.5;

/** One bit per slot for each value, value after value: for fields with few values that many calls have. Made once per lists. */
export const bitsets = memo((lists: Columns['multi']['who'], size: number, values: number): Uint32Array => {
  const width = Math.ceil(size / 32);
  const made = new Uint32Array(width * values);
  for (let slot = 0; slot < size; slot++) {
    const word = slot >>> 5;
    const bit = 1 << (slot & 31);
    for (let at = lists.offsets[slot] as number; at < (lists.offsets[slot + 1] as number); at++)
      made[(lists.values[at] as number) * width + word]! |= bit;
  }
  return made;
});

/** One bit per slot, set for some; kept, because the other fields of a search ask next. */
const bitsOf = memo((slots: Int32Array, size: number): Uint32Array => {
  const made = new Uint32Array(Math.ceil(size / 32));
  for (let at = 0; at < slots.length; at++) {
    const slot = slots[at] as number;
    made[slot >>> 5]! |= 1 << (slot & 31);
  }
  return made;
});

function countBitsOf(bits: Uint32Array, slots: Int32Array, size: number, values: number): Int32Array {
  const wanted = bitsOf(slots, size);
  const width = wanted.length;
  const counts = new Int32Array(values + 1);
  for (let value = 0; value < values; value++) {
    const from = value * width;
    let sum = 0;
    for (let word = 0; word < width; word++) {
      let set = (bits[from + word] as number) & (wanted[word] as number);
      if (set === 0) continue;
      set -= (set >>> 1) & 0x5555_5555;
      set = (set & 0x3333_3333) + ((set >>> 2) & 0x3333_3333);
      sum += (((set + (set >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
    }
    counts[value + 1] = sum;
  }
  return counts;
}

/** Duration band of each slot, counted from 1; 0 for none. Made once per columns. */
const bandsOf = memo((columns: Columns): Uint8Array => {
  const made = new Uint8Array(columns.size);
  for (let slot = 0; slot < made.length; slot++) {
    const minutes = (columns.duration[slot] as number) / 60;
    let band = 0;
    while (band < bandStarts.length && minutes >= (bandStarts[band] as number)) band++;
    made[slot] = band;
  }
  return made;
});

function countBands(bands: Uint8Array, slots: Int32Array): Int32Array {
  const counts = new Int32Array(durationBands.length + 1);
  for (let at = 0; at < slots.length; at++) counts[bands[slots[at] as number] as number]!++;
  return counts;
}
const bandStarts = Float64Array.from(durationBands, ([, from]) => from);

function countWeekdays(days: Int32Array, slots: Int32Array): Int32Array {
  const counts = new Int32Array(weekdays.length + 1);
  for (let at = 0; at < slots.length; at++) counts[weekdayOf(days[slots[at] as number] as number) + 1]!++;
  return counts;
}

function countScores(values: Uint8Array, slots: Int32Array): Int32Array {
  const counts = new Int32Array(scoreValues.length + 1);
  for (let at = 0; at < slots.length; at++) counts[(values[slots[at] as number] as number) + 1]!++;
  return counts;
}

/** Bits after those of `flag`, for what is known from lists. */
const listBits = { tag: 1 << 12, tracker: 1 << 13, scorecard: 1 << 14, folder: 1 << 15 } as const;
const bitCount = 16;
const combinationCount = 1 << bitCount;

/** Flags of each slot with the bits that lists tell, made once per columns. */
const flagsOf = memo((columns: Columns): Uint16Array => {
  const made = columns.flags.slice();
  for (const list of ['tag', 'tracker', 'scorecard', 'folder'] as const) {
    const { offsets } = columns.multi[list];
    for (let slot = 0; slot < made.length; slot++)
      if ((offsets[slot + 1] as number) > (offsets[slot] as number))
        made[slot] = (made[slot] as number) | listBits[list];
  }
  return made;
});

/** Calls that have each bit: combinations of bits are counted, of which there are few, then added up by bit. */
const countBits = memo((slots: Int32Array, columns: Columns): Int32Array => {
  const combinations = new Int32Array(combinationCount);
  const flags = flagsOf(columns);
  for (let at = 0; at < slots.length; at++) combinations[flags[slots[at] as number] as number]!++;
  const sums = new Int32Array(bitCount);
  for (let bits = 1; bits < combinationCount; bits++) {
    const count = combinations[bits] as number;
    if (count === 0) continue;
    for (let bit = 0; bit < bitCount; bit++)
      if ((bits & (1 << bit)) !== 0) sums[bit] = (sums[bit] as number) + count;
  }
  return sums;
});

function countFlags(columns: Columns, slots: Int32Array, field: 'has' | 'is'): Int32Array {
  const sums = countBits(slots, columns);
  const sumOf = (bit: number) => sums[Math.log2(bit)] as number;
  const names: readonly string[] = field === 'has' ? hasValues : isValues;
  return Int32Array.from([0, ...names], (name) => {
    if (typeof name === 'number') return 0;
    const list = field === 'has' ? hasLists[name] : undefined;
    if (list) return sumOf(listBits[list]);
    if (name === 'unreviewed') return slots.length - sumOf(flag.reviewed);
    const bit = (field === 'has' ? hasBits : isBits)[name];
    return bit === undefined ? 0 : sumOf(bit);
  });
}
