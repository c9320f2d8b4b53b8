import type { Precision, TrackerDefinition } from '../../../../electron/contract/trackers.ts';
import { percent } from '../../../ui/format.ts';

/** A tracker that finds nothing yet. */
export const empty: TrackerDefinition = {
  languages: [{ language: null, phrases: [], relatedForms: true }],
  saidBy: 'anyone',
  onlyQuestions: false,
  saidAt: null,
};

/** What separates phrases, whichever keyboard types it: commas and semicolons of Latin, Japanese, Chinese and Arabic, new lines. */
export const separators = /[\n,;、，；،؛]+/;
/** A quotation mark that is no letter of a word, as it is in Hebrew abbreviations (מנכ"ל). */
const quotes = /(?<![\p{L}\p{N}])["“”]|["“”](?![\p{L}\p{N}])/gu;

/** Phrases from what was typed or pasted: one a line, or separated by commas or semicolons; each once. */
export function phrasesIn(text: string, known: readonly string[] = []): string[] {
  const seen = new Set(known.map((phrase) => phrase.toLowerCase()));
  return text
    .split(separators)
    .map((phrase) => phrase.replace(quotes, '').replace(/\s+/g, ' ').trim())
    .filter((phrase) => {
      const key = phrase.toLowerCase();
      if (!phrase || phrase.length > 200 || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

export const phraseCount = (definition: TrackerDefinition): number =>
  definition.languages.reduce((sum, group) => sum + group.phrases.length, 0);

/** The definition in one line: 'price, cost (+3), said by customers, only in questions'. */
export function summary(definition: TrackerDefinition): string {
  const phrases = definition.languages.flatMap((group) => group.phrases);
  const rest = phrases.length - 3;
  return [
    `${phrases
      .slice(0, 3)
      .map((phrase) => `“${phrase}”`)
      .join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
    ...(definition.saidBy === 'anyone'
      ? []
      : [`said by ${definition.saidBy === 'company' ? 'the company' : 'customers'}`]),
    ...(definition.onlyQuestions ? ['only in questions'] : []),
    ...(definition.saidAt
      ? [
          `in the ${definition.saidAt.part} ${definition.saidAt.amount} ${definition.saidAt.unit === 'percent' ? '%' : 'minutes'}`,
        ]
      : []),
  ].join(', ');
}

/** '83 % right (10 of 12 marked; 95 % band 55–95 %)'. */
export function precisionWords(precision: Precision): string {
  const marked = precision.right + precision.wrong;
  return precision.share === null || marked === 0
    ? 'No hits marked yet'
    : `${percent(precision.share)} right (${precision.right} of ${marked} marked; 95 % band ${percent(precision.low)} to ${percent(precision.high)})`;
}
