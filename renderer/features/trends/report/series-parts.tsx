import { A } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { ChartKind } from '../../../../electron/contract/dashboards.ts';
import type { EvidenceFilter, PointsReport, SeriesRef } from '../../../../electron/contract/trends.ts';
import { Evidence } from './evidence.tsx';
import { Panel } from './panel.tsx';
import { BreakdownPart } from './parts/breakdown.tsx';
import { partViews } from './parts/index.ts';
import type { PartProps } from './parts/part.tsx';
import { Verdict } from './verdict.tsx';
import { Who } from './who.tsx';

/** The parts below who said it. */
const furtherParts = (Object.keys(partViews) as ChartKind[]).filter(
  (kind) => kind !== 'trend' && kind !== 'breakdown',
);

/** What lies behind one series: who said it and when, in which words, and the moments themselves. */
export function SeriesParts(props: {
  part: PartProps;
  shown: PointsReport['series'][number] | undefined;
  /** The moments that are shown, and what they are called. */
  only: EvidenceFilter;
  onlyName: string | null;
  /** The page was opened for some moments. */
  arrive: boolean;
  onAll: () => void;
}): JSX.Element {
  const isTracker = () => props.part.series.kind === 'tracker';
  return (
    <>
      <BreakdownPart {...props.part} />
      <Show when={isTracker()} fallback={<NoMoments q={queryOf(props.part.series)} />}>
        <Show when={props.shown}>
          {(series) => (
            <Who
              report={props.part.report}
              series={series()}
              onOpen={props.part.onOpen}
              onShow={props.part.onShow}
            />
          )}
        </Show>
      </Show>
      <For each={furtherParts}>
        {(kind) => (
          <Show when={isTracker() || !partViews[kind].moments}>
            <Dynamic component={partViews[kind].View} {...props.part} />
          </Show>
        )}
      </For>
      <Show when={isTracker()}>
        <Evidence
          q={props.part.q}
          series={props.part.series}
          filter={props.only}
          filterName={props.onlyName}
          arrive={props.arrive}
          onClear={props.onAll}
          onPlay={() => props.part.onPlay(props.onlyName ?? 'all moments', props.only)}
          extra={(item, refetch) => <Verdict series={props.part.series} item={item} onChange={refetch} />}
        />
      </Show>
    </>
  );
}

const queryOf = (ref: SeriesRef) => (ref.kind === 'query' ? ref.q : '');

/** In the place of what only trackers have. */
function NoMoments(props: { q: string }): JSX.Element {
  return (
    <Panel
      title="Who said it, when in the call, in which words"
      lead="A search counts whole calls: a title, a brief, a filter or words from different moments may meet it, so it has no moments of its own to tell these by. A tracker counts sentences."
    >
      <A class="btn small" href={`/trends/trackers/new?from=${encodeURIComponent(props.q)}`}>
        Save this search as a tracker
      </A>
    </Panel>
  );
}
