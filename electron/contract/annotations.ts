import * as v from 'valibot';
import { day } from './day.ts';
import { read, write } from './define.ts';
import type { Edit } from './edits.ts';
import { id } from './inputs.ts';

/** A dated note of the user's own on the charts over time, e.g. "pricing page launched". It never leaves the machine. */
export interface Annotation {
  readonly id: number;
  /** Local day 'YYYY-MM-DD'; the same day in every time zone. */
  readonly day: string;
  /** Last day of a stretch of time, after `day`; null: `day` alone. */
  readonly endDay: string | null;
  readonly text: string;
  /** Key of the one tracker whose charts show it; null: every chart. */
  readonly key: string | null;
}

/** The annotations that begin in one bucket of a time axis, or reach into its first. */
export interface AnnotationMark {
  /** Index of the bucket. */
  readonly at: number;
  /** Their numbers on this axis, from 1: '2', or '2–4' where a bucket has several. */
  readonly label: string;
  /** Number of the first. */
  readonly first: number;
  readonly items: readonly Annotation[];
  /** Index of the last bucket that each reaches. */
  readonly ends: readonly number[];
}

/** 'YYYY-MM-DD', or 'YYYY-MM-DD to YYYY-MM-DD'. */
export const annotationDays = ({ day, endDay }: Pick<Annotation, 'day' | 'endDay'>): string =>
  endDay === null ? day : `${day} to ${endDay}`;

const numbers = (first: number, last: number) => (first === last ? String(first) : `${first}–${last}`);

/** Where annotations stand on an axis of neighbouring buckets (from inclusive, to exclusive); those outside are left out. */
export function annotationMarks(
  buckets: readonly { readonly from: string; readonly to: string }[],
  annotations: readonly Annotation[],
): AnnotationMark[] {
  let number = 0;
  return buckets.flatMap(({ from, to }, at): AnnotationMark[] => {
    const items = annotations.filter(
      ({ day, endDay }) => day < to && (day >= from || (at === 0 && (endDay ?? day) >= from)),
    );
    if (items.length === 0) return [];
    const first = number + 1;
    number += items.length;
    const ends = items.map(({ day, endDay }) =>
      buckets.reduce((last, bucket, index) => (bucket.from <= (endDay ?? day) ? index : last), at),
    );
    return [{ at, label: numbers(first, number), first, items, ends }];
  });
}

/** The annotations that reach a bucket, with their numbers: '2', '2–4', '1, 3'; null where there are none. */
export function annotationsAt(
  marks: readonly AnnotationMark[],
  at: number,
): { readonly label: string; readonly items: readonly Annotation[] } | null {
  const here = marks.flatMap((mark) =>
    mark.items.flatMap((item, nth) =>
      mark.at <= at && (mark.ends[nth] as number) >= at ? [{ item, number: mark.first + nth }] : [],
    ),
  );
  if (here.length === 0) return null;
  const runs: [number, number][] = [];
  for (const { number } of here) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return {
    label: runs.map(([first, last]) => numbers(first, last)).join(', '),
    items: here.map(({ item }) => item),
  };
}

const fields = {
  day,
  endDay: v.optional(v.nullable(day), null),
  text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  key: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(200))), null),
} as const;

const inOrder = <T extends { readonly day: string; readonly endDay: string | null }>() =>
  v.check<T, string>((input) => input.endDay === null || input.endDay >= input.day, 'ends before it begins');

export const annotationsProcedures = {
  /** All of them by day, then in the order they were made. */
  'annotations/list': read<readonly Annotation[]>()(),
  /** Makes one (no id) or changes one. Throws 'annotations/not-found'. */
  'annotations/save': write<{ readonly annotation: Annotation; readonly edit: Edit }>()(
    v.pipe(v.object({ id: v.optional(id), ...fields }), inOrder()),
  ),
  /** Throws 'annotations/not-found'. */
  'annotations/remove': write<{ readonly edit: Edit }>()({ id }),
} as const;
