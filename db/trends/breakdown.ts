import type { Node, ValueField } from '../../electron/contract/query/ast.ts';
import { formatNode } from '../../electron/contract/query/format.ts';
import type {
  BreakdownFigures,
  BreakdownReport,
  BreakdownSort,
  Bucket,
} from '../../electron/contract/trends.ts';
import type { Db } from '../open.ts';
import type { ColumnStore } from '../search/columns.ts';
import { dayText } from '../search/local-days.ts';
import { axisOf } from './axis.ts';
import { and, type Base, openBase, valueClause, valueNode, written } from './base.ts';
import { type FacetGroups, facetGroups } from './facet-groups.ts';
import { entriesIn } from './selected.ts';
import { type OneSeries, openSeries, type Series } from './series.ts';
import { figuresOf, smallSample, type Tally, tally } from './tally.ts';
import { changeOf } from './wilson.ts';

export interface BreakdownInput extends OneSeries {
  readonly field: ValueField;
  readonly bucket: Bucket;
  readonly sort: BreakdownSort;
  readonly limit: number;
}

/** Longest clause that excludes every value: with more values, the calls without any cannot be named by a query. */
const longestExclusion = 1500;

/** The clause that selects a group of a facet; null when no query can. */
export function groupClause(groups: FacetGroups, field: ValueField, group: number): string | null {
  const label = groups.labels[group];
  if (label !== undefined) return valueClause(field, label);
  if (groups.labels.length === 0) return '';
  const node: Node = {
    kind: 'not',
    node: valueNode(field, ...groups.labels.toSorted()),
    span: { from: 0, to: 0 },
  };
  const text = formatNode(node);
  return text.length > longestExclusion ? null : text;
}

/** Known and mentioning calls per row and cell. */
interface Cells {
  readonly known: Int32Array;
  readonly mentioning: Int32Array;
}

/** Up to so many cells all rows are counted at once; else the halves of all and then the cells of those that are shown. */
const cellsAtMost = 1 << 18;

/** Which cell a call is in: `of` its bucket minus `shift`, below 0 or from `count` on none. */
interface CellsOf {
  readonly count: number;
  readonly values: Int32Array;
  readonly shift: number;
  /** Cells of the axis that are in the first of two; null to count each by itself. */
  readonly split: number | null;
}

/** Known and mentioning calls per row and cell; `rowOf`: the row of each group, -1 for none, null for each its own. */
function cellsOf(
  base: Base,
  series: Series,
  groups: FacetGroups,
  cells: CellsOf,
  rowOf: Int32Array | null,
): Cells {
  const rows = rowOf ? rowOf.reduce((most, row) => Math.max(most, row + 1), 0) : groups.size;
  const { values: cellOf, shift, split } = cells;
  const count = split === null ? cells.count : 2;
  const known = new Int32Array(rows * count);
  const mentioning = new Int32Array(rows * count);
  const { mask } = base;
  const { states, block, mask: own } = series;
  const { offsets, values } = groups;
  const put = (to: Int32Array, slot: number) => {
    const bucket = (cellOf[slot] as number) - shift;
    if (bucket < 0 || bucket >= cells.count) return;
    const cell = split === null ? bucket : bucket < split ? 0 : 1;
    const end = offsets === null ? slot + 1 : (offsets[slot + 1] as number);
    for (let at = offsets === null ? slot : (offsets[slot] as number); at < end; at++) {
      const group = values[at] as number;
      const row = rowOf === null ? group : (rowOf[group] as number);
      if (row >= 0) to[row * count + cell]!++;
    }
  };
  for (let slot = 0; slot < mask.length; slot++)
    if (mask[slot] === 1 && states[slot] !== 0) {
      put(known, slot);
      if (own !== null && own[slot] === 1) put(mentioning, slot);
    }
  if (block) {
    const entries = entriesIn(base, block);
    const { slots, mentions } = block;
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index] as number;
      const slot = slots[entry] as number;
      if (mentions[entry] !== 0 && states[slot] !== 0) put(mentioning, slot);
    }
  }
  return { known, mentioning };
}

/** Sums of the cells of each row before and from `split` on. */
function halvesOf(cells: Int32Array, count: number, split: number): Int32Array {
  const rows = count === 0 ? 0 : cells.length / count;
  const halves = new Int32Array(rows * 2);
  for (let at = 0; at < cells.length; at++) {
    const row = Math.floor(at / count);
    halves[row * 2 + (at - row * count < split ? 0 : 1)]! += cells[at] as number;
  }
  return halves;
}

