import { isolate } from '../../../electron/contract/direction.ts';
import type { Node } from '../../../electron/contract/query/ast.ts';
import { scoreWords, type ValueField } from '../../../electron/contract/query/fields.ts';
import { formatNode } from '../../../electron/contract/query/format.ts';
import type {
  BreakdownFigures,
  BreakdownReport,
  BreakdownSort,
  Bucket,
} from '../../../electron/contract/trends.ts';
import { percent } from '../../../electron/contract/units.ts';
import type { ColumnStore } from '../../index/columns/columns.ts';
import { dayText } from '../../index/columns/local-days.ts';
import { changeOf } from '../../index/figures/wilson.ts';
import type { Db } from '../../store/open.ts';
import { axisOf } from '../axis.ts';
import { and, type Base, valueClause, valueNode, written } from '../base.ts';
import { type FacetGroups, facetGroups } from '../facet-groups.ts';
import { mentioningMask } from '../occurrences.ts';
import { type OneSeries, openOne, type Series } from '../series.ts';
import { figuresOf, smallSample, type Tally, tally } from '../tally.ts';
import { figureColumns, leftOut, ranked, round, shareBar, shareText, shownRows, tableOf } from './cells.ts';
import type { Part } from './part.ts';

interface BreakdownInput extends OneSeries {
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

/** Up to so many cells all rows are counted at once; else only those that are shown, and for the order the halves of all. */
const cellsAtMost = 1 << 18;

/** Which cell a call is in: the one of its bucket, `values` of its slot minus `shift`; none where the bucket has none. */
interface CellsOf {
  readonly values: Int32Array;
  readonly shift: number;
  /** Cell of each bucket of the axis. */
  readonly cells: Int32Array;
  readonly count: number;
}

/** Known and mentioning calls per row and cell. `has`: 1 for mentioning calls; `rowOf`: the row of each group, -1 for none. */
function cellsOf(
  base: Base,
  { states }: Series,
  has: Uint8Array,
  { offsets, values }: FacetGroups,
  { values: bucketOf, shift, cells, count }: CellsOf,
  rowOf: Int32Array,
): Cells {
  const rows = rowOf.reduce((most, row) => Math.max(most, row + 1), 0);
  const known = new Int32Array(rows * count);
  const mentioning = new Int32Array(rows * count);
  const { mask } = base;
  const buckets = cells.length;
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot] === 0 || states[slot] === 0) continue;
    const bucket = (bucketOf[slot] as number) - shift;
    if (bucket < 0 || bucket >= buckets) continue;
    const cell = cells[bucket] as number;
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

/** How much the share of a row changed from the first half to the second. */
function changed({ known, mentioning }: Cells, row: number): number {
  const [before, after] = [known[row * 2] as number, known[row * 2 + 1] as number];
  if (before === 0 || after === 0) return -1;
  return Math.abs((mentioning[row * 2 + 1] as number) / after - (mentioning[row * 2] as number) / before);
}

/** The first `most` of some groups in the order asked for; what has too few calls comes after what has enough. */
function firstOf(
  groups: readonly number[],
  most: number,
  sums: Tally,
  halves: Cells | null,
  sort: BreakdownSort,
  { labels }: FacetGroups,
): number[] {
  const share = (group: number) =>
    sums.known[group] === 0 ? -1 : (sums.mentioning[group] as number) / (sums.known[group] as number);
  const value = {
    calls: (group: number) => sums.calls[group] as number,
    mentions: (group: number) => sums.mentions[group] as number,
    share,
    change: (group: number) => (halves ? changed(halves, group) : -1),
  }[sort];
  const few = (group: number) =>
    sort === 'share' || sort === 'change' ? Number((sums.known[group] as number) < smallSample) : 0;
  const keys = new Float64Array(sums.calls.length);
  for (const group of groups) keys[group] = value(group);
  const compare = (a: number, b: number) =>
    few(a) - few(b) ||
    (keys[b] as number) - (keys[a] as number) ||
    (sums.calls[b] as number) - (sums.calls[a] as number) ||
    ((labels[a] ?? '') < (labels[b] ?? '') ? -1 : 1);
  // A facet may have very many values, of which few are shown.
  const first: number[] = [];
  for (const group of groups) {
    if (first.length === most && (most === 0 || compare(group, first[most - 1] as number) > 0)) continue;
    let at = first.length;
    while (at > 0 && compare(group, first[at - 1] as number) < 0) at--;
    first.splice(at, 0, group);
    if (first.length > most) first.pop();
  }
  return first;
}

