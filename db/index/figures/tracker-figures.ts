import { GrowableArray } from '../arrays/growable.ts';
import { noPhrase, type PhraseChunk, phraseChunks } from './phrase-chunks.ts';

export { noPhrase } from './phrase-chunks.ts';

/** Counts per call, in two bytes unless one is too large for that. */
export type Counts = Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/**
 * Figures of one tracker, one entry per call in which it comes up, in typed arrays; no objects per row. What it says of calls comes
 * first; the arrays after that are read at their first use, where they come from a file.
 */
export interface TrackerFigures {
  readonly size: number;
  /** call.id of each entry; each call once. */
  readonly rowids: Int32Array;
  /** Gong's count, or the listed occurrences where those are more. */
  readonly mentions: Counts;
  /** Listed occurrences per entry, and of those the ones of either side, so that trends need not read the occurrences. */
  readonly listed: Counts;
  readonly company: Counts;
  readonly customer: Counts;
  /** Side of the first occurrence; 0 when there is none or it is unknown. */
  readonly first: Uint8Array;
  /** Occurrences of entry e are occurrences[e] … occurrences[e+1]-1, by time. */
  readonly occurrences: Uint32Array;
  /** Milliseconds into the call. */
  readonly startMs: Int32Array;
  /** 0 unknown, 1 company, 2 customer. */
  readonly side: Uint8Array;
  /** Index in `phrases`, or `noPhrase`. */
  readonly phrase: Uint16Array;
  readonly phrases: readonly string[];
  /** How often which phrase was said, by phrase. */
  readonly phraseChunks: readonly PhraseChunk[];
}

/** A block that is wholly in memory. */
export interface PlainFigures extends TrackerFigures {
  /** Phrases that Gong counted in entry e: phraseAt[e] … phraseAt[e+1]-1; counts of zero are left out. */
  readonly phraseAt: Uint32Array;
  readonly phraseIndex: Uint16Array;
  readonly phraseCount: Int32Array;
}

/** Each entry's beginning and the end of the last one, from how many things the entries have. */
export function startsOf(counts: Counts): Uint32Array {
  const starts = new Uint32Array(counts.length + 1);
  let sum = 0;
  for (let entry = 0; entry < counts.length; entry++) {
    sum += counts[entry] as number;
    starts[entry + 1] = sum;
  }
  return starts;
}

/** One row of a tracker in a call, as the store has it. */
export interface FiguresRow {
  readonly callId: number;
  readonly mentions: number;
  /** JSON [[startSec, side, speakerId, phrase], ...] by time, or null. */
  readonly moments: string | null;
  /** JSON [[phrase, count], ...], or null. */
  readonly phrases: string | null;
}

const int32 = () => new GrowableArray<Int32Array<ArrayBuffer>>(Int32Array);
const uint8 = () => new GrowableArray<Uint8Array<ArrayBuffer>>(Uint8Array);
const uint16 = () => new GrowableArray<Uint16Array<ArrayBuffer>>(Uint16Array);

/** Builds a block. Rows of one call must follow each other; they are added up (a tracker listed twice, or two of one name). */
export class FiguresBuilder {
  readonly #rowids = int32();
  readonly #mentions = int32();
  readonly #ends = int32();
  readonly #startMs = int32();
  readonly #side = uint8();
  readonly #phrase = uint16();
  readonly #phraseEnds = int32();
  readonly #phraseIndex = uint16();
  readonly #phraseCount = int32();
  readonly #codes = new Map<string, number>();

  constructor(phrases: readonly string[] = []) {
    for (const phrase of phrases) this.#code(phrase);
  }

  #code(phrase: string): number {
    const known = this.#codes.get(phrase);
    if (known !== undefined) return known;
    const code = Math.min(this.#codes.size, noPhrase);
    this.#codes.set(phrase, code);
    return code;
  }

  add(row: FiguresRow): void {
    const last = this.#rowids.length - 1;
    const again = last >= 0 && this.#rowids.at(last) === row.callId;
    if (row.moments !== null && row.moments.length > 2) {
      for (const [start, side, , phrase] of JSON.parse(row.moments) as [
        number,
        number,
        unknown,
        string | null,
      ][]) {
        this.#startMs.push(Math.round(start * 1000));
        this.#side.push(side);
        this.#phrase.push(phrase === null ? noPhrase : this.#code(phrase));
      }
    }
    if (row.phrases !== null && row.phrases.length > 2) {
      for (const [phrase, count] of JSON.parse(row.phrases) as [string, number][]) {
        const code = this.#code(phrase);
        if (count <= 0 || code === noPhrase) continue;
        this.#phraseIndex.push(code);
        this.#phraseCount.push(count);
      }
    }
    if (again) {
      this.#mentions.list[last] = this.#mentions.at(last) + row.mentions;
      this.#ends.list[last] = this.#startMs.length;
      this.#phraseEnds.list[last] = this.#phraseIndex.length;
      this.#mergeLast(last);
      return;
    }
    this.#rowids.push(row.callId);
    this.#mentions.push(row.mentions);
    this.#ends.push(this.#startMs.length);
    this.#phraseEnds.push(this.#phraseIndex.length);
  }

