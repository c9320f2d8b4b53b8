import { createSignal, For, type JSX } from 'solid-js';
import { Chip } from '../../../ui/form.tsx';
import { phrasesIn, separators } from './definition.ts';

const phrasesEnd = new RegExp(`${separators.source}$`);

/** Phrases as chips: Enter or a comma adds, a pasted list adds all, Backspace in the empty field takes the last one back. */
export function PhraseField(props: {
  label: string;
  phrases: readonly string[];
  onPhrases: (phrases: string[]) => void;
}): JSX.Element {
  const [text, setText] = createSignal('');
  let input!: HTMLInputElement;
  const add = (more: string) => {
    const found = phrasesIn(more, props.phrases);
    if (found.length > 0) props.onPhrases([...props.phrases, ...found]);
    setText('');
    // Also when the signal was empty before: what was typed has never been in it.
    input.value = '';
  };
  /** A separator ends a phrase; not while an input method is at work, which takes its text back. */
  const typed = (more: string, composing: boolean) => {
    if (!composing && phrasesEnd.test(more)) add(more);
    else setText(more);
  };
  return (
    <div class="phrasefield">
      <For each={props.phrases}>
        {(phrase, at) => (
          <Chip
            text={phrase}
            remove={`Remove the phrase ${phrase}`}
            onRemove={() => {
              props.onPhrases(props.phrases.filter((_, other) => other !== at()));
              input.focus();
            }}
          />
        )}
      </For>
      <input
        ref={input}
        aria-label={props.label}
        placeholder={props.phrases.length === 0 ? 'price, budget, how much …' : 'another phrase'}
        dir="auto"
        value={text()}
        maxLength={4000}
        onInput={(event) => typed(event.currentTarget.value, event.isComposing)}
        onCompositionEnd={(event) => typed(event.currentTarget.value, false)}
        onPaste={(event) => {
          const pasted = event.clipboardData?.getData('text') ?? '';
          if (!separators.test(pasted)) return;
          event.preventDefault();
          add(pasted);
        }}
        onBlur={() => text().trim() && add(text())}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && text().trim()) {
            event.preventDefault();
            add(text());
          } else if (event.key === 'Backspace' && text() === '' && props.phrases.length > 0)
            props.onPhrases(props.phrases.slice(0, -1));
        }}
      />
    </div>
  );
}
