import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { PhraseRow, PhrasesReport } from '../../../../electron/contract/trends.ts';
import { count, dayOf } from '../../../ui/format.ts';
import { ChartToolsOf } from '../tools.tsx';

const most = 16;

/** The phrases of a tracker: how often, first and last, and those nobody says. */
export function Phrases(props: {
  phrases: PhrasesReport;
  smart: boolean;
  csv: JSX.Element;
  onOpen: (q: string) => void;
  /** Shows the moments of a phrase in the evidence list. */
  onPick: (phrase: string) => void;
}): JSX.Element {
  const [all, setAll] = createSignal(false);
  const said = createMemo(() => props.phrases.rows.filter((row) => !row.silent));
  const silent = createMemo(() => props.phrases.rows.filter((row) => row.silent));
  const shown = () => (all() ? said() : said().slice(0, most));
  const top = () => Math.max(1, ...said().map((row) => row.mentions));
  const open = (row: PhraseRow) => (row.q === null ? props.onPick(row.phrase) : props.onOpen(row.q));
  return (
    <section class="panel phrases wide" aria-labelledby="phrases">
      <header class="panelhead">
        <div class="grow">
          <h2 id="phrases">Phrases</h2>
        </div>
        <div class="row tools">
          <ChartToolsOf kind="phrases" title="Phrases" />
          {props.csv}
        </div>
      </header>
      <Show
        when={props.phrases.supported}
        fallback={
          <p class="hint">
            {props.smart
              ? 'Gong gives no phrases for smart trackers: a model decides what counts.'
              : 'A search has no phrases of its own.'}
          </p>
        }
      >
        <Show
          when={said().length > 0}
          fallback={<p class="hint">None of its phrases was said in these calls.</p>}
        >
          <div class="tablebox" tabindex="0" role="region" aria-label="Phrases">
            <table>
              <thead>
                <tr>
                  <th scope="col">Phrase</th>
                  <th scope="col" class="num">
                    Mentions
                  </th>
                  <th scope="col" class="num">
                    Calls
                  </th>
                  <th scope="col" class="num">
                    First
                  </th>
                  <th scope="col" class="num">
                    Last
                  </th>
                </tr>
              </thead>
              <tbody>
                <For each={shown()}>
                  {(row) => (
                    <tr>
                      <td>
                        <button type="button" class="linkish" onClick={() => open(row)}>
                          {row.phrase}
                        </button>
                        <svg class="amount" width="100%" height="3" aria-hidden="true">
                          <rect width={`${(row.mentions / top()) * 100}%`} height="3" />
                        </svg>
                      </td>
                      <td class="num strong">{count(row.mentions)}</td>
                      <td class="num">{count(row.calls)}</td>
                      <td class="num muted">{row.first ? dayOf(row.first) : '–'}</td>
                      <td class="num muted">{row.last ? dayOf(row.last) : '–'}</td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </div>
          <Show when={said().length > most}>
            <button type="button" class="linkish more" onClick={() => setAll((on) => !on)}>
              {all() ? 'Fewer' : `All ${count(said().length)} phrases`}
            </button>
          </Show>
        </Show>
        <Show when={silent().length > 0}>
          <p class="hint">
            Never said here:{' '}
            {silent()
              .slice(0, 30)
              .map((row) => `“${row.phrase}”`)
              .join(', ')}
            {silent().length > 30 ? ` and ${count(silent().length - 30)} more` : ''}.
          </p>
        </Show>
      </Show>
    </section>
  );
}
