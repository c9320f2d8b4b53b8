import { createSignal, type JSX, Show } from 'solid-js';
import { sides } from '../../../../../electron/contract/chart.ts';
import { isolateWithin } from '../../../../../electron/contract/direction.ts';
import type { PositionsReport } from '../../../../../electron/contract/trends.ts';
import { createShared } from '../../../../data/structural-share.ts';
import { count, percent } from '../../../../ui/format.ts';
import { Answer } from '../../answer.tsx';
import { type Column, Columns } from '../../chart/columns.tsx';
import { ChartFrame } from '../../chart/frame.tsx';
import { SideKey } from '../../chart/marks.tsx';
import { createLive } from '../../live.ts';
import { placeUnits } from '../../state.ts';
import { ChartToolsOf } from '../../tools.tsx';
import { Choice } from '../choice.tsx';
import { binName } from '../filter-name.ts';
import { OutcomeRows } from '../outcome-rows.tsx';
import { about, note, type PartProps, seriesInput } from './part.tsx';

/** When in the call. */
export function PositionsPart(props: PartProps): JSX.Element {
  const query = createLive('trends/positions', () => ({
    ...seriesInput(props),
    unit: props.options.unit,
    split: props.options.split,
  }));
  return <Answer query={query}>{(positions) => <When {...props} positions={positions()} />}</Answer>;
}

/** When in the call it comes up. A bar plays the seconds it stands for. */
function When(props: PartProps & { positions: PositionsReport }): JSX.Element {
  const [at, setAt] = createSignal<string | null>(null);
  const unit = () => props.positions.unit;
  const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);
  const share = (value: number) => percent(value / Math.max(1, props.positions.placed));
  const columns = createShared((): Column[] =>
    props.positions.bins.map((bin, index) => {
      const named = props.positions.groups.map(
        (group, g) => [group.key ?? 'other', bin.counts[g] ?? 0] as const,
      );
      const parts = Object.fromEntries(named);
      return {
        label: binName(bin, unit()),
        tick:
          index % Math.ceil(props.positions.bins.length / 10) > 0
            ? null
            : index === 0
              ? binName(bin, unit())
              : bin.to === null
                ? `${bin.from}+`
                : `${bin.from}–${bin.to}`,
        parts: {
          company: parts['company'] ?? 0,
          customer: parts['customer'] ?? 0,
          unknown: parts['unknown'] ?? 0,
        },
        words: `${binName(bin, unit())}: ${count(sum(bin.counts))} mentions, ${share(sum(bin.counts))} of all. Enter plays them`,
      };
    }),
  );
  const peak = () => {
    const counts = props.positions.bins.map((bin) => sum(bin.counts));
    const top = counts.indexOf(Math.max(...counts));
    const bin = props.positions.bins[top];
    const even = props.positions.placed / Math.max(1, counts.length);
    // Only what stands out is worth a sentence.
    return bin && props.positions.placed >= 20 && (counts[top] ?? 0) > 1.5 * even
      ? { bin, count: counts[top] ?? 0 }
      : null;
  };
  return (
    <Show when={props.positions.available && props.positions.placed > 0}>
      <ChartFrame
        title="When in the call"
        about={about(props)}
        lead={
          <Show when={peak()}>
            {(top) => (
              <>
                Most often at <strong>{binName(top().bin, unit())}</strong>{' '}
                {unit() === 'percent' ? 'of the call' : ''}{' '}
                <span class="muted">({share(top().count)} of mentions)</span>
              </>
            )}
          </Show>
        }
        figures={{
          columns: [
            { label: unit() === 'percent' ? 'Percent of the call' : 'Minutes' },
            ...props.positions.groups.map((group) => ({ label: group.label, num: true })),
          ],
          rows: props.positions.bins.map((bin) => [binName(bin, unit()), ...bin.counts]),
        }}
        actions={<ChartToolsOf kind="positions" title="When in the call" />}
        note={note(props)}
        onOpen={(row) => {
          const bin = props.positions.bins[row];
          if (bin) props.onPlay(binName(bin, unit()), { bin: { unit: unit(), from: bin.from, to: bin.to } });
        }}
        readout={
          isolateWithin(at() ?? '') || <span class="muted">A bar plays the seconds it stands for.</span>
        }
        below={
          <Show when={props.positions.unlisted + props.positions.noDuration > 0}>
            <p class="hint">
              {count(props.positions.unlisted + props.positions.noDuration)} mentions have no place: Gong
              counts them without listing where they are
              {props.positions.noDuration > 0 ? ', or the call has no length' : ''}.
            </p>
          </Show>
        }
      >
        {(ref) => (
          <>
            <div class="row wrap plothead">
              <Choice
                label="Place in the call"
                value={unit()}
                options={placeUnits}
                onChoose={(unit) => props.set({ unit })}
              />
              <Choice
                label="Split by"
                value={props.options.split}
                options={{ side: 'By side', outcome: 'By outcome' }}
                onChoose={(split) => props.set({ split })}
              />
              <span class="grow" />
              <Show when={props.options.split === 'side'}>
                <SideKey
                  sides={sides.filter((side) => columns().some((column) => (column.parts?.[side] ?? 0) > 0))}
                />
              </Show>
            </div>
            <Show
              when={props.options.split === 'side'}
              fallback={
                <OutcomeRows ref={ref} positions={props.positions} onPoint={setAt} onPlay={props.onPlay} />
              }
            >
              <Columns
                ref={ref}
                title="Mentions by place in the call; a bar plays them"
                columns={columns()}
                height={190}
                onPoint={(index) => setAt(index === null ? null : (columns()[index]?.words ?? null))}
                onOpen={(index) => {
                  const bin = props.positions.bins[index];
                  if (bin)
                    props.onPlay(binName(bin, unit()), {
                      bin: { unit: unit(), from: bin.from, to: bin.to },
                    });
                }}
              />
            </Show>
          </>
        )}
      </ChartFrame>
    </Show>
  );
}
