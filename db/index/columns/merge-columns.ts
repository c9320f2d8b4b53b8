import {
  type MultiField,
  multiFields,
  type SingleField,
  singleFields,
} from '../../../electron/contract/query/fields.ts';
import type { Lists } from './columns.ts';
import type { ColumnData } from './load.ts';

/** A stretch of neighbouring slots of one of two sources: 0 what was, 1 what is new. */
interface Stretch {
  readonly source: 0 | 1;
  readonly from: number;
  readonly to: number;
}

type Numbers = Int32Array | Float64Array | Float32Array | Uint16Array;

/**
 * Columns with some calls replaced: `gone` slots of `old` fall out, the calls of `fresh` come in, everything stays
 * newest first. Whole stretches are copied, so a page of new calls costs the copying of memory, not the reading of rows.
 */
export function mergeColumns(old: ColumnData, gone: ReadonlySet<number>, fresh: ColumnData): ColumnData {
  const stretches = interleave(old, gone, fresh);
  const size = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const column = <A extends Numbers>(of: (data: ColumnData) => A, out: A): A => {
    let at = 0;
    for (const { source, from, to } of stretches) {
      out.set(of(source === 0 ? old : fresh).subarray(from, to) as never, at);
      at += to - from;
    }
    return out;
  };
  const lists = (of: (data: ColumnData) => Lists, beside: ((data: ColumnData) => Int32Array) | null) => {
    const sources = [of(old), of(fresh)] as const;
    let total = 0;
    for (const { source, from, to } of stretches) {
      const { offsets } = sources[source];
      total += (offsets[to] as number) - (offsets[from] as number);
    }
    const offsets = new Uint32Array(size + 1);
    const values = new Int32Array(total);
    const numbers = new Int32Array(beside ? total : 0);
    let at = 0;
    let end = 0;
    for (const { source, from, to } of stretches) {
      const list = sources[source];
      const first = list.offsets[from] as number;
      const last = list.offsets[to] as number;
      values.set(list.values.subarray(first, last), end);
      if (beside) numbers.set(beside(source === 0 ? old : fresh).subarray(first, last), end);
      const shift = end - first;
      for (let slot = from; slot < to; slot++) offsets[++at] = (list.offsets[slot + 1] as number) + shift;
      end += last - first;
    }
    return { offsets, values, numbers };
  };
  const tracker = lists(
    (data) => data.multi.tracker,
    (data) => data.trackerCounts,
  );
  const who = lists(
    (data) => data.multi.who,
    (data) => data.whoListed,
  );
  return {
    size,
    rowids: column((data) => data.rowids, new Int32Array(size)),
    generations: column((data) => data.generations, new Int32Array(size)),
    started: column((data) => data.started, new Float64Array(size)),
    duration: column((data) => data.duration, new Float32Array(size)),
    flags: column((data) => data.flags, new Uint16Array(size)),
    touched: column((data) => data.touched, new Float64Array(size)),
    single: Object.fromEntries(
      singleFields.map((name) => [name, column((data) => data.single[name], new Int32Array(size))]),
    ) as Record<SingleField, Int32Array>,
    multi: Object.fromEntries(
      multiFields.map((name) => {
        const { offsets, values } =
          name === 'tracker' ? tracker : name === 'who' ? who : lists((data) => data.multi[name], null);
        return [name, { offsets, values }];
      }),
    ) as unknown as Record<MultiField, Lists>,
    trackerCounts: tracker.numbers,
    whoListed: who.numbers,
    scores: column((data) => data.scores, new Int32Array(size)),
  };
}

/** Both sources as one sequence of stretches, newest first. */
function interleave(old: ColumnData, gone: ReadonlySet<number>, fresh: ColumnData): Stretch[] {
  const stretches: Stretch[] = [];
  const holes = [...gone].sort((a, b) => a - b);
  let hole = 0;
  let slot = 0;
  const keepTo = (end: number) => {
    while (slot < end) {
      while (hole < holes.length && (holes[hole] as number) < slot) hole++;
      const next = Math.min(end, hole < holes.length ? (holes[hole] as number) : end);
      if (next > slot) stretches.push({ source: 0, from: slot, to: next });
      slot = next === end ? end : next + 1;
    }
  };
  for (let at = 0; at < fresh.size; at++) {
    keepTo(placeOf(old, fresh.started[at] as number, fresh.rowids[at] as number));
    const last = stretches.at(-1);
    if (last?.source === 1 && last.to === at) stretches[stretches.length - 1] = { ...last, to: at + 1 };
    else stretches.push({ source: 1, from: at, to: at + 1 });
  }
  keepTo(old.size);
  return stretches;
}

/** First slot that comes after a call which started then: newest first, of equal ones the higher row id. */
function placeOf({ size, started, rowids }: ColumnData, start: number, rowid: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = started[middle] as number;
    if (other > start || (other === start && (rowids[middle] as number) > rowid)) low = middle + 1;
    else high = middle;
  }
  return low;
}
