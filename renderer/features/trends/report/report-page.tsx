import { A, useNavigate } from '@solidjs/router';
import { type Accessor, createEffect, createMemo, type JSX, Show, untrack } from 'solid-js';
import { withDates } from '../../../../electron/contract/query/edit.ts';
import {
  type EvidenceFilter,
  mostSeries,
  type PointsReport,
  type SeriesRef,
  type TrackerInfo,
} from '../../../../electron/contract/trends.ts';
import { where } from '../../../data/app.ts';
import { viewPreference } from '../../../data/view-preference.ts';
import { Button } from '../../../ui/form.tsx';
import { percent } from '../../../ui/format.ts';
import { EmptyState, ErrorState } from '../../../ui/kit.tsx';
import { PinButton } from '../dashboards/pin-button.tsx';
import { createLive } from '../live.ts';
import type { ReportState } from '../state.ts';
import { ToolsProvider } from '../tools.tsx';
import { createProgress } from '../trackers/progress.ts';
import { useReportState } from '../use-state.ts';
import { BaseQuery, ChartControls, SeriesBar } from './controls.tsx';
import { filterName } from './filter-name.ts';
import { Footer, Problems } from './footer.tsx';
import { Overlap } from './overlap.tsx';
import { partProps } from './parts/part.tsx';
import { playMoments } from './play-moments.ts';
import { createPoints } from './points.ts';
import { Sentence } from './sentence.tsx';
import { SeriesParts } from './series-parts.tsx';
import { TrendPanel } from './trend-panel.tsx';

const sameText = { equals: (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b) };

const lastTracker = viewPreference('trends.tracker', '');

/** A tracker to begin with: the last one looked at, else one that is neither in every call nor in hardly any. */
function firstOf(trackers: readonly TrackerInfo[]): TrackerInfo | undefined {
  const half = (trackers[0]?.calls ?? 0) / 2;
  return (
    trackers.find((tracker) => tracker.key === lastTracker.get()) ??
    trackers.toSorted((a, b) => Math.abs(a.calls - half) - Math.abs(b.calls - half))[0]
  );
}

/**
 * What is counted: what the URL says, else the tracker that was looked at last; which of these series the parts are about, and
 * that series.
 */
function createSeries(
  state: Accessor<ReportState>,
  trackers: Accessor<readonly TrackerInfo[] | undefined>,
): { series: Accessor<readonly SeriesRef[]>; chosen: Accessor<number>; one: Accessor<SeriesRef | null> } {
  const series = createMemo(
    (): readonly SeriesRef[] => {
      const asked = state().series;
      const first = firstOf(trackers() ?? []);
      return asked.length > 0 ? asked : first ? [{ kind: 'tracker', key: first.key }] : [];
    },
    [],
    sameText,
  );
  const chosen = () => Math.min(state().on, Math.max(0, series().length - 1));
  const one = createMemo(() => series()[chosen()] ?? null, null, sameText);
  createEffect(() => {
    const ref = one();
    if (ref?.kind === 'tracker') lastTracker.set(ref.key);
  });
  return { series, chosen, one };
}

