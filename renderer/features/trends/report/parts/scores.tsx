import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { isolate } from '../../../../../electron/contract/direction.ts';
import { percentText } from '../../../../../electron/contract/review-text.ts';
import type { ScorePoint, ScoresReport } from '../../../../../electron/contract/trends.ts';
import { Select } from '../../../../ui/form.tsx';
import { count } from '../../../../ui/format.ts';
import { DataTable, heads, Opens } from '../../../../ui/table.tsx';
import { Answer } from '../../answer.tsx';
import type { Figures } from '../../chart/figures.ts';
import { ChartFrame } from '../../chart/frame.tsx';
import { LineChart } from '../../chart/line-chart.tsx';
import type { Line } from '../../chart/plot.ts';
import { bucketName } from '../../figure-text.ts';
import { createLive } from '../../live.ts';
import { ChartToolsOf } from '../../tools.tsx';
import { about, coarse, note, type PartProps, seriesInput } from './part.tsx';

/** '72 % (18 of 90 calls reviewed)': what a point says beside its time. */
function pointWords(point: ScorePoint): string {
  const reviewed = `${count(point.reviewed)} of ${count(point.calls)} calls reviewed`;
  if (point.mean === null) return point.calls === 0 ? 'no calls' : `no score (${reviewed})`;
  return `${percentText(point.mean)} (${reviewed})${point.small ? ', too few calls' : ''}${point.partial ? ', not the whole time' : ''}`;
}

const figures = ({ points }: ScoresReport): Figures => ({
  columns: [
    { label: 'From' },
    ...['Mean score, %', 'Reviewed', 'Not reviewed', 'Calls'].map((label) => ({ label, num: true })),
  ],
  rows: points.map((point) => [
    point.from,
    point.mean,
    point.reviewed,
    point.calls - point.reviewed,
    point.calls,
  ]),
});

/** How these calls were scored in Gong, and how many were not reviewed; nothing where the store has no review. */
export function ScoresPart(props: PartProps): JSX.Element {
  const query = createLive('trends/scores', () => ({
    ...seriesInput(props),
    scorecard: props.options.scorecard,
    // Few calls are reviewed: a week has hardly any.
    bucket: coarse(props),
  }));
  return (
    <Answer query={query}>
      {(report) => (
        <Show when={report().inStore > 0}>
          <Scores {...props} scores={report()} />
        </Show>
      )}
    </Answer>
  );
}

