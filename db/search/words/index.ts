import type Database from 'better-sqlite3';
import type { TextField } from '../../../electron/contract/query/ast.ts';
import type { Db } from '../../open.ts';
import { prepared } from '../../statements.ts';
import { openWordsFile, readRuns, readSegments, readStarts, reportDamage, wordsFileNumber } from './file.ts';
import { PositionReader, type Positions, placeOfPhrase, writtenGaps } from './positions.ts';
import { decode, fieldBit, type Posting, unite, unseal } from './posting.ts';
import {
  buildSegment,
  compareTerms,
  type FieldStarts,
  type PassageRuns,
  prefixMark,
  type SegmentDocs,
  shortPrefix,
} from './segment.ts';
import { readCallText } from './source.ts';
import { createTokenizer, type Tokenizer } from './tokenize.ts';

/** What the index must know of the columns it answers for. */
export interface Slots {
  readonly size: number;
  readonly rowids: Int32Array;
  /** `call.generation` of each slot. */
  readonly generations: Int32Array;
  slotOf(rowid: number): number;
}

/** Calls that are indexed in memory, at a search, when no index on disk has them (yet). */
const indexedHere = { besideIndex: 16, alone: 600 } as const;
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

interface Part {
  readonly docs: SegmentDocs;
  slots: Int32Array;
  exact(term: string): Posting | null;
  from(prefix: string): Posting[];
  runs(): PassageRuns;
  positions(term: string): Positions | null;
  starts(): FieldStarts;
}

/** The words of all calls, for one state of the columns. */
export interface Words {
  readonly segments: readonly LiveSegment[];
  /** Postings of a word, one per segment (null: no call of it has the word). `prefix`: of all words that begin so. */
  postings(term: string, prefix: boolean): readonly (Posting | null)[];
  /** Slots of calls the index does not know (as they are now), ascending. */
  readonly unknown: Int32Array;
  /** Whether a slot is one of those; one byte each. */
  readonly isUnknown: Uint8Array;
  /** Words in writing and in the transcript of each slot. */
  readonly written: Float32Array;
  readonly spoken: Float32Array;
  readonly averageWritten: number;
  readonly averageSpoken: number;
  /** The word as the tables store it; null when it is not one single word to them. */
  normal(token: string): string | null;
  /**
   * Calls with a phrase of words (as `normal` gives them) in one field, or anywhere (null); `each` is told whether the
   * first place is in writing.
   */
  phrase(
    words: readonly string[],
    field: TextField | null,
    each: (slot: number, written: boolean) => void,
  ): void;
  /** Slots whose transcript has one of some passages (ascending ids); -1 for passages that are not spoken. */
  spokenIn(passages: Int32Array, each: (slot: number) => void): void;
}

