import { For, type JSX } from 'solid-js';
import { isolate, isolateWithin } from '../../../../electron/contract/direction.ts';

const figure = /(\d[\d.,\u00a0\u202f]*\s?%|\d[\d.,]* of \d[\d.,]*)/;

/** The finding in one sentence, its figures set apart. */
export function Sentence(props: { text: string; names: readonly string[] }): JSX.Element {
  const text = () =>
    isolateWithin(props.names.reduce((text, name) => text.replaceAll(name, isolate(name)), props.text));
  return (
    <p class="finding" role="status">
      <For each={text().split(figure)}>
        {(part) => (figure.test(part) ? <strong>{part.replace(/ /g, '\u00a0')}</strong> : part)}
      </For>
    </p>
  );
}
