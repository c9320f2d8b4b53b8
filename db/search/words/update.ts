import Database from 'better-sqlite3';
import { readGeneration } from '../../generation.ts';
import type { Db } from '../../open.ts';
import { prepared } from '../../statements.ts';
import { openWordsWriter, readRuns, readSegments, removeSegments, wordsFile, writeSegment } from './file.ts';
import { decode, type Posting } from './posting.ts';
import {
  buildSegment,
  type CallText,
  callsAtMost,
  compareTerms,
  type SegmentDocs,
  sortedRuns,
} from './segment.ts';
import { readCallText } from './source.ts';
import { createTokenizer } from './tokenize.ts';

/** A new segment takes so many calls or characters: a second or two of work, and its memory stays small. */
const batch = { calls: 4096, characters: 24_000_000 } as const;
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
  /** Calls that wait to be indexed. */
  readonly waiting: number;
  /** Generation of the store that was looked at last. */
  readonly generation: number;
  close(): void;
}

/** Opens the word index of a store for writing; `db` only reads. */
export function openIndexer(db: Db): WordIndexer {
  const index = openWordsWriter(db, readGeneration(db));
  const tokenizer = createTokenizer();
  let segments: Known[] = readSegments(index);
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
        built.runs,
        (function* () {
          for (let at = 0; at < built.terms.length; at++)
            yield [built.terms[at] as string, built.posting(at)] as const;
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
    const runs = chosen.flatMap((segment, from) => {
      const { first, last, doc, kind } = readRuns(index, segment.id);
      const place = places[from] as Int32Array;
      return Array.from(first, (id, at) => ({
        first: id,
        last: last[at] as number,
        doc: place[doc[at] as number] as number,
        kind: kind[at] as number,
      })).filter((run) => run.doc >= 0);
    });
    const merged: SegmentDocs = {
      rowids: Int32Array.from(docs, (doc) => doc.rowid),
      generations: Int32Array.from(docs, (doc) => doc.generation),
      written: Int32Array.from(docs, (doc) => doc.written),
      spoken: Int32Array.from(docs, (doc) => doc.spoken),
    };
    // A second connection reads the old segments while this one writes the new.
    const from = new Database(wordsFile(db.name), { readonly: true });
    try {
      from.pragma('mmap_size = 1073741824');
      commit(() => {
        const id =
          docs.length > 0
            ? writeSegment(index, merged, sortedRuns(runs), mergedTerms(from, chosen, places, docs.length))
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

  return {
    step() {
      look();
      if (waiting.length > 0) {
        add();
        return true;
      }
      const chosen = due();
      if (chosen.length === 0) return false;
      merge(chosen);
      return true;
    },
    get waiting() {
      return waiting.length;
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

/** The postings of several segments, word by word, at their new places. */
function* mergedTerms(
  from: Database.Database,
  segments: readonly Known[],
  places: readonly Int32Array[],
  size: number,
): Generator<readonly [string, Posting]> {
  const cursors = segments.map(({ id }, at) => {
    const rows = from
      .prepare(
        'SELECT w.term, p.data FROM word w JOIN posting p ON p.id = w.id WHERE w.segment = ? ORDER BY w.term',
      )
      .raw()
      .iterate(id) as IterableIterator<[string, Buffer]>;
    return { rows, place: places[at] as Int32Array, head: rows.next() };
  });
  const target = new Float64Array(size);
  try {
    for (;;) {
      let term: string | null = null;
      for (const { head } of cursors)
        if (!head.done && (term === null || compareTerms(head.value[0], term) < 0)) term = head.value[0];
      if (term === null) return;
      const posting = gather(cursors, term, target);
      for (const cursor of cursors)
        if (!cursor.head.done && cursor.head.value[0] === term) cursor.head = cursor.rows.next();
      if (posting) yield [term, posting];
    }
  } finally {
    for (const { rows } of cursors) rows.return?.();
  }
}

interface Cursor {
  readonly place: Int32Array;
  readonly head: IteratorResult<[string, Buffer]>;
}

/** One word's calls from every segment that stands at it. `target` is scratch space, one number per call. */
function gather(cursors: readonly Cursor[], term: string, target: Float64Array): Posting | null {
  let n = 0;
  let written = 0;
  let spoken = 0;
  for (const { head, place } of cursors) {
    if (head.done || head.value[0] !== term) continue;
    const { docs, fields, weight, said } = decode(head.value[1]);
    for (let at = 0; at < docs.length; at++) {
      const to = place[docs[at] as number] as number;
      if (to < 0) continue;
      const field = fields ? (fields[at] as number) : 0;
      const heard = said ? (said[at] as number) : 0;
      written |= field;
      spoken |= heard;
      // Place above three bytes: one sort of numbers brings everything in order.
      target[n++] = to * 2 ** 24 + field * 2 ** 16 + (weight ? (weight[at] as number) : 0) * 2 ** 8 + heard;
    }
  }
  if (n === 0) return null;
  const sorted = target.subarray(0, n).sort();
  const docs = new Uint16Array(n);
  const fields = new Uint8Array(n);
  const weight = new Uint8Array(n);
  const said = new Uint8Array(n);
  for (let at = 0; at < n; at++) {
    const value = sorted[at] as number;
    const low = value % 2 ** 24;
    docs[at] = Math.floor(value / 2 ** 24);
    fields[at] = low >> 16;
    weight[at] = (low >> 8) & 255;
    said[at] = low & 255;
  }
  return {
    docs,
    fields: written ? fields : null,
    weight: written ? weight : null,
    said: spoken ? said : null,
  };
}
