import { EarshotError } from '../errors.ts';
import type { Query } from './ast.ts';
import { parseQuery } from './parse.ts';

type Problem = Query['problems'][number];

/**
 * The first part of a query that was not understood, so that it would find more than was meant: a filter that is left out, or
 * all of it. Null where there is none; hints (a word looked for that looks like a field) are none.
 */
export function misunderstood(q: string): Problem | null {
  const { root, problems } = parseQuery(q);
  const wrong = problems.find(({ severity }) => severity === 'error');
  if (wrong) return wrong;
  if (root !== null || q.trim() === '') return null;
  return (
    problems[0] ?? {
      from: 0,
      to: q.length,
      message: 'There is nothing to look for in it.',
      severity: 'error',
    }
  );
}

/** The query with a part of it marked, cut to the surroundings of that. */
export function marked(q: string, { from, to }: Pick<Problem, 'from' | 'to'>): string {
  const [begin, end] = [Math.max(0, from - 60), Math.min(q.length, to + 60)];
  return `${begin > 0 ? '…' : ''}${q.slice(begin, from)}»${q.slice(from, to)}«${q.slice(to, end)}${end < q.length ? '…' : ''}`;
}

/**
 * Refuses a query that was not understood, for what is done with everything it finds: throws 'query/not-understood' with the
 * place. `name`: what it is called where it was given.
 */
export function assertUnderstood(q: string, name = 'The query'): void {
  const problem = misunderstood(q);
  if (!problem) return;
  throw new EarshotError({
    code: 'query/not-understood',
    message: `${name} was not understood at character ${problem.from + 1}: ${problem.message}`,
    nextStep: `Correct the marked part: ${marked(q, problem)}`,
  });
}
