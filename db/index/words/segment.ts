import { cutWords } from '../../../electron/contract/words/cut.ts';
import { GrowableArray } from '../arrays/growable.ts';
import { linkingCount, linkingNumber, pairTerm } from './linking.ts';
import { type Positions, PositionWriter, writtenGaps } from './positions.ts';
import { emptyPosting, level, type Posting } from './posting.ts';

/** Calls a segment holds at most: their places fit two bytes. */
export const callsAtMost = 32_768;
/** Weight of an occurrence in each written field, in the order of `fieldBit`: the weights the ranking was tuned with. */
export const fieldWeights = [3, 1, 1, 1, 1, 1, 1, 1] as const;
/** What an occurrence in the name of an outline section weighs more: such names are headings, like the title. */
export const headingWeight = 2;
/** Marks the united posting of all words that begin so: no word holds it. */
export const prefixMark = '*';
/** Beginnings with a posting of their own, in characters; longer ones unite the few words they have. */
export const shortPrefix = 3;

/** What a segment knows of each of its calls; arrays run in parallel, in ascending order of row ids. */
export interface SegmentDocs {
  readonly rowids: Int32Array;
  /** `call.generation` when the call was indexed: another one means that the call changed since. */
  readonly generations: Int32Array;
  /** Words in writing and in the transcript. */
  readonly written: Int32Array;
  readonly spoken: Int32Array;
}

/** Number of the first word of each written field, eight for each call; see `positions.ts`. */
export type FieldStarts = Int32Array;

/**
 * Number of the first word of each monologue, call after call: those of call n are `starts[offsets[n]]` to before
 * `starts[offsets[n + 1]]`. A monologue without words starts where the next one does.
 */
export interface Turns {
  readonly offsets: Int32Array;
  readonly starts: Int32Array;
}

/** A segment in memory: some calls and the postings of all their words. */
export interface BuiltSegment {
  readonly docs: SegmentDocs;
  readonly turns: Turns;
  readonly starts: FieldStarts;
  /** Words, short beginnings (with `prefixMark`) and pairs of linking words (with `pairMark`), in the order of code points. */
  readonly terms: readonly string[];
  posting(at: number): Posting;
  /** Positions of a word, or of the first word of a pair; null for a beginning. */
  positions(at: number): Positions | null;
}

/** What is indexed of one call. */
export interface CallText {
  readonly rowid: number;
  readonly generation: number;
  /** In the order of `fieldBit`. */
  readonly fields: readonly string[];
  /** Text of each monologue, by its position in the transcript; empty where there is none. */
  readonly said: readonly string[];
  /** Names of the outline's sections; their words are in its field as well. */
  readonly headings: readonly string[];
}

/** End of a chain of occurrences. */
const none = 0xffff_ffff;

/** Order of code points, which is SQLite's order of UTF-8. */
export function compareTerms(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    let x = a.charCodeAt(at);
    let y = b.charCodeAt(at);
    if (x === y) continue;
    // Surrogates stand for code points above all others.
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
}

/** The first `count` characters of a word; null when it has fewer. */
function beginning(word: string, count: number): string | null {
  let at = 0;
  for (let n = 0; n < count; n++) {
    if (at >= word.length) return null;
    const unit = word.charCodeAt(at);
    at += unit >= 0xd800 && unit < 0xdc00 ? 2 : 1;
  }
  return word.slice(0, at);
}

