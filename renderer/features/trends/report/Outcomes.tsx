import { createMemo, For, type JSX, Show } from 'solid-js';
import type { BreakdownReport, StageRow } from '../../../../electron/contract/trends.ts';
import { count, percent } from '../../../ui/format.ts';
import { ShareBar } from '../chart/small.tsx';
import { ChartToolsOf } from '../tools.tsx';

/** Shares by one attribute, as a short list with bands. */
function Shares(props: {
  title: string;
  report: BreakdownReport | undefined;
  mean: number | null;
  onOpen: (q: string) => void;
}): JSX.Element {
  const rows = () => (props.report?.rows ?? []).filter((row) => row.key !== null).slice(0, 10);
  const top = createMemo(() =>
    Math.max(
      0.05,
      props.mean ?? 0,
      ...rows()
        .filter((row) => !row.small)
        .map((row) => Math.min(row.high ?? 0, (row.share ?? 0) * 1.6)),
    ),
  );
  return (
    <Show when={rows().length > 0}>
      <div>
        <h3>{props.title}</h3>
        <table>
          <tbody>
            <For each={rows()}>
              {(row) => (
                <tr classList={{ few: row.small }}>
                  <td>
                    <button type="button" class="linkish" onClick={() => props.onOpen(row.q)}>
                      {row.label}
                    </button>
                  </td>
                  <td class="num strong">{row.share === null ? 'n/a' : percent(row.share)}</td>
                  <td>
                    <ShareBar
                      share={row.share ?? 0}
                      low={row.low ?? 0}
                      high={row.high ?? 0}
                      few={row.small}
                      top={top()}
                      width={76}
                      {...(props.mean === null ? {} : { mean: props.mean })}
                    />
                  </td>
                  <td class="num muted">of {count(row.known)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </Show>
  );
}

/** Outcome of the call, stage when it was held and stage now: where it comes up, and what became of it. */
export function Outcomes(props: {
  outcome: BreakdownReport | undefined;
  then: BreakdownReport | undefined;
  now: BreakdownReport | undefined;
  stages: readonly StageRow[];
  mean: number | null;
  csv: JSX.Element;
  onOpen: (q: string) => void;
}): JSX.Element {
  const moved = createMemo(() =>
    props.stages
      .filter((row) => row.atCall !== null && row.now !== null && row.atCall !== row.now)
      .toSorted((a, b) => b.mentioning - a.mentioning)
      .slice(0, 8),
  );
  const any = () =>
    [props.outcome, props.then, props.now].some((report) => report?.rows.some((row) => row.key !== null));
  return (
    <Show when={any()}>
      <section class="panel wide" aria-labelledby="outcomes">
        <header class="panelhead">
          <div class="grow">
            <h2 id="outcomes">Outcome and stage</h2>
            <p class="lead">
              Share of the calls of each value that mention it. What goes together need not cause each other.
            </p>
          </div>
          <div class="row tools">
            <ChartToolsOf kind="stages" title="Outcome and stage" />
            {props.csv}
          </div>
        </header>
        <div class="three">
          <Shares title="Outcome" report={props.outcome} mean={props.mean} onOpen={props.onOpen} />
          <Shares
            title="Stage when the call was held"
            report={props.then}
            mean={props.mean}
            onOpen={props.onOpen}
          />
          <Shares title="Stage now" report={props.now} mean={props.mean} onOpen={props.onOpen} />
        </div>
        <Show when={moved().length > 0}>
          <h3>Then and now</h3>
          <div class="tablebox" tabindex="0" role="region" aria-label="Stage then and now">
            <table>
              <thead>
                <tr>
                  <th scope="col">Stage at the call</th>
                  <th scope="col">Stage now</th>
                  <th scope="col" class="num">
                    Share
                  </th>
                  <th scope="col" class="num">
                    Calls
                  </th>
                </tr>
              </thead>
              <tbody>
                <For each={moved()}>
                  {(row) => (
                    <tr classList={{ few: row.small }}>
                      <td>{row.atCall}</td>
                      <td>{row.now}</td>
                      <td class="num strong">{row.share === null ? 'n/a' : percent(row.share)}</td>
                      <td class="num">
                        <button type="button" class="linkish" onClick={() => props.onOpen(row.q)}>
                          {count(row.mentioning)} of {count(row.known)}
                        </button>
                      </td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </div>
        </Show>
      </section>
    </Show>
  );
}
