import { type ReadQuery, readQuery } from '../../electron/contract/query/plan.ts';
import { type Term, termOf } from './terms.ts';

/** A query, ready to be evaluated. */
export interface QueryPlan extends Omit<ReadQuery, 'words'> {
  /** Words and phrases that a hit should show, i.e. those not excluded. */
  readonly terms: readonly Term[];
}

/** Reads a query text. `typing`: its last word is unfinished and matches as a prefix. */
export function planQuery(q: string, typing: boolean): QueryPlan {
  const { words, ...plan } = readQuery(q, typing);
  const terms = words.flatMap(({ text, prefix, reach }) => termOf(text, prefix, reach) ?? []);
  return { ...plan, terms: plan.question ? terms : dedupe(terms) };
}

function dedupe(terms: readonly Term[]): Term[] {
  const seen = new Set<string>();
  return terms.filter((term) => {
    const key = `${term.prefix}${term.forms}${term.clitics.size}${term.tokens.join(' ')}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
