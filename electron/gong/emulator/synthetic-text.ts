import type { CallTranscript } from '../schema/transcript.ts';
import type { LiveCorpus } from './corpus.ts';

/** Draws numbers from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** One of a list. */
export const pick = <T>(list: readonly T[], random: Random): T =>
  list[Math.floor(random() * list.length)] as T;

/** A whole number from `low` to `high`, both included. */
export const between = (low: number, high: number, random: Random): number =>
  low + Math.floor(random() * (high - low + 1));

/**
 * Text that reads like the real meetings' summaries: runs of three to seven words as people wrote them, so that phrases
 * and common words fall as in life, and now and then a word of the long tail. The tail follows Zipf's law: first the
 * words of the meetings by frequency, then coined ones made of their halves, as names and jargon grow with a corpus.
 */
export interface TextMaker {
  /** About so many words, in sentences. */
  text(words: number, random: Random): string;
  /** A few words, for headings. */
  heading(random: Random): string;
  /** The tail word of this rank, counted from 0. */
  tailWord(rank: number): string;
}

/** Ranks of the tail: at 100,000 calls the last of them occur once or twice. */
const tailRanks = 200_000;
/** Chance of a tail word after each run. */
const tailShare = 0.2;
/** The most frequent words are left to the runs. */
const mostFrequent = 250;

function writtenTexts(corpus: LiveCorpus): string[] {
  return corpus.heads().flatMap(({ id }) => {
    const content = corpus.call(id)?.content;
    return [
      content?.brief,
      ...(content?.keyPoints ?? []).map((item) => item.text),
      ...(content?.outline ?? []).flatMap((section) => (section.items ?? []).map((item) => item.text)),
    ].filter((text) => typeof text === 'string');
  });
}

/** Makes the text maker from the summaries of the real meetings. */
export function createTextMaker(corpus: LiveCorpus): TextMaker {
  const runs: string[] = [];
  const counts = new Map<string, number>();
  let length = 3;
  for (const text of writtenTexts(corpus)) {
    for (const sentence of text.split(/[.!?;]+\s/)) {
      const words = sentence.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
      for (const word of words) if (/^[a-z]{3,}$/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
      for (let at = 0; at < words.length; at += length) {
        length = 3 + ((length + at + words.length) % 5);
        const run = words.slice(at, at + length);
        if (run.length > 1) runs.push(run.join(' '));
      }
    }
  }
  const known = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(mostFrequent)
    .map(([word]) => word);
  const long = known.filter((word) => word.length > 5);

  function tailWord(rank: number): string {
    const word = known[rank];
    if (word !== undefined) return word;
    const mixed = Math.imul(rank + 1, 0x9e3779b1) >>> 0;
    const front = long[mixed % long.length] as string;
    const back = long[(mixed >>> 8) % long.length] as string;
    return front.slice(0, 2 + (mixed % 3)) + back.slice(-(3 + ((mixed >>> 4) % 3)));
  }
  /** Drawn log-uniformly: the chance of a rank falls as 1 / (rank + 1). */
  const anyTailWord = (random: Random) => tailWord(Math.floor(tailRanks ** random()) - 1);

  function sentence(words: number, random: Random): string {
    let out = '';
    let count = 0;
    while (count < words) {
      const run = pick(runs, random);
      out += count === 0 ? run.charAt(0).toUpperCase() + run.slice(1) : ` ${run}`;
      count += 5;
      if (random() < tailShare) {
        out += ` ${anyTailWord(random)}`;
        count++;
      }
    }
    return `${out}.`;
  }

  return {
    tailWord,
    heading: (random) => {
      const run = pick(runs, random);
      return run.charAt(0).toUpperCase() + run.slice(1);
    },
    text(words, random) {
      let out = '';
      for (let left = words; left > 0; ) {
        const now = Math.min(left, between(8, 22, random));
        out += (out === '' ? '' : ' ') + sentence(now, random);
        left -= now;
      }
      return out;
    },
  };
}

type Monologue = NonNullable<CallTranscript['transcript']>[number];

/** What Gong takes a stretch of speech to be about; for most of them it says nothing. */
function topicAt(monologue: number, random: Random): string | null {
  const drawn = random();
  if (monologue < 6) return drawn < 0.7 ? 'Small Talk' : null;
  return drawn < 0.08 ? 'Small Talk' : drawn < 0.14 ? 'Next Steps' : drawn < 0.2 ? 'Pricing' : null;
}

/** Speech of the real meetings, in pieces of their own length. */
export interface SpeechMaker {
  /** Monologues in the meetings' words and rhythm until `seconds` are filled, spoken by these speakers in turn. */
  speech(callId: string, seconds: number, speakerIds: readonly string[], random: Random): CallTranscript;
}

/** Makes the speech maker; the transcripts of the meetings are read at the first speech and kept. */
export function createSpeechMaker(corpus: LiveCorpus, text: TextMaker): SpeechMaker {
  const ids = corpus.heads().map((head) => head.id);
  const read = new Map<string, readonly Monologue[]>();
  const spoken = (id: string): readonly Monologue[] => {
    let monologues = read.get(id);
    if (!monologues) {
      monologues = (corpus.transcript(id)?.transcript ?? []).filter(
        (monologue) => (monologue.sentences ?? []).length > 0,
      );
      read.set(id, monologues);
    }
    return monologues;
  };

  function speech(callId: string, seconds: number, speakerIds: readonly string[], random: Random) {
    const transcript: Monologue[] = [];
    const end = seconds * 1000;
    let now = 0;
    while (now < end && speakerIds.length > 0) {
      const source = spoken(pick(ids, random));
      const from = Math.floor(random() * source.length);
      const voices = new Map<string | null | undefined, string>();
      const turn = Math.floor(random() * speakerIds.length);
      const begins = source[from]?.sentences?.[0]?.start ?? 0;
      const shift = now - begins;
      for (const { speakerId, sentences } of source.slice(from)) {
        if (now >= end) break;
        let voice = voices.get(speakerId);
        if (voice === undefined) {
          voice = speakerIds[(turn + voices.size) % speakerIds.length] as string;
          voices.set(speakerId, voice);
        }
        const named = random() < 0.15;
        transcript.push({
          speakerId: voice,
          topic: topicAt(transcript.length, random),
          sentences: (sentences ?? []).map((sentence, at) => ({
            start: sentence.start + shift,
            end: sentence.end + shift,
            text:
              named && at === 0
                ? `${sentence.text ?? ''} ${text.tailWord(Math.floor(tailRanks ** random()) - 1)}.`
                : sentence.text,
          })),
        });
        now = Math.max(now, (sentences?.at(-1)?.end ?? 0) + shift);
      }
      if (source.length === 0) break;
    }
    return { callId, transcript };
  }
  return { speech };
}