/** Groups in the order asked for; what has too few calls comes after what has enough. */
function ordered(sums: Tally, halves: Cells, sort: BreakdownSort, { labels }: FacetGroups): number[] {
  const groups: number[] = [];
  for (let group = 0; group < sums.calls.length; group++) if (sums.calls[group] !== 0) groups.push(group);
  const share = (group: number) =>
    sums.known[group] === 0 ? -1 : (sums.mentioning[group] as number) / (sums.known[group] as number);
  const change = (group: number) => {
    const [before, after] = [halves.known[group * 2] as number, halves.known[group * 2 + 1] as number];
    if (before === 0 || after === 0) return -1;
    return Math.abs(
      (halves.mentioning[group * 2 + 1] as number) / after -
        (halves.mentioning[group * 2] as number) / before,
    );
  };
  const value = {
    calls: (group: number) => sums.calls[group] as number,
    mentions: (group: number) => sums.mentions[group] as number,
    share,
    change,
  }[sort];
  const few = (group: number) =>
    sort === 'share' || sort === 'change' ? Number((sums.known[group] as number) < smallSample) : 0;
  const keys = new Float64Array(sums.calls.length);
  for (const group of groups) keys[group] = value(group);
  return groups.sort(
    (a, b) =>
      few(a) - few(b) ||
      (keys[b] as number) - (keys[a] as number) ||
      (sums.calls[b] as number) - (sums.calls[a] as number) ||
      ((labels[a] ?? '') < (labels[b] ?? '') ? -1 : 1),
  );
}

/** A series by the values of a facet. Throws 'trends/unknown-tracker', 'trends/query-too-long'. */
export function breakdownReport(db: Db, store: ColumnStore, input: BreakdownInput): BreakdownReport {
  const begin = performance.now();
  const base = openBase(db, store, input.q, input);
  const series = openSeries(base, input.series);
  const groups = facetGroups(base, input.field);
  const axis = axisOf(base, input.bucket);
  const sums = tally(base, series, groups);
  const count = axis.starts.length;
  // The later half begins at the border of two buckets.
  const split = count < 2 ? null : Math.ceil(count / 2);
  const cells: CellsOf = { count, values: axis.groups.values, shift: axis.shift, split: null };
  const whole = groups.size * count <= cellsAtMost ? cellsOf(base, series, groups, cells, null) : null;
  const nothing = () => new Int32Array(groups.size * 2);
  const halves: Cells =
    split === null
      ? { known: nothing(), mentioning: nothing() }
      : whole
        ? {
            known: halvesOf(whole.known, count, split),
            mentioning: halvesOf(whole.mentioning, count, split),
          }
        : cellsOf(base, series, groups, { ...cells, split }, null);
  const order = ordered(sums, halves, input.sort, groups).filter(
    // Every value has a query.
    (group) => group < groups.labels.length || groupClause(groups, input.field, group) !== null,
  );
  const chosen = order.slice(0, input.limit);
  const rowOf = new Int32Array(groups.size).fill(-1);
  chosen.forEach((group, row) => {
    rowOf[group] = whole ? group : row;
  });
  const sparks = whole ?? cellsOf(base, series, groups, cells, rowOf);
  const all = written(base.nodes);
  const text = written([...base.nodes, ...series.nodes]);
  const rows = chosen.map((group): BreakdownFigures => {
    const at = (rowOf[group] as number) * count;
    const clause = groupClause(groups, input.field, group) ?? '';
    const label = groups.labels[group];
    return {
      ...figuresOf(sums, group, series, and(text, clause), and(all, clause)),
      key: label ?? null,
      label: label ?? 'none',
      spark: {
        known: Array.from(sparks.known.subarray(at, at + count)),
        mentioning: Array.from(sparks.mentioning.subarray(at, at + count)),
      },
      change: changeOf(
        { part: halves.mentioning[group * 2] as number, whole: halves.known[group * 2] as number },
        { part: halves.mentioning[group * 2 + 1] as number, whole: halves.known[group * 2 + 1] as number },
      ),
    };
  });
  return {
    field: input.field,
    buckets: axis.starts.map((start) => dayText(Math.max(start, axis.from))),
    splitDay: split === null ? null : dayText(axis.starts[split] as number),
    rows,
    distinct: order.length,
    ms: performance.now() - begin,
  };
}
