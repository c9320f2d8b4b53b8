import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { isolate } from '../../../../../electron/contract/direction.ts';
import type { PhraseRow, PhrasesReport } from '../../../../../electron/contract/trends.ts';
import { count, dayOf } from '../../../../ui/format.ts';
import { DataTable, heads, MoreRows, Opens } from '../../../../ui/table.tsx';
import { Answer } from '../../answer.tsx';
import { Amount } from '../../chart/small.tsx';
import { createLive } from '../../live.ts';
import { Panel } from '../panel.tsx';
import { type PartProps, partTools, seriesInput } from './part.tsx';

const most = 16;

/** Phrases of the tracker. */
export function PhrasesPart(props: PartProps): JSX.Element {
  const query = createLive('trends/phrases', () => seriesInput(props));
  return <Answer query={query}>{(rows) => <Phrases {...props} phrases={rows()} />}</Answer>;
}

/** The phrases of a tracker: how often, first and last, and those nobody says. */
function Phrases(props: PartProps & { phrases: PhrasesReport }): JSX.Element {
  const [all, setAll] = createSignal(false);
  const said = createMemo(() => props.phrases.rows.filter((row) => !row.silent));
  const silent = createMemo(() => props.phrases.rows.filter((row) => row.silent));
  const shown = () => (all() ? said() : said().slice(0, most));
  const top = () => Math.max(1, ...said().map((row) => row.mentions));
  const open = (row: PhraseRow) =>
    row.q === null ? props.onShow({ phrase: row.phrase }) : props.onOpen(row.q);
  /** No query can tell apart a phrase that two trackers have, nor one of mine: its moments are shown, as far as listed. */
  const hint = (row: PhraseRow) =>
    row.listed === null ? undefined : `Shows its ${count(row.listed)} listed moments`;
  return (
    <Panel title="Phrases" class="wide" tools={partTools(props, 'phrases', 'Phrases', 'the phrases')}>
      <Show
        when={props.phrases.supported}
        fallback={
          <p class="hint">
            {props.report.series.some((one) => one.type === 'SMART')
              ? 'Gong gives no phrases for smart trackers: a model decides what counts.'
              : 'A search has no phrases of its own.'}
          </p>
        }
      >
        <Show
          when={said().length > 0}
          fallback={<p class="hint">None of its phrases was said in these calls.</p>}
        >
          <DataTable
            label="Phrases"
            heads={heads(['Phrase'], ['Mentions', 'Calls', 'First', 'Last'])}
            rows={shown()}
          >
            {(row) => (
              <>
                <td>
                  <Opens title={hint(row)} text={row.phrase} onOpen={() => open(row)} />
                  <Amount of={row.mentions / top()} height={3} />
                </td>
                <td class="num strong">{count(row.mentions)}</td>
                <td class="num">{count(row.calls)}</td>
                <td class="num muted">{row.first ? dayOf(row.first) : '–'}</td>
                <td class="num muted">{row.last ? dayOf(row.last) : '–'}</td>
              </>
            )}
          </DataTable>
          <MoreRows
            all={all()}
            count={said().length}
            most={most}
            of="phrases"
            onToggle={() => setAll((on) => !on)}
          />
        </Show>
        <Show when={silent().length > 0}>
          <p class="hint">
            Never said here:{' '}
            {silent()
              .slice(0, 30)
              .map((row) => `“${isolate(row.phrase)}”`)
              .join(', ')}
            {silent().length > 30 ? ` and ${count(silent().length - 30)} more` : ''}.
          </p>
        </Show>
      </Show>
    </Panel>
  );
}