/** A report: the finding first, then its course, what lies behind it, and every mark as a way to its calls. */
export function ReportPage(): JSX.Element {
  const { state, set } = useReportState();
  const navigate = useNavigate();
  const open = (q: string) => navigate(`/library?q=${encodeURIComponent(q)}`);
  const trackers = createLive('trends/trackers', () => ({}));
  const { series, chosen, one } = createSeries(state, trackers.data);
  const report = createPoints(
    () =>
      series().length > 0
        ? { q: state().q, ...where(), series: [...series()], compare: state().compare }
        : null,
    () => state().bucket,
  );
  const shown = () => report.data()?.series[chosen()] ?? report.data()?.series[0];
  const nameOf = (key: string) =>
    trackers.data()?.find((tracker) => tracker.key === key)?.name ?? 'another tracker';
  /** Whether the page was opened for some moments, from a dashboard or by its address. */
  const arrive = Object.keys(untrack(state).only).length > 0;
  /** Shows only some of the moments below; it stands in the URL like all of the report. */
  const show = (only: EvidenceFilter) => {
    set({ only }, { replace: true });
    document.getElementById('evidence')?.scrollIntoView({ block: 'start' });
  };
  const pair = () => {
    const [a, b] = series();
    return series().length === 2 && a?.kind === 'tracker' && b?.kind === 'tracker'
      ? ([a.key, b.key] as const)
      : null;
  };
  const overlap = createLive('trends/overlap', () => {
    const keys = pair();
    return keys ? { q: state().q, ...where(), a: keys[0], b: keys[1] } : null;
  });
  const setSeries = (next: readonly SeriesRef[], at: number) => set({ series: next, on: at, only: {} });
  const add = (key: string) =>
    setSeries(
      [
        ...series().filter((ref) => ref.kind !== 'tracker' || ref.key !== key),
        { kind: 'tracker', key } as const,
      ].slice(-mostSeries),
      chosen(),
    );
  const running = createProgress();
  /** A tracker of mine on this page whose hits are not all found yet. */
  const computing = () =>
    running().find((now) => series().some((ref) => ref.kind === 'tracker' && ref.key === now.key));
  const play = (name: string, only: EvidenceFilter) => {
    const ref = one();
    if (!ref) return;
    set({ only }, { replace: true });
    void playMoments(`${shown()?.name ?? ''}: ${name}`, state().q, ref, only);
  };
  /** What the parts below the chart are given. */
  const partOf = (series: Accessor<SeriesRef>, found: Accessor<PointsReport>) =>
    partProps(
      {
        q: () => state().q,
        series,
        report: found,
        options: () => ({ ...state(), bucket: report.bucket() }),
      },
      {
        set: (change) => set(change, { replace: true }),
        onOpen: open,
        onShow: show,
        onPlay: play,
        onAdd: add,
      },
    );

  return (
    <ToolsProvider
      value={(kind, title, change) => (
        <PinButton
          title={`${shown()?.name ?? ''}: ${title}`}
          spec={() => ({
            kind,
            q: state().q,
            series: kind === 'trend' ? [...series()] : [one() as SeriesRef],
            bucket: report.bucket(),
            compare: state().compare,
            measure: state().measure,
            field: state().by,
            sort: state().sort,
            unit: state().unit,
            split: state().split,
            scorecard: state().scorecard,
            ...change,
          })}
        />
      )}
    >
      <BaseQuery q={state().q} onQuery={(q) => set({ q: q.trim() })} />
      <ErrorState error={trackers.error()} onRetry={trackers.refetch} />
      <Show
        when={series().length > 0}
        fallback={
          <Show
            when={trackers.data()}
            fallback={
              <Show when={!trackers.error()}>
                <ReportSkeleton />
              </Show>
            }
          >
            <EmptyState title="No trackers yet">
              <p>
                Gong’s trackers come with the calls: check in Sync &amp; settings that trackers are part of
                what is synced. You can also <A href="/trends/trackers/new">make a tracker of your own</A>, or
                count any search:
              </p>
              <SeriesBar on={0} series={[]} trackers={[]} onSeries={setSeries} />
            </EmptyState>
          </Show>
        }
      >
        <SeriesBar
          on={chosen()}
          series={series().map((ref, at) => ({
            ref,
            name:
              report.data()?.series[at]?.name ??
              (ref.kind === 'query'
                ? ref.q || 'all calls'
                : (trackers.data()?.find((item) => item.key === ref.key)?.name ?? '…')),
          }))}
          trackers={trackers.data() ?? []}
          onSeries={setSeries}
        />
        <ErrorState error={report.error()} onRetry={report.refetch} />
        <Show
          when={!report.error() && report.data()}
          fallback={
            <Show when={!report.error()}>
              <ReportSkeleton />
            </Show>
          }
        >
          {(found) => (
            <Show
              when={found().footer.denominator > 0}
              fallback={
                <EmptyState title="No calls match this query">
                  <p>There is nothing to count. Change the query above, or:</p>
                  <Problems of={found().footer.problems} />
                  <Button class="" text="Count over all calls" onClick={() => set({ q: '' })} />
                </EmptyState>
              }
            >
              <Show when={computing()}>
                {(now) => (
                  <p class="hint" role="status">
                    <bdi>
                      {
                        found().series.find((one) => one.ref.kind === 'tracker' && one.ref.key === now().key)
                          ?.name
                      }
                    </bdi>{' '}
                    is being computed over all history ({percent(now().done / Math.max(1, now().total))});
                    until then its figures are those of the version before.
                  </p>
                )}
              </Show>
              <Sentence text={found().sentence} />
              <div class="trendsections" aria-busy={report.loading()}>
                <TrendPanel
                  report={found()}
                  measure={state().measure}
                  mean={state().mean}
                  onOpen={open}
                  onDays={(from, to) => set({ q: withDates(state().q, from, to) })}
                  controls={
                    <ChartControls
                      state={state()}
                      bucket={report.bucket()}
                      queriesOnly={series().every((ref) => ref.kind === 'query')}
                      set={set}
                    />
                  }
                />
                <Show when={pair() && overlap.data()}>
                  {(both) => <Overlap overlap={both()} onOpen={open} />}
                </Show>
                <Show when={series().length > 1 && shown()}>
                  {(series) => (
                    <h2 class="wide about">
                      About <bdi>{series().name}</bdi>
                    </h2>
                  )}
                </Show>
                <Show
                  when={(shown()?.total.mentioning ?? 0) > 0 && one()}
                  fallback={
                    <p class="wide hint">
                      It comes up in none of these calls, so there is nothing to break down.
                    </p>
                  }
                >
                  {(ref) => {
                    const part = partOf(ref, found);
                    return (
                      <SeriesParts
                        part={part}
                        shown={shown()}
                        only={state().only}
                        onlyName={filterName(state().only, nameOf)}
                        arrive={arrive}
                        onAll={() => set({ only: {} }, { replace: true })}
                      />
                    );
                  }}
                </Show>
              </div>
              <Footer footer={found().footer} onQuery={(q) => set({ q })} />
            </Show>
          )}
        </Show>
      </Show>
    </ToolsProvider>
  );
}

/** The page's form while its first answer is on its way: nothing moves when it comes. */
function ReportSkeleton(): JSX.Element {
  return (
    <div class="reportskeleton stack" aria-hidden="true">
      <div class="skeleton words" />
      <div class="skeleton words short" />
      <div class="skeleton chart" />
      <div class="halves">
        <div class="skeleton" />
        <div class="skeleton" />
      </div>
    </div>
  );
}