/** A series by the values of a facet; `most`: cells counted at once. Throws 'trends/unknown-tracker', 'trends/query-too-long'. */
export function breakdownReport(
  db: Db,
  store: ColumnStore,
  input: BreakdownInput,
  most = cellsAtMost,
): BreakdownReport {
  const { base, series, ms } = openOne(db, store, input);
  const groups = facetGroups(base, input.field);
  const axis = axisOf(base, input.bucket);
  const sums = tally(base, series, groups);
  const has = mentioningMask(base, series);
  const count = axis.starts.length;
  // The later half begins at the border of two buckets.
  const split = count < 2 ? null : Math.ceil(count / 2);
  const { values } = axis.groups;
  const { shift } = axis;
  const each = { values, shift, cells: Int32Array.from(axis.starts.keys()), count };
  const everyRow = Int32Array.from({ length: groups.size }, (_, group) => group);
  const whole = groups.size * count <= most ? cellsOf(base, series, has, groups, each, everyRow) : null;
  const inHalves = (cells: Cells): Cells | null =>
    split === null
      ? null
      : {
          known: halvesOf(cells.known, count, split),
          mentioning: halvesOf(cells.mentioning, count, split),
        };
  const named = [...sums.calls.keys()].filter(
    (group) =>
      sums.calls[group] !== 0 &&
      // Every value has a query.
      (group < groups.labels.length || groupClause(groups, input.field, group) !== null),
  );
  const order =
    input.sort !== 'change' || split === null
      ? null
      : whole
        ? inHalves(whole)
        : cellsOf(
            base,
            series,
            has,
            groups,
            { values, shift, cells: each.cells.map((bucket) => (bucket < split ? 0 : 1)), count: 2 },
            everyRow,
          );
  const chosen = firstOf(named, input.limit, sums, order, input.sort, groups);
  const rowOf = new Int32Array(groups.size).fill(-1);
  chosen.forEach((group, row) => {
    rowOf[group] = whole ? group : row;
  });
  const sparks = whole ?? cellsOf(base, series, has, groups, each, rowOf);
  const halves = inHalves(sparks);
  const all = written(base.nodes);
  const text = written([...base.nodes, ...series.nodes]);
  const rows = chosen.map((group): BreakdownFigures => {
    const row = rowOf[group] as number;
    const at = row * count;
    const half = (of: keyof Cells, which: 0 | 1) => halves?.[of][row * 2 + which] ?? 0;
    const clause = groupClause(groups, input.field, group) ?? '';
    const label = groups.labels[group];
    return {
      ...figuresOf(sums, group, series, and(text, clause), and(all, clause)),
      key: label ?? null,
      label: label === undefined ? 'none' : input.field === 'score' ? scoreWords(label) : label,
      spark: {
        known: Array.from(sparks.known.subarray(at, at + count)),
        mentioning: Array.from(sparks.mentioning.subarray(at, at + count)),
      },
      change: changeOf(
        { part: half('mentioning', 0), whole: half('known', 0) },
        { part: half('mentioning', 1), whole: half('known', 1) },
      ),
    };
  });
  return {
    field: input.field,
    buckets: axis.starts.map((start) => dayText(Math.max(start, axis.from))),
    splitDay: split === null ? null : dayText(axis.starts[split] as number),
    rows,
    distinct: named.length,
    ms: ms(),
  };
}

/** Rows of an exported table at most; the rest is said to be left out. */
const exportedRows = 500;

export const breakdown: Part<'breakdown'> = {
  report: breakdownReport,
  table(db, store, request) {
    const { rows, distinct } = breakdownReport(db, store, { ...request, limit: exportedRows });
    return {
      ...tableOf(rows, [
        [request.field, (row) => row.label],
        ...figureColumns,
        ['change', (row) => round(row.change?.delta ?? null)],
        ['change low', (row) => round(row.change?.low ?? null)],
        ['change high', (row) => round(row.change?.high ?? null)],
        ['query', (row) => row.q],
      ]),
      ...leftOut(rows.length, distinct, 'values'),
    };
  },
  chart: (db, store, request) =>
    ranked(
      breakdownReport(db, store, { ...request, limit: shownRows }).rows,
      (row) => shareBar(row.label, row),
      [
        [request.field, (row) => (row.small ? `${isolate(row.label)} (too few)` : row.label)],
        ['Calls', (row) => row.known],
        ['Mentioning', (row) => row.mentioning ?? 'n/a'],
        ['Share', (row) => shareText(row.share)],
        [
          '95 % band',
          ({ low, high }) => (low === null || high === null ? 'n/a' : `${percent(low)} – ${percent(high)}`),
        ],
        [
          'Change',
          ({ change }) =>
            change === null
              ? 'n/a'
              : `${change.delta > 0 ? '+' : ''}${Math.round(change.delta * 100)} points${change.certain ? '' : ' (within chance)'}`,
        ],
        ['Mentions', (row) => row.mentions ?? 'n/a'],
      ],
    ),
};
