import type { FindHit } from '../../electron/contract/call.ts';
import type { MomentKind } from '../../electron/contract/library.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import type { TextField } from '../../electron/contract/query/fields.ts';
import { nearWordsOf, type QueryWord, queryWordOf } from '../../electron/contract/query/plan.ts';
import { wordsOf } from '../../electron/contract/words/cut.ts';
import { kindName, passageKind } from '../store/codes.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { planQuery } from '../text/plan.ts';
import { isWordOf, type Term, termOf, termsIn } from '../text/terms.ts';
import { storedText } from '../text/text.ts';
import { readMonologues } from '../transcripts/monologues.ts';
import { findCall } from './find-call.ts';
import { texts } from './ingest/derive.ts';

/** A word or a phrase to look for, in any text or in one kind only. */
interface FindTerm {
  readonly term: Term;
  readonly kind: MomentKind | null;
}

/** Where each text field of the grammar stands in a call; people are no text of it. */
const kindOf: Readonly<Record<TextField, MomentKind | null>> = {
  title: 'title',
  brief: 'brief',
  key: 'keyPoint',
  outline: 'outline',
  highlight: 'highlight',
  said: 'said',
  comment: 'comment',
  note: 'note',
  people: 'people',
};

/** The words and phrases of a query that can stand in a text of a call in a language; exclusions and filters are left out. */
function findTerms(q: string, language: string | null): readonly FindTerm[] {
  const terms: FindTerm[] = [];
  const add = ({ text, prefix, reach }: QueryWord, field: TextField | null) => {
    const term = termOf(text, prefix, reach);
    if (term) terms.push({ term: termsIn([term], language)[0] as Term, kind: field && kindOf[field] });
  };
  const visit = (node: Node): void => {
    if (node.kind === 'and' || node.kind === 'or') node.nodes.forEach(visit);
    else if (node.kind === 'word' || node.kind === 'phrase') add(queryWordOf(node), node.field);
    else if (node.kind === 'near') for (const word of nearWordsOf(node)) add(word, null);
  };
  const { root } = planQuery(q, true);
  if (root) visit(root);
  return terms;
}

function has(line: readonly string[], { term }: FindTerm): boolean {
  const { tokens, prefix } = term;
  const final = tokens.length - 1;
  if (final === 0) return line.some((word) => isWordOf(term, word));
  return line.some((_, from) =>
    tokens.every((word, index) => {
      const token = line[from + index];
      if (token === undefined) return false;
      return prefix && index === final ? token.startsWith(word) : token === word;
    }),
  );
}

interface Line extends FindHit {
  readonly text: string;
}

function spokenLines(db: Db, gongId: string): Line[] {
  return (readMonologues(db, gongId) ?? []).flatMap(({ sentences }, monologue) =>
    sentences.map(({ start, text }, sentence) => ({
      kind: 'said' as const,
      startSec: start / 1000,
      monologue,
      sentence,
      text,
    })),
  );
}

function otherLines(db: Db, callId: number): Line[] {
  const none = { monologue: null, sentence: null };
  const rows = prepared(
    db,
    'SELECT kind, start_s, text FROM passage WHERE call_id = ? AND kind > ? ORDER BY kind, position',
  ).all(callId, passageKind.said) as { kind: number; start_s: number | null; text: string }[];
  const call = prepared(
    db,
    'SELECT brief, key_points FROM call JOIN call_content ON call_id = id WHERE id = ?',
  ).get(callId) as { brief: string | null; key_points: string | null };
  return [
    { kind: 'brief' as const, startSec: null, text: call.brief ?? '', ...none },
    ...texts(call.key_points ? JSON.parse(call.key_points) : null).map((text) => ({
      kind: 'keyPoint' as const,
      startSec: null,
      text,
      ...none,
    })),
    ...rows.map((row) => ({
      kind: kindName(row.kind),
      startSec: row.start_s,
      text: storedText(row.text),
      ...none,
    })),
  ];
}

/** Lines with the number of words that each has, and the best of these numbers. */
function score(lines: readonly Line[], terms: readonly FindTerm[]): { best: number; scores: number[] } {
  const scores = lines.map((line) => {
    const words = wordsOf(line.text);
    return terms.filter((term) => (term.kind === null || term.kind === line.kind) && has(words, term)).length;
  });
  return { best: Math.max(0, ...scores), scores };
}

/** Six words in ten are enough. */
const most = (words: number) => Math.ceil(words * 0.6);

/**
 * The lines of a call that have most of the query's words, by time (untimed ones first). Written and spoken lines are
 * judged apart, because a brief has more of any question than a sentence has. For one word these are all lines with it;
 * for a long question, the lines that come closest. Throws call/not-found.
 */
export function findInCall(db: Db, gongId: string, q: string): readonly FindHit[] {
  const call = findCall(db, gongId);
  const terms = findTerms(q, call.language);
  if (terms.length === 0) return [];
  const spoken = spokenLines(db, gongId);
  const written = otherLines(db, call.id);
  const [said, wrote] = [score(spoken, terms), score(written, terms)];
  const pick = (lines: readonly Line[], { best, scores }: { best: number; scores: number[] }) =>
    lines.filter((_, at) => best > 0 && (scores[at] as number) >= Math.min(best, most(terms.length)));
  return [...(wrote.best >= most(said.best) ? pick(written, wrote) : []), ...pick(spoken, said)]
    .sort((a, b) => (a.startSec ?? -1) - (b.startSec ?? -1))
    .map(({ kind, startSec, monologue, sentence }) => ({ kind, startSec, monologue, sentence }));
}
