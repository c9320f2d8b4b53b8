import { type PlacedWord, placedWords } from '../../electron/contract/words/cut.ts';
import { type Json, list, obj, objects, word } from '../store/json.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { isSmall, tellsName } from '../text/person-names.ts';
import {
  addressMark,
  type KnownMarks,
  nameMark,
  partMark,
  phoneMark,
  readMarks,
  userMark,
  wholeMarks,
} from './marks.ts';

/** What stands in the place of what was erased: of a name, of an address, of words. */
const erased = '[erased]';

const addresses = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const phones = /(?<![\p{L}\p{N}])\+?\d[\d\s()./-]{5,}\d(?![\p{L}\p{N}])/gu;

/** Applies `change` to every string in a JSON value; what has none that changes is the same value. */
export function deepText<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) {
    const items = value.map((item) => deepText(item, change));
    return (items.every((item, at) => item === value[at]) ? value : items) as T;
  }
  const record = obj(value);
  if (!record) return value;
  const entries = Object.entries(record).map(([key, item]) => [key, deepText(item, change)] as const);
  return (entries.every(([key, item]) => item === record[key]) ? value : Object.fromEntries(entries)) as T;
}

/** What becomes of a call's record. */
export interface ErasedCall {
  /** Null: the call goes. */
  readonly record: Json | null;
  /** Speaker ids of erased people on it. */
  readonly speakers: ReadonlySet<string>;
}

/** Takes erased people out of what Gong sends. What it returns goes through it unchanged. */
export class Eraser {
  readonly #marks: KnownMarks;

  constructor(marks: KnownMarks) {
    this.#marks = marks;
  }

  /** A text without addresses, phone numbers and whole names of erased people; where one is `present`, without parts of names too. */
  text(text: string, present = false): string {
    const marks = this.#marks;
    let changed = text;
    if (text.includes('@'))
      changed = changed.replace(addresses, (found) => (marks.takes(addressMark(found)) ? erased : found));
    if (/\d[\d\s()./-]{5,}\d/.test(changed))
      changed = changed.replace(phones, (found) => (marks.takes(phoneMark(found)) ? erased : found));
    return this.#names(changed, present);
  }

