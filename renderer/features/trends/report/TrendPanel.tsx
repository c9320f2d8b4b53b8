import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { PointsReport } from '../../../../electron/contract/trends.ts';
import { ChartFrame } from '../chart/Frame.tsx';
import { LineChart } from '../chart/LineChart.tsx';
import { SeriesMark } from '../chart/marks.tsx';
import { type Measure, measures } from '../state.ts';
import { ChartToolsOf } from '../tools.tsx';
import { bucketName, changeWords, pointWords, showTick } from '../words.ts';
import { footerNote } from './footer-note.ts';
import { breaks, lineOf, pointFigures } from './lines.ts';

const bucketWords = { day: 'day', week: 'week', month: 'month', quarter: 'quarter' } as const;

/** 'the previous period', 'a year before', or the name of a query. */
const against = (label: string) => (/^(previous|last)/.test(label) ? `the ${label}` : label);

/** The figure over time, one line per series, named at its end. */
export function TrendPanel(props: {
  report: PointsReport;
  measure: Measure;
  mean: boolean;
  height?: number;
  /** Above the plot. */
  controls?: JSX.Element;
  onOpen: (q: string) => void;
  /** Keeps only a stretch of days: first day, and first day after. */
  onDays?: (from: string, to: string) => void;
}): JSX.Element {
  const [at, setAt] = createSignal<number | null>(null);
  const lines = createMemo(() =>
    props.report.series.map((series, tone) => lineOf(props.report, series, tone, props.measure, props.mean)),
  );
  const points = () => props.report.series[0]?.points ?? [];
  /** A search has no mentions: its calls match. */
  const name = () =>
    props.measure === 'calls' && props.report.series.every((one) => one.type === 'QUERY')
      ? 'Matching calls'
      : measures[props.measure];
  const title = () => `${name()} by ${bucketWords[props.report.bucket]}`;
  const compared = () => props.report.series.filter((one) => one.ghost?.change);
  return (
    <ChartFrame
      title={title()}
      class="wide"
      about={props.report.series.map((one) => one.name).join(', ')}
      figures={pointFigures(props.report)}
      note={footerNote(props.report.footer)}
      onOpen={(row) => {
        const series = props.report.series[Math.floor(row / Math.max(1, points().length))];
        props.onOpen(series?.points[row % points().length]?.q ?? '');
      }}
      actions={<ChartToolsOf kind="trend" title={name()} />}
      controls={props.controls}
      longReadout={props.report.series.length > 2 || props.report.series.some((one) => one.ghost !== null)}
      readout={
        <Show
          when={at() !== null && points()[at() as number]}
          fallback={
            <span class="muted">
              Enter or a click opens the calls of a point
              {props.onDays ? '; drag to keep a stretch of time' : ''}.
            </span>
          }
        >
          {(point) => (
            <>
              <strong>{bucketName(point().from, props.report.bucket)}</strong>
              <For each={props.report.series}>
                {(series, tone) => {
                  const here = () => series.points[at() ?? 0];
                  const ghost = () => series.ghost?.points[at() ?? 0];
                  return (
                    <Show when={here()}>
                      {(one) => (
                        <span class="item">
                          <Show when={props.report.series.length > 1}>
                            <SeriesMark tone={tone()} />
                            {series.name}{' '}
                          </Show>
                          {pointWords(one(), props.measure)}
                          <Show when={ghost()}>
                            {(before) => (
                              <span class="muted">
                                {' '}
                                · {series.ghost?.label}: {pointWords(before(), props.measure)}
                              </span>
                            )}
                          </Show>
                        </span>
                      )}
                    </Show>
                  );
                }}
              </For>
            </>
          )}
        </Show>
      }
      below={
        <>
          <Show when={compared().length > 0}>
            <ul class="changes">
              <For each={compared()}>
                {(series) => (
                  <li>
                    <Show when={props.report.series.length > 1}>
                      <strong>{series.name}</strong>{' '}
                    </Show>
                    Against {against(series.ghost?.label ?? '')}:{' '}
                    {series.ghost?.change ? changeWords(series.ghost.change) : ''}
                  </li>
                )}
              </For>
            </ul>
          </Show>
          <Show when={props.report.compareNote}>{(note) => <p class="hint">{note()}</p>}</Show>
        </>
      }
    >
      {(ref) => (
        <LineChart
          ref={ref}
          title={title()}
          froms={points().map((point) => point.from)}
          unit={props.report.bucket}
          lines={lines()}
          format={(value) => showTick(value, props.measure)}
          {...(props.measure === 'share' ? { ceiling: 1 } : {})}
          {...(props.height ? { height: props.height } : {})}
          missing={breaks(props.report)}
          onPoint={setAt}
          onOpen={(series, index) => props.onOpen(props.report.series[series]?.points[index]?.q ?? '')}
          {...(props.onDays
            ? {
                onRange: (first: number, last: number) =>
                  props.onDays?.(points()[first]?.from ?? '', points()[last]?.to ?? ''),
              }
            : {})}
        />
      )}
    </ChartFrame>
  );
}
