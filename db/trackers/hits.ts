import type { Db } from '../open.ts';
import { tokens } from '../search/terms.ts';
import { prepared } from '../statements.ts';
import { unsegment } from '../text.ts';
import type { Monologues } from './candidates.ts';
import type { LanguageMatcher, PhraseMatcher, SpokenCall } from './matcher.ts';
import { plainOf } from './plain.ts';
import { openSentences, type SentencesOf, type SentenceTimes, sentenceTimes } from './sentences.ts';

/** A place where a phrase is said. */
export interface Hit {
  readonly startMs: number;
  readonly side: number;
  readonly speakerId: string | null;
  readonly phrase: string;
}

/** A call whose transcript is to be looked through. */
export interface CallToHear extends SpokenCall {
  readonly id: number;
  readonly gongId: string;
}

/** The call's row by its id; undefined when it is gone. */
export function callToHear(db: Db, id: number): CallToHear | undefined {
  return prepared(
    db,
    'SELECT id, gong_id AS gongId, duration_s AS durationSec, language FROM call WHERE id = ?',
  ).get(id) as CallToHear | undefined;
}

/** Gives the side of a speaker, from one of the monologues they speak: read once for each speaker. */
function sidesOf(db: Db, callId: number): (speakerId: string | null, monologue: number) => number {
  const known = new Map<string, number>();
  const read = prepared(
    db,
    'SELECT side FROM passage WHERE call_id = ? AND kind = 1 AND position = ?',
  ).pluck();
  return (speakerId, monologue) => {
    if (speakerId === null) return 0;
    let side = known.get(speakerId);
    if (side === undefined) {
      side = (read.get(callId, monologue) as number | undefined) ?? 0;
      known.set(speakerId, side);
    }
    return side;
  };
}

/** All that is said in a call, its monologues one after the other; null when it says nothing. One row instead of hundreds. */
const readText = (db: Db, callId: number) =>
  prepared(
    db,
    "SELECT group_concat(text, '\n') FROM passage INDEXED BY passage_call WHERE call_id = ? AND kind = 1",
  )
    .pluck()
    .get(callId) as string | null;

/** The same of some monologues only. */
const readSome = (db: Db, callId: number, monologues: readonly number[]) =>
  prepared(
    db,
    `SELECT group_concat(p.text, '\n') FROM json_each(?) j CROSS JOIN passage p INDEXED BY passage_call
     WHERE p.call_id = ? AND p.kind = 1 AND p.position = j.value`,
  )
    .pluck()
    .get(`[${monologues.join(',')}]`, callId) as string | null;

/** Numbers of the sentences of some monologues, in order; null: all there are. */
function sentencesOf(times: SentenceTimes, where: Monologues): readonly number[] | null {
  if (where === 'all') return null;
  const list: number[] = [];
  for (const monologue of where)
    for (let at = times.first[monologue] ?? 0; at < (times.first[monologue + 1] ?? 0); at++) list.push(at);
  return list;
}

/** Length of a text that is made of sentences, those of a monologue and monologues parted by one character each. */
function lengthOf(times: SentenceTimes, sentences: readonly number[] | null): number {
  const count = sentences?.length ?? times.length.length;
  let length = 0;
  for (let at = 0; at < count; at++)
    length += (times.length[sentences ? (sentences[at] as number) : at] as number) + 1;
  return Math.max(0, length - 1);
}

/**
 * The hits of some matchers in one call, in the order they are said; read once for all of them. `where`: only these monologues
 * are looked through.
 */
