import { parseQuery } from '../../contract/query/parse.ts';
import { assertUnderstood, marked } from '../../contract/query/understood.ts';
import { jsonText, type Terminal } from './output.ts';

/**
 * Refuses a query of the command line that was not understood (exit 2): else a filter that is left out would find everything.
 * What was only put right is said on stderr.
 */
export function checkQuery(
  name: string,
  q: string | undefined,
  terminal: Terminal,
  json: boolean | undefined,
): void {
  if (q === undefined) return;
  assertUnderstood(q, name);
  tellProblems(name, q, terminal, json);
}

/** Says what of a query was not understood or put right, with its place; as JSON, a line each. */
export function tellProblems(name: string, q: string, terminal: Terminal, json: boolean | undefined): void {
  for (const problem of parseQuery(q).problems)
    terminal.err(
      json
        ? jsonText({ problem: { name, q, ...problem } })
        : `${name}, at character ${problem.from + 1}: ${problem.message}\n  ${marked(q, problem)}\n`,
    );
}
