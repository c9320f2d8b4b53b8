import ChevronRight from 'lucide-solid/icons/chevron-right';
import CircleMinus from 'lucide-solid/icons/circle-minus';
import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from 'solid-js';
import { isolate } from '../../../electron/contract/direction.ts';
import type { Facet, FacetValue } from '../../../electron/contract/library.ts';
import { plainName } from '../../../electron/contract/names.ts';
import { chooseValue, clauses } from '../../../electron/contract/query/edit.ts';
import { isPeople, type ValueField } from '../../../electron/contract/query/fields.ts';
import { formatNode } from '../../../electron/contract/query/format.ts';
import { where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { viewPreference } from '../../data/view-preference.ts';
import { count } from '../../ui/format.ts';
import { keyOf } from '../../ui/keys.tsx';
import { onChange } from '../../ui/on-change.ts';

const openAtFirst = new Set(['rep', 'account', 'tracker', 'outcome', 'stage', 'dur', 'is']);
const openGroups = viewPreference<Record<string, boolean>>('library.facets', {});

/** The query without anything said about one field, on the top level. */
function withoutField(q: string, field: string): string {
  return clauses(q)
    .filter(({ node }) => {
      const inner = node.kind === 'not' ? node.node : node;
      return !(inner.kind === 'value' && inner.field === field);
    })
    .map(({ node }) => formatNode(node))
    .join(' ');
}

/** Facets with live counts. A value is included by click or Enter, left out by the sign beside it or by X. */
export function FacetColumn(props: {
  facets: readonly Facet[];
  q: string;
  onQuery: (q: string) => void;
}): JSX.Element {
  const byField = createMemo(() => new Map(props.facets.map((facet) => [facet.field, facet])));
  const fields = createMemo(() => [...byField().keys()], [], {
    equals: (a, b) => a.length === b.length && a.every((field, at) => field === b[at]),
  });
  let column!: HTMLDivElement;
  let focused: string | null = null;
  // A value that moves in its list loses the focus in moving: whoever works by keyboard gets it back.
  onChange(
    () => props.facets,
    () => {
      const name = focused;
      if (name === null) return;
      queueMicrotask(() => {
        if (document.activeElement && document.activeElement !== document.body) return;
        const stop = [...column.querySelectorAll<HTMLElement>('[data-stop]')].find(
          (element) => element.dataset['stop'] === name,
        );
        stop?.focus();
      });
    },
  );
  function onFocusOut(event: FocusEvent): void {
    // Nothing takes the focus when an element is moved or removed; a click elsewhere does.
    if (event.relatedTarget) focused = null;
  }
  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const stops = [
      ...event.currentTarget.querySelectorAll<HTMLElement>('summary, [data-stop], input'),
    ].filter((stop) => stop.offsetParent !== null);
    const at = stops.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    stops[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
    event.preventDefault();
  }
  return (
    <div
      ref={column}
      role="group"
      aria-label="Narrow by attribute"
      onKeyDown={onKeyDown}
      onFocusIn={(event) => {
        focused = (event.target as HTMLElement).dataset['stop'] ?? null;
      }}
      onFocusOut={onFocusOut}
      onPointerDown={() => {
        focused = null;
      }}
    >
      <For each={fields()}>
        {(field) => (
          <Show when={byField().get(field)}>
            {(facet) => <FacetGroup facet={facet()} q={props.q} onQuery={props.onQuery} />}
          </Show>
        )}
      </For>
    </div>
  );
}

function FacetGroup(props: { facet: Facet; q: string; onQuery: (q: string) => void }): JSX.Element {
  const field = props.facet.field;
  const chosen = () => props.facet.values.filter((value) => value.state !== 'off').length;
  const [open, setOpen] = createSignal(openGroups.get()[field] ?? openAtFirst.has(field));
  const [contains, setContains] = createSignal('');
  const [all, setAll] = createSignal(false);
  const more = createQuery(
    'library/facet',
    () => (all() && open() ? { q: props.q, field, contains: contains(), limit: 200, ...where() } : null),
    { live: true, everyShown: true },
  );
  const values = () => (all() ? (more.data()?.values ?? props.facet.values) : props.facet.values);
  const byKey = createMemo(() => new Map(values().map((value) => [value.key, value])));
  const most = createMemo(() => Math.max(1, ...values().map((value) => value.count)));
  const set = (key: string, state: FacetValue['state']) =>
    props.onQuery(chooseValue(props.q, field as ValueField, values(), key, state));
  return (
    <div class="facet">
      <details
        open={open()}
        onToggle={(event) => {
          if (event.currentTarget.open === open()) return;
          setOpen(event.currentTarget.open);
          openGroups.set({ ...openGroups.get(), [field]: open() });
        }}
      >
        <summary class="row dim">
          <ChevronRight size={13} />
          <span class="grow">{props.facet.label}</span>
        </summary>
        <Show when={open()}>
          <Show when={all()}>
            <input
              class="input facetfind"
              type="search"
              dir="auto"
              aria-label={`Search in ${props.facet.label}`}
              placeholder={`Search ${props.facet.label.toLowerCase()}`}
              value={contains()}
              ref={(element) => queueMicrotask(() => element.focus())}
              onInput={(event) => setContains(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return;
                event.preventDefault();
                event.stopPropagation();
                if (contains()) setContains('');
                else setAll(false);
              }}
            />
          </Show>
          <ul>
            <For each={[...byKey().keys()]} fallback={<li class="none muted small">No value like this</li>}>
              {(key) => (
                <Show when={byKey().get(key)}>
                  {(value) => <Value field={field} value={value()} most={most()} set={set} />}
                </Show>
              )}
            </For>
          </ul>
          <Show when={all() && (more.data()?.distinct ?? 0) > values().length}>
            <p class="none muted small">
              {count((more.data()?.distinct ?? 0) - values().length)} more: search to find them
            </p>
          </Show>
          <Show when={all() || props.facet.distinct > props.facet.values.length}>
            <button
              type="button"
              class="link more"
              onClick={() => {
                setContains('');
                setAll((on) => !on);
              }}
            >
              {all() ? 'Show fewer' : `All ${count(props.facet.distinct)}…`}
            </button>
          </Show>
        </Show>
      </details>
      <Show when={chosen() > 0}>
        <button
          type="button"
          class="moment clear"
          aria-label={`Clear ${props.facet.label}, ${chosen()} chosen`}
          title={`Clear ${props.facet.label}`}
          onClick={() => props.onQuery(withoutField(props.q, field))}
        >
          {chosen()} ×
        </button>
      </Show>
    </div>
  );
}

function Value(props: {
  field: string;
  value: FacetValue;
  most: number;
  set: (key: string, state: FacetValue['state']) => void;
}): JSX.Element {
  const toggle = (state: 'on' | 'excluded') =>
    props.set(props.value.key, props.value.state === state ? 'off' : state);
  // What tells people of one name apart stands on a line of its own, where it can be read.
  const name = () => (isPeople(props.field) && plainName(props.value.label)) || props.value.label;
  return (
    <li class={props.value.state}>
      <button
        type="button"
        class="value bare row grow medium"
        data-stop={`${props.field} ${props.value.key}`}
        aria-pressed={props.value.state === 'on'}
        aria-keyshortcuts="x"
        title={
          props.value.state === 'excluded'
            ? `${isolate(props.value.label)}: ${count(props.value.count)} left out`
            : isolate(props.value.label)
        }
        onClick={(event) => toggle(event.altKey ? 'excluded' : 'on')}
        onKeyDown={(event) => {
          if (keyOf(event) !== 'x' || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          toggle('excluded');
        }}
      >
        <span class="box" aria-hidden="true" />
        <span class="ellipsis grow" dir="auto">
          {name()}
          <Show when={name() !== props.value.label}>
            <small class="apart muted ellipsis">{props.value.label.slice(name().length)}</small>
          </Show>
          <Show when={props.value.state === 'excluded'}>
            <span class="sr"> (left out)</span>
          </Show>
        </span>
        <span class="num muted small">
          <Show when={props.value.state === 'excluded' && props.value.count > 0}>
            <span aria-hidden="true">−</span>
          </Show>
          {count(props.value.count)}
        </span>
        <span
          class="share"
          aria-hidden="true"
          ref={(element) =>
            createEffect(
              on(
                () => props.value.count / props.most,
                (share) => element.style.setProperty('transform', `scaleX(${share})`),
              ),
            )
          }
        />
      </button>
      <button
        type="button"
        class="exclude bare muted"
        tabindex={-1}
        aria-pressed={props.value.state === 'excluded'}
        aria-label={`Exclude ${props.value.label}`}
        title="Leave out (X)"
        onClick={() => toggle('excluded')}
      >
        <CircleMinus size={14} />
      </button>
    </li>
  );
}
