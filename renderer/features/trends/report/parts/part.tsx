import type { RequestInput } from '../../../../../electron/contract/bridge.ts';
import type { ChartKind, ChartSpec } from '../../../../../electron/contract/dashboards.ts';
import type {
  EvidenceFilter,
  PartName,
  PointsReport,
  SeriesRef,
} from '../../../../../electron/contract/trends.ts';
import { where } from '../../../../data/app.ts';
import type { ReportState } from '../../state.ts';
import { ChartToolsOf } from '../../tools.tsx';
import { CsvButton } from '../csv-button.tsx';
import { footerNote } from '../footer-note.ts';

/** What can be chosen in a part: in a report it stands in the address, on a dashboard in the pinned chart. */
type PartOptions = Pick<ReportState, 'by' | 'sort' | 'unit' | 'split' | 'scorecard'>;

/** What every part of a report is given, wherever it stands. */
export interface PartProps {
  readonly q: string;
  readonly series: SeriesRef;
  /** The report it belongs to: for the share over all calls and the note of exports. */
  readonly report: PointsReport;
  readonly options: PartOptions & Pick<ChartSpec, 'bucket' | 'measure'>;
  readonly set: (change: Partial<PartOptions>) => void;
  /** Shows the calls of a query. */
  readonly onOpen: (q: string) => void;
  /** Shows some moments in the evidence list. */
  readonly onShow: (filter: EvidenceFilter) => void;
  /** Plays some moments; `name` says which. */
  readonly onPlay: (name: string, filter: EvidenceFilter) => void;
  /** Lays a tracker over the chart. */
  readonly onAdd: (key: string) => void;
}

type Changing = 'q' | 'series' | 'report' | 'options';

/** What a part is given by one whose question changes under it. */
export const partProps = (
  ask: { readonly [K in Changing]: () => PartProps[K] },
  rest: Omit<PartProps, Changing>,
): PartProps => ({
  get q() {
    return ask.q();
  },
  get series() {
    return ask.series();
  },
  get report() {
    return ask.report();
  },
  get options() {
    return ask.options();
  },
  ...rest,
});

/** What a part asks at least. */
export const seriesInput = (props: PartProps) => ({ q: props.q, series: props.series, ...where() });

/** The bucket of a part that has a fraction of the calls: its course is drawn no finer than by month. */
export const coarse = ({ options }: PartProps) =>
  options.bucket === 'quarter' ? ('quarter' as const) : ('month' as const);

const seriesOf = (props: PartProps) =>
  props.report.series.find((one) => JSON.stringify(one.ref) === JSON.stringify(props.series)) ??
  props.report.series[0];
/** Share of the series over all calls. */
export const mean = (props: PartProps) => seriesOf(props)?.total.share ?? null;
/** Name of the series, and how its figures were counted: for pictures and files. */
export const about = (props: PartProps) => seriesOf(props)?.name ?? '';
export const note = (props: PartProps) => footerNote(props.report.footer);

/** The buttons of a part without a drawing: to a dashboard, and its table as CSV. */
export const partTools = (props: PartProps, kind: ChartKind & PartName, title: string, what: string) => (
  <>
    <ChartToolsOf kind={kind} title={title} />
    <CsvButton
      what={what}
      input={(): RequestInput<'trends/csv'> => ({ q: props.q, series: [props.series], table: kind })}
    />
  </>
);
