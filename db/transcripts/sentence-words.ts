import { cutWords } from '../../electron/contract/words/cut.ts';

/** Said instead of a number of words where they are too many for a byte, or (in older stores) could not be told letter by letter. */
export const notCounted = 255;

/** Words of a text as the word index has them; `notCounted` for more than 254. */
export function countWords(text: string): number {
  let words = 0;
  cutWords(text, () => {
    words++;
  });
  return Math.min(words, notCounted);
}
