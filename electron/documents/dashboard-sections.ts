import type { ColumnStore } from '../../db/index/columns/columns.ts';
import { parts } from '../../db/reports/parts/index.ts';
import type { Chart } from '../../db/reports/parts/part.ts';
import type { QueryContext } from '../../db/search/match.ts';
import type { Db } from '../../db/store/open.ts';
import { type ChartSpec, partOf } from '../contract/dashboards.ts';
import { EarshotError } from '../contract/errors.ts';
import { footerFor, requestOf } from './report-csv.ts';
import { drawn } from './svg.ts';

/** One chart of a report, ready to be written as HTML or Markdown. */
export interface Section extends Required<Omit<Chart, 'drawing' | 'sentence'>> {
  readonly title: string;
  readonly sentence: string | null;
  readonly svg: string;
  readonly footer: readonly string[];
}

/** A chart with its figures and its footer. A tracker that is gone is said in words and stops nothing else. */
export function sectionOf(
  db: Db,
  store: ColumnStore,
  title: string,
  spec: ChartSpec,
  where: QueryContext,
): Section {
  const nothing = {
    title,
    sentence: null,
    svg: '',
    legend: [],
    notes: [],
    columns: [],
    rows: [],
    footer: [],
  };
  try {
    const name = partOf(spec.kind);
    const request = requestOf(name, spec, where);
    const chart = parts[name].chart?.(db, store, request);
    if (!chart) return nothing;
    const { drawing, ...figures } = chart;
    return {
      ...nothing,
      ...figures,
      svg: drawn(title, drawing, chart.notes),
      footer: footerFor(db, store, request),
    };
  } catch (error) {
    if (!(error instanceof EarshotError)) throw error;
    return { ...nothing, sentence: `${error.message} ${error.nextStep}` };
  }
}
