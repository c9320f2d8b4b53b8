import { type TextRange, united } from '../../electron/contract/ranges.ts';
import { contentWords, writtenWords } from './words.ts';

/** A spoken sentence; times in seconds. */
export interface Spoken {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly speaker: string | null;
}

/** A transcript made ready for matching: where (in time) each word and each pair of neighbouring words was said. */
export interface SpokenIndex {
  readonly sentences: readonly Spoken[];
  readonly durationSec: number;
  readonly words: ReadonlyMap<string, readonly number[]>;
  /** Content words of each speaker's name. */
  readonly speakers: readonly (readonly string[])[];
}

/** The best supporting moment of a claim. */
export interface Support {
  readonly startSec: number;
  readonly endSec: number;
  readonly text: string;
  /** The words of the text that are the claim's. */
  readonly marks: readonly TextRange[];
  readonly speaker: string | null;
  readonly confidence: 'certain' | 'likely' | 'none';
  /** Words of the claim that were said there, as the claim writes them. */
  readonly shared: readonly string[];
  /** Share (0 to 1) of the claim's information that was said within the moment's surroundings. */
  readonly coverage: number;
  /** How much the best moment leads the best one elsewhere: 0 = equally good, 1 = nothing elsewhere. */
  readonly lead: number;
  /** Different content words of the claim that were said there. */
  readonly words: number;
}

/** Seconds per step of the score's curve. */
const step = 5;

/** The settings of the method. */
export interface Method {
  /** Widths in seconds in which words count as said together: a sentence or two, an exchange, a topic. */
  readonly widths: readonly number[];
  /** Occurrences after which saying a word again adds half as much. */
  readonly saturation: number;
  /** How strongly rare words outweigh common ones. */
  readonly rarity: number;
  /** From when on a moment counts as certain: share of the claim's information, lead over elsewhere, shared words. */
  readonly certain: { readonly coverage: number; readonly lead: number; readonly words: number };
  readonly likely: { readonly coverage: number; readonly words: number };
}

/** Chosen by test/bench/receipts.ts, which also says what such a choice is worth on calls it has not seen. */
export const method: Method = {
  widths: [20, 60, 180],
  saturation: 1.5,
  rarity: 1.3,
  certain: { coverage: 0.32, lead: 0.2, words: 6 },
  likely: { coverage: 0.16, words: 2 },
};

/** A rival moment must be this far away (seconds) to be another place. */
const elsewhere = 150;
/** A word is rare or common by the share of minutes in which it is said. */
const rareWindow = 60;

/** Places of every content word and pair of neighbours. Made once per transcript. */
export function indexSpoken(sentences: readonly Spoken[]): SpokenIndex {
  const words = new Map<string, number[]>();
  const put = (word: string, at: number) => {
    const places = words.get(word);
    if (places) places.push(at);
    else words.set(word, [at]);
  };
  for (const { from, to, text } of sentences) {
    const middle = (from + to) / 2;
    const said = contentWords(text);
    said.forEach((word, index) => {
      put(word, middle);
      if (index > 0) put(`${said[index - 1]} ${word}`, middle);
    });
  }
  const names = [...new Set(sentences.map(({ speaker }) => speaker))];
  return {
    sentences,
    durationSec: sentences.reduce((end, { to }) => Math.max(end, to), 0),
    words,
    speakers: names.map((name) => contentWords(name ?? '')),
  };
}

interface Kernel {
  readonly reach: number;
  readonly weights: Float64Array;
}
const kernels = new Map<number, Kernel>();

/** A bell as wide as words may lie apart, per step; made once per width. */
function kernel(width: number): Kernel {
  let made = kernels.get(width);
  if (!made) {
    const reach = Math.ceil((3 * width) / step);
    const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
      Math.exp(-(((i - reach) * step) ** 2) / (2 * width * width)),
    );
    made = { reach, weights };
    kernels.set(width, made);
  }
  return made;
}

interface Term {
  readonly term: string;
  readonly places: readonly number[];
  readonly weight: number;
}

/**
 * Words of speakers' names that a claim uses to say who spoke: the whole name, or a part that is nobody else's. "Ada asked
 * for a discount" is supported where a discount is asked for, not where Ada's name is said.
 */
function nameWordsIn(index: SpokenIndex, words: readonly string[]): ReadonlySet<string> {
  const claimed = new Set(words);
  const owners = new Map<string, number>();
  for (const name of index.speakers)
    for (const word of new Set(name)) owners.set(word, (owners.get(word) ?? 0) + 1);
  return new Set(
    index.speakers
      .filter(
        (name) =>
          (name.length > 0 && name.every((word) => claimed.has(word))) ||
          name.some((word) => claimed.has(word) && owners.get(word) === 1),
      )
      .flat(),
  );
}

function termsOf(index: SpokenIndex, claim: string, rarity: number): { said: Term[]; weightAll: number } {
  const words = contentWords(claim);
  const nameWords = nameWordsIn(index, words);
  const pairs = words.slice(1).flatMap((word, at) => {
    const first = words[at] as string;
    return nameWords.has(first) && nameWords.has(word) ? [] : [`${first} ${word}`];
  });
  const windows = Math.max(1, Math.ceil(index.durationSec / rareWindow));
  const weigh = (places: readonly number[]) => {
    const inWindows = new Set(places.map((at) => Math.floor(at / rareWindow))).size;
    return Math.log(1 + (windows - inWindows + 0.5) / (inWindows + 0.5)) ** rarity;
  };
  const said: Term[] = [];
  let weightAll = 0;
  for (const term of new Set(words)) {
    if (nameWords.has(term)) continue;
    const places = index.words.get(term) ?? [];
    const weight = weigh(places);
    weightAll += weight;
    if (places.length > 0) said.push({ term, places, weight });
  }
  for (const term of new Set(pairs)) {
    const places = index.words.get(term);
    if (places) said.push({ term, places, weight: weigh(places) });
  }
  return { said, weightAll };
}

