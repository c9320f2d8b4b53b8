import { For, type JSX } from 'solid-js';
import { isolateWithin } from '../../../../electron/contract/direction.ts';

const figure = /(\d[\d.,\u00a0\u202f]*\s?%|\d[\d.,]* of \d[\d.,]*)/;

/** The finding in one sentence, its figures set apart. */
export function Sentence(props: { text: string }): JSX.Element {
  return (
    <p class="finding" role="status">
      <For each={isolateWithin(props.text).split(figure)}>
        {(part) => (figure.test(part) ? <strong>{part.replace(/ /g, '\u00a0')}</strong> : part)}
      </For>
    </p>
  );
}
