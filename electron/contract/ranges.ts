/** A stretch of a text, UTF-16 offsets. Lists of them are ascending and do not overlap. */
export type TextRange = readonly [from: number, to: number];

/** Any ranges as such a list: those that overlap become one. */
export function united(any: readonly TextRange[]): TextRange[] {
  const ranges: TextRange[] = [];
  for (const [from, to] of any.toSorted((a, b) => a[0] - b[0])) {
    const last = ranges.at(-1);
    if (last && from < last[1]) ranges[ranges.length - 1] = [last[0], Math.max(last[1], to)];
    else ranges.push([from, to]);
  }
  return ranges;
}

/** The ranges of a part of a text, counted from where the part begins. */
export const rangesWithin = (
  ranges: readonly TextRange[],
  from: number,
  length: number,
): readonly TextRange[] =>
  ranges.flatMap(([a, b]): TextRange[] => {
    const [start, end] = [Math.max(0, a - from), Math.min(length, b - from)];
    return end > start ? [[start, end]] : [];
  });

/** A piece of a text, and whether a range covers it. */
export interface RangePiece {
  readonly text: string;
  readonly hit: boolean;
}

/** A text cut at the ends of its ranges. Ranges that an answer of a moment ago has for a longer text end with it. */
export function cutAt(text: string, ranges: readonly TextRange[]): RangePiece[] {
  const pieces: RangePiece[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    pieces.push({ text: text.slice(at, from), hit: false }, { text: text.slice(from, to), hit: true });
    at = to;
  }
  pieces.push({ text: text.slice(at), hit: false });
  return pieces.filter((piece) => piece.text !== '');
}
