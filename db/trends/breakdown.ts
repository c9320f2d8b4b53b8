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
import { type Axis, axisOf } from './axis.ts';
import { and, type Base, openBase, valueClause, valueNode, written } from './base.ts';
import { callDays } from './buckets.ts';
import { type FacetGroups, facetGroups } from './facet-groups.ts';
import { mentioningMask } from './occurrences.ts';
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

interface Half {
  readonly known: Int32Array;
  readonly mentioning: Int32Array;
}

/** Known and mentioning calls per row and cell; the cell of a call is its value minus `shift`, its rows are its groups'. */
function cellsOf(
  base: Base,
  series: Series,
  groups: FacetGroups,
  cells: { readonly count: number; readonly values: Int32Array; readonly shift: number },
  rowOf: Int32Array,
): Half {
  const rows = rowOf.reduce((most, row) => Math.max(most, row + 1), 0);
  const { count, values: cellOf, shift } = cells;
  const known = new Int32Array(rows * count);
  const mentioning = new Int32Array(rows * count);
  const { mask } = base;
  const has = mentioningMask(base, series);
  const { offsets, values } = groups;
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot] === 0 || series.known[slot] === 0) continue;
    const cell = (cellOf[slot] as number) - shift;
    if (cell < 0 || cell >= count) continue;
    const said = has[slot] as number;
    const end = offsets === null ? slot + 1 : (offsets[slot + 1] as number);
    for (let at = offsets === null ? slot : (offsets[slot] as number); at < end; at++) {
      const row = rowOf[values[at] as number] as number;
      if (row < 0) continue;
      const to = row * count + cell;
      known[to] = (known[to] as number) + 1;
      mentioning[to] = (mentioning[to] as number) + said;
    }
  }
  return { known, mentioning };
}

/** Groups in the order asked for; what has too few calls comes after what has enough. */
function ordered(sums: Tally, halves: Half, sort: BreakdownSort, { labels }: FacetGroups): number[] {
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
  const split = splitDay(axis);
  const days = callDays(base.columns, input.tz);
  const everyRow = Int32Array.from({ length: groups.size }, (_, group) => group);
  const halves =
    split === null
      ? { known: new Int32Array(groups.size * 2), mentioning: new Int32Array(groups.size * 2) }
      : cellsOf(base, series, groups, { count: 2, values: halfOf(days, split), shift: 0 }, everyRow);
  const order = ordered(sums, halves, input.sort, groups).filter(
    (group) => groupClause(groups, input.field, group) !== null,
  );
  const chosen = order.slice(0, input.limit);
  const rowOf = new Int32Array(groups.size).fill(-1);
  chosen.forEach((group, row) => {
    rowOf[group] = row;
  });
  const cells = axis.starts.length;
  const { values } = axis.groups;
  const sparks = cellsOf(base, series, groups, { count: cells, values, shift: axis.shift }, rowOf);
  const all = written(base.nodes);
  const text = written([...base.nodes, ...series.nodes]);
  const rows = chosen.map((group, row): BreakdownFigures => {
    const clause = groupClause(groups, input.field, group) ?? '';
    const label = groups.labels[group];
    return {
      ...figuresOf(sums, group, series, and(text, clause), and(all, clause)),
      key: label ?? null,
      label: label ?? 'none',
      spark: {
        known: Array.from(sparks.known.subarray(row * cells, (row + 1) * cells)),
        mentioning: Array.from(sparks.mentioning.subarray(row * cells, (row + 1) * cells)),
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
    splitDay: split === null ? null : dayText(split),
    rows,
    distinct: order.length,
    ms: performance.now() - begin,
  };
}

/** Which half of the period each day lies in. */
function halfOf(days: Int32Array, split: number): Int32Array {
  const halves = new Int32Array(days.length);
  for (let slot = 0; slot < days.length; slot++) halves[slot] = (days[slot] as number) < split ? 0 : 1;
  return halves;
}

/** First day of the later half of an axis, at the border of two buckets; null with fewer than two. */
function splitDay(axis: Axis): number | null {
  return axis.starts.length < 2 ? null : (axis.starts[Math.ceil(axis.starts.length / 2)] as number);
}
