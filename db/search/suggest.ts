import type { Completion } from '../../electron/contract/library.ts';
import {
  dateFields,
  hasValues,
  isValues,
  textFields,
  valueFields,
  weekdays,
} from '../../electron/contract/query/ast.ts';
import { distance } from '../../electron/contract/query/distance.ts';
import { quote } from '../../electron/contract/query/format.ts';
import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import { type ColumnStore, isMulti, isSingle } from './columns.ts';
import { fold } from './dictionary.ts';
import { tokens } from './terms.ts';

const details: Readonly<Record<string, string>> = {
  rep: 'who hosted the call',
  who: 'anyone on the call',
  tracker: 'what came up',
  account: 'CRM account',
  said: 'only in the transcript',
  dur: 'e.g. dur:>30m',
  date: 'e.g. date:last-quarter',
  after: 'e.g. after:2025-01',
  before: 'e.g. before:2025-06-30',
  'stage@call': 'stage when the call took place',
  is: isValues.join(', '),
  has: hasValues.join(', '),
};

/** What may be typed at the caret: names of fields, or values of the field being typed, most used first. */
export function complete(store: ColumnStore, q: string, caret: number): Completion[] {
  const at = Math.min(caret, q.length);
  const typed = /(?:^|[\s(-])(?:([a-zA-Z]+(?:@[a-z]*)?):)?("?)([^\s"():]*)$/.exec(q.slice(0, at));
  if (!typed) return [];
  const field = typed[1]?.toLowerCase();
  const text = typed[3] ?? '';
  const from = at - text.length - (typed[2] ?? '').length;
  if (!field) {
    if (text.length === 0) return [];
    return [...valueFields, ...textFields, ...dateFields]
      .filter((name) => name.startsWith(text.toLowerCase()) && name !== text)
      .slice(0, 6)
      .map((name) => ({ insert: `${name}:`, label: `${name}:`, detail: details[name] ?? '', from, to: at }));
  }
  return valuesOf(store, field)
    .filter(([label]) => fold(label).includes(fold(text)))
    .slice(0, 10)
    .map(([label, count]) => ({
      insert: `${quote(label)} `,
      label,
      detail: count === null ? '' : `${count.toLocaleString('en')} calls`,
      from,
      to: at,
    }));
}

function valuesOf(store: ColumnStore, field: string): [string, number | null][] {
  if (field === 'has') return hasValues.map((name) => [name, null]);
  if (field === 'is') return isValues.map((name) => [name, null]);
  if (field === 'weekday') return weekdays.map((name) => [name, null]);
  const columns = store.current();
  if (!isSingle(field as 'rep') && !isMulti(field as 'who')) return [];
  const values = isSingle(field as 'rep')
    ? columns.single[field as 'rep']
    : columns.multi[field as 'who'].values;
  const labels = store.dictionaries[field as 'rep'].labels;
  const counts = new Int32Array(labels.length);
  for (const code of values) if (code >= 0) counts[code]!++;
  return labels
    .map((label, code): [string, number] => [label, counts[code] as number])
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1]);
}

/** The query with words that occur nowhere put right from the index's vocabulary; null when there is nothing better. */
export function didYouMean(db: Db, q: string): string | null {
  let changed = false;
  const text = q.replace(
    /(^|\s)([\p{L}][\p{L}\p{N}'’-]{3,29})(?=\s|$|\?)/gu,
    (whole, before: string, word: string) => {
      const [token, ...more] = tokens(word);
      if (!token || more.length > 0 || whole.includes(':')) return whole;
      const better = closest(db, token);
      if (!better) return whole;
      changed = true;
      return before + better;
    },
  );
  return changed ? text : null;
}

function closest(db: Db, token: string): string | null {
  const known = prepared(db, 'SELECT 1 FROM call_vocabulary WHERE term = ?').get(token);
  if (known) return null;
  const first = token.slice(0, 1);
  const rows = prepared(
    db,
    'SELECT term, doc FROM call_vocabulary WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?',
  ).iterate(first, `${first}\u{10ffff}`, token.length - 2, token.length + 2) as IterableIterator<{
    term: string;
    doc: number;
  }>;
  let best: string | null = null;
  let score = 0;
  const allowed = token.length <= 4 ? 1 : 2;
  for (const { term, doc } of rows) {
    const away = distance(token, term, allowed);
    if (away > allowed) continue;
    const value = Math.log(doc + 1) + 1 - away * 3 + 6;
    if (value > score) {
      score = value;
      best = term;
    }
  }
  return best;
}
