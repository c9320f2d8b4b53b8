import { createSignal, For, type JSX, Show } from 'solid-js';
import { annotationMarks, annotationsAt } from '../../../../electron/contract/annotations.ts';
import { sideNames, sides } from '../../../../electron/contract/chart.ts';
import { isolateWithin } from '../../../../electron/contract/direction.ts';
import type { EvidenceFilter, PointsReport, ReportSeries } from '../../../../electron/contract/trends.ts';
import { createShared } from '../../../data/structural-share.ts';
import { count, percent } from '../../../ui/format.ts';
import { Opens } from '../../../ui/table.tsx';
import { type Column, Columns } from '../chart/columns.tsx';
import { annotationWords } from '../chart/flags.tsx';
import { ChartFrame } from '../chart/frame.tsx';
import { SideKey } from '../chart/marks.tsx';
import { SideSplit } from '../chart/small.tsx';
import { timeTicks } from '../chart/ticks.ts';
import { bucketName } from '../figure-text.ts';
import { ChartToolsOf } from '../tools.tsx';
import { annotationCell, annotationColumn, chartNote } from './lines.ts';

/** Which side said it, in all and over time, and who brought it up first. */
export function Who(props: {
  report: PointsReport;
  series: ReportSeries;
  onOpen: (q: string) => void;
  /** Shows some of its moments. */
  onShow: (filter: EvidenceFilter) => void;
}): JSX.Element {
  const [at, setAt] = createSignal<number | null>(null);
  const points = () => props.series.points;
  const notes = createShared(() => annotationMarks(points(), props.report.annotations));
  const columns = createShared((): Column[] => {
    const ticks = new Map(
      timeTicks(
        points().map((point) => point.from),
        props.report.bucket,
        6,
      ).map((tick) => [tick.at, tick.year ? `${tick.label} ${tick.year}` : tick.label]),
    );
    return points().map((point, index) => ({
      label: point.from,
      tick: ticks.get(index) ?? null,
      parts: point.bySide ?? (point.available === 'empty' ? { company: 0, customer: 0, unknown: 0 } : null),
      words: `${bucketName(point.from, props.report.bucket)}: ${
        point.bySide
          ? sides.map((side) => `${sideNames[side]} ${count(point.bySide?.[side] ?? 0)}`).join(', ')
          : point.available === 'empty'
            ? 'no calls'
            : 'who said it is not listed'
      }${(annotationsAt(notes(), index)?.items ?? []).map((item) => ` ⚑ ${annotationWords(item)}`).join(';')}`,
    }));
  });
  /** The moments that a column counts; where none are listed, the calls. */
  const openAt = (index: number) => {
    const point = points()[index];
    if (point?.bySide) props.onShow({ from: point.from, to: point.to });
    else if (point) props.onOpen(point.q);
  };
  const total = () => props.series.total.bySide;
  const listed = () => sides.reduce((sum, side) => sum + (total()?.[side] ?? 0), 0);
  const unlisted = () => Math.max(0, (props.series.total.mentions ?? 0) - listed());
  return (
    <Show when={total() && listed() > 0}>
      <ChartFrame
        title="Who said it"
        about={props.series.name}
        lead={
          <Show when={props.series.raisedFirst}>
            {(first) => (
              <>
                Customers bring it up first in{' '}
                <strong>{percent(first().customer / Math.max(1, first().known))}</strong>{' '}
                <span class="muted">
                  ({count(first().customer)} of {count(first().known)} calls)
                </span>
              </>
            )}
          </Show>
        }
        figures={{
          columns: [
            { label: 'From' },
            ...sides.map((side) => ({ label: sideNames[side], num: true })),
            ...annotationColumn(notes()),
          ],
          rows: points().map((point, index) => [
            point.from,
            ...sides.map((side) => point.bySide?.[side] ?? null),
            ...annotationCell(notes(), index),
          ]),
        }}
        actions={
          <ChartToolsOf
            kind="trend"
            title="Who said it"
            change={{ measure: 'sides', series: [props.series.ref] }}
          />
        }
        note={chartNote(props.report, notes())}
        onOpen={openAt}
        readout={
          at() === null ? (
            <span class="muted">Each column shows its moments.</span>
          ) : (
            isolateWithin(columns()[at() as number]?.words ?? '')
          )
        }
        below={
          <Show when={unlisted() > 0}>
            <p class="hint">
              Gong counts {count(unlisted())} more mentions than it lists: whose they are is not known.
            </p>
          </Show>
        }
      >
        {(ref) => (
          <>
            <SideSplit parts={total() ?? { company: 0, customer: 0, unknown: 0 }} title="Mentions by side" />
            <ul class="row wrap splitnames">
              <For each={sides.filter((side) => (total()?.[side] ?? 0) > 0)}>
                {(side) => (
                  <li class="row">
                    <Opens title="Show these moments" onOpen={() => props.onShow({ side })}>
                      <SideKey sides={[side]} />
                    </Opens>
                    <strong>{percent((total()?.[side] ?? 0) / Math.max(1, listed()))}</strong>
                    <span class="muted">{count(total()?.[side] ?? 0)}</span>
                  </li>
                )}
              </For>
            </ul>
            <Columns
              ref={ref}
              title="Mentions by side over time"
              columns={columns()}
              height={150}
              missing="not listed here"
              notes={notes()}
              onPoint={setAt}
              onOpen={openAt}
            />
          </>
        )}
      </ChartFrame>
    </Show>
  );
}