export function hitsIn(
  db: Db,
  call: CallToHear,
  matchers: readonly PhraseMatcher[],
  where: Monologues = 'all',
): Hit[][] {
  const none = () => matchers.map((): Hit[] => []);
  const text = where === 'all' ? readText(db, call.id) : readSome(db, call.id, where);
  if (!text) return none();
  const plain = plainOf(text);
  if (plain === null) return hitsOneByOne(db, call, matchers, where);
  const places = matchers.map((matcher) => placesIn(plain, matcher.of(call.language)));
  if (places.every((list) => list.length === 0)) return none();
  const row = prepared(db, 'SELECT timing, sentences FROM transcript WHERE gong_id = ?').get(call.gongId) as
    | { timing: Buffer | null; sentences: number }
    | undefined;
  const times = row?.timing ? sentenceTimes(row.timing, row.sentences) : null;
  const sentences = times && sentencesOf(times, where);
  // A transcript of an unusual shape is kept whole, and its sentences cannot be told by their lengths.
  if (!times || lengthOf(times, sentences) !== text.length) return hitsOneByOne(db, call, matchers, where);
  const sideOf = sidesOf(db, call.id);
  return matchers.map((matcher, at) => {
    const list = places[at] as number[];
    return list.length === 0 ? [] : locate(text, times, sentences, sideOf, call, matcher, list);
  });
}

/** Places as triples: phrase, from, to. */
function placesIn(plain: string, matcher: LanguageMatcher): number[] {
  const places: number[] = [];
  matcher.places(plain, (phrase, from, to) => places.push(phrase, from, to));
  return places;
}

/** The sentences that places lie in, as hits. */
function locate(
  text: string,
  times: SentenceTimes,
  sentences: readonly number[] | null,
  sideOf: ReturnType<typeof sidesOf>,
  call: CallToHear,
  matcher: PhraseMatcher,
  places: readonly number[],
): Hit[] {
  const phrases = matcher.of(call.language);
  const hits: Hit[] = [];
  let begin = 0;
  let nth = 0;
  let monologue = 0;
  for (let at = 0; at < places.length; ) {
    let sentence = sentences ? (sentences[nth] as number) : nth;
    while (begin + (times.length[sentence] as number) <= (places[at + 1] as number)) {
      begin += (times.length[sentence] as number) + 1;
      nth++;
      sentence = sentences ? (sentences[nth] as number) : nth;
    }
    const end = begin + (times.length[sentence] as number);
    const here: number[] = [];
    for (; at < places.length && (places[at + 1] as number) < end; at += 3) {
      const phrase = places[at] as number;
      if ((places[at + 2] as number) <= end && !here.includes(phrase)) here.push(phrase);
    }
    if (here.length === 0) continue;
    while ((times.first[monologue + 1] as number) <= sentence) monologue++;
    const speakerId = times.names[(times.speaker[monologue] ?? 0) - 1] ?? null;
    const side = sideOf(speakerId, monologue);
    const startMs = times.startMs[sentence] as number;
    if (!matcher.allows({ startMs, side, text: text.slice(begin, end) }, call)) continue;
    if (here.length > 1) here.sort((a, b) => a - b);
    for (const phrase of here) hits.push({ startMs, side, speakerId, phrase: phrases.phrase(phrase) });
  }
  return hits;
}

interface MonologueRow {
  readonly position: number;
  readonly text: string;
}

function readMonologues(db: Db, callId: number, where: Monologues): MonologueRow[] {
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
  where: Monologues,
): Hit[][] {
  const sideOf = sidesOf(db, call.id);
  let sentencesOf: SentencesOf | null = null;
  const found = matchers.map((): Hit[] => []);
  const rows = readMonologues(db, call.id, where);
  for (const row of rows) {
    const passage = unsegment(row.text);
    const plain = plainOf(passage);
    const open = matchers.map(
      (matcher) => plain === null || placesIn(plain, matcher.of(call.language)).length > 0,
    );
    if (!open.includes(true)) continue;
    sentencesOf ??= openSentences(db, call.gongId);
    for (const { startMs, text, speakerId } of sentencesOf(row.position, passage)) {
      const side = sideOf(speakerId, row.position);
      // Of a passage with one foreign letter, most sentences have none.
      const simple = plainOf(text);
      const words = simple === null ? tokens(text) : [];
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
