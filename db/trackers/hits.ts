import { wordsOf } from '../../electron/contract/words/cut.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { plainOf } from '../text/plain.ts';
import { storedText } from '../text/text.ts';
import { notCounted } from '../transcripts/sentence-words.ts';
import { openSentences, type SentencesOf } from '../transcripts/sentences.ts';
import { SentenceList } from '../transcripts/transcript-pack.ts';
import type { Places } from './candidates.ts';
import type { LanguageMatcher, Phrase, PhraseMatcher, SpokenCall } from './matcher.ts';

/** A place where a phrase is said. */
export interface Hit {
  readonly startMs: number;
  readonly side: number;
  readonly speakerId: string | null;
  readonly phrase: string;
}

/** A call whose transcript is to be looked through. */
interface CallToHear extends SpokenCall {
  readonly id: number;
  readonly gongId: string;
  readonly generation: number;
  readonly monologues: number;
  readonly sentences: number;
  /** See transcript-pack.ts; null for a transcript of an unusual shape, and where there is none. */
  readonly timing: Buffer | null;
}

/** The call with its transcript's timing by its id; undefined when it is gone. */
export function callToHear(db: Db, id: number): CallToHear | undefined {
  const call = prepared(db, 'SELECT gong_id, generation, duration_s, language FROM call WHERE id = ?')
    .raw()
    .get(id) as [string, number, number | null, string | null] | undefined;
  if (!call) return undefined;
  const [gongId, generation, durationSec, language] = call;
  // Not joined to the above: twice the time.
  const [monologues, sentences, timing] = (prepared(
    db,
    'SELECT monologues, sentences, timing FROM transcript WHERE gong_id = ?',
  )
    .raw()
    .get(gongId) ?? [0, 0, null]) as [number, number, Buffer | null];
  return { id, gongId, generation, durationSec, language, monologues, sentences, timing };
}

/** The side of a speaker: 0 unknown, 1 company, 2 customer. */
type Sides = (speakerId: string | null) => number;

/** The sides of a call's speakers, as they stand on its passages (see ingest/transcripts.ts). */
function sidesOf(db: Db, callId: number): Sides {
  const rows = prepared(db, 'SELECT speaker_id, side FROM party WHERE call_id = ? AND speaker_id IS NOT NULL')
    .raw()
    .all(callId) as [string, number][];
  const sides = new Map(rows);
  return (speakerId) => (speakerId === null ? 0 : (sides.get(speakerId) ?? 0));
}

/** All that is said in a call, its monologues one after the other; null when it says nothing. One row instead of hundreds. */
const readText = (db: Db, callId: number) =>
  prepared(
    db,
    "SELECT group_concat(text, '\n') FROM passage INDEXED BY passage_call WHERE call_id = ? AND kind = 1",
  )
    .pluck()
    .get(callId) as string | null;

/**
 * The same of some monologues only. Those of a call nearly always lie in a row in the table, as they were written: then the place
 * of the first tells those of all others. Where that is not so rows are missing.
 */
const readSome = (db: Db, callId: number, monologues: readonly number[]) =>
  prepared(
    db,
    `SELECT group_concat(p.text, '\n') FROM json_each(?) j CROSS JOIN passage p
     WHERE p.id = j.value + (SELECT id - position FROM passage WHERE call_id = ? AND kind = 1 AND position = ?)
       AND p.call_id = ? AND p.kind = 1 AND p.position = j.value`,
  )
    .pluck()
    .get(`[${monologues.join(',')}]`, callId, monologues[0], callId) as string | null;

/** The same however they lie. */
const readScattered = (db: Db, callId: number, monologues: readonly number[]) =>
  prepared(
    db,
    `SELECT group_concat(p.text, '\n') FROM json_each(?) j CROSS JOIN passage p INDEXED BY passage_call
     WHERE p.call_id = ? AND p.kind = 1 AND p.position = j.value`,
  )
    .pluck()
    .get(`[${monologues.join(',')}]`, callId) as string | null;

/** Picking one monologue out costs what reading so many in a row does. */
const pickingCost = 6;
/** However short the call. */
const fewMonologues = 12;

/** Sentences of the call that is looked through. */
const list = new SentenceList();
/** Of a call's monologues: 0, or one more than the number in `list` of those that may have a hit. */
let listed = new Int32Array(1024);

