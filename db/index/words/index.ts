import type Database from 'better-sqlite3';
import type { TextField } from '../../../electron/contract/query/fields.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { openWordsFile, readSegments, readStarts, readTurns, reportDamage, wordsFileNumber } from './file.ts';
import { inMemory, type Part } from './part.ts';
import { type IndexedTerm, type MonologueScore, monologuesIn, nearIn, phraseIn } from './places.ts';
import type { Positions, WordPlaces } from './positions.ts';
import { callsOf, contentOf, decode, type Posting, postingIn, stored, unite, unseal } from './posting.ts';
import {
  buildSegment,
  callsAtMost,
  type FieldStarts,
  prefixMark,
  type SegmentDocs,
  shortPrefix,
  type Turns,
} from './segment.ts';
import { readCallText } from './source.ts';
import { createTokenizer, cutToken, type Tokenizer } from './tokenize.ts';

/** What the index must know of the columns it answers for. */
interface Slots {
  readonly size: number;
  readonly rowids: Int32Array;
  /** `call.generation` of each slot. */
  readonly generations: Int32Array;
  slotOf(rowid: number): number;
}

/** Calls that are indexed in memory, at a search, when no index on disk has them (yet). */
const indexedHere = { besideIndex: 64, alone: 600 } as const;
/** Bytes of postings, and of positions, kept read: a store of a million calls has longer ones. */
const keptBytes = (calls: number) => 24 * 2 ** 20 + calls * 48;

/** One segment as a search sees it. */
export interface LiveSegment {
  /** Slot of each call; the number of slots for a call that changed or is not shown. */
  readonly slots: Int32Array;
  /** Words in writing of each call. */
  readonly written: Int32Array;
  readonly calls: number;
}

/** The words of all calls, for one state of the columns. */
export interface Words {
  readonly segments: readonly LiveSegment[];
  /** Postings of a word, one per segment (null: no call of it has the word). `prefix`: of all words that begin so. */
  postings(term: string, prefix: boolean): readonly (Posting | null)[];
  /** Calls whose words are not known (as they are now): they wait for the index and no word finds them until then. */
  readonly unindexed: number;
  /** Words in writing and in the transcript of each slot. */
  readonly written: Float32Array;
  readonly spoken: Float32Array;
  readonly averageWritten: number;
  readonly averageSpoken: number;
  /** A token as the index has it: one word as a rule, none or several where Unicode is cut otherwise. */
  cut(token: string): readonly string[];
  /** Calls with a phrase in one field, or anywhere (null); `each` is told whether the first place is in writing. */
  phrase(term: IndexedTerm, field: TextField | null, each: (slot: number, written: boolean) => void): void;
  /** Calls where all terms stand in one field or monologue with at most `distance` words between the outer ones. */
  near(terms: readonly (readonly string[])[], distance: number, each: (slot: number) => void): void;
  /**
   * Positions of the monologues that have any of some terms, by slot, for some slots: the `most` best by `score`, or the
   * first. A slot is left out when that is not known: its call is not indexed, or an unfinished word may stand for too many.
   */
  monologues(
    slots: readonly number[],
    terms: readonly IndexedTerm[],
    most: number,
    score: MonologueScore | null,
  ): ReadonlyMap<number, readonly number[]>;
  /**
   * Fields in writing (`fieldBit`) where some terms may stand, by slot: nothing of them is in the others. A slot is left out
   * when its call as it is now is not indexed.
   */
  fields(slots: readonly number[], terms: readonly IndexedTerm[]): ReadonlyMap<number, number>;
  /** Words that begin with a letter, with the number of calls that have each (once per segment). */
  vocabulary(first: string): Iterable<readonly [word: string, calls: number]>;
}

/** The word index of a store for one reading connection. */
interface WordIndex {
  /** The words for these columns, up to date with the index on disk. Keeps what it gave until the columns change. */
  of(columns: Slots): Words;
  close(): void;
}

