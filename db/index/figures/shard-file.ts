import {
  type FrameHead,
  FrameReader,
  FrameWriter,
  readFrameHead,
  type Section,
  type Span,
  type TypedArray,
} from '../arrays/frame.ts';
import { type FollowLists, type FollowTotals, followTotals } from './follow-rows.ts';
import type { Few, PhraseChunk } from './phrase-chunks.ts';
import type { Counts, PlainFigures } from './tracker-figures.ts';

/** Part of the format: a shard of another one is not read. */
const format = 3;

/** A tracker as it was when a shard was made, with its namesakes. */
interface ShardGroup {
  readonly ids: readonly number[];
  readonly phrases: readonly string[];
}

/** Sections of a group in the order of the file. */
const sectionNames = [
  'calls',
  'percent',
  'minutes',
  'startMs',
  'side',
  'phrase',
  'phrases',
  'follows',
  'followTotals',
] as const;
type SectionName = (typeof sectionNames)[number];
interface StoredGroup extends ShardGroup {
  readonly sections: Readonly<Record<SectionName, Section>>;
}

/** What a shard file says of itself. */
interface StoredHead {
  readonly format: number;
  /** Number of the store. */
  readonly store: number;
  /** Row ids of calls: first and last of the range. */
  readonly first: number;
  readonly last: number;
  /** Everything up to this generation of the store is in it. */
  readonly generation: number;
  readonly groups: readonly StoredGroup[];
  readonly coverage: Span;
}
export type ShardHead = FrameHead<StoredHead>;

/** A tracker in one range of calls, about to be written. */
export interface ShardTracker extends ShardGroup {
  readonly block: PlainFigures;
  /** Positions of its occurrences (`call-position.ts`). */
  readonly percent: Uint8Array;
  readonly minutes: Uint16Array;
  readonly phraseChunks: readonly PhraseChunk[];
  /** Others in the order of the groups. */
  readonly follows: FollowLists;
}

/** One range of calls of all trackers, about to be written. `coverage`: state of each row id from `first` on. */
export interface ShardContent {
  readonly store: number;
  readonly first: number;
  readonly last: number;
  readonly generation: number;
  readonly groups: readonly ShardTracker[];
  readonly coverage: Uint8Array;
}

/** The arrays of each section. */
function sectionsOf(
  content: ShardTracker,
  first: number,
): Readonly<Record<SectionName, readonly TypedArray[]>> {
  const { block, follows } = content;
  const totals = followTotals(follows, new Uint8Array(block.size).fill(1));
  return {
    calls: [
      Uint16Array.from(block.rowids, (rowid) => rowid - first),
      block.mentions,
      block.listed,
      block.company,
      block.customer,
      block.first,
    ],
    percent: [content.percent],
    minutes: [content.minutes],
    startMs: [block.startMs],
    side: [block.side],
    phrase: [block.phrase],
    phrases: content.phraseChunks.flatMap((chunk) => [
      Uint32Array.of(chunk.first, chunk.size),
      chunk.phrases,
      chunk.ends,
      chunk.entries,
      chunk.counted,
      chunk.listed,
    ]),
    follows: [follows.others, follows.ends, follows.owners, follows.followed, follows.expected],
    followTotals: [totals.others, totals.followed, totals.expected, totals.calls],
  };
}

/** Writes a shard in short steps; it appears whole or not at all. Throws what the file system throws. */
export function* writeShard(file: string, content: ShardContent): Generator<void, void> {
  const { store, first, last, generation } = content;
  const frame = new FrameWriter();
  const groups: StoredGroup[] = [];
  for (const group of content.groups) {
    const parts = sectionsOf(group, first);
    const sections = {} as Record<SectionName, Section>;
    for (const name of sectionNames) {
      sections[name] = frame.add(parts[name]);
      yield;
    }
    groups.push({ ids: group.ids, phrases: group.phrases, sections });
  }
  const coverage = frame.add([content.coverage]).place;
  const head: StoredHead = { format, store, first, last, generation, groups, coverage };
  yield* frame.write(file, head);
}

