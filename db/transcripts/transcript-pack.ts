import { type Json, list, obj, objects, str } from '../store/json.ts';
import { segment, unsegment } from '../text/text.ts';
import { countWords, notCounted } from './sentence-words.ts';

/** A monologue as Gong sends it. */
export interface PackedMonologue {
  readonly speakerId: string | null;
  readonly topic: string | null;
  readonly sentences: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

class Writer {
  private bytes = Buffer.allocUnsafe(4096);
  private length = 0;

  /** Appends a whole number ≥ 0 below 2^53 in seven-bit groups. */
  unsigned(value: number): void {
    if (this.length + 10 > this.bytes.length) this.bytes = Buffer.concat([this.bytes], this.bytes.length * 2);
    let rest = value;
    while (rest > 127) {
      this.bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.length++] = rest;
  }

  /** Appends a whole number of either sign. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -value * 2 - 1 : value * 2);
  }

  /** Appends bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes.subarray(0, this.length), bytes, Buffer.alloc(64)]);
    this.length += bytes.length;
  }

  text(value: string): void {
    const utf8 = Buffer.from(value, 'utf8');
    this.unsigned(utf8.length);
    this.bytes = Buffer.concat([this.bytes.subarray(0, this.length), utf8, Buffer.alloc(4096)]);
    this.length += utf8.length;
  }

  done(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length));
  }
}

/** Reads numbers and names of a packed timing one after the other. Throws RangeError where it ends early. */
class Reader {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  unsigned(): number {
    const first = this.bytes[this.at++] as number;
    if (first < 128) return first;
    let value = first & 127;
    let scale = 128;
    for (;;) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('transcript timing ends early');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  /** Passes over a number. */
  skip(): void {
    while ((this.bytes[this.at++] as number) > 127);
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  text(): string {
    const length = this.unsigned();
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }
}

const onlyKeys = (record: Json, keys: readonly string[]) =>
  Object.keys(record).length === keys.length && keys.every((key) => key in record);

/** Text that comes back unchanged from the passage table. */
const storable = (text: string) => unsegment(segment(text)) === text;

/** The transcript as monologues, when it has exactly the documented shape with whole milliseconds; else null. */
function canonical(transcript: unknown): readonly PackedMonologue[] | null {
  if (!Array.isArray(transcript)) return null;
  for (const item of transcript) {
    const monologue = obj(item);
    if (!monologue || !onlyKeys(monologue, ['speakerId', 'topic', 'sentences'])) return null;
    for (const name of ['speakerId', 'topic']) {
      const value = monologue[name];
      if (value !== null && !(typeof value === 'string' && value !== '' && value.isWellFormed())) return null;
    }
    if (!Array.isArray(monologue['sentences'])) return null;
    for (const part of monologue['sentences']) {
      const sentence = obj(part);
      if (!sentence || !onlyKeys(sentence, ['start', 'end', 'text'])) return null;
      if (!Number.isSafeInteger(sentence['start']) || !Number.isSafeInteger(sentence['end'])) return null;
      if (Math.abs(Number(sentence['start'])) > 1e12 || Math.abs(Number(sentence['end'])) > 1e12) return null;
      if (Object.is(sentence['start'], -0) || Object.is(sentence['end'], -0)) return null;
      if (typeof sentence['text'] !== 'string' || !storable(sentence['text'])) return null;
    }
  }
  return transcript as readonly PackedMonologue[];
}

/** Last byte of a timing at whose end stands a byte per sentence with its number of words. A number never ends in it. */
const counted = 0x80;

/**
 * Timings, speakers, topics and text lengths of a transcript in a few bytes a sentence, then the words of each sentence; the text
 * itself is in the passages. Null when the transcript has anything that this form cannot give back exactly.
 */
export function packTiming(transcript: unknown): Buffer | null {
  const monologues = canonical(transcript);
  if (!monologues) return null;
  const writer = new Writer();
  const names = [...new Set(monologues.flatMap(({ speakerId, topic }) => [speakerId, topic]))].filter(
    (n) => n !== null,
  );
  const index = new Map(names.map((name, position) => [name, position + 1]));
  writer.unsigned(names.length);
  for (const name of names) writer.text(name);
  writer.unsigned(monologues.length);
  let clock = 0;
  const words: number[] = [];
  for (const { speakerId, topic, sentences } of monologues) {
    writer.unsigned(speakerId === null ? 0 : (index.get(speakerId) ?? 0));
    writer.unsigned(topic === null ? 0 : (index.get(topic) ?? 0));
    writer.unsigned(sentences.length);
    for (const { start, end, text } of sentences) {
      writer.signed(start - clock);
      writer.signed(end - start);
      writer.unsigned(text.length);
      words.push(countWords(text));
      clock = end;
    }
  }
  words.push(counted);
  writer.raw(Uint8Array.from(words));
  return writer.done();
}

/** The transcript again, from its timing and the (unsegmented) texts of its monologues. */
export function unpackTiming(timing: Buffer, text: (monologue: number) => string): PackedMonologue[] {
  const reader = new Reader(timing);
  const names = Array.from({ length: reader.unsigned() }, () => reader.text());
  const count = reader.unsigned();
  const monologues: PackedMonologue[] = [];
  let clock = 0;
  for (let position = 0; position < count; position++) {
    const speakerId = names[reader.unsigned() - 1] ?? null;
    const topic = names[reader.unsigned() - 1] ?? null;
    const whole = text(position);
    let from = 0;
    const sentences = Array.from({ length: reader.unsigned() }, () => {
      const start = clock + reader.signed();
      clock = start + reader.signed();
      const length = reader.unsigned();
      const spoken = whole.slice(from, from + length);
      from += length + 1;
      return { start, end: clock, text: spoken };
    });
    monologues.push({ speakerId, topic, sentences });
  }
  return monologues;
}

/** Sentences of some monologues as they are said, without their text. The arrays of sentences run in parallel, up to `count`. */
export class SentenceList {
  count = 0;
  startMs = new Float64Array(0);
  /** UTF-16 length of the text; sentences of a monologue are joined by one space. */
  length = new Int32Array(0);
  /** Words as the word index cuts them; `notCounted` where that is not known. */
  words = new Uint8Array(0);
  monologue = new Int32Array(0);
  /** Number of the speaker, for `speakerId`; 0 is nobody known. */
  speaker = new Int32Array(0);
  /** Sentences of the n-th monologue taken up are `first[n]` to before `first[n + 1]`. */
  first = new Int32Array(0);
  #names: (string | null)[] = [];

