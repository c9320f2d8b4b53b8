import { For, type JSX } from 'solid-js';
import type { MarkedText } from '../../electron/contract/library.ts';

/** Pieces of a marked text: plain and matching in turn. */
function piecesOf(text: MarkedText): { text: string; hit: boolean }[] {
  return text
    .split('\uE000')
    .flatMap((part, at) => {
      if (at === 0) return [{ text: part, hit: false }];
      const [hit = '', ...rest] = part.split('\uE001');
      return [
        { text: hit, hit: true },
        { text: rest.join(''), hit: false },
      ];
    })
    .filter((piece) => piece.text !== '');
}

/** Text with its matches in <mark>. Never HTML: the text is data. */
export function Marked(props: { text: MarkedText }): JSX.Element {
  return (
    <For each={piecesOf(props.text)}>{(piece) => (piece.hit ? <mark>{piece.text}</mark> : piece.text)}</For>
  );
}
