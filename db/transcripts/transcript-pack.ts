import { type Json, list, obj, objects, str } from '../store/json.ts';
import { VarintReader, VarintWriter } from '../store/varint.ts';
import { cleanText, storedText } from '../text/text.ts';
import { countWords, notCounted } from './sentence-words.ts';

/** A monologue as Gong sends it. */
export interface PackedMonologue {
  readonly speakerId: string | null;
  readonly topic: string | null;
  readonly sentences: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

const onlyKeys = (record: Json, keys: readonly string[]) =>
  Object.keys(record).length === keys.length && keys.every((key) => key in record);

/** Text that comes back unchanged from the passage table. */
const storable = (text: string) => storedText(cleanText(text)) === text;

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
  const writer = new VarintWriter();
  const names = [...new Set(monologues.flatMap(({ speakerId, topic }) => [speakerId, topic]))].filter(
    (n) => n !== null,
  );
  const index = new Map(names.map((name, position) => [name, position + 1]));
  writer.write(names.length);
  for (const name of names) {
    const utf8 = Buffer.from(name);
    writer.write(utf8.length);
    writer.copy(utf8);
  }
  writer.write(monologues.length);
  let clock = 0;
  const words: number[] = [];
  for (const { speakerId, topic, sentences } of monologues) {
    writer.write(speakerId === null ? 0 : (index.get(speakerId) ?? 0));
    writer.write(topic === null ? 0 : (index.get(topic) ?? 0));
    writer.write(sentences.length);
    for (const { start, end, text } of sentences) {
      writer.writeSigned(start - clock);
      writer.writeSigned(end - start);
      writer.write(text.length);
      words.push(countWords(text));
      clock = end;
    }
  }
  words.push(counted);
  writer.copy(Uint8Array.from(words));
  return Buffer.from(writer.take().buffer);
}

/** Names of speakers and topics, at the beginning of a timing. */
function readNames(timing: Buffer, reader: VarintReader): string[] {
  return Array.from({ length: reader.next() }, () => {
    const length = reader.next();
    reader.at += length;
    return timing.toString('utf8', reader.at - length, reader.at);
  });
}

/** The transcript again, from its timing and the (unsegmented) texts of its monologues. */
export function unpackTiming(timing: Buffer, text: (monologue: number) => string): PackedMonologue[] {
  const reader = new VarintReader(timing);
  const names = readNames(timing, reader);
  const count = reader.next();
  const monologues: PackedMonologue[] = [];
  let clock = 0;
  for (let position = 0; position < count; position++) {
    const speakerId = names[reader.next() - 1] ?? null;
    const topic = names[reader.next() - 1] ?? null;
    const whole = text(position);
    let from = 0;
    const sentences = Array.from({ length: reader.next() }, () => {
      const start = clock + reader.nextSigned();
      clock = start + reader.nextSigned();
      const length = reader.next();
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
    const reader = new VarintReader(timing);
    this.#names = readNames(timing, reader);
    const monologues = reader.next();
    this.#room(sentences, monologues);
    const words = timing.at(-1) === counted ? timing.length - 1 - sentences : -1;
    let clock = 0;
    let sentence = 0;
    let count = 0;
    let taken = 0;
    for (let at = 0; at < monologues && (where === 'all' || taken < where.length); at++) {
      const speaker = reader.next();
      reader.skip();
      let left = reader.next();
      if (where !== 'all' && where[taken] !== at) {
        sentence += left;
        for (; left > 0; left--) {
          clock += reader.nextSigned();
          clock += reader.nextSigned();
          reader.skip();
        }
        continue;
      }
      this.first[taken++] = count;
      for (; left > 0; left--) {
        clock += reader.nextSigned();
        this.startMs[count] = clock;
        clock += reader.nextSigned();
        this.length[count] = reader.next();
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
