import Database from 'better-sqlite3';
import { readGeneration } from '../../store/generation.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { VarintReader } from '../../store/varint.ts';
import {
  openWordsWriter,
  readSegments,
  readStarts,
  readTurns,
  removeSegments,
  reportDamage,
  wordsAreWhole,
  wordsFile,
  writeSegment,
} from './file.ts';
import { type Positions, PositionWriter, writtenGaps } from './positions.ts';
import { decode, type Posting, unseal } from './posting.ts';
import {
  buildSegment,
  type CallText,
  callsAtMost,
  compareTerms,
  type SegmentDocs,
  type Turns,
} from './segment.ts';
import { readCallText } from './source.ts';
import { createTokenizer } from './tokenize.ts';

/** A new segment takes so many calls or characters: a second or two of work, and its memory stays small. */
const batch = { calls: 4096, characters: 8_000_000 } as const;
/** Segments of a size wait until there are so many, then become one of the next size. */
const mergedAtOnce = 8;
/** `call.generation` of calls that must not be found any more. */
const removed = -2;

/** What is known of a segment. */
interface Known {
  readonly id: number;
  readonly docs: SegmentDocs;
}

/** Keeps the word index of a store in step with it. One at a time per store. */
export interface WordIndexer {
  /** Does one piece of work, of a few seconds at most; false when there is nothing (more) to do. */
  step(): boolean;
  /** Whether calls wait to be indexed, after a look at what changed. */
  behind(): boolean;
  /** Generation of the store that was looked at last. */
  readonly generation: number;
  close(): void;
}

