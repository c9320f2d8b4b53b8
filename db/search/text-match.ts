import type { TextField } from '../../electron/contract/query/fields.ts';
import { countOf, type Mask } from '../index/arrays/mask.ts';
import type { Columns } from '../index/columns/columns.ts';
import type { IndexedTerm } from '../index/words/places.ts';
import { fieldBit, type Posting } from '../index/words/posting.ts';
import type { WordIndexView } from '../index/words/view.ts';
import type { Term } from '../text/terms.ts';

/** Where a word or phrase was found. */
export interface Hits {
  readonly mask: Mask;
  /** Calls that have it in writing. */
  readonly written: number;
  /** Calls that have it at all. */
  readonly any: number;
  /** Its postings, where it is one word; null for phrases. */
  readonly postings: readonly (Posting | null)[] | null;
}

/** A term in the words of the index. */
export const indexedTerm = ({ tokens: words, prefix }: Term): IndexedTerm => ({ words, prefix });

/** Finds words and phrases in the word index. */
export class TextMatcher {
  readonly #columns: Columns;
  readonly #words: WordIndexView;
  readonly #found = new Map<string, Hits>();

  constructor(columns: Columns, words: WordIndexView) {
    this.#columns = columns;
    this.#words = words;
  }

  get words(): WordIndexView {
    return this.#words;
  }

  /** Calls where a term stands in a field, or anywhere (null). */
  hits(term: Term, field: TextField | null): Hits {
    const key = `${field}|${term.prefix}|${term.tokens.join(' ')}`;
    const known = this.#found.get(key);
    if (known) return known;
    const { words, prefix } = indexedTerm(term);
    const made =
      words.length === 1
        ? this.#word(words[0] as string, prefix, field)
        : this.#phrase({ words, prefix }, field);
    this.#found.set(key, made);
    return made;
  }

  #word(word: string, prefix: boolean, field: TextField | null): Hits {
    const { size } = this.#columns;
    // One more than there are slots: calls that are not shown fall there.
    const room = new Uint8Array(size + 1);
    const postings = this.#words.postings(word, prefix);
    let written = 0;
    this.#words.segments.forEach(({ slots }, at) => {
      const posting = postings[at];
      if (!posting) return;
      if (field === null) written += markAny(room, slots, posting, size);
      else if (field === 'said') markSaid(room, slots, posting);
      else markField(room, slots, posting, fieldBit[field]);
    });
    const mask = room.subarray(0, size);
    return { mask, written, any: countOf(mask), postings };
  }

  #phrase(term: IndexedTerm, field: TextField | null): Hits {
    const mask = new Uint8Array(this.#columns.size);
    let written = 0;
    if (term.words.length > 0)
      this.#words.phrase(term, field, (slot, inWriting) => {
        mask[slot] = 1;
        if (inWriting) written++;
      });
    return { mask, written, any: countOf(mask), postings: null };
  }

  /** Calls with all of some terms within a distance of so many words. */
  near(terms: readonly Term[], distance: number): Mask {
    const mask = new Uint8Array(this.#columns.size);
    const list = terms.map((term) => indexedTerm(term).words).filter((words) => words.length > 0);
    if (list.length > 0)
      this.#words.near(list, distance, (slot) => {
        mask[slot] = 1;
      });
    return mask;
  }
}

/** Marks every call of a posting; returns how many of the shown ones have it in writing. */
function markAny(room: Uint8Array, slots: Int32Array, posting: Posting, size: number): number {
  const { docs, fields } = posting;
  let written = 0;
  if (!fields) {
    for (let at = 0; at < docs.length; at++) room[slots[docs[at] as number] as number] = 1;
    return 0;
  }
  for (let at = 0; at < docs.length; at++) {
    const slot = slots[docs[at] as number] as number;
    room[slot] = 1;
    if (fields[at] !== 0 && slot !== size) written++;
  }
  return written;
}

function markSaid(room: Uint8Array, slots: Int32Array, { docs, said }: Posting): void {
  if (!said) return;
  for (let at = 0; at < docs.length; at++) if (said[at] !== 0) room[slots[docs[at] as number] as number] = 1;
}

function markField(room: Uint8Array, slots: Int32Array, { docs, fields }: Posting, bits: number): void {
  if (!fields) return;
  for (let at = 0; at < docs.length; at++)
    if (((fields[at] as number) & bits) !== 0) room[slots[docs[at] as number] as number] = 1;
}
