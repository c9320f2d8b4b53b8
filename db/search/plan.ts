import type { Node } from '../../electron/contract/query/ast.ts';
import { parseQuery } from '../../electron/contract/query/parse.ts';
import { stopWords, type Term, termOf, tokens } from './terms.ts';

/** A query, ready to be evaluated. */
export interface QueryPlan {
  readonly root: Node | null;
  readonly problems: ReturnType<typeof parseQuery>['problems'];
  /** Words and phrases that a hit should show, i.e. those not excluded. */
  readonly terms: readonly Term[];
  /** A question in plain words: any of its telling words counts, the best match comes first. */
  readonly question: boolean;
}

const asks = new Set(
  'what how why who whom whose when where which did does do is are was were can could should would summarize summarise describe explain tell'.split(
    ' ',
  ),
);

/** Whether words were typed as a question: it ends with “?”, or begins with a question word and is long enough. */
function isQuestion(words: readonly string[]): boolean {
  if (words.length < 3) return false;
  return (
    Boolean(words.at(-1)?.endsWith('?')) || (words.length >= 4 && asks.has((words[0] ?? '').toLowerCase()))
  );
}

const isPlainWord = (node: Node): node is Extract<Node, { kind: 'word' }> =>
  node.kind === 'word' && node.field === null && !node.prefix;

/** Reads a query text. `typing`: its last word is unfinished and matches as a prefix. */
export function planQuery(q: string, typing: boolean): QueryPlan {
  const { root, problems } = parseQuery(q);
  const nodes = root === null ? [] : root.kind === 'and' ? root.nodes : [root];
  const words = nodes.filter(isPlainWord);
  const rest = nodes.filter((node) => !isPlainWord(node));
  if (
    isQuestion(words.map((node) => node.text)) &&
    rest.every(
      (node) =>
        node.kind === 'value' ||
        node.kind === 'date' ||
        node.kind === 'new' ||
        node.kind === 'duration' ||
        node.kind === 'score' ||
        node.kind === 'not',
    )
  ) {
    const telling = words.filter((node) => tokens(node.text).some((token) => !stopWords.has(token)));
    const any = telling.length > 0 ? telling : words;
    const either: Node = any.length === 1 ? (any[0] as Node) : { kind: 'or', nodes: any };
    return {
      root: rest.length > 0 ? { kind: 'and', nodes: [either, ...rest] } : either,
      problems,
      terms: any.flatMap((node) => termOf(node.text, false) ?? []),
      question: true,
    };
  }
  const finished = typing ? unfinished(root, q) : root;
  return { root: finished, problems, terms: dedupe(positive(finished)), question: false };
}

/** Marks the word the text ends with as a prefix. */
function unfinished(root: Node | null, q: string): Node | null {
  if (!root) return null;
  const end = q.length;
  const visit = (node: Node): Node => {
    if (node.kind === 'word' && node.span.to === end && !node.prefix) return { ...node, prefix: true };
    if (node.kind === 'and' || node.kind === 'or')
      return {
        ...node,
        nodes: node.nodes.map((child, at) => (at === node.nodes.length - 1 ? visit(child) : child)),
      };
    return node;
  };
  return visit(root);
}

function positive(node: Node | null): Term[] {
  if (!node || node.kind === 'not') return [];
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.flatMap(positive);
  if (node.kind === 'word') return [termOf(node.text, node.prefix)].flatMap((term) => term ?? []);
  if (node.kind === 'phrase') return [termOf(node.text, false)].flatMap((term) => term ?? []);
  if (node.kind === 'near') return node.words.flatMap((word) => termOf(word, false) ?? []);
  return [];
}

function dedupe(terms: readonly Term[]): Term[] {
  const seen = new Set<string>();
  return terms.filter((term) => {
    const key = `${term.prefix}${term.tokens.join(' ')}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