  /** The id of a speaker; null for nobody known. */
  speakerId(speaker: number): string | null {
    return this.#names[speaker - 1] ?? null;
  }

  #room(sentences: number, monologues: number): void {
    if (sentences > this.length.length) {
      this.startMs = new Float64Array(sentences * 2);
      this.length = new Int32Array(sentences * 2);
      this.words = new Uint8Array(sentences * 2);
      this.monologue = new Int32Array(sentences * 2);
      this.speaker = new Int32Array(sentences * 2);
    }
    if (monologues >= this.first.length) this.first = new Int32Array((monologues + 1) * 2);
  }

  /** Takes up the sentences of a packed timing, `sentences` in all, or of some monologues of it (ascending). */
  read(timing: Buffer, sentences: number, where: readonly number[] | 'all'): void {
    const reader = new Reader(timing);
    this.#names = Array.from({ length: reader.unsigned() }, () => reader.text());
    const monologues = reader.unsigned();
    this.#room(sentences, monologues);
    const words = timing.at(-1) === counted ? timing.length - 1 - sentences : -1;
    let clock = 0;
    let sentence = 0;
    let count = 0;
    let taken = 0;
    for (let at = 0; at < monologues && (where === 'all' || taken < where.length); at++) {
      const speaker = reader.unsigned();
      reader.skip();
      let left = reader.unsigned();
      if (where !== 'all' && where[taken] !== at) {
        sentence += left;
        for (; left > 0; left--) {
          clock += reader.signed();
          clock += reader.signed();
          reader.skip();
        }
        continue;
      }
      this.first[taken++] = count;
      for (; left > 0; left--) {
        clock += reader.signed();
        this.startMs[count] = clock;
        clock += reader.signed();
        this.length[count] = reader.unsigned();
        this.words[count] = words < 0 ? notCounted : (timing[words + sentence] as number);
        this.monologue[count] = at;
        this.speaker[count++] = speaker;
        sentence++;
      }
    }
    this.first[taken] = count;
    this.count = count;
  }
}

/** A transcript of any shape as monologues: what cannot be read is left out, times become numbers. */
export function lenientMonologues(transcript: unknown): PackedMonologue[] {
  return objects(list(transcript)).map((monologue) => ({
    speakerId: str(monologue['speakerId']),
    topic: str(monologue['topic']),
    sentences: objects(monologue['sentences']).map((sentence) => {
      const start = Number(sentence['start'] ?? 0) || 0;
      return { start, end: Number(sentence['end'] ?? start) || start, text: str(sentence['text']) ?? '' };
    }),
  }));
}