/** Mean score over time with what it is the mean of, how many calls were not reviewed, and scorecards and questions. */
function Scores(props: PartProps & { scores: ScoresReport }): JSX.Element {
  const [at, setAt] = createSignal<number | null>(null);
  const report = () => props.scores;
  const points = () => report().points;
  const missed = () => report().total.calls - report().total.reviewed;
  const lines = createMemo((): Line[] => [
    {
      name: report().scorecard ?? 'Score',
      tone: 0,
      points: points().map((point) => ({
        value: point.mean,
        few: point.small || point.partial,
        words: `${bucketName(point.from, report().bucket)}: ${pointWords(point)}`,
      })),
      mean: null,
      ghost: null,
    },
  ]);
  return (
    <ChartFrame
      title="Scores"
      class="wide"
      part="scores"
      about={about(props)}
      figures={figures(report())}
      note={`Mean score in percent of the highest one. ${note(props)}`}
      onOpen={(row) => props.onOpen(points()[row]?.q ?? '')}
      lead={
        <>
          <Show
            when={report().total.mean !== null}
            fallback={
              <>
                None of these {count(report().total.calls)} calls has a score
                {report().scorecard ? ` with “${isolate(report().scorecard ?? '')}”` : ''}.{' '}
              </>
            }
          >
            Mean score <strong>{percentText(report().total.mean ?? 0)}</strong>, by Gong’s scorecards, over
            the{' '}
            <Opens onOpen={() => props.onOpen(report().total.q)}>
              {count(report().total.reviewed)} of {count(report().total.calls)} calls
            </Opens>{' '}
            that were reviewed{report().scorecard ? ` with “${isolate(report().scorecard ?? '')}”` : ''}.{' '}
          </Show>
          Not reviewed:{' '}
          <Show when={missed() > 0} fallback="none">
            <Opens
              text={`${count(missed())} of ${count(report().total.calls)}`}
              onOpen={() => props.onOpen(report().total.notReviewedQ)}
            />
          </Show>
          .
        </>
      }
      actions={
        <ChartToolsOf
          kind="scores"
          title={report().scorecard ? `Scores, ${report().scorecard}` : 'Scores'}
          change={{ scorecard: report().scorecard, bucket: report().bucket }}
        />
      }
      controls={
        <div class="row wrap chartcontrols">
          <label class="row">
            <span class="muted">Scorecard</span>
            <Select
              of={[[null, 'All together'], ...names(report()).map((name) => [name, name] as const)]}
              value={report().scorecard ?? null}
              onPick={(scorecard) => props.set({ scorecard })}
            />
          </label>
        </div>
      }
      readout={
        <Show
          when={points()[at() ?? -1]}
          fallback={<span class="muted">Enter or a click opens the reviewed calls of a point.</span>}
        >
          {(point) => (
            <>
              <strong>{bucketName(point().from, report().bucket)}</strong> {pointWords(point())}
            </>
          )}
        </Show>
      }
      below={
        <div class="scoretables stack loose">
          <MeanTable
            of="Scorecard"
            counted="Calls reviewed"
            rows={report().scorecards.map((row) => ({ ...row, calls: row.reviewed }))}
            onOpen={props.onOpen}
          />
          <Show when={report().questions.length > 0}>
            <MeanTable
              of="Question"
              counted="Calls"
              rows={report().questions.map((row) => ({
                ...row,
                name: row.question ?? 'A question that it has no more',
              }))}
              onOpen={props.onOpen}
            />
          </Show>
        </div>
      }
    >
      {(ref) => (
        <LineChart
          ref={ref}
          title={`Mean score by ${report().bucket}`}
          froms={points().map((point) => point.from)}
          unit={report().bucket}
          lines={lines()}
          format={(value) => `${Number(value.toFixed(0))} %`}
          ceiling={100}
          height={220}
          notes={[]}
          onNote={() => undefined}
          onAnnotate={() => undefined}
          onPoint={setAt}
          onOpen={(_, index) => props.onOpen(points()[index]?.q ?? '')}
        />
      )}
    </ChartFrame>
  );
}

type MeanRow = Pick<ScoresReport['scorecards'][number], 'name' | 'mean' | 'small'> & {
  readonly q: string | null;
  readonly calls: number;
};

/** Mean scores by what was scored. */
function MeanTable(props: {
  of: string;
  counted: string;
  rows: readonly MeanRow[];
  onOpen: (q: string) => void;
}): JSX.Element {
  return (
    <DataTable
      label={`Scores by ${props.of.toLowerCase()}`}
      heads={heads([props.of], ['Mean score', props.counted])}
      rows={props.rows}
      few={(row) => row.small}
    >
      {(row) => (
        <>
          <td>
            <Show when={row.q} fallback={<bdi>{row.name}</bdi>}>
              {(q) => <Opens text={row.name} onOpen={() => props.onOpen(q())} />}
            </Show>
          </td>
          <td class="num strong">{row.mean === null ? 'n/a' : percentText(row.mean)}</td>
          <td class="num">{count(row.calls)}</td>
        </>
      )}
    </DataTable>
  );
}

/** Scorecards to choose from: those of these calls, and the chosen one. */
function names({ scorecard, scorecards }: ScoresReport): string[] {
  const all = scorecards.map((row) => row.name);
  return scorecard !== null && !all.includes(scorecard) ? [...all, scorecard] : all;
}
