import { languageOfCode } from '../../electron/contract/language.ts';
import type { Completion } from '../../electron/contract/library.ts';
import { plainName } from '../../electron/contract/names.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import { distance } from '../../electron/contract/query/distance.ts';
import {
  type FieldName,
  fieldNamed,
  fieldNames,
  fields,
  isPeople,
  type MultiField,
  type SingleField,
  suggestedFields,
} from '../../electron/contract/query/fields.ts';
import { quote } from '../../electron/contract/query/format.ts';
import { maxQueryLength, parseQuery } from '../../electron/contract/query/parse.ts';
import { cutWords } from '../../electron/contract/words/cut.ts';
import { fold } from '../../electron/contract/words/fold.ts';
import { memoBy } from '../index/arrays/memo.ts';
import { type ColumnStore, type Columns, isMulti, isSingle } from '../index/columns/columns.ts';
import { valuesOf } from '../index/columns/values.ts';
import type { WordIndexView } from '../index/words/view.ts';

/** How often a value is used; null where that is not counted. `also` finds it too, e.g. a person's address. */
type Used = readonly [label: string, count: number | null, folded: string, also: string];

/** What may stand in a value without quotation marks; one inside a word belongs to it (מנכ"ל). */
const inValue = String.raw`(?:[^\s"():,、，；“”„«»「」『』＂]|(?<=[\p{L}\p{N}\p{M}])")`;
/** A field's name, the values before the last one, what opens the last one, and what it is so far. */
const valueBeforeCaret = new RegExp(
  String.raw`(?:^|[\s(-])([a-zA-Z]+(?:@[a-z]*)?):(?:(?:"(?:[^"\\]|\\.)*"|${inValue}+)[,、，；])*(?:(["“„«「『＂])([^"”“»」』＂]*)|()(${inValue}*))$`,
  'u',
);
const wordBeforeCaret = new RegExp(String.raw`(?:^|[\s(-])((?:[\p{L}\p{N}@]|\.(?=\p{L}))${inValue}*)$`, 'u');

