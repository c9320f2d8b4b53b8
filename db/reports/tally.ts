import type { Availability, SeriesFigures } from '../../electron/contract/trends.ts';
import { memo } from '../index/arrays/memo.ts';
import { wilson } from '../index/figures/wilson.ts';
import type { Base } from './base.ts';
import { entriesIn } from './selected.ts';
import type { Series } from './series.ts';

/** Below this many known calls a share says little. */
export const smallSample = 10;

/** Which groups a call belongs to. One value per slot, or with `offsets` several; values below 0 are no group. */
export interface Groups {
  readonly size: number;
  readonly offsets: Uint32Array | null;
  readonly values: Int32Array;
}

/** Sums per group. */
export interface Tally {
  readonly calls: Int32Array;
  readonly known: Int32Array;
  readonly mentioning: Int32Array;
  readonly mentions: Float64Array;
  readonly seconds: Float64Array;
  readonly company: Int32Array;
  readonly customer: Int32Array;
  readonly unknown: Int32Array;
  /** Known calls for which occurrences are listed. */
  readonly listed: Int32Array;
}

function empty(size: number): Tally {
  return {
    calls: new Int32Array(size),
    known: new Int32Array(size),
    mentioning: new Int32Array(size),
    mentions: new Float64Array(size),
    seconds: new Float64Array(size),
    company: new Int32Array(size),
    customer: new Int32Array(size),
    unknown: new Int32Array(size),
    listed: new Int32Array(size),
  };
}

/** Adds `by` to an element: typed arrays are never undefined within their length. */
export function add(to: Int32Array | Float64Array, at: number, by: number): void {
  to[at] = (to[at] as number) + by;
}

/** What is summed of the calls alone, whatever comes up in them. */
type CallSums = Pick<Tally, 'calls' | 'known' | 'listed' | 'seconds'>;
interface KeptSums {
  readonly values: Int32Array;
  readonly states: Uint8Array;
  readonly shift: number;
  readonly size: number;
  readonly sums: CallSums;
}
/** Several series over one base, and the parts of a report, have the same calls. */
const keptOf = memo((_: Base): KeptSums[] => []);
const keptAtMost = 6;
/** With more groups the sums are not worth their room. */
const keptSize = 5000;

function callSums(base: Base, series: Series, groups: Groups, shift: number): CallSums {
  const { values, size } = groups;
  const { states } = series;
  const list = keptOf(base);
  const found = list.find(
    (one) => one.values === values && one.states === states && one.shift === shift && one.size === size,
  );
  if (found) return found.sums;
  const sums = countCalls(base, states, groups, shift);
  if (size <= keptSize) {
    list.push({ values, states, shift, size, sums });
    if (list.length > keptAtMost) list.shift();
  }
  return sums;
}

function countCalls(base: Base, states: Uint8Array, groups: Groups, shift: number): CallSums {
  const { offsets, values, size } = groups;
  const { mask, columns } = base;
  const { duration } = columns;
  // Calls of each group by their state: what is known of a call is a matter of two bits.
  const counts = new Int32Array(size * 4);
  const seconds = new Float64Array(size * 4);
  if (offsets === null) {
    // Slots come by time: calls of one bucket follow each other, and are added up before they are put down.
    let [last, count, sum] = [-1, 0, 0];
    const put = () => {
      if (last < 0) return;
      counts[last] = (counts[last] as number) + count;
      seconds[last] = (seconds[last] as number) + sum;
    };
    for (let slot = 0; slot < mask.length; slot++) {
      if (mask[slot] === 0) continue;
      const group = (values[slot] as number) - shift;
      if (group < 0 || group >= size) continue;
      const at = group * 4 + (states[slot] as number);
      if (at !== last) {
        put();
        last = at;
        count = 0;
        sum = 0;
      }
      count++;
      sum += duration[slot] as number;
    }
    put();
  } else
    for (let slot = 0; slot < mask.length; slot++) {
      if (mask[slot] === 0) continue;
      const state = states[slot] as number;
      const end = offsets[slot + 1] as number;
      for (let item = offsets[slot] as number; item < end; item++) {
        const group = (values[item] as number) - shift;
        if (group < 0 || group >= size) continue;
        const at = group * 4 + state;
        counts[at] = (counts[at] as number) + 1;
        seconds[at] = (seconds[at] as number) + (duration[slot] as number);
      }
    }
  const sums = {
    calls: new Int32Array(size),
    known: new Int32Array(size),
    listed: new Int32Array(size),
    seconds: new Float64Array(size),
  };
  for (let group = 0; group < size; group++) {
    const at = group * 4;
    const [nothing, told, listed] = [counts[at], counts[at + 1], counts[at + 3]] as [number, number, number];
    sums.calls[group] = nothing + told + listed;
    sums.known[group] = told + listed;
    sums.listed[group] = listed;
    sums.seconds[group] = (seconds[at + 1] as number) + (seconds[at + 3] as number);
  }
  return sums;
}

