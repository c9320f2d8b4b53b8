import { createEffect, createSignal, For, type JSX, on, onCleanup, Show } from 'solid-js';
import type { TrackerDefinition } from '../../../../electron/contract/trackers.ts';
import { createQuery } from '../../../data/query.ts';
import { count } from '../../../ui/format.ts';
import { ErrorState, Skeleton } from '../../../ui/kit.tsx';
import { Amount } from '../chart/small.tsx';
import { SaidMoment } from '../report/evidence.tsx';
import { phraseCount } from './definition.ts';

/** What a definition finds in all history, while it is being typed. */
export function Preview(props: { definition: TrackerDefinition }): JSX.Element {
  const [asked, setAsked] = createSignal(props.definition);
  createEffect(
    on(
      () => props.definition,
      (definition) => {
        const timer = setTimeout(() => setAsked(definition), 200);
        onCleanup(() => clearTimeout(timer));
      },
    ),
  );
  const query = createQuery('trackers/preview', () =>
    phraseCount(asked()) > 0 ? { definition: asked() } : null,
  );
  const top = () => Math.max(1, ...(query.data()?.byPhrase.map((row) => row.mentions) ?? []));
  return (
    <section class="panel card preview" aria-labelledby="preview" aria-busy={query.loading()}>
      <header class="panelhead">
        <div class="grow">
          <h2 id="preview">What it finds</h2>
          <p class="lead" role="status">
            <Show
              when={phraseCount(props.definition) > 0}
              fallback="Add a phrase: its hits in all your calls appear here."
            >
              <Show when={query.data()}>
                {(found) => (
                  <>
                    {found().complete ? '' : 'At least '}
                    <strong>{count(found().mentions)}</strong> mentions in{' '}
                    <strong>{count(found().calls)}</strong> calls
                    <Show when={!found().complete && found().callsAtMost}>
                      {(most) => ` (the newest; up to ${count(most())} calls may have one)`}
                    </Show>
                  </>
                )}
              </Show>
            </Show>
          </p>
        </div>
      </header>
      <ErrorState error={query.error()} onRetry={query.refetch} />
      <Show when={phraseCount(props.definition) > 0 && !query.error()}>
        <Show when={query.data()} fallback={<Skeleton lines={6} />}>
          {(found) => (
            <>
              <ul class="byphrase stack medium" aria-label="By phrase">
                <For each={found().byPhrase}>
                  {(row) => (
                    <li class="row" classList={{ few: row.mentions === 0 }}>
                      <span class="grow ellipsis" dir="auto">
                        {row.phrase}
                      </span>
                      <Amount of={row.mentions / top()} width={90} height={6} />
                      <span class="num">{count(row.mentions)}</span>
                    </li>
                  )}
                </For>
              </ul>
              <ol class="evidencelist col">
                <For
                  each={found().hits}
                  fallback={
                    <li class="hint">
                      {found().complete
                        ? 'Nothing said in your calls matches it.'
                        : 'Nothing found yet: there was no time to look through all calls. Saving it does.'}
                    </li>
                  }
                >
                  {(hit) => (
                    <li>
                      <SaidMoment item={hit} />
                    </li>
                  )}
                </For>
              </ol>
            </>
          )}
        </Show>
      </Show>
    </section>
  );
}
