import type { TextField } from '../../electron/contract/query/ast.ts';
import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import type { Columns } from './columns.ts';
import type { Mask } from './mask.ts';
import { ftsOf, type Term } from './terms.ts';
import type { Words } from './words/index.ts';
import { fieldBit, type Posting } from './words/posting.ts';

const columnOf: Readonly<Record<Exclude<TextField, 'said'>, string>> = {
  title: 'title',
  brief: 'brief',
  key: 'key_points',
  outline: 'outline',
  highlight: 'highlights',
  comment: 'comments',
  note: 'notes',
  people: 'people',
};

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

/** A phrase is looked for call by call while so few calls have all its words. */
const fewCalls = 24;

/** Finds words and phrases: words in the word index, phrases and calls that are not indexed yet in the full-text tables. */
export class TextMatcher {
  readonly #db: Db;
  readonly #columns: Columns;
  readonly #words: Words;
  readonly #found = new Map<string, Hits>();

  constructor(db: Db, columns: Columns, words: Words) {
    this.#db = db;
    this.#columns = columns;
    this.#words = words;
  }

  get words(): Words {
    return this.#words;
  }

  /** Calls where a term stands in a field, or anywhere (null). */
  hits(term: Term, field: TextField | null): Hits {
    const key = `${field}|${term.prefix}|${term.tokens.join(' ')}`;
    const known = this.#found.get(key);
    if (known) return known;
    const word = term.tokens.length === 1 ? this.#words.normal(term.tokens[0] as string) : null;
    const made = word === null ? this.#phrase(term, field) : this.#word(word, term, field);
    this.#found.set(key, made);
    return made;
  }

