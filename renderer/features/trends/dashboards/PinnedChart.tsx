import { useNavigate } from '@solidjs/router';
import { type JSX, Match, Show, Switch } from 'solid-js';
import type { ChartSpec } from '../../../../electron/contract/dashboards.ts';
import type { EvidenceFilter, SeriesRef } from '../../../../electron/contract/trends.ts';
import { where } from '../../../data/app.ts';
import { ErrorState } from '../../../ui/kit.tsx';
import { createLive } from '../live.ts';
import { footerNote, problemNotes } from '../report/footer-note.ts';
import { hear } from '../report/hear.ts';
import {
  BreakdownSection,
  FollowsSection,
  PhrasesSection,
  PositionsSection,
  ScoresSection,
  StagesSection,
  TogetherSection,
} from '../report/sections.tsx';
import { TrendPanel } from '../report/TrendPanel.tsx';
import { Who } from '../report/Who.tsx';
import { type Field, fields, type Measure, reportHref } from '../state.ts';

const fieldOf = (spec: ChartSpec): Field => fields.find(([field]) => field === spec.field)?.[0] ?? 'outcome';
const measureOf = (spec: ChartSpec): Measure => (spec.measure === 'sides' ? 'mentions' : spec.measure);

/** Address of the whole report behind a pinned chart. */
export const hrefOf = (spec: ChartSpec, only: EvidenceFilter = {}): string =>
  reportHref({
    only,
    q: spec.q,
    series: spec.series,
    bucket: spec.bucket,
    compare: spec.compare,
    measure: measureOf(spec),
    by: fieldOf(spec),
    sort: spec.sort,
    unit: spec.unit,
    split: spec.split,
    scorecard: spec.scorecard ?? null,
  });

/** A pinned chart with its figures of now. `onSpec` keeps what was changed on it. */
export function PinnedChart(props: { spec: ChartSpec; onSpec: (spec: ChartSpec) => void }): JSX.Element {
  const navigate = useNavigate();
  const open = (q: string) => navigate(`/library?q=${encodeURIComponent(q)}`);
  const spec = () => props.spec;
  const series = () => spec().series[0] as SeriesRef;
  const report = createLive('trends/points', () => ({
    q: spec().q,
    series: spec().series,
    bucket: spec().bucket,
    compare: spec().compare,
    ...where(),
  }));
  /** A dashboard has no list of moments: the report behind the chart shows them. */
  const show = (only: EvidenceFilter) => navigate(hrefOf(spec(), only));
  const listen = (name: string, filter: EvidenceFilter) =>
    void hear(`${report.data()?.series[0]?.name ?? ''}: ${name}`, spec().q, series(), filter);
  return (
    <>
      <Show when={report.error()}>{(error) => <ErrorState error={error()} onRetry={report.refetch} />}</Show>
      <Show
        when={report.data()}
        fallback={
          <Show when={!report.error()}>
            <div class="skeleton chart" />
          </Show>
        }
      >
        {(found) => {
          const section = () => ({ q: spec().q, series: series(), report: found(), onOpen: open });
          return (
            <Show
              when={found().footer.denominator > 0}
              fallback={
                <p class="hint">
                  {['No calls match its query now.', ...problemNotes(found().footer)].join(' ')}
                </p>
              }
            >
              <Switch>
                <Match when={spec().kind === 'trend' && spec().measure === 'sides' && found().series[0]}>
                  {(one) => <Who report={found()} series={one()} onOpen={open} onShow={show} />}
                </Match>
                <Match when={spec().kind === 'trend'}>
                  <TrendPanel
                    report={found()}
                    measure={measureOf(spec())}
                    mean={false}
                    height={240}
                    onOpen={open}
                  />
                </Match>
                <Match when={spec().kind === 'breakdown'}>
                  <BreakdownSection
                    {...section()}
                    options={{ by: fieldOf(spec()), sort: spec().sort, bucket: spec().bucket }}
                    set={(change) =>
                      props.onSpec({
                        ...spec(),
                        ...(change.by ? { field: change.by } : {}),
                        ...(change.sort ? { sort: change.sort } : {}),
                      })
                    }
                  />
                </Match>
                <Match when={spec().kind === 'positions'}>
                  <PositionsSection
                    {...section()}
                    options={{ unit: spec().unit, split: spec().split }}
                    set={(change) => props.onSpec({ ...spec(), ...change })}
                    onHear={listen}
                  />
                </Match>
                <Match when={spec().kind === 'phrases'}>
                  <PhrasesSection {...section()} onShow={show} />
                </Match>
                <Match when={spec().kind === 'together'}>
                  <TogetherSection {...section()} />
                </Match>
                <Match when={spec().kind === 'follows'}>
                  <FollowsSection
                    {...section()}
                    onShow={show}
                    onAdd={(key) =>
                      navigate(reportHref({ q: spec().q, series: [series(), { kind: 'tracker', key }] }))
                    }
                  />
                </Match>
                <Match when={spec().kind === 'stages'}>
                  <StagesSection {...section()} />
                </Match>
                <Match when={spec().kind === 'scores'}>
                  <ScoresSection
                    {...section()}
                    options={{ scorecard: spec().scorecard ?? null, bucket: spec().bucket }}
                    set={(change) => props.onSpec({ ...spec(), ...change })}
                  />
                </Match>
              </Switch>
              <p class="hint counted">{footerNote(found().footer)}</p>
            </Show>
          );
        }}
      </Show>
    </>
  );
}