/** Terms, the entry of each in each call that has it, and its occurrences there, as they are met. */
function createEntries() {
  const ids = new Map<string, number>();
  const names: string[] = [];
  // Per term: the last call that had it and where its entry for that call is.
  const stamp = new GrowableArray<Int32Array>(Int32Array, 1024);
  const entry = new GrowableArray<Uint32Array>(Uint32Array, 1024);
  const firstPrefix = new GrowableArray<Int32Array>(Int32Array, 1024);
  const linking = new GrowableArray<Int32Array>(Int32Array, 1024);
  // Per entry (call, term).
  const term = new GrowableArray<Uint32Array>(Uint32Array, 1024);
  const doc = new GrowableArray<Uint16Array>(Uint16Array, 1024);
  const fields = new GrowableArray<Uint8Array>(Uint8Array, 1024);
  const weight = new GrowableArray<Uint32Array>(Uint32Array, 1024);
  const spoken = new GrowableArray<Uint32Array>(Uint32Array, 1024);
  const head = new GrowableArray<Uint32Array>(Uint32Array, 1024);
  const tail = new GrowableArray<Uint32Array>(Uint32Array, 1024);
  let entries = 0;
  // Per occurrence: its position, and the next occurrence of the same word in the same call.
  const position = new GrowableArray<Uint32Array>(Uint32Array, 1024);
  const following = new GrowableArray<Uint32Array>(Uint32Array, 1024);
  let occurrences = 0;

  const occur = (here: number, number: number): void => {
    const made = occurrences++;
    position.ensureCapacity(made + 1);
    following.ensureCapacity(made + 1);
    position.list[made] = number;
    following.list[made] = none;
    if (head.list[here] === none) head.list[here] = made;
    else following.list[tail.list[here] as number] = made;
    tail.list[here] = made;
  };

  const make = (name: string, isWord: boolean): number => {
    const id = names.length;
    names.push(name);
    ids.set(name, id);
    stamp.ensureCapacity(id + 1);
    stamp.list[id] = -1;
    entry.ensureCapacity(id + 1);
    linking.ensureCapacity(id + 1);
    linking.list[id] = isWord ? linkingNumber(name) : -1;
    firstPrefix.ensureCapacity((id + 1) * shortPrefix);
    for (let count = 1; count <= shortPrefix; count++) {
      const text = isWord ? beginning(name, count) : null;
      // Made before the list is named: making one may put another list in its place.
      const prefix = text === null ? -1 : (ids.get(text + prefixMark) ?? make(text + prefixMark, false));
      firstPrefix.list[id * shortPrefix + count - 1] = prefix;
    }
    return id;
  };
  const at = (id: number, place: number): number => {
    if (stamp.list[id] === place) return entry.list[id] as number;
    stamp.list[id] = place;
    const made = entries++;
    entry.list[id] = made;
    term.ensureCapacity(made + 1);
    doc.ensureCapacity(made + 1);
    fields.ensureCapacity(made + 1);
    weight.ensureCapacity(made + 1);
    spoken.ensureCapacity(made + 1);
    head.ensureCapacity(made + 1);
    tail.ensureCapacity(made + 1);
    head.list[made] = none;
    term.list[made] = id;
    doc.list[made] = place;
    fields.list[made] = 0;
    weight.list[made] = 0;
    spoken.list[made] = 0;
    return made;
  };
  return {
    ids,
    names,
    stamp,
    entry,
    firstPrefix,
    linking,
    term,
    doc,
    fields,
    weight,
    spoken,
    head,
    position,
    following,
    make,
    at,
    occur,
    count: () => entries,
  };
}
type Entries = ReturnType<typeof createEntries>;