/** Opens the word index of a store for writing; `db` only reads. */
export function openIndexer(db: Db): WordIndexer {
  const index = openWordsWriter(db, readGeneration(db));
  const tokenizer = createTokenizer();
  let segments = readOrReport(db, index);
  // Looked through once, segment by segment: a word that got another letter would silently never be found.
  const unchecked = segments.map((segment) => segment.id);
  // Generation each call was indexed at, by row id; -1 not yet.
  let indexed = new Int32Array(1024).fill(-1);
  let waiting: number[] = [];
  let seen = -1;

  const room = (rowid: number) => {
    if (rowid < indexed.length) return;
    const next = new Int32Array(Math.max(rowid + 1, indexed.length * 2)).fill(-1);
    next.set(indexed);
    indexed = next;
  };
  for (const { docs } of segments)
    docs.rowids.forEach((rowid, at) => {
      room(rowid);
      indexed[rowid] = Math.max(indexed[rowid] as number, docs.generations[at] as number);
    });

  /** Looks what changed since the last look. */
  function look(): void {
    db.transaction(() => {
      const generation = readGeneration(db);
      if (generation === seen) return;
      const rows = prepared(db, 'SELECT id, generation FROM call WHERE generation > ?').raw().all(seen) as [
        number,
        number,
      ][];
      for (const [rowid, at] of rows) {
        room(rowid);
        if (indexed[rowid] !== at) waiting.push(rowid);
      }
      if (seen < 0) {
        // The first look also finds what went while nobody looked.
        const there = new Uint8Array(indexed.length);
        for (const [rowid] of rows) there[rowid] = 1;
        for (let rowid = 0; rowid < indexed.length; rowid++)
          if (!there[rowid] && (indexed[rowid] as number) >= 0) indexed[rowid] = removed;
      } else {
        const gone = prepared(db, 'SELECT call_id FROM purged WHERE generation > ?').raw().all(seen) as [
          number,
        ][];
        for (const [rowid] of gone) if (rowid < indexed.length) indexed[rowid] = removed;
      }
      waiting = [...new Set(waiting)].sort((a, b) => a - b);
      seen = generation;
    })();
  }

  function commit(work: () => void): void {
    index
      .transaction(() => {
        work();
        index.prepare("UPDATE about SET value = value + 1 WHERE key = 'round'").run();
        index.prepare("UPDATE about SET value = max(value, ?) WHERE key = 'generation'").run(seen);
      })
      .immediate();
  }

  /** Indexes some of the calls that wait, newest rows first: what just came in is what is looked for. */
  function add(): void {
    const texts: CallText[] = [];
    const without: number[] = [];
    let characters = 0;
    db.transaction(() => {
      while (waiting.length > 0 && texts.length < batch.calls && characters < batch.characters) {
        const rowid = waiting.pop() as number;
        const text = readCallText(db, rowid);
        if (!text) {
          without.push(rowid);
          continue;
        }
        texts.push(text);
        for (const part of text.fields) characters += part.length;
        for (const part of text.said) characters += part.length;
      }
    })();
    for (const rowid of without) if ((indexed[rowid] as number) >= 0) indexed[rowid] = removed;
    if (texts.length === 0) return;
    texts.sort((a, b) => a.rowid - b.rowid);
    const built = buildSegment(tokenizer, texts);
    commit(() => {
      const id = writeSegment(
        index,
        built.docs,
        built.starts,
        built.turns,
        (function* () {
          for (let at = 0; at < built.terms.length; at++)
            yield [built.terms[at] as string, built.posting(at), built.positions(at)] as const;
        })(),
      );
      segments.push({ id, docs: built.docs });
    });
    built.docs.rowids.forEach((rowid, at) => {
      indexed[rowid] = built.docs.generations[at] as number;
    });
  }

  const isLive = ({ docs }: Known, at: number) => indexed[docs.rowids[at] as number] === docs.generations[at];
  const liveOf = (segment: Known): number => {
    let live = 0;
    for (let at = 0; at < segment.docs.rowids.length; at++) if (isLive(segment, at)) live++;
    return live;
  };
  const holdsRemoved = ({ docs }: Known): boolean => docs.rowids.some((rowid) => indexed[rowid] === removed);

  /** Segments to be made one; empty when all is well. */
  function due(): Known[] {
    const sized = segments.map((segment) => ({ segment, live: liveOf(segment) }));
    for (const [from, to] of [
      [0, 512],
      [512, 4096],
      [4096, callsAtMost / 2],
    ] as const) {
      const same = sized.filter(({ live }) => live >= from && live < to);
      // While calls are still waiting, merging their small segments early would be done again and again.
      if (same.length < mergedAtOnce) continue;
      const chosen: Known[] = [];
      let sum = 0;
      for (const { segment, live } of same.sort((a, b) => a.live - b.live)) {
        if (chosen.length >= mergedAtOnce * 2 || sum + live > callsAtMost) break;
        chosen.push(segment);
        sum += live;
      }
      if (chosen.length > 1) return chosen;
    }
    const worn = sized.find(
      ({ segment, live }) =>
        live < segment.docs.rowids.length * 0.7 || (waiting.length === 0 && holdsRemoved(segment)),
    );
    return worn ? [worn.segment] : [];
  }

  function merge(chosen: readonly Known[]): void {
    const docs: {
      rowid: number;
      generation: number;
      written: number;
      spoken: number;
      from: number;
      place: number;
    }[] = [];
    chosen.forEach((segment, from) => {
      segment.docs.rowids.forEach((rowid, place) => {
        if (!isLive(segment, place)) return;
        docs.push({
          rowid,
          generation: segment.docs.generations[place] as number,
          written: segment.docs.written[place] as number,
          spoken: segment.docs.spoken[place] as number,
          from,
          place,
        });
      });
    });
    docs.sort((a, b) => a.rowid - b.rowid);
    const places = chosen.map((segment) => new Int32Array(segment.docs.rowids.length).fill(-1));
    docs.forEach((doc, at) => {
      (places[doc.from] as Int32Array)[doc.place] = at;
    });
    const merged: SegmentDocs = {
      rowids: Int32Array.from(docs, (doc) => doc.rowid),
      generations: Int32Array.from(docs, (doc) => doc.generation),
      written: Int32Array.from(docs, (doc) => doc.written),
      spoken: Int32Array.from(docs, (doc) => doc.spoken),
    };
    const starts = new Int32Array(docs.length * writtenGaps);
    const before = chosen.map((segment) => readStarts(index, segment.id));
    docs.forEach((doc, at) => {
      const list = before[doc.from] as Int32Array;
      starts.set(list.subarray(doc.place * writtenGaps, (doc.place + 1) * writtenGaps), at * writtenGaps);
    });
    const turns = mergedTurns(
      docs,
      chosen.map((segment) => readTurns(index, segment.id)),
    );
    // A second connection reads the old segments while this one writes the new.
    const from = new Database(wordsFile(db.name), { readonly: true });
    try {
      from.pragma('mmap_size = 1073741824');
      commit(() => {
        const id =
          docs.length > 0
            ? writeSegment(index, merged, starts, turns, mergedTerms(from, chosen, places, docs.length))
            : -1;
        removeSegments(
          index,
          chosen.map((segment) => segment.id),
        );
        segments = segments.filter((segment) => !chosen.includes(segment));
        if (id >= 0) segments.push({ id, docs: merged });
      });
    } finally {
      from.close();
    }
  }

  function work(): boolean {
    look();
    if (waiting.length > 0) {
      add();
      return true;
    }
    const check = unchecked.pop();
    if (check !== undefined) {
      if (segments.some(({ id }) => id === check) && !wordsAreWhole(index, check))
        throw new RangeError('damaged');
      return true;
    }
    const chosen = due();
    if (chosen.length === 0) return false;
    merge(chosen);
    return true;
  }

  return {
    step() {
      try {
        return work();
      } catch (error) {
        if (isDamage(error)) reportDamage(db);
        throw error;
      }
    },
    behind() {
      look();
      return waiting.length > 0;
    },
    get generation() {
      return seen;
    },
    close() {
      tokenizer.close();
      index.close();
    },
  };
}

