import EqualApproximately from 'lucide-solid/icons/equal-approximately';
import { createMemo, type JSX, Show } from 'solid-js';
import { formsState, withForms } from '../../electron/contract/query/edit.ts';

/** The query with the related forms of its words where they were not counted, or without; null where no word has any. */
export function toggleForms(q: string): string | null {
  const state = formsState(q);
  return state && withForms(q, state === 'off');
}

/** Whether the words of the query count with their related forms: it writes `~` before them, so that the text says it everywhere. */
export function FormsSwitch(props: { q: string; onQuery: (q: string) => void }): JSX.Element {
  const state = createMemo(() => formsState(props.q));
  return (
    <Show when={state() !== null}>
      <button
        type="button"
        class="btn small quiet"
        aria-pressed={state() === 'on'}
        aria-label="Related forms"
        aria-keyshortcuts="Alt+R"
        title="Related forms: price finds prices and pricing, too (Alt+R, or write ~price)"
        onClick={() => props.onQuery(toggleForms(props.q) ?? props.q)}
      >
        <EqualApproximately size={15} aria-hidden="true" />
      </button>
    </Show>
  );
}