/** Opens the word index of a store. Without a file, or with a damaged one, a search still finds everything. */
export function openWordIndex(db: Db): WordIndex {
  let file: Database.Database | null = null;
  let round = -1;
  let number: number | null = null;
  let onDiskParts: Part[] = [];
  let memory: Part[] = [];
  let known: { columns: Slots; words: Words } | null = null;
  let tokenizer: Tokenizer | null = null;
  const cache = new Map<string, Posting | null>();
  let cached = 0;
  const places = new Map<string, Positions | null>();
  let placesKept = 0;
  const tokens = () => {
    tokenizer ??= createTokenizer();
    return tokenizer;
  };

  function keep(key: string, posting: Posting | null): void {
    cached += sizeOf(posting);
    cache.set(key, posting);
    const limit = keptBytes(known?.columns.size ?? 0);
    if (cached <= limit) return;
    for (const [old, value] of cache) {
      cache.delete(old);
      cached -= sizeOf(value);
      if (cached <= limit * 0.75) break;
    }
  }

  function drop(): void {
    reportDamage(db);
    forget();
  }

  function forget(): void {
    onDiskParts = [];
    round = -1;
    known = null;
    cache.clear();
    cached = 0;
    places.clear();
    placesKept = 0;
    try {
      file?.close();
    } catch {
      // Damaged beyond closing: nothing more to lose.
    }
    file = null;
  }

  /** Moves to the newest state of the file and stays there until the next call. */
  function renew(): boolean {
    if (db.memory) return false;
    // An index that was made anew is another file under the same name: the old one would never change again.
    const fileNumber = wordsFileNumber(db);
    if (file && fileNumber !== number) forget();
    if (!file) {
      if (fileNumber === null) return false;
      file = openWordsFile(db);
      number = fileNumber;
      if (!file) return false;
    }
    if (file.inTransaction) file.exec('COMMIT');
    file.exec('BEGIN');
    const now = prepared(file as unknown as Db, "SELECT value FROM about WHERE key = 'round'")
      .pluck()
      .get() as number;
    if (now === round) return false;
    round = now;
    const before = new Map(onDiskParts.map((part) => [(part as Part & { id: number }).id, part]));
    onDiskParts = readSegments(file).map(
      ({ id, docs }) => before.get(id) ?? onDisk(file as Database.Database, id, docs),
    );
    return true;
  }

  function onDisk(from: Database.Database, id: number, docs: SegmentDocs): Part & { id: number } {
    let starts: FieldStarts | null = null;
    let turns: Turns | null = null;
    const summed = new Set<string>();
    /** What is sealed in some bytes. A sum over a common word's places takes longer than reading them: it is made once. */
    const checked = (name: string, bytes: Uint8Array): Uint8Array => {
      if (summed.has(name)) return contentOf(bytes);
      const content = unseal(bytes);
      summed.add(name);
      return content;
    };
    const where = from
      .prepare(
        'SELECT n.data FROM word w LEFT JOIN position n ON n.id = w.id WHERE w.segment = +? AND w.term = +?',
      )
      .pluck();
    const one = from
      .prepare(
        'SELECT p.data FROM word w LEFT JOIN posting p ON p.id = w.id WHERE w.segment = +? AND w.term = +?',
      )
      .pluck();
    const range = from
      .prepare(
        'SELECT p.data FROM word w LEFT JOIN posting p ON p.id = w.id WHERE w.segment = +? AND w.term >= +? AND w.term < +?',
      )
      .pluck();
    const heads = from
      .prepare(
        'SELECT w.term, substr(p.data, 1, 4) FROM word w LEFT JOIN posting p ON p.id = w.id WHERE w.segment = +? AND w.term >= +? AND w.term < +?',
      )
      .raw();
    const begun = from
      .prepare(
        `SELECT p.data, n.data FROM word w LEFT JOIN posting p ON p.id = w.id LEFT JOIN position n ON n.id = w.id
         WHERE w.segment = +? AND w.term >= +? AND w.term < +? AND w.term NOT LIKE '%${prefixMark}' LIMIT ?`,
      )
      .raw();
    function completions(prefix: string): readonly WordPlaces[];
    function completions(prefix: string, most: number): readonly WordPlaces[] | null;
    function completions(prefix: string, most = 2 ** 31): readonly WordPlaces[] | null {
      const rows = begun.all(id, prefix, `${prefix}\u{10ffff}`, most + 1) as [Buffer | null, Buffer | null][];
      if (rows.length > most) return null;
      // Each key typed asks for some of the words that the key before asked for.
      const open = Array.from(prefix, (_, at) => `${prefix.slice(0, at + 1)} *`).some((name) =>
        summed.has(name),
      )
        ? contentOf
        : unseal;
      const list = rows.map(([data, where]) => ({
        docs: postingIn(open(stored(data))).docs,
        positions: open(stored(where)),
      }));
      summed.add(`${prefix} *`);
      return list;
    }
    return {
      id,
      docs,
      slots: new Int32Array(0),
      exact(term) {
        const key = `${id} ${term}`;
        const found = cache.get(key);
        if (found !== undefined) return found;
        const data = one.get(id, term) as Buffer | null | undefined;
        const posting = data === undefined ? null : postingIn(checked(term, stored(data)));
        keep(key, posting);
        return posting;
      },
      from(prefix) {
        const key = `${id} ${prefix} *`;
        const found = cache.get(key);
        if (found !== undefined) return found ? [found] : [];
        const list = (range.all(id, prefix, `${prefix}\u{10ffff}`) as (Buffer | null)[]).map((data) =>
          decode(stored(data)),
        );
        const posting = list.length > 0 ? unite(list, docs.rowids.length) : null;
        keep(key, posting);
        return posting ? [posting] : [];
      },
      turns() {
        turns ??= readTurns(from, id);
        return turns;
      },
      completions,
      *vocabulary(first) {
        for (const [word, head] of heads.iterate(id, first, `${first}\u{10ffff}`) as Iterable<
          [string, Buffer | null]
        >)
          if (!word.endsWith(prefixMark)) yield [word, callsOf(stored(head))];
      },
      positions(term) {
        const key = `${id} ${term} @`;
        const found = places.get(key);
        if (found !== undefined) {
          // What was used last stays longest.
          places.delete(key);
          places.set(key, found);
          return found;
        }
        const row = where.get(id, term) as Buffer | null | undefined;
        const data = row === undefined ? null : checked(`${term} @`, stored(row));
        placesKept += data?.length ?? 0;
        const limit = keptBytes(known?.columns.size ?? 0);
        for (const [old, value] of places) {
          if (placesKept <= limit) break;
          places.delete(old);
          placesKept -= value?.length ?? 0;
        }
        places.set(key, data);
        return data;
      },
      starts() {
        starts ??= readStarts(from, id);
        return starts;
      },
    };
  }

  function indexed(rowids: readonly number[]): Part | null {
    const texts = db.transaction(() => rowids.flatMap((rowid) => readCallText(db, rowid) ?? []))();
    return texts.length === 0 ? null : inMemory(buildSegment(tokens(), texts));
  }

  function attach(columns: Slots): Words {
    const { size } = columns;
    const covered = new Uint8Array(size + 1);
    const written = new Float32Array(size + 1);
    const spoken = new Float32Array(size + 1);
    /** Where each slot's words are: number of the part times `callsAtMost`, plus the place in it. */
    const home = new Int32Array(size).fill(-1);
    const placed: Part[] = [];
    const numbers = new Map<Part, number>();
    const take = (part: Part, at: number, slot: number): void => {
      part.slots[at] = slot;
      home[slot] = (numbers.get(part) as number) * callsAtMost + at;
      written[slot] = part.docs.written[at] as number;
      spoken[slot] = part.docs.spoken[at] as number;
    };
    const place = (part: Part): boolean => {
      const { rowids, generations } = part.docs;
      numbers.set(part, numbers.size);
      placed.push(part);
      part.slots = new Int32Array(rowids.length).fill(size);
      let live = false;
      for (let at = 0; at < rowids.length; at++) {
        const slot = columns.slotOf(rowids[at] as number);
        if (slot < 0 || covered[slot] || columns.generations[slot] !== generations[at]) continue;
        covered[slot] = 1;
        take(part, at, slot);
        live = true;
      }
      return live;
    };
    /** Calls that changed keep the words they had until they are indexed again: a star must not make a call unfindable. */
    const placeStale = (waiting: readonly number[]): void => {
      const newest = new Map(waiting.map((slot) => [slot, -1]));
      const each = (work: (slot: number, part: Part, at: number, generation: number) => void) => {
        for (const part of onDiskParts)
          for (let at = 0; at < part.slots.length; at++) {
            if (part.slots[at] !== size) continue;
            const slot = columns.slotOf(part.docs.rowids[at] as number);
            if (newest.has(slot)) work(slot, part, at, part.docs.generations[at] as number);
          }
      };
      each((slot, _, __, generation) => {
        newest.set(slot, Math.max(newest.get(slot) as number, generation));
      });
      each((slot, part, at, generation) => {
        if (newest.get(slot) === generation) take(part, at, slot);
      });
    };
    for (const part of onDiskParts) place(part);
    memory = memory.filter(place);
    const missing: number[] = [];
    for (let slot = 0; slot < size; slot++) if (!covered[slot]) missing.push(slot);
    const limit = file ? indexedHere.besideIndex : indexedHere.alone;
    if (missing.length > 0 && missing.length <= limit) {
      const part = indexed(missing.map((slot) => columns.rowids[slot] as number).sort((a, b) => a - b));
      if (part && place(part)) memory.push(part);
    }
    const unindexed = missing.filter((slot) => !covered[slot]);
    if (unindexed.length > 0) placeStale(unindexed);
    const parts = [...onDiskParts, ...memory];
    const guarded = <T>(work: () => T): T => {
      try {
        return work();
      } catch {
        // A damaged index must never fail a search: it goes on without, until there is a new one.
        drop();
        throw new IndexLost('the word index cannot be read');
      }
    };
    return {
      segments: parts.map((part) => ({
        slots: part.slots,
        written: part.docs.written,
        calls: part.docs.rowids.length,
      })),
      unindexed: unindexed.length,
      written,
      spoken,
      averageWritten: average(written, size),
      averageSpoken: average(spoken, size),
      postings: (term, prefix) => guarded(() => parts.map((part) => postingOf(part, term, prefix))),
      cut: (token) => cutToken(tokens, token),
      phrase(term, field, each) {
        guarded(() => {
          for (const part of parts)
            phraseIn(part, term, field, (doc, inWriting) => {
              const slot = part.slots[doc] as number;
              if (slot !== size) each(slot, inWriting);
            });
        });
      },
      near(terms, distance, each) {
        guarded(() => {
          for (const part of parts)
            nearIn(part, terms, distance, (doc) => {
              const slot = part.slots[doc] as number;
              if (slot !== size) each(slot);
            });
        });
      },
      monologues(slots, terms, most, score) {
        const wanted = new Map<Part, number[]>();
        const found = new Map<number, readonly number[]>();
        for (const slot of slots) {
          const at = home[slot] as number;
          if (at < 0) continue;
          // Nothing is said in most calls of a company that records few: no word of theirs is looked for.
          if (spoken[slot] === 0) {
            found.set(slot, []);
            continue;
          }
          const part = placed[Math.floor(at / callsAtMost)] as Part;
          const docs = wanted.get(part) ?? [];
          docs.push(at % callsAtMost);
          wanted.set(part, docs);
        }
        guarded(() => {
          for (const [part, docs] of wanted) {
            docs.sort((a, b) => a - b);
            monologuesIn(part, docs, terms, most, score)?.forEach((list, at) => {
              found.set(part.slots[docs[at] as number] as number, list);
            });
          }
        });
        return found;
      },
      fields(slots, terms) {
        const found = new Map<number, number>();
        guarded(() => {
          for (const slot of slots) {
            const at = home[slot] as number;
            if (at < 0 || !covered[slot]) continue;
            const part = placed[Math.floor(at / callsAtMost)] as Part;
            let bits = 0;
            for (const term of terms) bits |= fieldsIn(part, at % callsAtMost, term);
            found.set(slot, bits);
          }
        });
        return found;
      },
      vocabulary: (first) => guarded(() => parts.flatMap((part) => [...part.vocabulary(first)])),
    };
  }

  return {
    of(columns) {
      let moved = false;
      try {
        moved = renew();
      } catch {
        drop();
      }
      if (known && known.columns === columns && !moved) return known.words;
      known = { columns, words: attach(columns) };
      return known.words;
    },
    close() {
      tokenizer?.close();
      file?.close();
      file = null;
    },
  };
}