/** The hits of some matchers in one call, in the order they are said; read once for all of them. */
export function hitsIn(db: Db, call: CallToHear, matchers: readonly PhraseMatcher[]): Hit[][] {
  const text = readText(db, call.id);
  if (!text) return matchers.map(() => []);
  const plain = plainOf(text);
  if (plain === null) return hitsOneByOne(db, call, matchers, 'all');
  const places = matchers.map((matcher) => placesIn(plain, matcher.of(call.language)));
  if (places.every((found) => found.length === 0)) return matchers.map(() => []);
  if (call.timing) list.read(call.timing, call.sentences, 'all');
  // A transcript of an unusual shape is kept whole, and its sentences cannot be told by their lengths.
  if (!call.timing || lengthOf(null) !== text.length) return hitsOneByOne(db, call, matchers, 'all');
  const sideOf = sidesOf(db, call.id);
  return matchers.map((matcher, at) =>
    hitsOf(locate(text, null, sideOf, call, matcher, places[at] as number[]), sideOf, call, matcher),
  );
}

/** The same of one matcher, where the word index knows at which words its phrases begin: then hardly any text is read. */
export function hitsAt(db: Db, call: CallToHear, matcher: PhraseMatcher, places: Places): Hit[] {
  const whole = () => hitsIn(db, call, [matcher])[0] as Hit[];
  if (places === 'all' || !call.timing) return whole();
  const monologues = monologuesOf(places, call.monologues);
  if (!monologues) return whole();
  list.read(call.timing, call.sentences, monologues);
  // Where the words of a sentence are not counted, only the text says in which sentence a word stands.
  const unsure = matcher.needsText ? monologues : monologues.filter((_, nth) => !isCounted(nth));
  if (unsure.length > Math.max(fewMonologues, call.monologues / pickingCost)) return whole();
  const found = sentencesAt(places, matcher.of(call.language), new Set(unsure));
  if (!found) return whole();
  const sideOf = sidesOf(db, call.id);
  if (unsure.length > 0) {
    const length = lengthOf(unsure);
    let text = readSome(db, call.id, unsure);
    if (text?.length !== length) text = readScattered(db, call.id, unsure);
    if (text?.length !== length) return whole();
    const plain = plainOf(text);
    if (plain === null) return hitsOneByOne(db, call, [matcher], monologues)[0] as Hit[];
    const spoken = placesIn(plain, matcher.of(call.language));
    for (const key of locate(text, unsure, sideOf, call, matcher, spoken)) found.push(key);
  }
  return hitsOf(found, sideOf, call, matcher);
}

/** The monologues of places, ascending, each entered in `listed`; null when the call has not so many. */
function monologuesOf(places: Int32Array, monologues: number): number[] | null {
  if (monologues > listed.length) listed = new Int32Array(monologues * 2);
  listed.fill(0, 0, monologues);
  for (let at = 0; at < places.length; at += 2) {
    if ((places[at] as number) >= monologues) return null;
    listed[places[at] as number] = 1;
  }
  const found: number[] = [];
  for (let at = 0; at < monologues; at++)
    if (listed[at] === 1) {
      found.push(at);
      listed[at] = found.length;
    }
  return found;
}

/** Whether the words of each sentence of the n-th monologue listed are counted. */
function isCounted(nth: number): boolean {
  for (let at = list.first[nth] as number; at < (list.first[nth + 1] as number); at++)
    if (list.words[at] === notCounted) return false;
  return true;
}

/**
 * The sentences listed in which phrases begin and end, as `sentence * phrases + phrase`, without those of unsure monologues; null
 * when a place is behind the end of its monologue.
 */
function sentencesAt(
  places: Int32Array,
  { phrases }: LanguageMatcher,
  unsure: ReadonlySet<number>,
): number[] | null {
  const found: number[] = [];
  for (let at = 0; at < places.length; at += 2) {
    const monologue = places[at] as number;
    if (unsure.size > 0 && unsure.has(monologue)) continue;
    const code = places[at + 1] as number;
    const phrase = code % phrases.length;
    let word = (code - phrase) / phrases.length;
    const nth = (listed[monologue] as number) - 1;
    let sentence = list.first[nth] as number;
    const end = list.first[nth + 1] as number;
    while (sentence < end && word >= (list.words[sentence] as number))
      word -= list.words[sentence++] as number;
    if (sentence >= end) return null;
    if (word + (phrases[phrase] as Phrase).words.length <= (list.words[sentence] as number))
      found.push(sentence * phrases.length + phrase);
  }
  return found;
}

/** Length of the text of all sentences listed, or of those of some monologues: parted by one character each. */
function lengthOf(monologues: readonly number[] | null): number {
  let length = 0;
  if (!monologues) for (let at = 0; at < list.count; at++) length += (list.length[at] as number) + 1;
  else
    for (const monologue of monologues) {
      const nth = (listed[monologue] as number) - 1;
      for (let at = list.first[nth] as number; at < (list.first[nth + 1] as number); at++)
        length += (list.length[at] as number) + 1;
    }
  return Math.max(0, length - 1);
}

