import { languageOfCode } from '../language.ts';
import type { Node } from './ast.ts';
import { parseMoment } from './dates.ts';
import { fields, scoreWords } from './fields.ts';
import { nearWordsOf, type QueryWord, queryWordOf } from './plan.ts';

/** Words of the calls that count as a word beside it, most used first. */
type FoundWords = (word: QueryWord) => readonly string[];

/** The query in plain English, one sentence; with the words that were found for one that reaches further, where `found` knows them. */
export function explainNode(node: Node | null, found: FoundWords = () => []): string {
  return node ? `Calls ${clause(node, found)}.` : 'All calls.';
}

/** Words named at most of those that count as one. */
const namedAtMost = 6;

/** A word in quotation marks, with what else counts as it. */
function named(word: QueryWord, found: FoundWords): string {
  const others = word.reach === 'exact' ? [] : found(word);
  const list = `${others.slice(0, namedAtMost).join(', ')}${others.length > namedAtMost ? ', …' : ''}`;
  const text = word.prefix ? `a word beginning with ${quoted(word.text)}` : quoted(word.text);
  if (word.reach === 'forms') return `${text} or a related form${others.length > 0 ? ` (${list})` : ''}`;
  return `${text}${others.length > 0 ? ` (also ${list})` : ''}`;
}

/** A date, or a moment to the minute, of `new:` for people. */
export function sinceWords(text: string): string {
  const moment = parseMoment(text);
  if (moment !== null) return `${new Date(moment).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return /^\d/.test(text) ? text : text.replaceAll('-', ' ');
}

/** 'a', 'a and b', 'a, b and c'. */
function listed(items: readonly string[], last: 'and' | 'or'): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}

const quoted = (text: string) => `“${text}”`;
const isPlain = (node: Node): node is Extract<Node, { kind: 'word' }> =>
  node.kind === 'word' && node.field === null && !node.prefix;

/** Words side by side read as one list; everything else is a part of its own. */
function all(nodes: readonly Node[], found: FoundWords): string {
  const plain = nodes.filter(isPlain).map((node) => named(queryWordOf(node), found));
  const words = plain.length > 0 ? [`with ${listed(plain, 'and')}`] : [];
  const parts = [...words, ...nodes.filter((node) => !isPlain(node)).map((node) => clause(node, found))];
  return parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}`;
}

function any(nodes: readonly Node[], found: FoundWords): string {
  if (nodes.every(isPlain))
    return `with ${listed(
      nodes.map((node) => named(queryWordOf(node), found)),
      'or',
    )}`;
  return `(${nodes.map((node) => clause(node, found)).join(' or ')})`;
}

const comparisons = {
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
  '=': 'exactly',
} as const;

/** Calls by the values of their score: bands, and what stands in for one. */
function scored(keys: readonly string[]): string {
  const bands = keys.filter((key) => /^\d/.test(key)).map(scoreWords);
  return listed(
    [
      ...(bands.length > 0 ? [`${fields.score.phrase} ${listed(bands, 'or')}`] : []),
      ...(keys.includes('no-score') ? ['reviewed without a score'] : []),
      ...(keys.includes('not-reviewed') ? ['not reviewed'] : []),
    ],
    'or',
  );
}

function clause(node: Node, found: FoundWords): string {
  switch (node.kind) {
    case 'and':
      return all(node.nodes, found);
    case 'or':
      return any(node.nodes, found);
    case 'not':
      return without(node.node, found);
    case 'word':
      return `with ${named(queryWordOf(node), found)}${node.field ? ` ${fields[node.field].phrase}` : ''}`;
    case 'phrase':
      return `with exactly ${quoted(node.text)}${node.field ? ` ${fields[node.field].phrase}` : ''}`;
    case 'near':
      return `with ${listed(
        nearWordsOf(node).map((word) => named(word, found)),
        'and',
      )} within ${node.distance} words`;
    case 'value':
      if (node.field === 'score') return scored(node.values.map(({ text }) => text));
      return `${fields[node.field].phrase} ${valuesOf(node)}`;
    case 'duration':
      return `${fields.dur.phrase} ${comparisons[node.op]} ${
        Number.isInteger(node.minutes)
          ? `${node.minutes} minutes`
          : `${Math.round(node.minutes * 60)} seconds`
      }`;
    case 'score':
      return `${fields.score.phrase} ${comparisons[node.op]} ${node.percent} %`;
    case 'date': {
      const text = /^\d/.test(node.text) ? node.text : node.text.replaceAll('-', ' ');
      return `${fields[node.field].phrase} ${node.field === 'date' ? text.replace('..', ' to ') : text}`;
    }
    case 'new':
      return `${fields.new.phrase} ${sinceWords(node.text)}`;
  }
}

function valuesOf(node: Extract<Node, { kind: 'value' }>): string {
  const fixed = fields[node.field].kind === 'words';
  return listed(
    node.values.map(({ text, exact }) => {
      const language = node.field === 'lang' ? languageOfCode(text) : null;
      return language ?? (exact || fixed ? text : quoted(text));
    }),
    'or',
  );
}

function without(node: Node, found: FoundWords): string {
  if (node.kind === 'word' || node.kind === 'phrase' || node.kind === 'near')
    return clause(node, found).replace(/^with/, 'without');
  if (node.kind === 'value' && node.field === 'has') return `that have no ${valuesOf(node)}`;
  if (node.kind === 'value' && node.field === 'is') return `that are not ${valuesOf(node)}`;
  if (node.kind === 'value' && node.field === 'score' && node.values.every((v) => v.text === 'not-reviewed'))
    return 'that are reviewed';
  return `not ${node.kind === 'and' ? `(${clause(node, found)})` : clause(node, found)}`;
}
