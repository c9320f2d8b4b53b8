import { createMemo, createSignal, For, type JSX, type Setter, Show } from 'solid-js';
import { isolate } from '../../../../../electron/contract/direction.ts';
import type {
  BreakdownFigures,
  BreakdownReport,
  BreakdownSort,
} from '../../../../../electron/contract/trends.ts';
import { Select } from '../../../../ui/form.tsx';
import { count, percent } from '../../../../ui/format.ts';
import { DataTable, Opens } from '../../../../ui/table.tsx';
import { Answer } from '../../answer.tsx';
import { ChartFrame } from '../../chart/frame.tsx';
import { Spark } from '../../chart/small.tsx';
import { changeWords, points } from '../../figure-text.ts';
import { createLive } from '../../live.ts';
import { fields } from '../../state.ts';
import { ChartToolsOf } from '../../tools.tsx';
import { Choice } from '../choice.tsx';
import { ShareCells, sharesTop } from '../share-cells.tsx';
import { about, coarse, mean, note, type PartProps, seriesInput } from './part.tsx';

const sorts: readonly (readonly [BreakdownSort, string])[] = [
  ['calls', 'Most calls'],
  ['share', 'Highest share'],
  ['change', 'Largest change'],
  ['mentions', 'Most mentions'],
];

/** Shares per bucket; a bucket without known calls has none. */
const course = (row: BreakdownFigures) =>
  row.spark.known.map((known, at) => (known > 0 ? (row.spark.mentioning[at] ?? 0) / known : null));

/** Values shown at first. */
const few = 12;

/** By an attribute. */
export function BreakdownPart(props: PartProps): JSX.Element {
  const [limit, setLimit] = createSignal(few);
  const query = createLive('trends/breakdown', () => ({
    ...seriesInput(props),
    field: props.options.by,
    sort: props.options.sort,
    bucket: coarse(props),
    limit: limit(),
  }));
  return (
    <Answer query={query}>
      {(rows) => <Values {...props} found={rows()} loading={query.loading()} setLimit={setLimit} />}
    </Answer>
  );
}

/** How the calls of each value of an attribute mention it: a table with each value's course, or a small chart for each. */
function Values(
  props: PartProps & { found: BreakdownReport; loading: boolean; setLimit: Setter<number> },
): JSX.Element {
  const [form, setForm] = createSignal<'table' | 'multiples'>('table');
  const rows = () => props.found.rows;
  const top = createMemo(() => sharesTop(rows(), mean(props)));
  const courseTop = createMemo(() =>
    Math.max(
      0.05,
      ...rows()
        .filter((row) => !row.small)
        .flatMap((row) => course(row).map((value) => value ?? 0)),
    ),
  );
  const name = () => fields.find(([field]) => field === props.options.by)?.[1] ?? props.options.by;
  return (
    <ChartFrame
      title={`By ${name().toLowerCase()}`}
      class="wide"
      lead={
        <Show when={props.found.splitDay && props.options.sort === 'change'}>
          Change compares the two halves of the period.
        </Show>
      }
      figures={{
        columns: [
          { label: name() },
          ...[
            'Share',
            '95 % from',
            '95 % to',
            'Mentioning',
            'Known calls',
            'Mentions',
            'Change in points',
          ].map((label) => ({
            label,
            num: true,
            percent: ['Share', '95 % from', '95 % to'].includes(label),
          })),
        ],
        rows: rows().map((row) => [
          row.label,
          row.share,
          row.low,
          row.high,
          row.mentioning,
          row.known,
          row.mentions,
          row.change ? row.change.delta * 100 : null,
        ]),
      }}
      note={note(props)}
      about={about(props)}
      pictures={false}
      onOpen={(row) => props.onOpen(rows()[row]?.q ?? '')}
      actions={<ChartToolsOf kind="breakdown" title={`By ${name().toLowerCase()}`} />}
      controls={
        <div class="row wrap chartcontrols">
          <Select
            class="select small"
            aria-label="Break down by"
            of={fields}
            value={props.options.by}
            onPick={(by) => {
              props.setLimit(few);
              props.set({ by });
            }}
          />
          <Select
            class="select small"
            aria-label="Sort by"
            of={sorts}
            value={props.options.sort}
            onPick={(sort) => props.set({ sort })}
          />
          <Choice
            label="Form"
            value={form()}
            options={{ table: 'List', multiples: 'Small charts' }}
            onChoose={setForm}
          />
        </div>
      }
      below={
        <Show when={props.found.distinct > rows().length}>
          <p class="hint row">
            {count(rows().length)} of {count(props.found.distinct)} values.
            <Opens
              class="more"
              text="Show more"
              onOpen={() => props.setLimit((now) => Math.min(500, now * 4))}
            />
          </p>
        </Show>
      }
    >
      {() => (
        <Show when={rows().length > 0} fallback={<p class="hint">No call here has a value for it.</p>}>
          <Show
            when={form() === 'table'}
            fallback={
              <ul class="multiples" aria-busy={props.loading}>
                <For each={rows()}>
                  {(row) => (
                    <li classList={{ few: row.small }}>
                      <button
                        type="button"
                        class="multiple col tight bare"
                        title={isolate(row.label)}
                        onClick={() => props.onOpen(row.q)}
                      >
                        <span class="row">
                          <span class="grow ellipsis name" dir="auto">
                            {row.label}
                          </span>
                          <strong>{row.share === null ? 'n/a' : percent(row.share)}</strong>
                        </span>
                        <Spark values={course(row)} top={courseTop()} width={176} height={52} />
                        <span class="row hint">
                          <span class="grow">
                            {count(row.mentioning ?? 0)} of {count(row.known)}
                          </span>
                          <Change row={row} />
                        </span>
                      </button>
                    </li>
                  )}
                </For>
              </ul>
            }
          >
            <DataTable
              label={`By ${name()}`}
              class="breakdown"
              tall
              busy={props.loading}
              heads={[
                { label: name() },
                { label: 'Share', num: true },
                {
                  label: (
                    <span class="row axisends long">
                      0 <span class="grow" /> {percent(top())}
                    </span>
                  ),
                },
                { label: 'Calls', num: true },
                { label: 'Course' },
                { label: 'Change', num: true },
              ]}
              rows={rows()}
              few={(row) => row.small}
              title={(row) => (row.change ? changeWords(row.change) : undefined)}
            >
              {(row) => (
                <>
                  <ShareCells row={row} top={top()} mean={mean(props)} width={200} onOpen={props.onOpen} />
                  <td class="num">
                    {row.mentioning === null ? 'n/a' : count(row.mentioning)}
                    <span class="muted"> of {count(row.known)}</span>
                  </td>
                  <td>
                    <Spark values={course(row)} top={courseTop()} width={190} height={24} />
                  </td>
                  <td class="num">
                    <Change row={row} />
                  </td>
                </>
              )}
            </DataTable>
            <p class="hint key">
              Dot: share; bar: its 95 % band; upright line: all calls. Grey: fewer than 10 calls, too few.
            </p>
          </Show>
        </Show>
      )}
    </ChartFrame>
  );
}

/** Points up or down, strong where chance is no explanation. */
function Change(props: { row: BreakdownFigures }): JSX.Element {
  return (
    <Show
      when={!props.row.small && props.row.change}
      fallback={<span class="muted">{props.row.small ? 'too few' : '–'}</span>}
    >
      {(change) => (
        <span class="change" classList={{ certain: change().certain }} title={changeWords(change())}>
          {points(change().delta)}
          <span class="sr">{` points${change().certain ? '' : ', may be chance'}`}</span>
        </span>
      )}
    </Show>
  );
}