/** Builds the segment of some calls (at most `callsAtMost`, ascending row ids). */
export function buildSegment(calls: Iterable<CallText>): BuiltSegment {
  const entries = createEntries();
  const { ids, names, stamp, entry, firstPrefix, linking, term, fields, weight, spoken } = entries;
  const { make, at, occur } = entries;
  /** Terms of pairs, by the linking numbers of both words; -1 where none was met yet. */
  const pairs = new Int32Array(linkingCount ** 2).fill(-1);

  const rowids: number[] = [];
  const generations: number[] = [];
  const written: number[] = [];
  const heard: number[] = [];
  const starts: number[] = [];
  const turnOffsets: number[] = [0];
  const turnStarts: number[] = [];
  for (const call of calls) {
    const place = rowids.length;
    if (place >= callsAtMost) throw new RangeError('too many calls for one segment');
    rowids.push(call.rowid);
    generations.push(call.generation);
    const begin = entries.count();
    let inWriting = 0;
    let inSpeech = 0;
    let number = 0;
    let last = -1;
    let lastAt = -1;
    /** The entry of the pair that a word makes with the one before it; -1 when they are none. */
    const pairAt = (id: number): number => {
      const before = last;
      // Numbers are left out between fields and monologues, so that no pair reaches over.
      const follows = lastAt === number - 1;
      last = id;
      lastAt = number;
      const second = linking.list[id] as number;
      const first = follows && before >= 0 ? (linking.list[before] as number) : -1;
      if (first < 0 || second < 0) return -1;
      const known = pairs[first * linkingCount + second] as number;
      if (known >= 0) return at(known, place);
      const made = make(pairTerm(names[before] as string, names[id] as string), false);
      pairs[first * linkingCount + second] = made;
      return at(made, place);
    };
    for (let field = 0; field < writtenGaps; field++) {
      const bit = 1 << field;
      const worth = fieldWeights[field] as number;
      starts.push(number);
      cutWords(call.fields[field] ?? '', (word) => {
        inWriting++;
        const id = ids.get(word) ?? make(word, true);
        const here = at(id, place);
        fields.list[here] = (fields.list[here] as number) | bit;
        weight.list[here] = (weight.list[here] as number) + worth;
        occur(here, number);
        const pair = pairAt(id);
        if (pair >= 0) {
          fields.list[pair] = (fields.list[pair] as number) | bit;
          occur(pair, number - 1);
        }
        number++;
      });
      number++;
    }
    for (const text of call.headings)
      cutWords(text, (word) => {
        const id = ids.get(word);
        if (id === undefined || stamp.list[id] !== place) return;
        const here = entry.list[id] as number;
        weight.list[here] = (weight.list[here] as number) + headingWeight;
      });
    for (const text of call.said) {
      turnStarts.push(number);
      if (text === '') continue;
      cutWords(text, (word) => {
        inSpeech++;
        const id = ids.get(word) ?? make(word, true);
        const here = at(id, place);
        spoken.list[here] = (spoken.list[here] as number) + 1;
        occur(here, number);
        const pair = pairAt(id);
        if (pair >= 0) {
          spoken.list[pair] = (spoken.list[pair] as number) + 1;
          occur(pair, number - 1);
        }
        number++;
      });
      number++;
    }
    const end = entries.count();
    for (let here = begin; here < end; here++) {
      const id = term.list[here] as number;
      for (let count = 0; count < shortPrefix; count++) {
        const prefix = firstPrefix.list[id * shortPrefix + count] as number;
        if (prefix < 0) continue;
        const there = at(prefix, place);
        fields.list[there] = (fields.list[there] as number) | (fields.list[here] as number);
        weight.list[there] = (weight.list[there] as number) + (weight.list[here] as number);
        spoken.list[there] = (spoken.list[there] as number) + (spoken.list[here] as number);
      }
    }
    written.push(inWriting);
    heard.push(inSpeech);
    turnOffsets.push(turnStarts.length);
  }

  return {
    docs: {
      rowids: Int32Array.from(rowids),
      generations: Int32Array.from(generations),
      written: Int32Array.from(written),
      spoken: Int32Array.from(heard),
    },
    turns: { offsets: Int32Array.from(turnOffsets), starts: Int32Array.from(turnStarts) },
    starts: Int32Array.from(starts),
    ...sortPostings(entries),
  };
}

/** The terms in order, with what calls and positions each has. */
function sortPostings(made: Entries): Pick<BuiltSegment, 'terms' | 'posting' | 'positions'> {
  const { names, term, doc, fields, weight, spoken, head, position, following } = made;
  const entries = made.count();
  const writer = new PositionWriter();
  // Entries by term: calls come in order, so counting them into place keeps each posting ascending.
  const firsts = new Uint32Array(names.length + 1);
  for (let here = 0; here < entries; here++) firsts[(term.list[here] as number) + 1]!++;
  for (let id = 0; id < names.length; id++)
    firsts[id + 1] = (firsts[id + 1] as number) + (firsts[id] as number);
  const order = new Uint32Array(entries);
  const next = firsts.slice();
  for (let here = 0; here < entries; here++) order[next[term.list[here] as number]!++] = here;
  const sorted = names
    .map((_, id) => id)
    .sort((a, b) => compareTerms(names[a] as string, names[b] as string));
  return {
    terms: sorted.map((id) => names[id] as string),
    posting(place) {
      const id = sorted[place] as number;
      const from = firsts[id] as number;
      const n = (firsts[id + 1] as number) - from;
      const out = emptyPosting(n);
      let anyWritten = 0;
      let anySaid = 0;
      for (let step = 0; step < n; step++) {
        const here = order[from + step] as number;
        out.docs[step] = doc.list[here] as number;
        anyWritten |= out.fields[step] = fields.list[here] as number;
        out.weight[step] = level(weight.list[here] as number);
        anySaid |= out.said[step] = level(spoken.list[here] as number);
      }
      return {
        docs: out.docs,
        fields: anyWritten ? out.fields : null,
        weight: anyWritten ? out.weight : null,
        said: anySaid ? out.said : null,
      };
    },
    positions(place) {
      const id = sorted[place] as number;
      if ((names[id] as string).endsWith(prefixMark)) return null;
      for (let step = firsts[id] as number; step < (firsts[id + 1] as number); step++) {
        writer.begin();
        for (
          let at = head.list[order[step] as number] as number;
          at !== none;
          at = following.list[at] as number
        )
          writer.add(position.list[at] as number);
        writer.end();
      }
      return writer.take();
    },
  };
}
