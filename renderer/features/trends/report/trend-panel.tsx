import { createSignal, For, type JSX, Show } from 'solid-js';
import {
  type Annotation,
  annotationMarks,
  annotationsAt,
} from '../../../../electron/contract/annotations.ts';
import { isolateWithin } from '../../../../electron/contract/direction.ts';
import type { GhostSeries, PointsReport, SeriesPoint } from '../../../../electron/contract/trends.ts';
import { where } from '../../../data/app.ts';
import { dayOf } from '../../../ui/format.ts';
import { localDay } from '../../../ui/local-time.ts';
import { annotationWords } from '../chart/flags.tsx';
import { ChartFrame } from '../chart/frame.tsx';
import { LineChart } from '../chart/line-chart.tsx';
import { SeriesMark } from '../chart/marks.tsx';
import { bucketName, changeWords, pointWords, showTick } from '../figure-text.ts';
import { type Measure, measures } from '../state.ts';
import { ChartToolsOf } from '../tools.tsx';
import { AnnotateButton, AnnotationDialog, type AnnotationDraft, AnnotationList } from './annotations.tsx';
import { breaks, chartNote, lineOf, pointFigures } from './lines.ts';

const bucketWords = { day: 'day', week: 'week', month: 'month', quarter: 'quarter' } as const;

import { createShared } from '../../../data/structural-share.ts';

const dayBefore = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** 'the previous period, 1 May 2025 to 30 Jun 2025', 'a year before, …', or the name of a query with its days. */
const against = ({ label, from, to }: GhostSeries) =>
  `${/^(previous|last)/.test(label) ? `the ${label}` : label}, ${dayOf(from)} to ${dayOf(dayBefore(to))}`;

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
  const lines = createShared(() =>
    props.report.series.map((series, tone) => lineOf(props.report, series, tone, props.measure, props.mean)),
  );
  const points = () => props.report.series[0]?.points ?? [];
  /** A search has no mentions: its calls match. */
  const name = () =>
    props.measure === 'calls' && props.report.series.every((one) => one.type === 'QUERY')
      ? 'Matching calls'
      : measures[props.measure];
  const title = () => `${name()} by ${bucketWords[props.report.bucket]}`;
  const notes = createShared(() => annotationMarks(points(), props.report.annotations));
  const [draft, setDraft] = createSignal<AnnotationDraft | null>(null);
  const covers = (day: string, endDay = day) =>
    endDay >= (points()[0]?.from ?? '') && day < (points().at(-1)?.to ?? '');
  let list: HTMLOListElement | undefined;
  /** A new annotation on today, or the last day the chart shows. */
  const annotate = () => {
    const today = localDay(Date.now(), where().tz);
    const day = covers(today) ? today : points().at(-1)?.from;
    setDraft({ day: day ?? today, endDay: null, text: '', key: null });
  };
  /** On the first day of a point; of several from the first day to the last. */
  const annotatePoints = (first: number, last: number) => {
    const day = points()[first]?.from;
    const after = points()[last]?.to;
    if (day === undefined || after === undefined) return;
    setDraft({ day, endDay: first === last ? null : dayBefore(after), text: '', key: null });
  };
  /** One is opened; of several the list below leads to each. */
  const openNotes = (items: readonly Annotation[]) => {
    const [first, ...more] = items;
    if (first && more.length === 0) setDraft(first);
    else list?.querySelector<HTMLElement>(`[data-note="${first?.id}"]`)?.focus();
  };
  const compared = () => props.report.series.filter((one) => one.ghost?.change);
  return (
    <ChartFrame
      title={title()}
      class="wide"
      about={props.report.series.map((one) => one.name).join(', ')}
      figures={pointFigures(props.report)}
      note={chartNote(props.report, notes())}
      onOpen={(row) => {
        const series = props.report.series[Math.floor(row / Math.max(1, points().length))];
        props.onOpen(series?.points[row % points().length]?.q ?? '');
      }}
      actions={
        <>
          <AnnotateButton onClick={annotate} />
          <ChartToolsOf kind="trend" title={name()} />
        </>
      }
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
                  return (
                    <Show when={here()}>
                      {(one) => (
                        <span class="nowrap">
                          <Show when={props.report.series.length > 1}>
                            <SeriesMark tone={tone()} />
                            <bdi>{series.name}</bdi>{' '}
                          </Show>
                          {pointWords(one(), props.measure)}
                          <Show when={series.ghost}>
                            {(other) => (
                              <span class="muted">
                                {' '}
                                · {isolateWithin(other().label)}:{' '}
                                {other().points[at() ?? 0] === null
                                  ? `no such ${bucketWords[props.report.bucket]}`
                                  : pointWords(other().points[at() ?? 0] as SeriesPoint, props.measure)}
                              </span>
                            )}
                          </Show>
                        </span>
                      )}
                    </Show>
                  );
                }}
              </For>
              <For each={annotationsAt(notes(), at() ?? -1)?.items}>
                {(item) => <span class="grow ellipsis dim">⚑ {isolateWithin(annotationWords(item))}</span>}
              </For>
            </>
          )}
        </Show>
      }
      below={
        <>
          <AnnotationList
            marks={notes()}
            series={props.report.series}
            onEdit={setDraft}
            ref={(element) => (list = element)}
          />
          <Show when={draft()}>
            {(now) => (
              <AnnotationDialog
                draft={now()}
                series={props.report.series}
                covers={covers}
                onClose={() => setDraft(null)}
              />
            )}
          </Show>
          <Show when={compared().length > 0}>
            <ul class="changes medium dim stack">
              <For each={compared()}>
                {(series) => (
                  <li>
                    <Show when={props.report.series.length > 1}>
                      <strong>
                        <bdi>{series.name}</bdi>
                      </strong>{' '}
                    </Show>
                    Against {series.ghost ? isolateWithin(against(series.ghost)) : ''}:{' '}
                    {series.ghost?.change ? changeWords(series.ghost.change) : ''}
                  </li>
                )}
              </For>
            </ul>
          </Show>
          <Show when={props.report.compareNote}>{(note) => <p class="hint">{isolateWithin(note())}</p>}</Show>
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
          notes={notes()}
          onNote={openNotes}
          onAnnotate={annotatePoints}
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
