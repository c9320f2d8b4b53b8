import { For, type JSX, Show } from 'solid-js';
import type { SearchResult } from '../../../electron/contract/library.ts';
import { sync } from '../../data/app.ts';
import { count } from '../../ui/format.ts';
import { EmptyState } from '../../ui/kit.tsx';

/** Nothing found: which part of the query is to blame, with one click to drop it. */
export function NoResults(props: {
  result: SearchResult;
  q: string;
  onQuery: (q: string) => void;
}): JSX.Element {
  return (
    <Show
      when={props.q.trim()}
      fallback={
        <EmptyState title={sync()?.state === 'running' ? 'The first calls are on their way' : 'No calls yet'}>
          <p>
            {sync()?.state === 'running'
              ? 'They appear here as they arrive, newest first.'
              : 'Start a sync in Sync & settings. If it finds nothing, the key may belong to somebody who may see no calls.'}
          </p>
        </EmptyState>
      }
    >
      <EmptyState title="No call matches all of this">
        <Show when={props.result.didYouMean}>
          {(better) => (
            <p>
              Did you mean{' '}
              <button type="button" class="btn small" onClick={() => props.onQuery(better())}>
                {better()}
              </button>
            </p>
          )}
        </Show>
        <Show when={props.result.repair.length > 1}>
          <table>
            <caption class="sr">Each part of the query with its own count</caption>
            <thead>
              <tr>
                <th>Part</th>
                <th class="num">alone</th>
                <th class="num">without it</th>
                <th>
                  <span class="sr">Drop</span>
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={props.result.repair}>
                {(part) => (
                  <tr>
                    <td>{part.label}</td>
                    <td class="num">{count(part.alone)}</td>
                    <td class="num">{count(part.without)}</td>
                    <td>
                      <button
                        type="button"
                        class="btn small"
                        aria-label={`Drop ${part.label}`}
                        onClick={() => props.onQuery(part.q)}
                      >
                        Drop it
                      </button>
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </Show>
        <button type="button" class="btn" onClick={() => props.onQuery('')}>
          Show all calls
        </button>
      </EmptyState>
    </Show>
  );
}
