import { stopWords } from '../../electron/contract/query/plan.ts';
import { hasSpecialWords, wordsOf } from '../../electron/contract/words/cut.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import type { Term } from '../text/terms.ts';

/** Two words that stand next to each other in a query once its stop words are left out. */
interface Pair {
  readonly first: string;
  readonly second: string;
  /** The second word is still being typed. */
  readonly prefix: boolean;
  /** How telling the two are together. */
  readonly idf: number;
}

/** The pairs of a query's telling words; `idfs` run in parallel to `terms`. */
export function pairsOf(terms: readonly Term[], idfs: readonly number[]): Pair[] {
  return terms.slice(1).map((term, at) => {
    const before = terms[at] as Term;
    return {
      first: before.tokens.at(-1) as string,
      second: term.tokens[0] as string,
      prefix: term.prefix && term.tokens.length === 1,
      idf: (idfs[at] ?? 0) + (idfs[at + 1] ?? 0),
    };
  });
}

const beyondAscii = /[^\0-\x7f]/;

/** How often each pair stands in some text, stop words between the two left out. Never across the end of a line. */
export function countPairs(text: string, pairs: readonly Pair[], counts: number[]): void {
  for (const line of text.split('\n')) {
    // Most lines are plain and lack one of the words: a look at the characters spares cutting them into words.
    const lower = beyondAscii.test(line) || hasSpecialWords(line) ? null : line.toLowerCase();
    if (lower !== null && !pairs.some(({ first, second }) => lower.includes(first) && lower.includes(second)))
      continue;
    let before: string | null = null;
    for (const token of lower === null ? wordsOf(line) : (lower.match(/[a-z0-9]+/g) ?? [])) {
      if (stopWords.has(token)) continue;
      if (before !== null)
        for (let at = 0; at < pairs.length; at++) {
          const pair = pairs[at] as Pair;
          if (pair.first === before && (pair.prefix ? token.startsWith(pair.second) : token === pair.second))
            counts[at] = (counts[at] ?? 0) + 1;
        }
      before = token;
    }
  }
}

/** How often each pair stands in what is written about a call. */
export function pairsInCall(db: Db, rowid: number, pairs: readonly Pair[]): number[] {
  const counts = pairs.map(() => 0);
  const fields = prepared(
    db,
    'SELECT title, people, brief, key_points, outline, highlights, comments, notes FROM call_text WHERE call_id = ?',
  )
    .raw()
    .get(rowid) as string[] | undefined;
  for (const field of fields ?? []) countPairs(field, pairs, counts);
  return counts;
}
