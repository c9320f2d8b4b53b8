import type { PlainFigures } from './tracker-figures.ts';

/** No phrase is known for an occurrence. */
export const noPhrase = 0xffff;

/** Small numbers in as few bytes as the largest of them takes. */
export type Few = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** Entries of a chunk at most: their places fit in two bytes. */
const chunkSize = 1 << 16;

/**
 * Phrases of a run of entries, phrase by phrase, so that what a phrase adds up to stays in registers: rows ends[p-1] … ends[p]-1 are
 * those of phrase `phrases[p]`.
 */
export interface PhraseChunk {
  /** Its first entry in the block, and how many it spans. */
  readonly first: number;
  readonly size: number;
  /** Index in the block's `phrases`; each once. */
  readonly phrases: Uint16Array;
  readonly ends: Uint32Array;
  /** Entry of each row, counted from `first`; each once per phrase. */
  readonly entries: Uint16Array;
  /** Gong's count of the phrase, and listed occurrences of it: one of them may be 0. */
  readonly counted: Few;
  readonly listed: Few;
}

/** Copies numbers into the narrowest array that holds them all. */
export function few(numbers: Int32Array<ArrayBuffer>): Few {
  let most = 0;
  for (let at = 0; at < numbers.length; at++) most = Math.max(most, numbers[at] as number);
  return most <= 0xff ? Uint8Array.from(numbers) : most <= 0xffff ? Uint16Array.from(numbers) : numbers;
}

type Phrases = Pick<
  PlainFigures,
  'size' | 'occurrences' | 'phrase' | 'phraseAt' | 'phraseIndex' | 'phraseCount' | 'phrases'
>;

/** The phrases of a block, phrase by phrase. */
export function phraseChunks(block: Phrases): PhraseChunk[] {
  const chunks: PhraseChunk[] = [];
  for (let first = 0; first < block.size; first += chunkSize)
    chunks.push(chunkOf(block, first, Math.min(block.size, first + chunkSize)));
  return chunks;
}

function chunkOf(block: Phrases, first: number, end: number): PhraseChunk {
  const { occurrences, phrase, phraseAt, phraseIndex, phraseCount, phrases } = block;
  const most =
    (phraseAt[end] as number) -
    (phraseAt[first] as number) +
    (occurrences[end] as number) -
    (occurrences[first] as number);
  const codes = new Uint16Array(most);
  const owners = new Uint16Array(most);
  const counted = new Int32Array(most);
  const listed = new Int32Array(most);
  /** The last row of each phrase. */
  const last = new Int32Array(phrases.length).fill(-1);
  const sizes = new Uint32Array(phrases.length);
  let rows = 0;
  for (let entry = first; entry < end; entry++) {
    const from = rows;
    const rowOf = (code: number): number => {
      const known = last[code] as number;
      if (known >= from) return known;
      codes[rows] = code;
      owners[rows] = entry - first;
      last[code] = rows;
      sizes[code]!++;
      return rows++;
    };
    for (let at = phraseAt[entry] as number; at < (phraseAt[entry + 1] as number); at++)
      counted[rowOf(phraseIndex[at] as number)]! += phraseCount[at] as number;
    for (let at = occurrences[entry] as number; at < (occurrences[entry + 1] as number); at++) {
      const code = phrase[at] as number;
      // Not every one is known, and of very many phrases the last ones have no code.
      if (code < phrases.length && code !== noPhrase) listed[rowOf(code)]!++;
    }
  }
  const said: number[] = [];
  const ends: number[] = [];
  const next = new Uint32Array(phrases.length);
  let sum = 0;
  for (let code = 0; code < sizes.length; code++) {
    if (sizes[code] === 0) continue;
    next[code] = sum;
    sum += sizes[code] as number;
    said.push(code);
    ends.push(sum);
  }
  const entries = new Uint16Array(rows);
  const [sums, places] = [new Int32Array(rows), new Int32Array(rows)];
  for (let row = 0; row < rows; row++) {
    const to = next[codes[row] as number]!++;
    entries[to] = owners[row] as number;
    sums[to] = counted[row] as number;
    places[to] = listed[row] as number;
  }
  return {
    first,
    size: end - first,
    phrases: Uint16Array.from(said),
    ends: Uint32Array.from(ends),
    entries,
    counted: few(sums),
    listed: few(places),
  };
}
