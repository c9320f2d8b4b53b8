import { wordsOf } from './cut.ts';

/** Every character that Unicode calls a question mark, and those made of one (⁇, ⁉, ‽). */
const marks = '?？﹖︖؟⸮⁇⁈⁉‽՞፧᥅⳺⳻꘏꛷\u{11143}❓❔';
/** What may follow the mark: exclamation marks, dots of suspense, what closes a quotation or a bracket, nothing to see. */
const after = String.raw`(?:[${marks}!！﹗︕]|\.{2,}(?!\.)|…|[\p{Pe}\p{Pf}\p{Pi}"'＂＇]|\s|\p{Default_Ignorable_Code_Point})*$`;
/**
 * - Greek asks with a semicolon, U+037E where it is not made one.
 * - Spanish opens a question: where only the opening mark was written, what follows asks. So does Adlam.
 * - Armenian has its mark inside the word that asks.
 */
const asking = new RegExp(
  [
    `[${marks}]${after}`,
    String.raw`(?<=\p{Script=Greek}\p{M}*[\p{Pe}\p{Pf}"']?\s?)[;\u037e]${after}`,
    `[¿\\u{1E95F}][^${marks}]*$`,
    String.raw`(?<=\p{Script=Armenian})՞[^.։:]*[.։:]?${after}`,
  ].join('|'),
  'u',
);

/** Whether a sentence, as it is written, asks. The one rule for calls, trackers and queries. */
export const isQuestion = (text: string): boolean => asking.test(text);

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Particles and endings, and the verbs that are written like them; a letter of a script whose words have several. */
const grammar =
  /^(?:[\p{Script=Hiragana}ー]+|(?!\p{Script=Han})\p{L}\p{M}*|[的了是我你他她们們在有和就不也吗嗎呢吧很都这這那与與及或把被对對给給])$/u;
let segmenter: Intl.Segmenter | null = null;

/**
 * What a question in words is about, word by word, where its script has no spaces: without particles and endings, unless there is
 * nothing else. Of a Korean word, which carries its particles, the first two syllables. Each is then looked for as a run of letters: it
 * does not matter whether a call would be cut the same.
 */
export function partsOfQuestion(text: string): readonly string[] {
  if (!unspaced.test(text)) return [text.replace(/^(\p{Script=Hangul}{2})\p{Script=Hangul}+/u, '$1')];
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
  const words = [...segmenter.segment(text)]
    .filter(({ segment }) => wordsOf(segment).length > 0)
    .map(({ segment }) => segment);
  if (words.length < 2) return [text];
  const about = words.filter((word) => !grammar.test(word));
  return about.length > 0 ? about : words;
}

const key = (word: string) => wordsOf(word).join('');

const askingWords = new Set(
  (
    'что как почему кто когда где сколько какой какая какие какое ли это τι πως ποτε που ποσο ποσα ποιος ποια γιατι ειναι ' +
    'האם מה כמה איך מתי איפה למה מי هل ما ماذا كم كيف متى أين لماذا من آیا چه چرا چند क्या कैसे कब कहाँ कितना कितनी कितने कौन क्यों है हैं ' +
    'เท่าไร เท่าไหร่ เท่า ไหร่ อะไร ทำไม เมื่อไร เมื่อไหร่ ที่ไหน ใคร อย่างไร ไหม หรือ 什么 什麼 怎么 怎麼 为什么 為什麼 多少 哪里 哪裡 我们 你们 何 誰 무엇 어떻 언제 어디 누구 얼마'
  )
    .split(' ')
    .map(key),
);

/** Whether a word only asks, in languages that do not share their letters with English. */
export const isAskingWord = (word: string): boolean => askingWords.has(key(word));