/** What a shard file says of itself; null when there is none of this store and range that can be used. Never throws. */
export function readHead(file: string, store: number, first: number, last: number): ShardHead | null {
  try {
    const head = readFrameHead<StoredHead>(file);
    return head.format === format && head.store === store && head.first === first && head.last === last
      ? head
      : null;
  } catch {
    // Missing, cut short or damaged: the rows say the same.
    return null;
  }
}

/** Reads parts of a shard. Each throws when the file is another one by now or damaged. */
export class ShardReader {
  readonly #frame: FrameReader;
  readonly #head: ShardHead;

  constructor(file: string, head: ShardHead) {
    this.#frame = new FrameReader(file, head);
    this.#head = head;
  }

  #section(group: number, name: SectionName): Section {
    return (this.#head.groups[group] as StoredGroup).sections[name];
  }

  #arrays(group: number, name: SectionName, scratch?: Uint8Array<ArrayBuffer>): TypedArray[] {
    return this.#frame.arrays(this.#section(group, name), scratch);
  }

  /** Reads a section of a single array straight into its place. */
  into(group: number, name: SectionName, target: TypedArray): void {
    const { place, shapes } = this.#section(group, name);
    if (target.length !== shapes[0]?.[1]) throw new RangeError('another length');
    this.#frame.into(place, target);
  }

  /** What a tracker says of calls; row ids are counted from the first of the range. */
  calls(group: number, scratch: Uint8Array<ArrayBuffer>) {
    const [calls, mentions, listed, company, customer, first] = this.#arrays(group, 'calls', scratch);
    return { calls, mentions, listed, company, customer, first } as {
      readonly calls: Uint16Array;
      readonly mentions: Counts;
      readonly listed: Counts;
      readonly company: Counts;
      readonly customer: Counts;
      readonly first: Uint8Array;
    };
  }

  phraseChunks(group: number): PhraseChunk[] {
    const arrays = this.#arrays(group, 'phrases');
    const chunks: PhraseChunk[] = [];
    for (let at = 0; at < arrays.length; at += 6) {
      const [span, phrases, ends, entries, counted, listed] = arrays.slice(at, at + 6) as [
        Uint32Array,
        Uint16Array,
        Uint32Array,
        Uint16Array,
        Few,
        Few,
      ];
      chunks.push({
        first: span[0] as number,
        size: span[1] as number,
        phrases,
        ends,
        entries,
        counted,
        listed,
      });
    }
    return chunks;
  }

  follows(group: number, scratch: Uint8Array<ArrayBuffer>): FollowLists {
    const [others, ends, owners, followed, expected] = this.#arrays(group, 'follows', scratch);
    return { others, ends, owners, followed, expected } as FollowLists;
  }

  followTotals(group: number): FollowTotals {
    const [others, followed, expected, calls] = this.#arrays(group, 'followTotals');
    return { others, followed, expected, calls } as FollowTotals;
  }

  coverage(): Uint8Array {
    const { coverage } = this.#head;
    const out = new Uint8Array(this.#head.last - this.#head.first + 1);
    this.#frame.into(coverage, out);
    return out;
  }

  close(): void {
    this.#frame.close();
  }
}

/** How many entries, occurrences and bytes a group has in a shard, and whether counts take more than two bytes. */
export function sizesOf(head: ShardHead, group: number) {
  const { sections } = head.groups[group] as StoredGroup;
  const length = (name: SectionName, at: number) => sections[name].shapes[at]?.[1] ?? 0;
  return {
    entries: length('calls', 0),
    occurrences: length('startMs', 0),
    /** The numbers of `calls` (mentions, listed, company, customer) that are in two bytes. */
    short: sections.calls.shapes.slice(1, 5).map(([type]) => type === 1),
    bytesOf: (name: SectionName) => sections[name].place[1],
  };
}
