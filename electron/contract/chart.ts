import { area, line } from 'd3-shape';
import type { Side } from './call.ts';

/*
 * What the view's charts and those in files have in common: shapes as path data, stacks, the order of the sides. Knows neither a
 * document nor a style.
 */

/** The sides in the order in which they are stacked, and what they are called. */
export const sides: readonly Side[] = ['company', 'customer', 'unknown'];
export const sideNames: Readonly<Record<Side, string>> = {
  company: 'Company',
  customer: 'Customer',
  unknown: 'Not known',
};

/** Where a value by its index, or an index by itself, lies on an axis. */
type Scale = (value: number) => number;

/** A line through values by their index; null breaks it. */
export const linePath = (values: readonly (number | null)[], x: Scale, y: Scale): string =>
  line<number | null>()
    .defined((value) => value !== null)
    .x((_, at) => x(at))
    .y((value) => y(value ?? 0))(values) ?? '';

/** A band between [low, high] by index; null breaks it. */
export const bandPath = (bands: readonly (readonly [number, number] | null)[], x: Scale, y: Scale): string =>
  area<readonly [number, number] | null>()
    .defined((band) => band !== null)
    .x((_, at) => x(at))
    .y0((band) => y(band?.[0] ?? 0))
    .y1((band) => y(band?.[1] ?? 0))(bands) ?? '';

/** Parts of a column from below, as [from, to]. */
export function stacked(parts: readonly number[]): [number, number][] {
  let top = 0;
  return parts.map((part) => {
    const from = top;
    top += part;
    return [from, top];
  });
}

/** Stretches of neighbouring indexes for which `is` holds, as [first, last]. */
export function runs(length: number, is: (at: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at < length; at++) {
    if (!is(at)) continue;
    const last = found.at(-1);
    if (last && last[1] === at - 1) last[1] = at;
    else found.push([at, at]);
  }
  return found;
}
