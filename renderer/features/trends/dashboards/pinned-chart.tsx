import { useNavigate } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { ChartSpec } from '../../../../electron/contract/dashboards.ts';
import { isolateWithin } from '../../../../electron/contract/direction.ts';
import type { EvidenceFilter, SeriesRef } from '../../../../electron/contract/trends.ts';
import { where } from '../../../data/app.ts';
import { Answer } from '../answer.tsx';
import { createLive } from '../live.ts';
import { footerNote, problemNotes } from '../report/footer-note.ts';
import { partViews } from '../report/parts/index.ts';
import { partProps } from '../report/parts/part.tsx';
import { playMoments } from '../report/play-moments.ts';
import { type Field, fields, type Measure, reportHref } from '../state.ts';

const fieldOf = (spec: ChartSpec): Field => fields.find(([field]) => field === spec.field)?.[0] ?? 'outcome';
const measureOf = (spec: ChartSpec): Measure => (spec.measure === 'sides' ? 'mentions' : spec.measure);

/** Address of the whole report behind a pinned chart. */
export const hrefOf = (spec: ChartSpec, only: EvidenceFilter = {}): string =>
  reportHref({ ...spec, only, measure: measureOf(spec), by: fieldOf(spec) });

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
  const play = (name: string, filter: EvidenceFilter) =>
    void playMoments(`${report.data()?.series[0]?.name ?? ''}: ${name}`, spec().q, series(), filter);
  return (
    <Answer query={report} coming={<div class="skeleton chart" />}>
      {(found) => {
        const part = partProps(
          {
            q: () => spec().q,
            series,
            report: found,
            options: () => ({ ...spec(), by: fieldOf(spec()), scorecard: spec().scorecard ?? null }),
          },
          {
            set: ({ by, ...change }) => props.onSpec({ ...spec(), ...change, ...(by ? { field: by } : {}) }),
            onOpen: open,
            onShow: show,
            onPlay: play,
            onAdd: (key) =>
              navigate(reportHref({ q: spec().q, series: [series(), { kind: 'tracker', key }] })),
          },
        );
        return (
          <Show
            when={found().footer.denominator > 0}
            fallback={
              <p class="hint">
                {isolateWithin(['No calls match its query now.', ...problemNotes(found().footer)].join(' '))}
              </p>
            }
          >
            <Dynamic component={partViews[spec().kind].View} {...part} />
            <p class="hint counted">{isolateWithin(footerNote(found().footer))}</p>
          </Show>
        );
      }}
    </Answer>
  );
}
