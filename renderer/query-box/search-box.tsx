import Search from 'lucide-solid/icons/search';
import X from 'lucide-solid/icons/x';
import { createEffect, createMemo, createSignal, createUniqueId, For, type JSX, on, Show } from 'solid-js';
import { isolateWithin } from '../../electron/contract/direction.ts';
import { maxQueryLength, parseQuery } from '../../electron/contract/query/parse.ts';
import { count } from '../ui/format.ts';
import { toast } from '../ui/kit.tsx';
import { FormsSwitch, toggleForms } from './forms-switch.tsx';
import { piecesOfQuery } from './pieces.ts';
import { createSuggestions, Suggestions } from './suggestions.tsx';

/** What the page may do with the box: select a stretch of its text, so that a chip leads to what it stands for. */
export interface SearchBoxHandle {
  select(from: number, to: number): void;
}

/**
 * The search box: text with completion of fields and values by mouse and keyboard. Behind the text, filters are tinted
 * and what could not be understood is underlined at its characters; below it is said why.
 */
export function SearchBox(props: {
  q: string;
  onType: (q: string) => void;
  onCommit: (q: string) => void;
  ref: (handle: SearchBoxHandle) => void;
}): JSX.Element {
  const list = createUniqueId();
  const help = createUniqueId();
  const [caret, setCaret] = createSignal(0);
  const [active, setActive] = createSignal(-1);
  const [open, setOpen] = createSignal(false);
  const [focused, setFocused] = createSignal(false);
  const [committed, setCommitted] = createSignal(true);
  const [scroll, setScroll] = createSignal(0);
  let input!: HTMLInputElement;

  const suggested = createSuggestions(() => props.q, caret, open);
  const shown = () => open() && suggested().length > 0;
  // What ends where one types is unfinished, not wrong.
  const problems = createMemo(() =>
    parseQuery(props.q).problems.filter(
      (problem) => committed() || !focused() || problem.to < caret() || problem.from >= caret(),
    ),
  );
  const pieces = createMemo(() => piecesOfQuery(props.q, problems()));

  props.ref({
    select(from, to) {
      input.focus();
      input.setSelectionRange(from, to);
      setOpen(false);
    },
  });
  createEffect(
    on(
      () => props.q,
      () => queueMicrotask(() => setScroll(input.scrollLeft)),
    ),
  );

  function typed(): void {
    let text = input.value;
    if (text.length > maxQueryLength) {
      toast(
        `That was ${count(text.length)} characters. The first ${count(maxQueryLength)} are searched; the rest was left out.`,
      );
      text = text.slice(0, maxQueryLength);
      input.value = text;
    }
    setCaret(input.selectionStart ?? text.length);
    setActive(-1);
    setOpen(true);
    setCommitted(false);
    props.onType(text);
  }

  function commit(): void {
    setOpen(false);
    setCommitted(true);
    props.onCommit(input.value);
  }

  function choose(at: number): void {
    const option = suggested()[at];
    if (!option) return;
    const text = props.q.slice(0, option.from) + option.insert + props.q.slice(option.to);
    const end = option.from + option.insert.length;
    setActive(-1);
    const goesOn = option.insert.endsWith(':');
    setOpen(goesOn);
    setCommitted(!goesOn);
    if (goesOn) props.onType(text);
    else props.onCommit(text);
    queueMicrotask(() => {
      input.focus();
      input.setSelectionRange(end, end);
      setCaret(end);
    });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = (by: number) => {
      const size = suggested().length;
      setActive((at) => (at + by < -1 ? size - 1 : at + by >= size ? -1 : at + by));
    };
    // By the key's place: with Alt, a Mac types another letter.
    if (event.altKey && event.code === 'KeyR') props.onCommit(toggleForms(props.q) ?? props.q);
    else if (event.key === 'Escape') {
      if (shown()) setOpen(false);
      else input.blur();
    } else if (event.key === 'ArrowDown' && !shown()) {
      setCaret(input.selectionStart ?? 0);
      setOpen(true);
    } else if (event.key === 'ArrowDown') step(1);
    else if (shown() && event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Enter') {
      if (shown() && active() >= 0) choose(active());
      else commit();
    } else if (event.key === 'Tab' && shown() && active() >= 0) choose(active());
    else return;
    event.preventDefault();
  }

  return (
    <div class="searchbox">
      <div class="searchfield" classList={{ focused: focused() }}>
        <Search size={17} aria-hidden="true" />
        <div class="searchtext">
          <div class="underlay" dir="auto" aria-hidden="true">
            <span
              ref={(element) =>
                createEffect(() => element.style.setProperty('transform', `translateX(${-scroll()}px)`))
              }
            >
              <For each={pieces()}>{(piece) => <span class={piece.kind}>{piece.text}</span>}</For>
            </span>
          </div>
          <input
            id="search"
            ref={input}
            type="text"
            dir="auto"
            role="combobox"
            aria-label="Search calls"
            aria-expanded={shown()}
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={active() >= 0 ? `${list}-${active()}` : undefined}
            aria-describedby={problems().length > 0 ? help : undefined}
            aria-invalid={problems().some((problem) => problem.severity === 'error')}
            aria-keyshortcuts="/"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            placeholder="Search words, “exact phrases” or fields like rep: tracker: stage@call: dur:>30m"
            value={props.q}
            onInput={typed}
            onScroll={() => setScroll(input.scrollLeft)}
            onSelect={() => setCaret(input.selectionStart ?? 0)}
            onFocus={() => {
              setFocused(true);
              if (!props.q) setOpen(true);
            }}
            onBlur={() => {
              setFocused(false);
              setOpen(false);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <FormsSwitch q={props.q} onQuery={props.onCommit} />
        <Show when={props.q} fallback={<kbd aria-hidden="true">/</kbd>}>
          <button
            type="button"
            class="btn icon small quiet"
            aria-label="Clear the search"
            onClick={() => {
              props.onCommit('');
              input.focus();
            }}
          >
            <X size={15} aria-hidden="true" />
          </button>
        </Show>
      </div>
      <Suggestions
        id={list}
        items={shown() ? suggested() : []}
        active={active()}
        former={!props.q.trim()}
        onChoose={choose}
      />
      <Show when={problems().length > 0}>
        <ul id={help} class="problems">
          <For each={problems().slice(0, 3)}>
            {(problem) => (
              <li class={problem.severity}>
                <button
                  type="button"
                  class="link"
                  aria-label="Show where in the search"
                  onClick={() => (input.focus(), input.setSelectionRange(problem.from, problem.to))}
                >
                  <bdi>{props.q.slice(problem.from, Math.min(problem.to, problem.from + 30))}</bdi>
                </button>
                <span>{isolateWithin(problem.message)}</span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}