/** The calls of a part that have a word, or (`prefix`) any word that begins so. */
function postingOf(part: Part, word: string, prefix: boolean): Posting | null {
  if (!prefix) return part.exact(word);
  if ([...word].length <= shortPrefix) return part.exact(word + prefixMark);
  const list = part.from(word);
  return list.length === 0 ? null : unite(list, part.docs.rowids.length);
}

/** Fields of one call where all words of a term stand: a phrase can stand in no other. */
function fieldsIn(part: Part, doc: number, { words, prefix }: IndexedTerm): number {
  let bits = words.length === 0 ? 0 : 255;
  for (let at = 0; at < words.length && bits !== 0; at++) {
    const posting = postingOf(part, words[at] as string, prefix && at === words.length - 1);
    const place = posting ? placeOf(posting.docs, doc) : -1;
    bits &= place < 0 ? 0 : (posting?.fields?.[place] ?? 0);
  }
  return bits;
}

/** Where a number stands in an ascending list; -1 when it does not. */
function placeOf(docs: Uint16Array, doc: number): number {
  let from = 0;
  let to = docs.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((docs[middle] as number) < doc) from = middle + 1;
    else to = middle;
  }
  return docs[from] === doc ? from : -1;
}

/** The index on disk turned out to be damaged during a search: to be asked again, without it. */
export class IndexLost extends Error {}

function average(list: Float32Array, size: number): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < size; at++) {
    const value = list[at] as number;
    if (value > 0) {
      sum += value;
      count++;
    }
  }
  return count === 0 ? 1 : sum / count;
}

const sizeOf = (posting: Posting | null): number =>
  64 +
  (posting
    ? posting.docs.byteLength + (posting.fields?.byteLength ?? 0) * 2 + (posting.said?.byteLength ?? 0)
    : 0);
