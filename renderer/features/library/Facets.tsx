import Ban from 'lucide-solid/icons/ban';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { Facet } from '../../../electron/contract/library.ts';
import type { ValueField } from '../../../electron/contract/query/ast.ts';
import { setValue } from '../../../electron/contract/query/edit.ts';
import { where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { count } from '../../ui/format.ts';

const openAtFirst = new Set(['rep', 'account', 'tracker', 'outcome', 'stage', 'dur', 'is']);

/** Facets with live counts: click includes, the sign beside it (or Alt+click) excludes. */
export function FacetColumn(props: {
  facets: readonly Facet[];
  q: string;
  onQuery: (q: string) => void;
}): JSX.Element {
  const fields = () => props.facets.map((facet) => facet.field);
  return (
    <For each={fields()}>
      {(field) => (
        <FacetGroup
          facet={props.facets.find((facet) => facet.field === field) as Facet}
          q={props.q}
          onQuery={props.onQuery}
        />
      )}
    </For>
  );
}

function FacetGroup(props: { facet: Facet; q: string; onQuery: (q: string) => void }): JSX.Element {
  const chosen = () => props.facet.values.some((value) => value.state !== 'off');
  const [contains, setContains] = createSignal('');
  const [all, setAll] = createSignal(false);
  const more = createQuery(
    'library/facet',
    () =>
      all() ? { q: props.q, field: props.facet.field, contains: contains(), limit: 100, ...where() } : null,
    { live: true },
  );
  const values = () => (all() ? (more.data()?.values ?? props.facet.values) : props.facet.values);
  const set = (key: string, state: 'on' | 'off' | 'excluded') =>
    props.onQuery(setValue(props.q, props.facet.field as ValueField, key, state));
  return (
    <details class="facet" open={openAtFirst.has(props.facet.field) || chosen()}>
      <summary>
        {props.facet.label}
        <Show when={chosen()}>
          <span class="badge new">on</span>
        </Show>
      </summary>
      <Show when={all()}>
        <input
          class="input"
          type="search"
          aria-label={`Search in ${props.facet.label}`}
          placeholder="Search these values"
          value={contains()}
          onInput={(event) => setContains(event.currentTarget.value)}
        />
      </Show>
      <ul>
        <For each={values()}>
          {(value) => (
            <li classList={{ on: value.state === 'on', excluded: value.state === 'excluded' }}>
              <button
                type="button"
                class="value"
                aria-pressed={value.state === 'on'}
                onClick={(event) =>
                  set(
                    value.key,
                    event.altKey
                      ? value.state === 'excluded'
                        ? 'off'
                        : 'excluded'
                      : value.state === 'on'
                        ? 'off'
                        : 'on',
                  )
                }
              >
                <span class="ellipsis">{value.label}</span>
                <span class="num">{count(value.count)}</span>
              </button>
              <button
                type="button"
                class="exclude"
                aria-pressed={value.state === 'excluded'}
                aria-label={`Exclude ${value.label}`}
                onClick={() => set(value.key, value.state === 'excluded' ? 'off' : 'excluded')}
              >
                <Ban size={12} aria-hidden="true" />
              </button>
            </li>
          )}
        </For>
      </ul>
      <Show when={all() || props.facet.distinct > props.facet.values.length}>
        <button type="button" class="btn small quiet" onClick={() => setAll((on) => !on)}>
          {all() ? 'Show fewer' : `Search all ${count(props.facet.distinct)}`}
        </button>
      </Show>
    </details>
  );
}
