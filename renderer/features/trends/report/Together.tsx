import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { FollowsReport, TogetherRow } from '../../../../electron/contract/trends.ts';
import { count } from '../../../ui/format.ts';
import { ChartToolsOf } from '../tools.tsx';

const few = 6;

/** A lift beside 1 (no connection), on a logarithmic axis: twice and half are as far apart on both sides. */
function LiftBar(props: { lift: number; small: boolean }): JSX.Element {
  const width = 120;
  const x = (lift: number) =>
    width / 2 + (Math.max(-2, Math.min(2, Math.log2(Math.max(0.01, lift)))) / 2) * (width / 2 - 6);
  return (
    <svg
      class="sharebar"
      classList={{ few: props.small }}
      width={width}
      height="16"
      viewBox={`0 0 ${width} 16`}
      aria-hidden="true"
    >
      <line class="grid" x1="2" x2={width - 2} y1="8.5" y2="8.5" />
      <line class="mean" x1={width / 2} x2={width / 2} y1="1" y2="15" />
      <line
        class="band"
        x1={Math.min(width / 2, x(props.lift))}
        x2={Math.max(width / 2, x(props.lift))}
        y1="8.5"
        y2="8.5"
      />
      <circle class="point" cx={x(props.lift)} cy="8.5" r="4" />
    </svg>
  );
}

const times = (lift: number) => `${lift >= 10 ? Math.round(lift) : lift.toFixed(1)}×`;

/** Other trackers in the same calls, against what chance would bring together. */
export function Together(props: {
  rows: readonly TogetherRow[];
  csv: JSX.Element;
  onOpen: (q: string) => void;
}): JSX.Element {
  const [all, setAll] = createSignal(false);
  const rows = createMemo(() =>
    props.rows.toSorted((a, b) => Number(a.small) - Number(b.small) || b.lift - a.lift),
  );
  return (
    <Show when={rows().length > 0}>
      <section class="panel" aria-labelledby="together">
        <header class="panelhead">
          <div class="grow">
            <h2 id="together">In the same calls</h2>
            <p class="lead">How much more often than chance would have it; 1× is no connection.</p>
          </div>
          <div class="row tools">
            <ChartToolsOf kind="together" title="In the same calls" />
            {props.csv}
          </div>
        </header>
        <div class="tablebox" tabindex="0" role="region" aria-label="Trackers in the same calls">
          <table>
            <thead>
              <tr>
                <th scope="col">Tracker</th>
                <th scope="col" class="num">
                  Lift
                </th>
                <th scope="col">
                  <span class="row axisends">
                    ¼ <span class="grow" /> 1 <span class="grow" /> 4
                  </span>
                </th>
                <th scope="col" class="num">
                  Both
                </th>
                <th scope="col" class="num">
                  By chance
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={all() ? rows() : rows().slice(0, few)}>
                {(row) => (
                  <tr classList={{ few: row.small }}>
                    <td>
                      <button type="button" class="linkish" onClick={() => props.onOpen(row.q)}>
                        {row.name}
                      </button>
                    </td>
                    <td class="num strong">{times(row.lift)}</td>
                    <td>
                      <LiftBar lift={row.lift} small={row.small} />
                    </td>
                    <td class="num">{count(row.both)}</td>
                    <td class="num muted">{row.expected.toFixed(1)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
        <Show when={rows().length > few}>
          <button type="button" class="linkish more" onClick={() => setAll((on) => !on)}>
            {all() ? 'Fewer' : `All ${count(rows().length)}`}
          </button>
        </Show>
      </section>
    </Show>
  );
}

/** What is said within a minute after it. */
export function Follows(props: {
  follows: FollowsReport;
  csv: JSX.Element;
  onAdd: (key: string) => void;
}): JSX.Element {
  const [all, setAll] = createSignal(false);
  const rows = createMemo(() =>
    props.follows.rows.toSorted((a, b) => Number(a.small) - Number(b.small) || b.lift - a.lift),
  );
  return (
    <Show when={props.follows.available && rows().length > 0}>
      <section class="panel" aria-labelledby="follows">
        <header class="panelhead">
          <div class="grow">
            <h2 id="follows">What follows within {props.follows.withinSec} s</h2>
            <p class="lead">
              After {count(props.follows.occurrences)} listed mentions, against mentions anywhere in the call.
            </p>
          </div>
          <div class="row tools">
            <ChartToolsOf kind="follows" title="What follows" />
            {props.csv}
          </div>
        </header>
        <div class="tablebox" tabindex="0" role="region" aria-label="What follows">
          <table>
            <thead>
              <tr>
                <th scope="col">Tracker</th>
                <th scope="col" class="num">
                  Lift
                </th>
                <th scope="col">
                  <span class="row axisends">
                    ¼ <span class="grow" /> 1 <span class="grow" /> 4
                  </span>
                </th>
                <th scope="col" class="num">
                  Times
                </th>
                <th scope="col" class="num">
                  Calls
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={all() ? rows() : rows().slice(0, few)}>
                {(row) => (
                  <tr classList={{ few: row.small }}>
                    <td>
                      <button
                        type="button"
                        class="linkish"
                        title="Add it to the chart"
                        onClick={() => props.onAdd(row.key)}
                      >
                        {row.name}
                      </button>
                    </td>
                    <td class="num strong">{times(row.lift)}</td>
                    <td>
                      <LiftBar lift={row.lift} small={row.small} />
                    </td>
                    <td class="num">{count(row.followed)}</td>
                    <td class="num muted">{count(row.calls)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
        <Show when={rows().length > few}>
          <button type="button" class="linkish more" onClick={() => setAll((on) => !on)}>
            {all() ? 'Fewer' : `All ${count(rows().length)}`}
          </button>
        </Show>
      </section>
    </Show>
  );
}
