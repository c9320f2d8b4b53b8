import * as v from 'valibot';
import { procedure } from './define.ts';

/** A dated note of the user's own on the charts over time, e.g. "pricing page launched". It never leaves the machine. */
export interface Annotation {
  readonly id: number;
  /** Local day 'YYYY-MM-DD'; the same day in every time zone. */
  readonly day: string;
  readonly text: string;
  /** Key of the one tracker whose charts show it; null: every chart. */
  readonly key: string | null;
}

/** The annotations of one bucket of a time axis. */
export interface AnnotationMark {
  /** Index of the bucket. */
  readonly at: number;
  /** Their numbers on this axis, from 1: '2', or '2–4' where a bucket has several. */
  readonly label: string;
  readonly items: readonly Annotation[];
}

/** Where annotations stand on an axis of neighbouring buckets (from inclusive, to exclusive); those outside are left out. */
export function annotationMarks(
  buckets: readonly { readonly from: string; readonly to: string }[],
  annotations: readonly Annotation[],
): AnnotationMark[] {
  let number = 0;
  return buckets.flatMap(({ from, to }, at): AnnotationMark[] => {
    const items = annotations.filter(({ day }) => day >= from && day < to);
    if (items.length === 0) return [];
    const first = number + 1;
    number += items.length;
    return [{ at, label: items.length > 1 ? `${first}–${number}` : String(first), items }];
  });
}

const isDay = (text: string) => {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

const id = v.pipe(v.number(), v.integer());
const fields = {
  /** A day of the calendar. */
  day: v.pipe(v.string(), v.isoDate(), v.check(isDay, 'no such day')),
  text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  key: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(200))), null),
} as const;

export const annotationsProcedures = {
  /** All of them by day, then in the order they were made. */
  'annotations/list': procedure<readonly Annotation[]>()('read', v.object({})),
  /** Makes one (no id) or changes one; `before` brings the former state back by 'annotations/put'. Throws 'annotations/not-found'. */
  'annotations/save': procedure<{ readonly annotation: Annotation; readonly before: Annotation | null }>()(
    'write',
    v.object({ id: v.optional(id), ...fields }),
  ),
  /** Returns what was removed. Throws 'annotations/not-found'. */
  'annotations/remove': procedure<{ readonly removed: Annotation }>()('write', v.object({ id })),
  /** Puts a removed one, or the former state of one, back under its id. */
  'annotations/put': procedure<Annotation>()('write', v.object({ id, ...fields })),
} as const;
