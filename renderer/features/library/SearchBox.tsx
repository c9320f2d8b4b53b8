import Search from 'lucide-solid/icons/search';
import X from 'lucide-solid/icons/x';
import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import type { QueryProblem } from '../../../electron/contract/library.ts';
import { createQuery } from '../../data/query.ts';

/** The search box: text with completion of fields and values, and what could not be understood, said at its place. */
export function SearchBox(props: {
  q: string;
  problems: readonly QueryProblem[];
  onQuery: (q: string, typing: boolean) => void;
}): JSX.Element {
  const list = createUniqueId();
  const help = createUniqueId();
  const [caret, setCaret] = createSignal<number | null>(null);
  const [active, setActive] = createSignal(-1);
  const [open, setOpen] = createSignal(false);
  let input!: HTMLInputElement;
  const completions = createQuery('library/complete', () =>
    open() && caret() !== null && props.q.trim() ? { q: props.q, caret: caret() as number } : null,
  );
  const history = createQuery('history/list', () => (open() && !props.q.trim() ? {} : null));
  const options = () =>
    props.q.trim()
      ? (completions.data() ?? [])
      : (history.data() ?? [])
          .slice(0, 8)
          .map((item) => ({ insert: item.q, label: item.q, detail: 'searched before', from: 0, to: 0 }));
  const shown = () => open() && options().length > 0;

  function type(): void {
    setCaret(input.selectionStart);
    setActive(-1);
    setOpen(true);
    props.onQuery(input.value, true);
  }

  function choose(at: number): void {
    const option = options()[at];
    if (!option) return;
    const text = props.q.slice(0, option.from) + option.insert + props.q.slice(option.to);
    const end = option.from + option.insert.length;
    props.onQuery(text, false);
    setActive(-1);
    setOpen(option.insert.endsWith(':'));
    queueMicrotask(() => {
      input.focus();
      input.setSelectionRange(end, end);
      setCaret(end);
    });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      if (shown()) setOpen(false);
      else input.blur();
    } else if (shown() && event.key === 'ArrowDown')
      setActive((at) => Math.min(options().length - 1, at + 1));
    else if (shown() && event.key === 'ArrowUp') setActive((at) => Math.max(-1, at - 1));
    else if (event.key === 'Enter') {
      if (shown() && active() >= 0) choose(active());
      else {
        setOpen(false);
        props.onQuery(input.value, false);
      }
    } else if (event.key === 'Tab' && shown() && active() >= 0) choose(active());
    else return;
    event.preventDefault();
  }

  return (
    <div class="searchbox">
      <Search size={16} aria-hidden="true" />
      <input
        id="search"
        ref={input}
        type="text"
        role="combobox"
        aria-label="Search calls"
        aria-expanded={shown()}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={active() >= 0 ? `${list}-${active()}` : undefined}
        aria-describedby={props.problems.length > 0 ? help : undefined}
        aria-invalid={props.problems.some((problem) => problem.severity === 'error')}
        autocomplete="off"
        spellcheck={false}
        placeholder="Search calls: words, “phrases”, rep: tracker: stage@call: dur:>30m after:2025-01 …"
        value={props.q}
        onInput={type}
        onFocus={() => setOpen(true)}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
        onKeyDown={onKeyDown}
      />
      <Show when={props.q}>
        <button
          type="button"
          class="btn icon small quiet"
          aria-label="Clear the search"
          onClick={() => {
            props.onQuery('', false);
            input.focus();
          }}
        >
          <X size={14} aria-hidden="true" />
        </button>
      </Show>
      <div id={list} role="listbox" aria-label="Suggestions" class="completions" hidden={!shown()}>
        <For each={shown() ? options() : []}>
          {(option, at) => (
            <div
              id={`${list}-${at()}`}
              role="option"
              tabindex={-1}
              aria-selected={at() === active()}
              onPointerDown={(event) => (event.preventDefault(), choose(at()))}
            >
              <span class="ellipsis">{option.label}</span>
              <span class="muted">{option.detail}</span>
            </div>
          )}
        </For>
      </div>
      <Show when={props.problems.length > 0}>
        <ul id={help} class="problems">
          <For each={props.problems.slice(0, 3)}>
            {(problem) => (
              <li class={problem.severity}>
                <button
                  type="button"
                  class="btn small quiet"
                  onClick={() => (input.focus(), input.setSelectionRange(problem.from, problem.to))}
                >
                  “{props.q.slice(problem.from, Math.min(problem.to, problem.from + 30))}”
                </button>{' '}
                {problem.message}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}