  /** Brings the entry that two rows were added up in into order: occurrences by time, each phrase once. */
  #mergeLast(entry: number): void {
    const from = entry === 0 ? 0 : this.#ends.at(entry - 1);
    const order = Array.from({ length: this.#startMs.length - from }, (_, at) => from + at).sort(
      (a, b) => this.#startMs.at(a) - this.#startMs.at(b) || a - b,
    );
    for (const column of [this.#startMs, this.#side, this.#phrase]) {
      const sorted = order.map((at) => column.at(at));
      sorted.forEach((value, at) => {
        column.list[from + at] = value;
      });
    }
    const start = entry === 0 ? 0 : this.#phraseEnds.at(entry - 1);
    const counts = new Map<number, number>();
    for (let at = start; at < this.#phraseIndex.length; at++) {
      const code = this.#phraseIndex.at(at);
      counts.set(code, (counts.get(code) ?? 0) + this.#phraseCount.at(at));
    }
    this.#phraseIndex.truncate(start);
    this.#phraseCount.truncate(start);
    for (const [code, count] of counts) {
      this.#phraseIndex.push(code);
      this.#phraseCount.push(count);
    }
    this.#phraseEnds.list[entry] = this.#phraseIndex.length;
  }

  /** Takes over the entries of another block, but for some calls. */
  keep(block: PlainFigures, without: ReadonlySet<number>): void {
    const codes = Uint16Array.from(block.phrases, (phrase) => this.#code(phrase));
    const same = codes.every((code, at) => code === at);
    let begin = 0;
    for (let entry = 0; entry < block.size; entry++) {
      if (without.size === 0 || !without.has(block.rowids[entry] as number)) continue;
      this.#keepRun(block, begin, entry, same ? null : codes);
      begin = entry + 1;
    }
    this.#keepRun(block, begin, block.size, same ? null : codes);
  }

  /** Neighbouring entries at once; `codes`: the codes here of the block's phrases, null where they are the same. */
  #keepRun(block: PlainFigures, begin: number, end: number, codes: Uint16Array | null): void {
    if (begin === end) return;
    const phrase = (code: number) =>
      code === noPhrase ? noPhrase : ((codes as Uint16Array)[code] as number);
    const [from, to] = [block.occurrences[begin] as number, block.occurrences[end] as number];
    const shift = this.#startMs.length - from;
    this.#startMs.append(block.startMs, from, to);
    this.#side.append(block.side, from, to);
    if (codes === null) this.#phrase.append(block.phrase, from, to);
    else for (let at = from; at < to; at++) this.#phrase.push(phrase(block.phrase[at] as number));
    const [first, last] = [block.phraseAt[begin] as number, block.phraseAt[end] as number];
    const phraseShift = this.#phraseIndex.length - first;
    if (codes === null) this.#phraseIndex.append(block.phraseIndex, first, last);
    else
      for (let at = first; at < last; at++) this.#phraseIndex.push(phrase(block.phraseIndex[at] as number));
    this.#phraseCount.append(block.phraseCount, first, last);
    this.#rowids.append(block.rowids, begin, end);
    this.#mentions.append(block.mentions, begin, end);
    for (let entry = begin + 1; entry <= end; entry++) {
      this.#ends.push((block.occurrences[entry] as number) + shift);
      this.#phraseEnds.push((block.phraseAt[entry] as number) + phraseShift);
    }
  }

  /** The block. Entries that say nothing (Gong lists trackers that never came up too) are left out. */
  done(): PlainFigures {
    const all = this.#rowids.length;
    const end = (ends: GrowableArray<Int32Array<ArrayBuffer>>, entry: number) =>
      entry < 0 ? 0 : ends.at(entry);
    const kept = new Int32Array(all);
    let size = 0;
    for (let entry = 0; entry < all; entry++)
      if (
        this.#mentions.at(entry) !== 0 ||
        end(this.#ends, entry) !== end(this.#ends, entry - 1) ||
        end(this.#phraseEnds, entry) !== end(this.#phraseEnds, entry - 1)
      )
        kept[size++] = entry;
    const rowids = new Int32Array(size);
    const mentions = new Int32Array(size);
    const listed = new Int32Array(size);
    const sides = [new Int32Array(size), new Int32Array(size), new Int32Array(size)] as const;
    const phraseAt = new Uint32Array(size + 1);
    const first = new Uint8Array(size);
    const side = this.#side.toArray();
    let from = 0;
    for (let entry = 0; entry < size; entry++) {
      const at = kept[entry] as number;
      rowids[entry] = this.#rowids.at(at);
      mentions[entry] = this.#mentions.at(at);
      const to = this.#ends.at(at);
      listed[entry] = to - from;
      phraseAt[entry + 1] = this.#phraseEnds.at(at);
      if (to > from) first[entry] = side[from] as number;
      for (; from < to; from++) sides[side[from] as 0 | 1 | 2][entry]!++;
    }
    const counts = narrowed(listed);
    const block: PlainFigures = {
      size,
      rowids,
      mentions: narrowed(mentions),
      listed: counts,
      company: narrowed(sides[1]),
      customer: narrowed(sides[2]),
      first,
      occurrences: startsOf(counts),
      startMs: this.#startMs.toArray(),
      side,
      phrase: this.#phrase.toArray(),
      phraseAt,
      phraseIndex: this.#phraseIndex.toArray(),
      phraseCount: this.#phraseCount.toArray(),
      phrases: [...this.#codes.keys()],
      phraseChunks: [],
    };
    let chunks: readonly PhraseChunk[] | null = null;
    // Not among its values: who goes through those (to count bytes) does not ask for it.
    return Object.defineProperty(block, 'phraseChunks', {
      enumerable: false,
      get() {
        chunks ??= phraseChunks(block);
        return chunks;
      },
    });
  }
}

const narrowed = (counts: Int32Array<ArrayBuffer>): Counts =>
  counts.every((count) => count >= 0 && count <= 0xffff) ? Uint16Array.from(counts) : counts;