/** The word index of a store for one reading connection. */
export interface WordIndex {
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
    let runs: PassageRuns | null = null;
    let starts: FieldStarts | null = null;
    const where = from
      .prepare(
        'SELECT n.data FROM word w LEFT JOIN position n ON n.id = w.id WHERE w.segment = ? AND w.term = ?',
      )
      .pluck();
    const one = from
      .prepare(
        'SELECT p.data FROM word w LEFT JOIN posting p ON p.id = w.id WHERE w.segment = ? AND w.term = ?',
      )
      .pluck();
    const range = from
      .prepare(
        'SELECT p.data FROM word w LEFT JOIN posting p ON p.id = w.id WHERE w.segment = ? AND w.term >= ? AND w.term < ?',
      )
      .pluck();
    return {
      id,
      docs,
      slots: new Int32Array(0),
      exact(term) {
        const key = `${id} ${term}`;
        const found = cache.get(key);
        if (found !== undefined) return found;
        const data = one.get(id, term) as Buffer | null | undefined;
        const posting = data === undefined ? null : decode(stored(data));
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
      runs() {
        runs ??= readRuns(from, id);
        return runs;
      },
      positions(term) {
        const key = `${id} ${term} @`;
        const found = places.get(key);
        if (found !== undefined) return found;
        const row = where.get(id, term) as Buffer | null | undefined;
        const data = row === undefined ? null : unseal(stored(row));
        placesKept += data?.length ?? 0;
        if (placesKept > keptBytes(known?.columns.size ?? 0)) {
          places.clear();
          placesKept = data?.length ?? 0;
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

  function inMemory(rowids: readonly number[]): Part | null {
    const texts = db.transaction(() => rowids.flatMap((rowid) => readCallText(db, rowid) ?? []))();
    if (texts.length === 0) return null;
    const built = buildSegment(tokens(), texts);
    const find = (term: string): number => {
      let low = 0;
      let high = built.terms.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compareTerms(built.terms[middle] as string, term) < 0) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    return {
      docs: built.docs,
      slots: new Int32Array(0),
      exact(term) {
        const at = find(term);
        return built.terms[at] === term ? built.posting(at) : null;
      },
      from(prefix) {
        const found: Posting[] = [];
        for (let at = find(prefix); built.terms[at]?.startsWith(prefix); at++) found.push(built.posting(at));
        return found;
      },
      runs: () => built.runs,
      positions(term) {
        const at = find(term);
        return built.terms[at] === term ? built.positions(at) : null;
      },
      starts: () => built.starts,
    };
  }

  function attach(columns: Slots): Words {
    const { size } = columns;
    const covered = new Uint8Array(size + 1);
    const written = new Float32Array(size + 1);
    const spoken = new Float32Array(size + 1);
    const place = (part: Part): boolean => {
      const { rowids, generations } = part.docs;
      const slots = new Int32Array(rowids.length);
      let live = false;
      for (let at = 0; at < rowids.length; at++) {
        const slot = columns.slotOf(rowids[at] as number);
        if (slot >= 0 && !covered[slot] && columns.generations[slot] === generations[at]) {
          covered[slot] = 1;
          slots[at] = slot;
          written[slot] = part.docs.written[at] as number;
          spoken[slot] = part.docs.spoken[at] as number;
          live = true;
        } else slots[at] = size;
      }
      part.slots = slots;
      return live;
    };
    for (const part of onDiskParts) place(part);
    memory = memory.filter(place);
    const missing: number[] = [];
    for (let slot = 0; slot < size; slot++) if (!covered[slot]) missing.push(slot);
    const limit = file ? indexedHere.besideIndex : indexedHere.alone;
    if (missing.length > 0 && missing.length <= limit) {
      const part = inMemory(missing.map((slot) => columns.rowids[slot] as number).sort((a, b) => a - b));
      if (part && place(part)) memory.push(part);
    }
    const parts = [...onDiskParts, ...memory];
    const unknown = Int32Array.from(missing.filter((slot) => !covered[slot]));
    const isUnknown = new Uint8Array(size);
    for (const slot of unknown) isUnknown[slot] = 1;
    const guarded = <T>(work: () => T): T => {
      try {
        return work();
      } catch {
        // A damaged index must never fail a search: from now on the full-text tables answer alone.
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
      unknown,
      isUnknown,
      written,
      spoken,
      averageWritten: average(written, size),
      averageSpoken: average(spoken, size),
      postings: (term, prefix) =>
        guarded(() =>
          parts.map((part) => {
            if (!prefix) return part.exact(term);
            if ([...term].length <= shortPrefix) return part.exact(term + prefixMark);
            const list = part.from(term);
            return list.length === 0 ? null : unite(list, part.docs.rowids.length);
          }),
        ),
      normal(token) {
        if (/^[a-z0-9]+$/.test(token)) return token;
        const list: string[] = [];
        tokens().words(token, (word) => list.push(word));
        return list.length === 1 ? (list[0] as string) : null;
      },
      phrase(list, field, each) {
        guarded(() => {
          for (const part of parts) phraseIn(part, list, field, size, each);
        });
      },
      spokenIn(passages, each) {
        const open = new Uint8Array(passages.length).fill(1);
        for (const part of parts) {
          const { first, last, doc, kind } = guarded(() => part.runs());
          for (let at = 0; at < passages.length; at++) {
            if (!open[at]) continue;
            const id = passages[at] as number;
            const run = lastAtMost(first, id);
            if (run < 0 || id > (last[run] as number)) continue;
            const slot = part.slots[doc[run] as number] as number;
            if (slot === size) continue;
            open[at] = 0;
            if (kind[run] === 1) each(slot);
          }
        }
      },
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

/** What a word of the index must have. */
function stored(data: Buffer | null): Buffer {
  if (data === null) throw new RangeError('damaged');
  return data;
}

/** Calls of one segment with a phrase: through the calls that have all its words, position by position. */
function phraseIn(
  part: Part,
  words: readonly string[],
  field: TextField | null,
  size: number,
  each: (slot: number, written: boolean) => void,
): void {
  const readers: PositionReader[] = [];
  for (const word of words) {
    const posting = part.exact(word);
    const positions = posting && part.positions(word);
    if (!positions) return;
    readers.push(new PositionReader(posting.docs, positions));
  }
  const { written } = part.docs;
  const starts = field === null || field === 'said' ? null : part.starts();
  const at = field === null || field === 'said' ? 0 : Math.log2(fieldBit[field]);
  let doc = 0;
  search: for (;;) {
    for (const reader of readers) {
      const found = reader.seek(doc);
      if (found < 0) return;
      if (found > doc) {
        doc = found;
        continue search;
      }
    }
    const slot = part.slots[doc] as number;
    if (slot !== size) {
      for (const reader of readers) reader.enter();
      const spoken = (written[doc] as number) + writtenGaps;
      const place = starts
        ? placeOfPhrase(
            readers,
            starts[doc * writtenGaps + at] as number,
            at + 1 < writtenGaps ? (starts[doc * writtenGaps + at + 1] as number) : spoken,
          )
        : placeOfPhrase(readers, field === 'said' ? spoken : 0, Number.POSITIVE_INFINITY);
      if (place >= 0) each(slot, place < spoken);
    }
    doc++;
  }
}

/** The index on disk turned out to be damaged during a search: to be asked again, without it. */
export class IndexLost extends Error {}

/** Place of the last number that is not above `value` in an ascending list; -1 when all are. */
function lastAtMost(list: Int32Array, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

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
