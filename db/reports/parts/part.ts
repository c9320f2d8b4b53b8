import type { AnnotationMark } from '../../../electron/contract/annotations.ts';
import type { CsvValue } from '../../../electron/contract/csv.ts';
import type { ChartSpec } from '../../../electron/contract/dashboards.ts';
import type {
  EvidenceFilter,
  PartInput,
  PartName,
  PartReport,
  reportParts,
  SeriesRef,
} from '../../../electron/contract/trends.ts';
import type { ColumnStore } from '../../index/columns/columns.ts';
import type { QueryContext } from '../../search/match.ts';
import type { Db } from '../../store/open.ts';

/** What tables and charts are made from: all that any part may be asked. */
export interface PartRequest extends QueryContext, Omit<ChartSpec, 'kind' | 'series'> {
  /** All series of the report, and the one that every part but the course over time is about. */
  readonly all: readonly SeriesRef[];
  readonly series: SeriesRef;
  readonly filter: EvidenceFilter;
  /** A moment (UTC ms) as the file writes it, in the zone asked for. */
  readonly minute: (ms: number) => string;
}

export type Cell = CsvValue;

/** A part's figures, all of them, for CSV. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** How much did not fit. */
  readonly note?: string;
}

/** A line of a chart; null breaks it. `band` is drawn behind it. */
export interface ChartLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly band?: readonly (readonly [number, number] | null)[];
  /** Another period, laid under. */
  readonly ghost?: boolean;
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Its figures in words, beside it. */
  readonly text: string;
  readonly faint?: boolean;
}

/** A stacked column: `parts` from below. */
export interface ChartColumn {
  readonly label: string;
  readonly parts: readonly number[];
}

/** What a chart draws, as values: files decide how it looks. */
export type Drawing =
  | {
      readonly kind: 'lines';
      /** Below the axis, one for each value. */
      readonly labels: readonly string[];
      readonly lines: readonly ChartLine[];
      readonly format: (value: number) => string;
    }
  | { readonly kind: 'bars'; readonly bars: readonly Bar[] }
  | { readonly kind: 'columns'; readonly columns: readonly ChartColumn[] };

/** A chart with the figures that a reader wants beside it. */
export interface Chart extends Omit<Table, 'note'> {
  readonly drawing: Drawing;
  /** The finding in words. */
  readonly sentence?: string;
  /** Names of lines or colours, in their order. */
  readonly legend?: readonly string[];
  /** The user's annotations, by their numbers in the chart. */
  readonly notes?: readonly AnnotationMark[];
}

type ChartOf<N extends PartName> = (typeof reportParts)[N]['heading'] extends string
  ? { readonly chart: (db: Db, store: ColumnStore, request: PartRequest) => Chart }
  : { readonly chart?: never };

/**
 * One part of the report: everything about it but how it looks. A chart where the contract has a heading for one. All three throw
 * 'trends/unknown-tracker', 'trends/query-too-long'.
 */
export type Part<N extends PartName> = ChartOf<N> & {
  readonly report: (db: Db, store: ColumnStore, input: PartInput<N> & QueryContext) => PartReport<N>;
  readonly table: (db: Db, store: ColumnStore, request: PartRequest) => Table;
};