  #word(word: string, term: Term, field: TextField | null): Hits {
    const { size } = this.#columns;
    // One more than there are slots: calls that are not shown fall there.
    const room = new Uint8Array(size + 1);
    const postings = this.#words.postings(word, term.prefix);
    let written = 0;
    this.#words.segments.forEach(({ slots }, at) => {
      const posting = postings[at];
      if (!posting) return;
      if (field === null) written += markAny(room, slots, posting, size);
      else if (field === 'said') markSaid(room, slots, posting);
      else markField(room, slots, posting, fieldBit[field]);
    });
    const mask = room.subarray(0, size);
    this.#addUnknown(mask, ftsOf(term), term, field);
    return { mask, written, any: count(mask), postings };
  }

  /** Calls the index does not know: the full-text tables are asked, over the stretch of ids where those calls lie. */
  #addUnknown(mask: Mask, fts: string, term: Term, field: TextField | null): void {
    const { unknown, isUnknown } = this.#words;
    if (unknown.length === 0) return;
    const { rowids } = this.#columns;
    let first = Number.POSITIVE_INFINITY;
    let last = 0;
    for (const slot of unknown) {
      const rowid = rowids[slot] as number;
      if (rowid < first) first = rowid;
      if (rowid > last) last = rowid;
    }
    const add = (sql: string, text: string) => {
      for (const rowid of this.#ids(`${sql} AND rowid BETWEEN ? AND ?`, text, first, last)) {
        const slot = this.#columns.slotOf(rowid);
        if (slot >= 0 && isUnknown[slot] === 1) mask[slot] = 1;
      }
    };
    if (field !== 'said') {
      if (field === null && term.prefix) add(rowsOf('prefix_fts'), fts);
      else add(rowsOf('call_fts'), field === null ? fts : `{${columnOf[field]}} : ${fts}`);
    }
    if (field === null || field === 'said') add(rowsOf('said_fts'), fts);
  }

  #ids(sql: string, ...args: (string | number)[]): number[] {
    const { ids } = prepared(this.#db, sql).get(...args) as { ids: string };
    return JSON.parse(ids) as number[];
  }

  #phrase(term: Term, field: TextField | null): Hits {
    const list = term.prefix ? null : this.#normal(term.tokens);
    if (!list) return this.#match(ftsOf(term), field, this.#withAll(term, field));
    const mask = new Uint8Array(this.#columns.size);
    let written = 0;
    this.#words.phrase(list, field, (slot, inWriting) => {
      mask[slot] = 1;
      if (inWriting) written++;
    });
    if (this.#words.unknown.length > 0) this.#addUnknownPhrase(mask, ftsOf(term), field);
    return { mask, written, any: count(mask), postings: null };
  }

  /** Words as the index has them; null when one of them is not one word there. */
  #normal(tokens: readonly string[]): string[] | null {
    const list: string[] = [];
    for (const token of tokens) {
      const word = this.#words.normal(token);
      if (word === null) return null;
      list.push(word);
    }
    return list;
  }

  #addUnknownPhrase(mask: Mask, fts: string, field: TextField | null): void {
    const all = this.#match(fts, field, null).mask;
    for (const slot of this.#words.unknown) if (all[slot]) mask[slot] = 1;
  }

  /** Calls with all of some words within a distance. */
  near(terms: readonly Term[], distance: number): Mask {
    const tokens = terms.flatMap((term) => term.tokens);
    return this.#match(
      `NEAR(${terms.map(ftsOf).join(' ')}, ${distance})`,
      null,
      this.#withAll({ tokens, prefix: false }, null),
    ).mask;
  }

  /** Calls that have every word of a phrase in that field, i.e. that may have the phrase; null when that is not known. */
  #withAll(term: Term, field: TextField | null): { written: Mask; said: Mask } | null {
    const { size } = this.#columns;
    if (this.#words.unknown.length > 0) return null;
    const written = new Uint8Array(size).fill(field === 'said' ? 0 : 1);
    const said = new Uint8Array(size).fill(field === null || field === 'said' ? 1 : 0);
    for (const [at, token] of term.tokens.entries()) {
      const prefix = term.prefix && at === term.tokens.length - 1;
      const word = this.#words.normal(token);
      if (word === null) continue;
      const inWriting = new Uint8Array(size + 1);
      const inSpeech = new Uint8Array(size + 1);
      const postings = this.#words.postings(word, prefix);
      this.#words.segments.forEach(({ slots }, part) => {
        const posting = postings[part];
        if (!posting) return;
        if (field !== 'said') markField(inWriting, slots, posting, field === null ? 255 : fieldBit[field]);
        if (field === null || field === 'said') markSaid(inSpeech, slots, posting);
      });
      for (let slot = 0; slot < size; slot++) {
        written[slot] = (written[slot] as number) & (inWriting[slot] as number);
        said[slot] = (said[slot] as number) & (inSpeech[slot] as number);
      }
    }
    return { written, said };
  }

  /** Calls that match an expression of more than one word, of those that may. */
  #match(fts: string, field: TextField | null, may: { written: Mask; said: Mask } | null): Hits {
    const { size } = this.#columns;
    const mask = new Uint8Array(size);
    let written = 0;
    const left = may ? count(may.written) : size;
    if (field !== 'said' && left > 0) {
      const expression = field === null ? fts : `{${columnOf[field]}} : ${fts}`;
      if (may && left <= fewCalls) {
        const one = prepared(
          this.#db,
          'SELECT 1 FROM call_fts WHERE call_fts MATCH ? AND rowid BETWEEN ? AND ?',
        );
        // Never "rowid = ?": FTS5 then answers with a row before it when that row's words do not make the phrase.
        for (let slot = 0; slot < size; slot++) {
          const rowid = this.#columns.rowids[slot];
          if (may.written[slot] && one.get(expression, rowid, rowid)) mask[slot] = 1;
        }
      } else
        for (const rowid of this.#ids(rowsOf('call_fts'), expression)) {
          const slot = this.#columns.slotOf(rowid);
          if (slot >= 0) mask[slot] = 1;
        }
      written = count(mask);
    }
    if (field === null || field === 'said') this.#addSpoken(mask, fts, may?.said ?? null);
    return { mask, written, any: count(mask), postings: null };
  }

  #addSpoken(mask: Mask, fts: string, may: Mask | null): void {
    const { size, rowids } = this.#columns;
    // A call that has it in writing is found already.
    let left = size;
    if (may) {
      left = 0;
      for (let slot = 0; slot < size; slot++) if (may[slot] && !mask[slot]) left++;
    }
    if (left === 0) return;
    if (may && left <= fewCalls) {
      const range = prepared(
        this.#db,
        'SELECT min(id) AS first, max(id) AS last FROM passage WHERE call_id = ? AND kind = 1',
      );
      const one = prepared(
        this.#db,
        'SELECT f.rowid FROM passage_fts f JOIN passage p ON p.id = f.rowid WHERE passage_fts MATCH ? AND f.rowid BETWEEN ? AND ? AND p.call_id = ? AND p.kind = 1 LIMIT 1',
      );
      for (let slot = 0; slot < size; slot++) {
        if (!may[slot] || mask[slot]) continue;
        const { first, last } = range.get(rowids[slot]) as { first: number | null; last: number | null };
        if (first !== null && one.get(fts, first, last, rowids[slot])) mask[slot] = 1;
      }
      return;
    }
    if (this.#words.unknown.length > 0) {
      const sql = `SELECT json_group_array(DISTINCT p.call_id) AS ids FROM passage_fts f JOIN passage p ON p.id = f.rowid
        WHERE passage_fts MATCH ? AND p.kind = 1`;
      for (const rowid of this.#ids(sql, fts)) {
        const slot = this.#columns.slotOf(rowid);
        if (slot >= 0) mask[slot] = 1;
      }
      return;
    }
    const ids = Int32Array.from(this.#ids(rowsOf('passage_fts'), fts));
    this.#words.spokenIn(ids, (slot) => {
      mask[slot] = 1;
    });
  }
}

const rowsOf = (table: string) =>
  `SELECT json_group_array(rowid) AS ids FROM ${table} WHERE ${table} MATCH ?`;

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

function count(mask: Mask): number {
  let sum = 0;
  for (let slot = 0; slot < mask.length; slot++) sum += mask[slot] as number;
  return sum;
}
