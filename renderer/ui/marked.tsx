import { For, type JSX } from 'solid-js';
import type { MarkedText } from '../../electron/contract/library.ts';
import { cutAt, type RangePiece, type TextRange } from '../../electron/contract/ranges.ts';

/** Pieces of a marked text: plain and matching in turn. */
function piecesOf(text: MarkedText): RangePiece[] {
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

const draw = (piece: RangePiece) => (piece.hit ? <mark>{piece.text}</mark> : piece.text);

/** Text with its matches in <mark>. Never HTML: the text is data. */
export function Marked(props: { text: MarkedText }): JSX.Element {
  return <For each={piecesOf(props.text)}>{draw}</For>;
}

/** Text with some ranges of it in <mark>. */
export function MarkedAt(props: { text: string; ranges: readonly TextRange[] | undefined }): JSX.Element {
  return <For each={cutAt(props.text, props.ranges ?? [])}>{draw}</For>;
}
