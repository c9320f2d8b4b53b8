import { A, useNavigate } from '@solidjs/router';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { clauses, withDates } from '../../../electron/contract/query/edit.ts';
import type { Bucket } from '../../../electron/contract/trends.ts';
import { where } from '../../data/app.ts';
import { Button } from '../../ui/form.tsx';
import { EmptyState } from '../../ui/kit.tsx';
import { Answer } from './answer.tsx';
import { PinButton } from './dashboards/pin-button.tsx';
import { Choice } from './report/choice.tsx';
import { createPoints } from './report/points.ts';
import { Sentence } from './report/sentence.tsx';
import { TrendPanel } from './report/trend-panel.tsx';
import { buckets, reportHref } from './state.ts';
import { ToolsProvider } from './tools.tsx';
import './trends.css';

/** The current search as a chart, in the place of its list: calls that match, or their share of all calls. */
export function SearchTrend(props: {
  q: string;
  /** Narrows the search; the chart stays. */
  onQuery: (q: string) => void;
  /** Shows the calls behind a mark. */
  onOpen: (q: string) => void;
}): JSX.Element {
  const navigate = useNavigate();
  const [chosen, setChosen] = createSignal<Bucket | null>(null);
  const [measure, setMeasure] = createSignal<'calls' | 'share'>('calls');
  /** Dates say over which calls, the rest what is counted: a share outside the dates would be zero by construction. */
  const parts = createMemo(() => {
    const all = clauses(props.q);
    const text = (dates: boolean) =>
      all
        .filter(({ node }) => (node.kind === 'date') === dates)
        .map((clause) => clause.text)
        .join(' ');
    return { base: text(true), counted: text(false) };
  });
  const series = () => [{ kind: 'query' as const, q: parts().counted }];
  const report = createPoints(() => ({ q: parts().base, series: series(), ...where() }), chosen);
  return (
    <ToolsProvider
      value={(kind, title) => (
        <PinButton
          title={`${props.q.trim() || 'All calls'}: ${title}`}
          spec={() => ({
            kind,
            q: parts().base,
            series: series(),
            bucket: report.bucket(),
            measure: measure(),
          })}
        />
      )}
    >
      <div class="searchtrend trends" tabindex="0" role="region" aria-label="This search as a trend">
        <Answer query={report} coming={<div class="skeleton chart" aria-hidden="true" />}>
          {(found) => (
            <Show
              when={found().footer.denominator > 0}
              fallback={<EmptyState title="No calls yet">They are counted as they arrive.</EmptyState>}
            >
              <Sentence text={found().sentence} />
              <TrendPanel
                report={found()}
                measure={measure()}
                mean={false}
                height={320}
                onOpen={props.onOpen}
                onDays={(from, to) => props.onQuery(withDates(props.q, from, to))}
                controls={
                  <div class="row wrap chartcontrols">
                    <Choice
                      label="Figure"
                      value={measure()}
                      options={{ calls: 'Calls', share: 'Share of all calls' }}
                      onChoose={setMeasure}
                    />
                    <Choice label="By" value={report.bucket()} options={buckets} onChoose={setChosen} />
                    <span class="grow" />
                    <A
                      class="btn small quiet"
                      href={`/trends/trackers/new?from=${encodeURIComponent(props.q.trim())}`}
                    >
                      Save as tracker
                    </A>
                    <Button
                      class="small"
                      text="Whole report, and compare"
                      onClick={() =>
                        navigate(
                          reportHref({
                            q: parts().base,
                            series: series(),
                            measure: measure(),
                            bucket: report.bucket(),
                          }),
                        )
                      }
                    />
                  </div>
                }
              />
            </Show>
          )}
        </Answer>
      </div>
    </ToolsProvider>
  );
}
