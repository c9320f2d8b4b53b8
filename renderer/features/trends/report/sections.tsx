import { type Accessor, createSignal, type JSX, Show } from 'solid-js';
import type {
  Bucket,
  EvidenceFilter,
  PointsReport,
  SeriesRef,
} from '../../../../electron/contract/trends.ts';
import { where } from '../../../data/app.ts';
import type { Query } from '../../../data/query.ts';
import { ErrorState } from '../../../ui/kit.tsx';
import { createLive } from '../live.ts';
import type { ReportState } from '../state.ts';
import { Breakdown } from './Breakdown.tsx';
import { CsvButton } from './CsvButton.tsx';
import { footerNote } from './footer-note.ts';
import { Outcomes } from './Outcomes.tsx';
import { Phrases } from './Phrases.tsx';
import { Scores } from './Scores.tsx';
import { Follows, Together } from './Together.tsx';
import { When } from './When.tsx';

/** What a section needs to ask for its figures and to answer to. */
interface SectionProps {
  readonly q: string;
  readonly series: SeriesRef;
  /** The report it belongs to: for the share over all calls and the note of exports. */
  readonly report: PointsReport;
  readonly onOpen: (q: string) => void;
}

/** The button that saves one table of the section as CSV. */
const csv = (
  props: SectionProps,
  table: 'phrases' | 'together' | 'follows' | 'stages' | 'scores',
  what: string,
) => <CsvButton what={what} input={() => ({ q: props.q, series: [props.series], table })} />;
const asked = (props: SectionProps) => ({ q: props.q, series: props.series, ...where() });
const seriesOf = (props: SectionProps) =>
  props.report.series.find((one) => JSON.stringify(one.ref) === JSON.stringify(props.series)) ??
  props.report.series[0];
const mean = (props: SectionProps) => seriesOf(props)?.total.share ?? null;

interface Options extends Pick<ReportState, 'by' | 'sort'> {
  readonly bucket: Bucket;
}

/** What is shown of an answer, and what went wrong. */
function Answer<T>(props: { query: Query<T>; children: (data: Accessor<T>) => JSX.Element }): JSX.Element {
  return (
    <>
      <Show when={props.query.error()}>
        {(error) => <ErrorState error={error()} onRetry={props.query.refetch} />}
      </Show>
      <Show when={props.query.data() as NonNullable<T> | undefined}>{(data) => props.children(data)}</Show>
    </>
  );
}

/** By an attribute. */
export function BreakdownSection(
  props: SectionProps & { options: Options; set: (change: Partial<Options>) => void },
): JSX.Element {
  const [limit, setLimit] = createSignal(12);
  const query = createLive('trends/breakdown', () => ({
    ...asked(props),
    field: props.options.by,
    sort: props.options.sort,
    // A value has a fraction of the calls: its course is drawn no finer than by month.
    bucket: props.options.bucket === 'quarter' ? ('quarter' as const) : ('month' as const),
    limit: limit(),
  }));
  return (
    <Answer query={query}>
      {(rows) => (
        <Breakdown
          report={rows()}
          field={props.options.by}
          sort={props.options.sort}
          mean={mean(props)}
          note={footerNote(props.report.footer)}
          about={seriesOf(props)?.name ?? ''}
          loading={query.loading()}
          onField={(by) => (setLimit(12), props.set({ by }))}
          onSort={(sort) => props.set({ sort })}
          onMore={() => setLimit((now) => Math.min(500, now * 4))}
          onOpen={props.onOpen}
        />
      )}
    </Answer>
  );
}

type Places = Pick<ReportState, 'unit' | 'split'>;

/** When in the call. */
export function PositionsSection(
  props: SectionProps & {
    options: Places;
    set: (change: Partial<Places>) => void;
    onHear: (name: string, filter: EvidenceFilter) => void;
  },
): JSX.Element {
  const query = createLive('trends/positions', () => ({
    ...asked(props),
    unit: props.options.unit,
    split: props.options.split,
  }));
  return (
    <Answer query={query}>
      {(places) => (
        <When
          positions={places()}
          split={props.options.split}
          note={footerNote(props.report.footer)}
          about={seriesOf(props)?.name ?? ''}
          onUnit={(unit) => props.set({ unit })}
          onSplit={(split) => props.set({ split })}
          onHear={props.onHear}
        />
      )}
    </Answer>
  );
}

/** Phrases of the tracker. */
export function PhrasesSection(
  props: SectionProps & { onShow: (filter: EvidenceFilter) => void },
): JSX.Element {
  const query = createLive('trends/phrases', () => asked(props));
  return (
    <Answer query={query}>
      {(rows) => (
        <Phrases
          csv={csv(props, 'phrases', 'the phrases')}
          phrases={rows()}
          smart={props.report.series.some((one) => one.type === 'SMART')}
          onOpen={props.onOpen}
          onPick={(phrase) => props.onShow({ phrase })}
        />
      )}
    </Answer>
  );
}

/** Other trackers in the same calls. */
export function TogetherSection(props: SectionProps): JSX.Element {
  const query = createLive('trends/together', () => asked(props));
  return (
    <Answer query={query}>
      {(found) => (
        <Together
          csv={csv(props, 'together', 'what comes up in the same calls')}
          rows={found().rows}
          onOpen={props.onOpen}
        />
      )}
    </Answer>
  );
}

/** What is said within a minute after it. */
export function FollowsSection(
  props: SectionProps & { onShow: (filter: EvidenceFilter) => void; onAdd: (key: string) => void },
): JSX.Element {
  const query = createLive('trends/follows', () => asked(props));
  return (
    <Answer query={query}>
      {(rows) => (
        <Follows
          csv={csv(props, 'follows', 'what follows')}
          follows={rows()}
          onPick={(key) => props.onShow({ followed: { key, withinSec: rows().withinSec } })}
          onAdd={props.onAdd}
        />
      )}
    </Answer>
  );
}

/** Outcome and stage, then and now. */
export function StagesSection(props: SectionProps): JSX.Element {
  const shares = (field: 'outcome' | 'stage@call' | 'stage') =>
    createLive('trends/breakdown', () => ({ ...asked(props), field, bucket: 'quarter' as const, limit: 11 }));
  const [outcome, then, now] = [shares('outcome'), shares('stage@call'), shares('stage')];
  const stages = createLive('trends/stages', () => asked(props));
  return (
    <Outcomes
      csv={csv(props, 'stages', 'the stages')}
      outcome={outcome.data()}
      then={then.data()}
      now={now.data()}
      stages={stages.data()?.rows ?? []}
      mean={mean(props)}
      onOpen={props.onOpen}
    />
  );
}

/** How these calls were scored in Gong, and how many were not reviewed. */
export function ScoresSection(
  props: SectionProps & {
    options: Pick<ReportState, 'scorecard'> & { readonly bucket: Bucket };
    set: (change: Pick<ReportState, 'scorecard'>) => void;
  },
): JSX.Element {
  const query = createLive('trends/scores', () => ({
    ...asked(props),
    scorecard: props.options.scorecard,
    // Few calls are reviewed: a week has hardly any.
    bucket: props.options.bucket === 'quarter' ? ('quarter' as const) : ('month' as const),
  }));
  return (
    <Answer query={query}>
      {(report) => (
        <Show when={report().inStore > 0}>
          <Scores
            report={report()}
            note={footerNote(props.report.footer)}
            about={seriesOf(props)?.name ?? ''}
            onScorecard={(scorecard) => props.set({ scorecard })}
            onOpen={props.onOpen}
          />
        </Show>
      )}
    </Answer>
  );
}
