import { wordsOf } from '../words/cut.ts';
import { isAskingWord, isQuestion, partsOfQuestion } from '../words/question.ts';
import type { Node, Query } from './ast.ts';
import { askedWord, parseQuery } from './parse.ts';

/**
 * How far a word of a query reaches: as it stands (in quotation marks), also with what its script writes on to words (bare), or also its
 * related forms (~).
 */
export type Reach = 'exact' | 'bare' | 'forms';

/** A word or phrase of a query that what it finds should show. */
export interface QueryWord {
  readonly text: string;
  /** Whether it stands for all words that begin so. */
  readonly prefix: boolean;
  readonly reach: Reach;
}

type WordNode = Extract<Node, { kind: 'word' | 'phrase' }>;

/** What a word or phrase looks for. */
export const queryWordOf = (node: WordNode): QueryWord =>
  node.kind === 'phrase'
    ? { text: node.text, prefix: false, reach: 'exact' }
    : { text: node.text, prefix: node.prefix, reach: node.forms ? 'forms' : 'bare' };

/** What the words of NEAR look for. */
export const nearWordsOf = ({ words }: Extract<Node, { kind: 'near' }>): QueryWord[] =>
  words.map((word) => {
    const { text, forms } = askedWord(word);
    return { text, prefix: false, reach: forms ? 'forms' : 'bare' };
  });

/** A query as it is evaluated and as its words are marked. */
export interface ReadQuery {
  readonly root: Node | null;
  readonly problems: Query['problems'];
  /** In order, those left out that are excluded or only say that it is a question. */
  readonly words: readonly QueryWord[];
  /** A question in plain words: any of its telling words counts, the best match comes first. */
  readonly question: boolean;
}

const asks = new Set(
  'what how why who whom whose when where which did does do is are was were can could should would summarize summarise describe explain tell'.split(
    ' ',
  ),
);

/** English words that say nothing about what a question is about. */
export const stopWords: ReadonlySet<string> = new Set(
  'a about above after again all also am an and any are as at be because been before being below between both but by can could did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its itself just me more most my no nor not now of off on once only or other our out over own same she should so some such than that the their them then there these they this those through to too under until up very was we were what when where which while who whom why will with would you your yours summarize discuss discussed discussion say said think thought talk talked about mention mentioned meeting give tell describe explain according people someone anyone'.split(
    ' ',
  ),
);

/** Whether a word says something about what a question is about. */
export const isTelling = (word: string): boolean =>
  !isAskingWord(word) && wordsOf(word).some((token) => !stopWords.has(token));

type Word = Extract<Node, { kind: 'word' }>;
const isPlainWord = (node: Node): node is Word => node.kind === 'word' && node.field === null && !node.prefix;

const filterKinds = ['value', 'date', 'new', 'duration', 'score', 'not'] as const;
type Filter = Extract<Node, { kind: (typeof filterKinds)[number] }>;
const isFilter = (node: Node): node is Filter => (filterKinds as readonly string[]).includes(node.kind);

/** The words of a query that was typed as a question: it has a question mark, or begins with a question word and is long enough; else null. */
function wordsOfQuestion(
  q: string,
  words: readonly Word[],
  filters: readonly Filter[],
): readonly Word[] | null {
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last) return null;
  const behind = filters.find(({ span }) => span.from > last.span.from);
  if (!isQuestion(q.slice(first.span.from, behind?.span.from)))
    return words.length >= 4 && asks.has(first.text.toLowerCase()) ? words : null;
  const parts = words.flatMap((node) => {
    const written = q.slice(node.span.from, node.span.to);
    return partsOfQuestion(written).map((text) => (text === written ? node : { ...node, text }));
  });
  return parts.length >= 3 || parts.some((node) => !words.includes(node)) ? parts : null;
}

/** Reads a query text. `typing`: its last word is unfinished and matches as a prefix. */
export function readQuery(q: string, typing: boolean): ReadQuery {
  const { root, problems } = parseQuery(q);
  const nodes = root === null ? [] : root.kind === 'and' ? root.nodes : [root];
  const rest = nodes.filter((node) => !isPlainWord(node));
  const filters = rest.filter(isFilter);
  const words =
    filters.length === rest.length ? wordsOfQuestion(q, nodes.filter(isPlainWord), filters) : null;
  if (words) {
    const telling = words.filter((node) => isTelling(node.text));
    // The best answer may say it in another form (measured: bench:relevance).
    const any = (telling.length > 0 ? telling : words).map((node): WordNode => ({ ...node, forms: true }));
    const either: Node = any.length === 1 ? (any[0] as Node) : { kind: 'or', nodes: any };
    return {
      root: rest.length > 0 ? { kind: 'and', nodes: [either, ...rest] } : either,
      // A question mark behind a space looks for nothing, and need not.
      problems: problems.filter(
        ({ from, to }) => !isQuestion(q.slice(from, to)) || /[\p{L}\p{N}]/u.test(q.slice(from, to)),
      ),
      words: any.map(queryWordOf),
      question: true,
    };
  }
  const finished = typing ? unfinished(root, q) : root;
  return { root: finished, problems, words: positive(finished), question: false };
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

function positive(node: Node | null): QueryWord[] {
  if (!node || node.kind === 'not') return [];
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.flatMap(positive);
  if (node.kind === 'word' || node.kind === 'phrase') return [queryWordOf(node)];
  if (node.kind === 'near') return nearWordsOf(node);
  return [];
}
