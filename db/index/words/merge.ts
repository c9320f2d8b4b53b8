import Database from 'better-sqlite3';
import { VarintReader } from '../../store/varint.ts';
import { readStarts, readTurns, type StoredSegment, wordsFile, writeSegment } from './file.ts';
import { type Positions, PositionWriter, writtenGaps } from './positions.ts';
import { decode, type Posting, unseal } from './posting.ts';
import { compareTerms, type FieldStarts, type SegmentDocs, type Turns } from './segment.ts';

/** A call of a new segment: which of the old ones it comes from, and its place there. */
interface Origin {
  readonly from: number;
  readonly place: number;
}

/** Some segments about to become one. Of their calls only those that `isLive` says. */
export class SegmentMerge {
  readonly docs: SegmentDocs;
  readonly #segments: readonly StoredSegment[];
  readonly #origins: readonly Origin[];

  constructor(segments: readonly StoredSegment[], isLive: (segment: StoredSegment, at: number) => boolean) {
    this.#segments = segments;
    const rowidOf = ({ from, place }: Origin) => segments[from]?.docs.rowids[place] as number;
    const origins = segments
      .flatMap((segment, from) =>
        Array.from(segment.docs.rowids, (_, place) => ({ from, place })).filter(({ place }) =>
          isLive(segment, place),
        ),
      )
      .sort((a, b) => rowidOf(a) - rowidOf(b));
    this.#origins = origins;
    const pick = (name: keyof SegmentDocs) =>
      Int32Array.from(origins, ({ from, place }) => segments[from]?.docs[name][place] as number);
    this.docs = {
      rowids: pick('rowids'),
      generations: pick('generations'),
      written: pick('written'),
      spoken: pick('spoken'),
    };
  }

  /** Writes the new segment, within a transaction; returns its id, or null when no call is left. `store`: the store's file. */
  write(index: Database.Database, store: string): number | null {
    if (this.#origins.length === 0) return null;
    const starts = this.#starts(this.#segments.map(({ id }) => readStarts(index, id)));
    const turns = mergedTurns(
      this.#origins,
      this.#segments.map(({ id }) => readTurns(index, id)),
    );
    const places = this.#segments.map(({ docs }) => new Int32Array(docs.rowids.length).fill(-1));
    this.#origins.forEach(({ from, place }, at) => {
      (places[from] as Int32Array)[place] = at;
    });
    // A second connection reads the old segments while this one writes the new.
    const from = new Database(wordsFile(store), { readonly: true });
    try {
      from.pragma('mmap_size = 1073741824');
      const terms = mergedTerms(from, this.#segments, places, this.#origins.length);
      return writeSegment(index, this.docs, starts, turns, terms);
    } finally {
      from.close();
    }
  }

  #starts(before: readonly FieldStarts[]): FieldStarts {
    const starts = new Int32Array(this.#origins.length * writtenGaps);
    this.#origins.forEach(({ from, place }, at) => {
      const list = before[from] as FieldStarts;
      starts.set(list.subarray(place * writtenGaps, (place + 1) * writtenGaps), at * writtenGaps);
    });
    return starts;
  }
}

/** The monologues of calls that come from several segments, in the order of the calls. */
function mergedTurns(docs: readonly Origin[], before: readonly Turns[]): Turns {
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
  segments: readonly StoredSegment[],
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
