import Clock from 'lucide-solid/icons/clock';
import { type Accessor, createEffect, createMemo, For, type JSX, Show } from 'solid-js';
import type { Completion } from '../../electron/contract/library.ts';
import { fields } from '../../electron/contract/query/fields.ts';
import { createQuery } from '../data/query.ts';

/** What may be chosen for the word at the caret; former searches while nothing is typed. */
export function createSuggestions(
  q: Accessor<string>,
  caret: Accessor<number>,
  open: Accessor<boolean>,
): Accessor<readonly Completion[]> {
  const completions = createQuery(
    'library/complete',
    () => (open() && q().trim() ? { q: q(), caret: caret() } : null),
    { everyShown: true },
  );
  const history = createQuery('history/list', () => (open() && !q().trim() ? {} : null));
  return createMemo((): readonly Completion[] => {
    if (!q().trim())
      return (history.data() ?? [])
        .slice(0, 8)
        .map((item) => ({ insert: item.q, label: item.q, detail: '', from: 0, to: 0, field: null }));
    // An answer about an older text has places in that text.
    const asked = completions.asked();
    return asked?.q === q() && asked.caret === caret() ? (completions.data() ?? []) : [];
  });
}

/** The suggestions below the search box; hidden while there are none. */
export function Suggestions(props: {
  /** Options have this id and `-` and their number. */
  id: string;
  items: readonly Completion[];
  /** The option that Enter chooses; -1: none. */
  active: number;
  /** They are former searches, not what goes on with this one. */
  former: boolean;
  onChoose: (at: number) => void;
}): JSX.Element {
  let options!: HTMLDivElement;
  createEffect(() => {
    const at = props.active;
    if (at >= 0) options.children[at]?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <div
      id={props.id}
      ref={options}
      role="listbox"
      aria-label="Suggestions"
      class="completions"
      hidden={props.items.length === 0}
    >
      <For each={props.items}>
        {(option, at) => (
          <div
            id={`${props.id}-${at()}`}
            role="option"
            tabindex={-1}
            aria-selected={at() === props.active}
            onPointerDown={(event) => (event.preventDefault(), props.onChoose(at()))}
          >
            <Show
              when={option.field}
              fallback={
                <Show when={props.former}>
                  <Clock size={14} aria-hidden="true" />
                </Show>
              }
            >
              {(field) => <span class="what">{fields[field()].label}</span>}
            </Show>
            <span class="grow ellipsis" dir="auto">
              {option.label}
            </span>
            <bdi class="muted">{option.detail}</bdi>
          </div>
        )}
      </For>
    </div>
  );
}
