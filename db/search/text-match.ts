import type { TextField } from '../../electron/contract/query/fields.ts';
import { countOf, type Mask } from '../index/arrays/mask.ts';
import type { ColumnStore, Columns } from '../index/columns/columns.ts';
import type { IndexedTerm } from '../index/words/places.ts';
import { fieldBit, type Posting } from '../index/words/posting.ts';
import type { WordIndexView } from '../index/words/view.ts';
import { rulesOf } from '../text/forms.ts';
import type { Term } from '../text/terms.ts';
import { variantsOf } from './variants.ts';

/** Where a word or phrase was found. */
export interface Hits {
  readonly mask: Mask;
  /** Calls that have it in writing. */
  readonly written: number;
  /** Calls that have it at all. */
  readonly any: number;
  /** Its postings, where it is one word; null for phrases. */
  readonly postings: readonly (Posting | null)[] | null;
  /** Words that count as it, and the calls that have it or them (at most); null where there are none. They are in the mask as well. */
  readonly variants: {
    readonly postings: readonly (Posting | null)[];
    readonly written: number;
    readonly any: number;
  } | null;
}

/** Finds words and phrases in the word index. */
export class TextMatcher {
  readonly #columns: Columns;
  readonly #store: ColumnStore;
  readonly #words: WordIndexView;
  readonly #found = new Map<string, Hits>();

  constructor(columns: Columns, store: ColumnStore) {
    this.#columns = columns;
    this.#store = store;
    this.#words = store.words();
  }

  get words(): WordIndexView {
    return this.#words;
  }

  /** Calls where a term stands in a field, or anywhere (null). */
  hits(term: Term, field: TextField | null): Hits {
    const key = `${field}|${term.prefix}|${term.forms}|${term.clitics.size}|${term.tokens.join(' ')}`;
    const known = this.#found.get(key);
    if (known) return known;
    const made =
      term.tokens.length === 1
        ? this.#word(term, field)
        : this.#phrase({ words: term.tokens, prefix: term.prefix }, field);
    this.#found.set(key, made);
    return made;
  }

  /** Words of the calls in a language that a term finds beside its own. */
  also(term: Term, language: string | null): readonly string[] {
    const rules = rulesOf(language);
    return this.#variantsOf(term).flatMap((group) =>
      group.rules === null || group.rules === rules ? group.words : [],
    );
  }

  /** The same in all calls, most used first. */
  alsoFound(term: Term): readonly string[] {
    return [...new Set(this.#variantsOf(term).flatMap(({ words }) => words))];
  }

  #variantsOf(term: Term): ReturnType<typeof variantsOf> {
    return term.forms || term.clitics.size > 0
      ? variantsOf(this.#columns, this.#store, this.#words, term)
      : [];
  }

  #word(term: Term, field: TextField | null): Hits {
    const { size } = this.#columns;
    // One more than there are slots: calls that are not shown fall there.
    const room = new Uint8Array(size + 1);
    const postings = this.#words.postings(term.tokens[0] as string, term.prefix);
    const mask = room.subarray(0, size);
    const written = this.#mark(room, postings, field);
    const any = countOf(mask);
    const groups = this.#variantsOf(term);
    if (groups.length === 0) return { mask, written, any, postings, variants: null };
    const others = this.#words.variants(groups);
    const writtenToo = this.#mark(room, others, field);
    const all = countOf(mask);
    return {
      mask,
      written,
      any,
      postings,
      variants: { postings: others, written: Math.min(all, written + writtenToo), any: all },
    };
  }

  /** Marks the calls of postings in a mask; returns how many of the shown ones have the word in writing, where no field is named. */
  #mark(room: Uint8Array, postings: readonly (Posting | null)[], field: TextField | null): number {
    const { size } = this.#columns;
    let written = 0;
    this.#words.segments.forEach(({ slots }, at) => {
      const posting = postings[at];
      if (!posting) return;
      if (field === null) written += markAny(room, slots, posting, size);
      else if (field === 'said') markSaid(room, slots, posting);
      else markField(room, slots, posting, fieldBit[field]);
    });
    return written;
  }

  #phrase(term: IndexedTerm, field: TextField | null): Hits {
    const mask = new Uint8Array(this.#columns.size);
    let written = 0;
    if (term.words.length > 0)
      this.#words.phrase(term, field, (slot, inWriting) => {
        mask[slot] = 1;
        if (inWriting) written++;
      });
    return { mask, written, any: countOf(mask), postings: null, variants: null };
  }

  /** Calls with all of some terms within a distance of so many words. */
  near(terms: readonly Term[], distance: number): Mask {
    const mask = new Uint8Array(this.#columns.size);
    const variants = terms.map((term) => this.#variantsOf(term));
    // Which words count as another is a matter of the call's language, where forms are asked for.
    const languages = new Map<string | null, Mask | null>([[null, null]]);
    for (const { rules, slots } of variants.flat()) languages.set(rules, slots);
    for (const [rules, slots] of languages)
      this.#words.near(
        terms.map((term, at) => ({
          words: term.tokens,
          prefix: false,
          also: (variants[at] ?? []).flatMap((group) =>
            group.rules === null || group.rules === rules ? group.words : [],
          ),
        })),
        distance,
        (slot) => {
          if (!slots || slots[slot] === 1) mask[slot] = 1;
        },
      );
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