/** Sums a series over the calls of a base by group. Values are shifted by `shift` before they are looked at. */
export function tally(base: Base, series: Series, groups: Groups, shift = 0): Tally {
  const { mask } = base;
  const { known, block, mask: own } = series;
  const { offsets, values, size } = groups;
  const sums: Tally = { ...empty(size), ...callSums(base, series, groups, shift) };
  const { mentioning, mentions: said, company: ours, customer: theirs, unknown } = sums;
  if (own !== null)
    for (let slot = 0; slot < mask.length; slot++) {
      if (mask[slot] === 0 || own[slot] === 0 || known[slot] === 0) continue;
      const end = offsets === null ? slot + 1 : (offsets[slot + 1] as number);
      for (let at = offsets === null ? slot : (offsets[slot] as number); at < end; at++) {
        const group = (values[at] as number) - shift;
        if (group >= 0 && group < size) mentioning[group] = (mentioning[group] as number) + 1;
      }
    }
  if (!block) return sums;
  const entries = entriesIn(base, block);
  const { slots, mentions, listed, company, customer } = block;
  const add = (group: number, calls: number, mentions_: number, one: number, two: number, all: number) => {
    mentioning[group] = (mentioning[group] as number) + calls;
    said[group] = (said[group] as number) + mentions_;
    ours[group] = (ours[group] as number) + one;
    theirs[group] = (theirs[group] as number) + two;
    // All that are listed, for now.
    unknown[group] = (unknown[group] as number) + all;
  };
  // As above: entries come by time too, or nearly.
  let [last, calls, sum, one, two, all] = [-1, 0, 0, 0, 0, 0];
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index] as number;
    const slot = slots[entry] as number;
    const here = mentions[entry] as number;
    if (here === 0 || known[slot] === 0) continue;
    if (offsets === null) {
      const group = (values[slot] as number) - shift;
      if (group < 0 || group >= size) continue;
      if (group !== last) {
        if (last >= 0) add(last, calls, sum, one, two, all);
        last = group;
        calls = 0;
        sum = 0;
        one = 0;
        two = 0;
        all = 0;
      }
      calls++;
      sum += here;
      one += company[entry] as number;
      two += customer[entry] as number;
      all += listed[entry] as number;
    } else {
      const end = offsets[slot + 1] as number;
      for (let at = offsets[slot] as number; at < end; at++) {
        const group = (values[at] as number) - shift;
        if (group >= 0 && group < size)
          add(group, 1, here, company[entry] as number, customer[entry] as number, listed[entry] as number);
      }
    }
  }
  if (last >= 0) add(last, calls, sum, one, two, all);
  for (let group = 0; group < size; group++)
    unknown[group] = (unknown[group] as number) - (ours[group] as number) - (theirs[group] as number);
  return sums;
}

/** All groups in one. */
export function inAll(sums: Tally): Tally {
  const all = empty(1);
  for (const name of Object.keys(all) as (keyof Tally)[])
    for (const value of sums[name]) add(all[name], 0, value);
  return all;
}

/** The figures of one group as they are answered. */
export function figuresOf(
  sums: Tally,
  group: number,
  series: Series,
  q: string,
  allQ: string,
): SeriesFigures {
  const calls = sums.calls[group] as number;
  const known = sums.known[group] as number;
  const mentioning = sums.mentioning[group] as number;
  const hours = (sums.seconds[group] as number) / 3600;
  const available: Availability =
    calls === 0
      ? 'empty'
      : known === 0
        ? 'none'
        : series.block !== null && sums.listed[group] === 0
          ? 'counts'
          : 'full';
  const isKnown = available !== 'none';
  const counted = isKnown && series.block !== null;
  const mentions = counted ? (sums.mentions[group] as number) : null;
  const band = known > 0 ? wilson(mentioning, known) : null;
  return {
    calls,
    known,
    mentioning: isKnown ? mentioning : null,
    share: known > 0 ? mentioning / known : null,
    low: band?.low ?? null,
    high: band?.high ?? null,
    mentions,
    perCall: mentions !== null && known > 0 ? mentions / known : null,
    perHour: mentions !== null && hours > 0 ? mentions / hours : null,
    hours,
    bySide:
      counted && available !== 'counts'
        ? {
            company: sums.company[group] as number,
            customer: sums.customer[group] as number,
            unknown: sums.unknown[group] as number,
          }
        : null,
    available,
    small: known < smallSample,
    q,
    allQ,
  };
}