/** A value as it is compared with what is typed: Hebrew abbreviations with and without their quotation mark are the same. */
const compared = (text: string): string =>
  fold(text).replace(/(?<=\p{Script=Hebrew}\p{M}*)["'’”״׳](?=\p{Script=Hebrew}|$)/gu, '');

/**
 * What may be typed at the caret, most used first: values of the field being typed; for a word without a field, the fields
 * it may begin and the values that have a word beginning so.
 */
export function complete(store: ColumnStore, q: string, caret: number): Completion[] {
  const at = Math.min(caret, q.length);
  // Far enough back for any value, and bounded whatever was pasted.
  const before = q.slice(Math.max(0, at - 400), at);
  const inField = valueBeforeCaret.exec(before);
  if (inField) {
    const text = inField[3] ?? inField[5] ?? '';
    const from = at - text.length - (inField[2] ?? '').length;
    const to = inField[2] && /["”“»」』＂]/.test(q[at] ?? '') ? at + 1 : at;
    const wanted = compared(text);
    const field = fieldNamed((inField[1] as string).toLowerCase());
    const language = field === 'lang' ? languageOfCode(text) : null;
    return (field ? usedOf(store, field) : [])
      .filter(
        ([label, , folded, also]) =>
          folded.includes(wanted) ||
          also.includes(wanted) ||
          (language !== null && label.startsWith(language)),
      )
      .slice(0, 10)
      .map(([label, count]) => ({
        insert: `${simple(label)} `,
        label,
        detail: calls(count),
        field: null,
        from,
        to,
      }));
  }
  const text = wordBeforeCaret.exec(before)?.[1];
  if (!text) return [];
  const from = at - text.length;
  const begun = fieldNames
    .filter((name) => name.startsWith(text.toLowerCase()) && name !== text)
    .slice(0, 4)
    .map((name) => ({
      insert: `${name}:`,
      label: `${name}:`,
      detail: fields[name].hint ?? fields[name].values?.join(', ') ?? '',
      field: null,
      from,
      to: at,
    }));
  const wanted = compared(text);
  // Two Latin letters begin too many names; two characters of Chinese are a name.
  if (/^(?:.?|[\x00-\x7f]{2})$/u.test(wanted)) return begun;
  const values = suggestedFields.flatMap((field) => {
    const found: { field: FieldName; label: string; count: number }[] = [];
    // Values come by use: the first few of each field are enough.
    for (const [label, count, folded] of usedOf(store, field)) {
      if (found.length === 4) break;
      if (beginsAWord(folded, wanted)) found.push({ field, label, count: count ?? 0 });
    }
    return found;
  });
  const seen = new Set<string>();
  return [
    ...begun,
    ...values
      .sort((a, b) => b.count - a.count)
      // Somebody who hosts is on the call too: said once, by the narrower field.
      .sort((a, b) => rankOf(a.field) - rankOf(b.field))
      .filter((value) => {
        const key = value.field === 'who' ? `rep|${value.label}` : `${value.field}|${value.label}`;
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
      })
      .sort((a, b) => b.count - a.count)
      .slice(0, 6)
      .map((value) => ({
        insert: `${value.field}:${quote(value.label)} `,
        label: value.label,
        detail: calls(value.count),
        field: value.field,
        from,
        to: at,
      })),
  ];
}

const rankOf = (field: FieldName) => fieldNames.indexOf(field);
const calls = (count: number | null) =>
  count === null ? '' : `${count.toLocaleString('en')} ${count === 1 ? 'call' : 'calls'}`;
/** Dates offered; any other can be typed. */
const relativeDates = [
  'today',
  'yesterday',
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
  'last-year',
  'last-30-days',
  'last-12-months',
];

/** Fixed words need no quotation marks; values do, so that they mean the whole attribute. */
const fixedWords: ReadonlySet<string> = new Set([
  ...fieldNames.flatMap((name) => (fields[name].kind === 'words' ? (fields[name].values ?? []) : [])),
  ...relativeDates,
]);
const simple = (label: string) => (fixedWords.has(label) ? label : quote(label));

/** Whether a word of a value begins so; of a script without spaces every letter is a word. */
function beginsAWord(label: string, start: string): boolean {
  if (!label.includes(start)) return false;
  let found = label.startsWith(start);
  cutWords(label, (_, from) => {
    found ||= label.startsWith(start, from);
  });
  return found;
}

const uncounted = (name: string): Used => [name, null, name, ''];

function usedOf(store: ColumnStore, field: FieldName): readonly Used[] {
  const { kind, values } = fields[field];
  if (values) return values.map(uncounted);
  if (kind === 'date' || kind === 'since') return relativeDates.map(uncounted);
  return isSingle(field) || isMulti(field) ? countValues(store.current(), field, store) : [];
}

const countValues = memoBy(
  (columns: Columns, field: SingleField | MultiField, store: ColumnStore): readonly Used[] => {
    const codes = isSingle(field) ? columns.single[field] : columns.multi[field].values;
    const values = valuesOf(store, columns, field);
    const counts = new Int32Array(values.size);
    for (const code of codes) if (code >= 0) counts[code]!++;
    const used: Used[] = [];
    counts.forEach((count, code) => {
      if (count === 0) return;
      const label = values.label(code);
      used.push([label, count, compared(isPeople(field) ? plainName(label) : label), values.also(code)]);
    });
    return used.sort((a, b) => (b[1] as number) - (a[1] as number) || (a[0] < b[0] ? -1 : 1));
  },
);

/**
 * The query with words that look like typos put right from the words of the calls; null when there is nothing better. A
 * word looks like one when hardly any call has it and a word one or two edits away is in many times as many.
 */
export function didYouMean(words: WordIndexView, q: string): string | null {
  let text = q.slice(0, maxQueryLength);
  let changed = false;
  // From the end, so that the places of the words before stay right.
  for (const { from, word } of plainWords(parseQuery(text).root).reverse().slice(0, 12)) {
    const cut: { readonly token: string; readonly from: number; readonly to: number }[] = [];
    cutWords(word, (token, begin, end) => cut.push({ token, from: from + begin, to: from + end }));
    const [only, ...more] = cut;
    // Nothing of scripts without spaces: each of their letters is a word.
    if (!only || more.length > 0 || !/^[^\p{N}]{4,30}$/u.test(only.token)) continue;
    const better = closest(words, only.token);
    if (!better) continue;
    changed = true;
    // What stands around the word (a question mark, quotation marks) stays.
    text = text.slice(0, only.from) + better + text.slice(only.to);
  }
  return changed ? text : null;
}

/** Words that must occur, with their places in the text; words of a field start behind its colon. */
function plainWords(node: Node | null): { from: number; word: string }[] {
  if (!node) return [];
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.flatMap(plainWords);
  if (node.kind !== 'word' || node.prefix || node.field) return [];
  return [{ from: node.span.to - node.text.length, word: node.text }];
}

/** Calls that have a word: those that are shown, while the index still has the words of others. */
function callsWith(words: WordIndexView, word: string): number {
  const nowhere = words.written.length - 1;
  return words.postings(word, false).reduce((sum, posting, at) => {
    const { slots } = words.segments[at] as WordIndexView['segments'][number];
    for (const doc of posting?.docs ?? []) if ((slots[doc] as number) < nowhere) sum++;
    return sum;
  }, 0);
}

/** Words that begin with a letter, with the calls that have them. Kept, because the keys typed next ask for the same. */
const vocabularyOf = memoBy((words: WordIndexView, first: string): ReadonlyMap<string, number> => {
  const list = new Map<string, number>();
  for (const [word, calls] of words.vocabulary(first))
    if (word.length < 33) list.set(word, (list.get(word) ?? 0) + calls);
  return list;
});

function closest(words: WordIndexView, token: string): string | null {
  const known = callsWith(words, token);
  if (known > 3) return null;
  let best: string | null = null;
  let score = 0;
  // A word that does occur must be far less usual than the other, and one edit away.
  const allowed = token.length <= 4 || known > 0 ? 1 : 2;
  for (const [term, calls] of vocabularyOf(words, String.fromCodePoint(token.codePointAt(0) as number))) {
    if (calls < known * 10 || term === token) continue;
    const away = distance(token, term, allowed);
    if (away > allowed) continue;
    // Singular and plural are no typos of each other.
    if (known > 0 && (term === `${token}s` || token === `${term}s`)) continue;
    const value = Math.log(calls + 1) + 1 - away * 3 + 6;
    // The vocabulary still has words of calls that are hidden or gone.
    if (value > score && callsWith(words, term) > 0) {
      score = value;
      best = term;
    }
  }
  return best;
}
