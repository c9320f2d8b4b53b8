import type { Availability, SeriesFigures } from '../../electron/contract/trends.ts';
import type { Base } from './base.ts';
import type { Series } from './series.ts';
import { trackerStore } from './tracker-store.ts';
import { wilson } from './wilson.ts';

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

/** Sums a series over the calls of a base by group. Values are shifted by `shift` before they are looked at. */
export function tally(base: Base, series: Series, groups: Groups, shift = 0): Tally {
  const sums = empty(groups.size);
  const { mask, columns } = base;
  const { known } = series;
  const listed = series.type === 'MINE' ? known : trackerStore(base.db, base.store).coverage().listed;
  const { offsets, values, size } = groups;
  const { duration } = columns;
  const { calls, known: told, seconds, listed: places, mentioning, mentions: said } = sums;
  const own = series.mask;
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot] === 0) continue;
    const end = offsets === null ? slot + 1 : (offsets[slot + 1] as number);
    for (let at = offsets === null ? slot : (offsets[slot] as number); at < end; at++) {
      const group = (values[at] as number) - shift;
      if (group < 0 || group >= size) continue;
      calls[group] = (calls[group] as number) + 1;
      if (known[slot] === 0) continue;
      told[group] = (told[group] as number) + 1;
      seconds[group] = (seconds[group] as number) + (duration[slot] as number);
      places[group] = (places[group] as number) + (listed[slot] as number);
      if (own !== null && own[slot] === 1) mentioning[group] = (mentioning[group] as number) + 1;
    }
  }
  const { block } = series;
  if (!block) return sums;
  const { slots, mentions, company, customer, unknown } = block;
  for (let entry = 0; entry < block.size; entry++) {
    const slot = slots[entry] as number;
    const here = mentions[entry] as number;
    if (slot < 0 || here === 0 || mask[slot] === 0 || known[slot] === 0) continue;
    const end = offsets === null ? slot + 1 : (offsets[slot + 1] as number);
    for (let at = offsets === null ? slot : (offsets[slot] as number); at < end; at++) {
      const group = (values[at] as number) - shift;
      if (group < 0 || group >= size) continue;
      mentioning[group] = (mentioning[group] as number) + 1;
      said[group] = (said[group] as number) + here;
      add(sums.company, group, company[entry] as number);
      add(sums.customer, group, customer[entry] as number);
      add(sums.unknown, group, unknown[entry] as number);
    }
  }
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
  const told = available !== 'none';
  const counted = told && series.block !== null;
  const mentions = counted ? (sums.mentions[group] as number) : null;
  const band = known > 0 ? wilson(mentioning, known) : null;
  return {
    calls,
    known,
    mentioning: told ? mentioning : null,
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
