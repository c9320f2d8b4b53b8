import { parseQuery } from '../contract/query/parse.ts';
import { assertUnderstood, marked } from '../contract/query/understood.ts';
import type { Terminal } from './output.ts';

/**
 * Refuses a query of the command line that was not understood (exit 2): else a filter that is left out would find everything.
 * What was only put right is said on stderr.
 */
export function checkQuery(name: string, q: string | undefined, terminal: Terminal): void {
  if (q === undefined) return;
  assertUnderstood(q, name);
  tellProblems(name, q, terminal);
}

/** Says what of a query was not understood or put right, with its place. */
export function tellProblems(name: string, q: string, terminal: Terminal): void {
  for (const problem of parseQuery(q).problems)
    terminal.err(`${name}, at character ${problem.from + 1}: ${problem.message}\n  ${marked(q, problem)}\n`);
}