/** The segments of an index; one with damaged lists is reported, so that it is made anew. */
function readOrReport(db: Db, index: Database.Database): Known[] {
  try {
    return readSegments(index);
  } catch (error) {
    index.close();
    if (isDamage(error)) reportDamage(db);
    throw error;
  }
}

/** Whether an error says that what is stored is not what was written. */
const isDamage = (error: unknown): boolean =>
  error instanceof RangeError ||
  (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code));

/** The monologues of calls that come from several segments, in the order of the calls. */
function mergedTurns(
  docs: readonly { readonly from: number; readonly place: number }[],
  before: readonly Turns[],
): Turns {
  const offsets = new Int32Array(docs.length + 1);
  const lists = docs.map(({ from, place }, at) => {
    const turns = before[from] as Turns;
    const list = turns.starts.subarray(turns.offsets[place], turns.offsets[place + 1]);
    offsets[at + 1] = (offsets[at] as number) + list.length;
    return list;
  });
  const starts = new Int32Array(offsets[docs.length] as number);
  lists.forEach((list, at) => {
    starts.set(list, offsets[at]);
  });
  return { offsets, starts };
}

type Row = [term: string, posting: Buffer, positions: Buffer | null];

/** The postings and positions of several segments, word by word, at their new places. */
function* mergedTerms(
  from: Database.Database,
  segments: readonly Known[],
  places: readonly Int32Array[],
  size: number,
): Generator<readonly [string, Posting, Positions | null]> {
  const cursors = segments.map(({ id }, at) => {
    const rows = from
      .prepare(
        `SELECT w.term, p.data, n.data FROM word w JOIN posting p ON p.id = w.id LEFT JOIN position n ON n.id = w.id
         WHERE w.segment = ? ORDER BY w.term`,
      )
      .raw()
      .iterate(id) as IterableIterator<Row>;
    return { rows, place: places[at] as Int32Array, head: rows.next() };
  });
  const gather = createGather(size);
  try {
    for (;;) {
      let term: string | null = null;
      for (const { head } of cursors)
        if (!head.done && (term === null || compareTerms(head.value[0], term) < 0)) term = head.value[0];
      if (term === null) return;
      const rows = cursors.flatMap(({ head, place }) =>
        !head.done && head.value[0] === term ? [{ row: head.value, place }] : [],
      );
      const merged = gather(rows);
      for (const cursor of cursors)
        if (!cursor.head.done && cursor.head.value[0] === term) cursor.head = cursor.rows.next();
      if (merged) yield [term, ...merged];
    }
  } finally {
    for (const { rows } of cursors) rows.return?.();
  }
}

/** Puts one word's calls from several segments at their new places. Scratch space of `size` calls is kept between words. */
function createGather(size: number) {
  const fieldsAt = new Uint8Array(size);
  const weightAt = new Uint8Array(size);
  const saidAt = new Uint8Array(size);
  const fromAt = new Uint32Array(size);
  const toAt = new Uint32Array(size);
  const sourceAt = new Uint8Array(size);
  const touched = new Uint16Array(size);
  const writer = new PositionWriter();

  return (
    rows: readonly { readonly row: Row; readonly place: Int32Array }[],
  ): readonly [Posting, Positions | null] | null => {
    let n = 0;
    let written = 0;
    let spoken = 0;
    const places: (Uint8Array | null)[] = [];
    for (const [source, { row, place }] of rows.entries()) {
      const { docs, fields, weight, said } = decode(row[1]);
      const positions = row[2] ? unseal(row[2]) : null;
      places.push(positions);
      const lengths = positions && new VarintReader(positions);
      for (let at = 0; at < docs.length; at++) {
        const begin = lengths?.at ?? 0;
        lengths?.skipBytes();
        const to = place[docs[at] as number] as number;
        if (to < 0) continue;
        touched[n++] = to;
        written |= fieldsAt[to] = fields ? (fields[at] as number) : 0;
        weightAt[to] = weight ? (weight[at] as number) : 0;
        spoken |= saidAt[to] = said ? (said[at] as number) : 0;
        sourceAt[to] = source;
        fromAt[to] = begin;
        toAt[to] = lengths?.at ?? 0;
      }
    }
    if (n === 0) return null;
    const docs = touched.slice(0, n).sort();
    const pick = (list: Uint8Array) => Uint8Array.from(docs, (doc) => list[doc] as number);
    const hasPositions = rows[0]?.row[2] !== null;
    if (hasPositions)
      for (const doc of docs)
        writer.copy(
          places[sourceAt[doc] as number] as Uint8Array,
          fromAt[doc] as number,
          toAt[doc] as number,
        );
    return [
      {
        docs,
        fields: written ? pick(fieldsAt) : null,
        weight: written ? pick(weightAt) : null,
        said: spoken ? pick(saidAt) : null,
      },
      hasPositions ? writer.take() : null,
    ];
  };
}