/** Places as triples: phrase, from, to. */
function placesIn(plain: string, matcher: LanguageMatcher): number[] {
  const places: number[] = [];
  matcher.places(plain, (phrase, from, to) => places.push(phrase, from, to));
  return places;
}

/**
 * The sentences in which places lie and that may count, as `sentence * phrases + phrase`. `text` is that of all sentences listed, or
 * of those of some monologues.
 */
function locate(
  text: string,
  monologues: readonly number[] | null,
  sideOf: Sides,
  call: CallToHear,
  matcher: PhraseMatcher,
  places: readonly number[],
): number[] {
  const phrases = matcher.of(call.language).phrases.length;
  const only = monologues && new Set(monologues);
  const found: number[] = [];
  let begin = 0;
  let at = 0;
  for (let sentence = 0; sentence < list.count && at < places.length; sentence++) {
    if (only && !only.has(list.monologue[sentence] as number)) continue;
    const end = begin + (list.length[sentence] as number);
    const first = at;
    while (at < places.length && (places[at + 1] as number) < end) at += 3;
    if (at > first && isAllowed(sentence, text.slice(begin, end), sideOf, call, matcher))
      for (let place = first; place < at; place += 3)
        if ((places[place + 2] as number) <= end) found.push(sentence * phrases + (places[place] as number));
    begin = end + 1;
  }
  return found;
}

function isAllowed(
  sentence: number,
  text: string,
  sideOf: Sides,
  call: CallToHear,
  matcher: PhraseMatcher,
): boolean {
  const side = sideOf(list.speakerId(list.speaker[sentence] as number));
  return matcher.allows({ startMs: list.startMs[sentence] as number, side, text }, call);
}

/** Hits from `sentence * phrases + phrase`, each once and in the order they are said. */
function hitsOf(found: number[], sideOf: Sides, call: CallToHear, matcher: PhraseMatcher): Hit[] {
  const phrases = matcher.of(call.language);
  const count = phrases.phrases.length;
  found.sort((a, b) => a - b);
  const hits: Hit[] = [];
  let last = -1;
  for (const key of found) {
    if (key === last) continue;
    last = key;
    const phrase = key % count;
    const sentence = (key - phrase) / count;
    // Where the text decides, `locate` has asked already.
    if (!matcher.needsText && !isAllowed(sentence, '', sideOf, call, matcher)) continue;
    const speakerId = list.speakerId(list.speaker[sentence] as number);
    hits.push({
      startMs: list.startMs[sentence] as number,
      side: sideOf(speakerId),
      speakerId,
      phrase: phrases.phrase(phrase),
    });
  }
  return hits;
}

interface MonologueRow {
  readonly position: number;
  readonly text: string;
}

function readMonologues(db: Db, callId: number, where: readonly number[] | 'all'): MonologueRow[] {
  const all = prepared(
    db,
    'SELECT p.position, p.text FROM passage p WHERE p.call_id = ? AND p.kind = 1 ORDER BY p.position',
  ).all(callId) as MonologueRow[];
  return where === 'all' ? all : all.filter(({ position }) => where.includes(position));
}

/** The same monologue by monologue, for text that has to be cut into words. */
function hitsOneByOne(
  db: Db,
  call: CallToHear,
  matchers: readonly PhraseMatcher[],
  where: readonly number[] | 'all',
): Hit[][] {
  const sideOf = sidesOf(db, call.id);
  let sentencesOf: SentencesOf | null = null;
  const found = matchers.map((): Hit[] => []);
  const rows = readMonologues(db, call.id, where);
  for (const row of rows) {
    const passage = storedText(row.text);
    const plain = plainOf(passage);
    const open = matchers.map(
      (matcher) => plain === null || placesIn(plain, matcher.of(call.language)).length > 0,
    );
    if (!open.includes(true)) continue;
    sentencesOf ??= openSentences(db, call.gongId);
    for (const { startMs, text, speakerId } of sentencesOf(row.position, passage)) {
      const side = sideOf(speakerId);
      // Of a passage with one foreign letter, most sentences have none.
      const simple = plainOf(text);
      const words = simple === null ? wordsOf(text) : [];
      matchers.forEach((matcher, at) => {
        if (!open[at]) return;
        const phrases = matcher.of(call.language);
        const here =
          simple === null
            ? phrases.among(words)
            : [...new Set(placesIn(simple, phrases).filter((_, place) => place % 3 === 0))].sort(
                (a, b) => a - b,
              );
        if (here.length === 0 || !matcher.allows({ startMs, side, text }, call)) return;
        for (const phrase of here)
          found[at]?.push({ startMs, side, speakerId, phrase: phrases.phrase(phrase) });
      });
    }
  }
  return found;
}