/** Score of every step of the call: rare words of the claim that were said close together. */
function curve(index: SpokenIndex, terms: readonly Term[], { widths, saturation }: Method): Float64Array {
  const steps = Math.ceil(index.durationSec / step) + 1;
  const total = new Float64Array(steps);
  const density = new Float64Array(steps);
  for (const { reach, weights } of widths.map(kernel)) {
    for (const { places, weight } of terms) {
      let low = steps;
      let high = 0;
      for (const at of places) {
        const middle = Math.floor(at / step);
        const from = Math.max(0, middle - reach);
        const to = Math.min(steps - 1, middle + reach);
        for (let i = from; i <= to; i++)
          density[i] = (density[i] as number) + (weights[i - middle + reach] as number);
        low = Math.min(low, from);
        high = Math.max(high, to);
      }
      for (let i = low; i <= high; i++) {
        const dense = density[i] as number;
        total[i] = (total[i] as number) + (weight * dense) / (dense + saturation);
        density[i] = 0;
      }
    }
  }
  return total;
}

/**
 * The moment of a call that supports a claim best, by shared words alone: rare words and word pairs count more, said
 * together they count more, repeated they count less. Null when the claim or the transcript is empty, or nothing is shared.
 */
export function findSupport(index: SpokenIndex, claim: string, by: Method = method): Support | null {
  const { said, weightAll } = termsOf(index, claim, by.rarity);
  if (said.length === 0 || index.sentences.length === 0) return null;
  const total = curve(index, said, by);
  let best = 0;
  for (let i = 1; i < total.length; i++) if ((total[i] as number) > (total[best] as number)) best = i;
  let rival = 0;
  for (let i = 0; i < total.length; i++)
    if (Math.abs(i - best) * step > elsewhere) rival = Math.max(rival, total[i] as number);
  const peak = best * step;
  const near = (term: Term) => term.places.some((at) => Math.abs(at - peak) <= 60);
  const single = said.filter(({ term }) => !term.includes(' '));
  const here = single.filter(near);
  const coverage = here.reduce((sum, { weight }) => sum + weight, 0) / Math.max(1e-9, weightAll);
  const lead = 1 - rival / (total[best] as number);
  const stems = new Set(here.map(({ term }) => term));
  const shared = new Map<string, string>();
  let before = { from: 0, to: 0, stem: '' };
  for (const word of writtenWords(claim)) {
    if (!stems.has(word.stem)) continue;
    // Pairs of letters that overlap are one stretch of the claim.
    const overlaps = word.from < before.to;
    if (overlaps) shared.delete(before.stem);
    before = overlaps ? { ...before, to: word.to, stem: `${before.stem} ${word.stem}` } : word;
    shared.set(before.stem, claim.slice(before.from, before.to));
  }
  const confidence = confidenceOf({ coverage, lead, words: here.length }, by);
  return {
    ...passage(index, peak, stems),
    confidence,
    shared: [...shared.values()],
    coverage,
    lead,
    words: here.length,
  };
}

/** What is said of a moment with this much in common with the claim. */
export function confidenceOf(
  { coverage, lead, words }: Pick<Support, 'coverage' | 'lead' | 'words'>,
  { certain, likely }: Method,
): Support['confidence'] {
  if (coverage >= certain.coverage && lead >= certain.lead && words >= certain.words) return 'certain';
  return coverage >= likely.coverage && words >= likely.words ? 'likely' : 'none';
}

/** The sentences to show: around the peak, from the first to the last that share a word, at most about 40 seconds. */
function passage(
  index: SpokenIndex,
  peak: number,
  stems: ReadonlySet<string>,
): Pick<Support, 'startSec' | 'endSec' | 'text' | 'marks' | 'speaker'> {
  const close = index.sentences.filter(({ from, to }) => to >= peak - 2 && from <= peak + 40);
  const sharing = close.filter(({ text }) => contentWords(text).some((word) => stems.has(word)));
  const chosen = sharing.length > 0 ? sharing : close.slice(0, 1);
  const first = chosen[0] ?? nearest(index.sentences, peak);
  const last = chosen.at(-1) ?? first;
  const shown = index.sentences.filter(({ from }) => from >= first.from && from <= last.from).slice(0, 12);
  const speakers = new Set(shown.map(({ speaker }) => speaker));
  const text = shown.map((sentence) => sentence.text).join(' ');
  return {
    startSec: first.from,
    endSec: last.to,
    text,
    marks: united(
      writtenWords(text).flatMap(({ stem, from, to }): TextRange[] => (stems.has(stem) ? [[from, to]] : [])),
    ),
    speaker: speakers.size === 1 ? first.speaker : null,
  };
}

function nearest(sentences: readonly Spoken[], at: number): Spoken {
  return sentences.reduce((best, sentence) =>
    Math.abs(sentence.from - at) < Math.abs(best.from - at) ? sentence : best,
  );
}
