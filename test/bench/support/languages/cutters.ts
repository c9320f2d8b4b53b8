import { lettersOf, type Reference, unspaced } from './reference.ts';

/** A way to cut text without spaces; a query finds the texts that have its words in a row. */
interface Cutter {
  readonly name: string;
  cut(text: string): string[];
}

const plain = (text: string) => text.normalize('NFC').toLowerCase();

/** Every letter with its marks is a word. */
const letters: Cutter = {
  name: 'letters',
  cut: (text) => lettersOf(plain(text)).filter((letter) => /[\p{L}\p{N}]/u.test(letter)),
};

/** Words as the ICU of this Node cuts them. */
function segmenter(tag: string): Cutter {
  const by = new Intl.Segmenter(tag, { granularity: 'word' });
  return {
    name: 'Intl.Segmenter',
    cut: (text) =>
      Array.from(by.segment(plain(text).replaceAll('\u200b', ' ')))
        .filter(({ segment }) => /[\p{L}\p{N}]/u.test(segment))
        .map(({ segment }) => segment),
  };
}

/** What words of scripts without spaces find when text and query are cut in one way. */
export interface Cut {
  questions: number;
  pairs: number;
  /** Calls with the word as text, letter for letter, and how many of them were found. */
  asText: number;
  foundText: number;
  /** Calls in which the reference cuts it as a word, and how many of them were found. */
  asWord: number;
  foundWord: number;
  /** Calls found without the word, or its equal, as text; and with it as text, but not as a word. */
  falseHits: number;
  acrossWords: number;
  /** Words of all calls, and the milliseconds it took to cut them. */
  words: number;
  ms: number;
}

const holds = (list: readonly string[], run: readonly string[]): boolean =>
  list.some((word, at) => word === run[0] && run.every((next, step) => list[at + step] === next));

/** The same questions, asked of plain lists of words that each of the cutters makes. */
export function compareCutters(reference: Reference): Record<string, Cut> {
  const { texts, declaration } = reference;
  const asked = reference.words.filter((word) => unspaced.test(word));
  return Object.fromEntries(
    [letters, segmenter(declaration.tag)].map(({ name, cut }) => {
      const from = performance.now();
      const lists = texts.map(cut);
      const ms = performance.now() - from;
      const out: Cut = {
        questions: asked.length,
        pairs: asked.length * texts.length,
        asText: 0,
        foundText: 0,
        asWord: 0,
        foundWord: 0,
        falseHits: 0,
        acrossWords: 0,
        words: lists.reduce((sum, list) => sum + list.length, 0),
        ms,
      };
      for (const word of asked) {
        const run = cut(word);
        const found = new Set(lists.flatMap((list, call) => (holds(list, run) ? [call + 1] : [])));
        const [text, loose, own] = [reference.exactly(word), reference.loosely(word), reference.asWord(word)];
        const both = new Set([...text].filter((call) => own.has(call)));
        out.asText += text.size;
        out.asWord += both.size;
        for (const call of text) if (found.has(call)) out.foundText++;
        for (const call of both) if (found.has(call)) out.foundWord++;
        for (const call of found)
          if (!loose.has(call)) out.falseHits++;
          else if (!own.has(call)) out.acrossWords++;
      }
      return [name, out];
    }),
  );
}
