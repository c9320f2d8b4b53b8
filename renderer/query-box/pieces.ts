import type { QueryProblem } from '../../electron/contract/library.ts';
import type { Node, Span } from '../../electron/contract/query/ast.ts';
import { parseQuery } from '../../electron/contract/query/parse.ts';

/** A stretch of the query text and how it is shown behind the search box. */
interface Piece {
  readonly text: string;
  readonly kind: 'plain' | 'filter' | 'without' | 'hint' | 'error';
}

/** Where a node stands in the query text. */
export function spanOf(node: Node): Span {
  if ('span' in node) return node.span;
  const spans = node.nodes.map(spanOf);
  return {
    from: Math.min(...spans.map((span) => span.from)),
    to: Math.max(...spans.map((span) => span.to)),
  };
}

/** Whether a query looks for words: only then there is anything to rank by. */
export function hasWords(q: string): boolean {
  const visit = (node: Node): boolean =>
    node.kind === 'and' || node.kind === 'or'
      ? node.nodes.some(visit)
      : node.kind === 'word' || node.kind === 'phrase' || node.kind === 'near';
  const { root } = parseQuery(q);
  return root !== null && visit(root);
}

/** Cuts the query text into pieces; joined they are the text again. */
export function piecesOfQuery(q: string, problems: readonly QueryProblem[]): Piece[] {
  const kinds: Piece['kind'][] = new Array<Piece['kind']>(q.length).fill('plain');
  const paint = ({ from, to }: Span, kind: Piece['kind']) => kinds.fill(kind, from, Math.min(to, q.length));
  const visit = (node: Node): void => {
    if (node.kind === 'and' || node.kind === 'or') node.nodes.forEach(visit);
    else if (node.kind === 'not') paint(node.span, 'without');
    else if (node.kind !== 'word' && node.kind !== 'phrase') paint(node.span, 'filter');
    else if (node.field) paint(node.span, 'filter');
  };
  const { root } = parseQuery(q);
  if (root) visit(root);
  for (const problem of problems) paint(problem, problem.severity);
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = 1; at <= q.length; at++) {
    if (at < q.length && kinds[at] === kinds[from]) continue;
    pieces.push({ text: q.slice(from, at), kind: kinds[from] as Piece['kind'] });
    from = at;
  }
  return pieces;
}