  #names(text: string, present: boolean): string {
    const { lengths } = this.#marks;
    if (lengths.length === 0 && !present) return text;
    const places = placedWords(text);
    let out = '';
    let done = 0;
    for (let at = 0; at < places.length; at++) {
      const length = this.#nameAt(text, places, at, present);
      if (length === 0) continue;
      out += text.slice(done, (places[at] as PlacedWord).from) + erased;
      at += length - 1;
      done = (places[at] as PlacedWord).to;
    }
    return done === 0 ? text : out + text.slice(done);
  }

  /** How many words from here on are the name of somebody erased; 0: none. */
  #nameAt(text: string, places: readonly PlacedWord[], at: number, present: boolean): number {
    for (const length of this.#marks.lengths) {
      const run = places.slice(at, at + length);
      if (run.length === length && this.#marks.takes(nameMark(run.map((place) => place.word)))) return length;
    }
    const { word: single, from, to } = places[at] as PlacedWord;
    // “Will” is a name where a Will is present, “will” never.
    const tells = present && tellsName(single, !isSmall(text.slice(from, to)));
    return tells && this.#marks.takes(partMark(single)) ? 1 : 0;
  }

  /** What goes of a participant; null: they were not erased. */
  party(party: Json): 'calls' | 'words' | null {
    const { takes } = this.#marks;
    const [id, address, phone, name] = ['userId', 'emailAddress', 'phoneNumber', 'name'].map((key) =>
      word(party[key]),
    );
    if (name === erased) return 'words';
    const found =
      (id && takes(userMark(id))) ||
      (address && takes(addressMark(address))) ||
      (phone && takes(phoneMark(phone)));
    if (found) return found;
    // Others may have the same name: by that alone somebody is known only where there is nothing else.
    return name && !id && !address && !phone
      ? (wholeMarks(name)
          .map(takes)
          .find((one) => one !== null) ?? null)
      : null;
  }

  /** Whether Gong's user was erased. */
  user(user: Json): boolean {
    const id = word(user['id']);
    const address = word(user['emailAddress']);
    return (
      (id !== null && this.#marks.takes(userMark(id)) !== null) ||
      (address !== null && this.#marks.takes(addressMark(address)) !== null)
    );
  }

  /** A record of a call without them. */
  call(record: Json): ErasedCall {
    const parties = objects(record['parties']);
    const found = parties.filter((party) => this.party(party) !== null);
    if (found.some((party) => this.party(party) === 'calls')) return { record: null, speakers: new Set() };
    const present = found.length > 0;
    const speakers = new Set(found.flatMap((party) => word(party['speakerId']) ?? []));
    const bare = this.#withoutHost(present ? this.#withoutWords(record, found, speakers) : record);
    return { record: deepText(bare, (text) => this.text(text, present)), speakers };
  }

  #isErasedUser(id: unknown): boolean {
    const user = word(id);
    return user !== null && this.#marks.takes(userMark(user)) !== null;
  }

  /** A call whose host was erased has none: the id alone would say which user it was. */
  #withoutHost(record: Json): Json {
    const facts = obj(record['metaData']);
    return facts && this.#isErasedUser(facts['primaryUserId'])
      ? { ...record, metaData: { ...facts, primaryUserId: null } }
      : record;
  }

  /** Their names and addresses, what they wrote, which moments of trackers they said, and the recording: a part of it is theirs. */
  #withoutWords(record: Json, found: readonly Json[], speakers: ReadonlySet<string>): Json {
    const content = obj(record['content']);
    const collaboration = obj(record['collaboration']);
    const interaction = obj(record['interaction']);
    const isTheirs = (item: Json) => speakers.has(word(item['speakerId']) ?? '');
    const said = (item: Json): Json =>
      'occurrences' in item
        ? { ...item, occurrences: objects(item['occurrences']).filter((moment) => !isTheirs(moment)) }
        : item;
    const isErased = (id: unknown) => this.#isErasedUser(id);
    return {
      ...record,
      parties: list(record['parties']).map((party) =>
        found.includes(party as Json) ? nobody(party as Json) : party,
      ),
      ...(content && Array.isArray(content['trackers'])
        ? {
            content: {
              ...content,
              trackers: objects(content['trackers']).map((tracker) => ({
                ...said(tracker),
                ...('phrases' in tracker ? { phrases: objects(tracker['phrases']).map(said) } : {}),
              })),
            },
          }
        : {}),
      ...(interaction && Array.isArray(interaction['speakers'])
        ? {
            interaction: {
              ...interaction,
              speakers: objects(interaction['speakers']).map((speaker) =>
                isErased(speaker['userId']) ? { ...speaker, userId: null } : speaker,
              ),
            },
          }
        : {}),
      ...(collaboration && Array.isArray(collaboration['publicComments'])
        ? {
            collaboration: {
              ...collaboration,
              publicComments: objects(collaboration['publicComments']).map((comment) =>
                isErased(comment['commenterUserId'])
                  ? { ...comment, commenterUserId: null, comment: erased }
                  : comment,
              ),
            },
          }
        : {}),
      ...(obj(record['media']) ? { media: {} } : {}),
    };
  }

  /** The monologues of a transcript without what these speakers said; where any of them did, without parts of names too. */
  transcript(monologues: readonly unknown[], speakers: ReadonlySet<string>): readonly unknown[] {
    const present = speakers.size > 0;
    return monologues.map((item) => {
      const monologue = obj(item);
      if (!monologue) return item;
      if (!speakers.has(word(monologue['speakerId']) ?? ''))
        return deepText(monologue, (text) => this.text(text, present));
      const sentences = objects(monologue['sentences']);
      const [first, last] = [sentences[0], sentences.at(-1)];
      return first && last
        ? { ...monologue, sentences: [{ start: first['start'], end: last['end'], text: erased }] }
        : monologue;
    });
  }
}

/** What is left of a participant: that there was one, and which voice is theirs. */
function nobody(party: Json): Json {
  const kept = ['id', 'speakerId', 'affiliation'].filter((key) => key in party);
  return { ...Object.fromEntries(kept.map((key) => [key, party[key]])), name: erased };
}

/** The eraser of a store; null when nobody was erased: then what Gong sends is stored as it comes. */
export function readEraser(db: Db): Eraser | null {
  const marks = readMarks(db);
  return marks && new Eraser(marks);
}

/** Speaker ids of erased people on a call that is in the store. */
export function erasedSpeakers(db: Db, callId: number): ReadonlySet<string> {
  const rows = prepared(
    db,
    'SELECT speaker_id FROM party WHERE call_id = ? AND name = ? AND speaker_id IS NOT NULL',
  )
    .pluck()
    .all(callId, erased);
  return new Set(rows as string[]);
}

/** Whether somebody on a call was erased. */
export const hasErased = (db: Db, gongId: string): boolean =>
  prepared(
    db,
    'SELECT 1 FROM party WHERE call_id = (SELECT id FROM call WHERE gong_id = +?) AND name = ?',
  ).get(gongId, erased) !== undefined;
