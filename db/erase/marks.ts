import { createHmac, randomBytes } from 'node:crypto';
import type { Db, WriterDb } from '../store/open.ts';
import { findRow, insertRow, putRow } from '../store/rows.ts';
import { erasedPerson, setting } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import { nameWords, otherForms, tellsName } from '../text/person-names.ts';
import { tidyAddress } from '../text/text.ts';

// Who was erased must be known again when Gong sends them again, without being kept: so only keyed hashes are. Whoever has the store
// has its salt too, and could try addresses and names one by one: it keeps what is not known from being read, no more.

type Kind = (typeof erasedPerson.$inferSelect)['kind'];
/** Whether the calls of an erased person go, or their words on them. */
export type Takes = (typeof erasedPerson.$inferSelect)['takes'];

/** A mark of somebody, before it is hashed. */
export interface Mark {
  readonly kind: Kind;
  readonly value: string;
  /** Of a name: how many words it has. */
  readonly words: number;
}

/** Digits that tell two phone numbers apart, from the end: how the country or the trunk line is dialled differs. */
const phoneDigits = 9;
const shortestPhone = 7;

const mark = (kind: Kind, value: string, words = 0): Mark => ({ kind, value, words });

/** The mark of an address; null for what is none. */
export function addressMark(text: string): Mark | null {
  const address = tidyAddress(text);
  return address.includes('@') ? mark('address', address) : null;
}

/** The mark of a phone number, however it is written; null for what is none. */
export function phoneMark(text: string): Mark | null {
  const digits = text.normalize('NFKC').replace(/\D/g, '');
  return digits.length < shortestPhone || /[\p{L}@]/u.test(text)
    ? null
    : mark('phone', digits.slice(-phoneDigits));
}

/** The mark of a whole name, in whichever order its words stand; null for one without words. */
export function nameMark(words: readonly string[]): Mark | null {
  return words.length === 0 ? null : mark('name', words.toSorted().join(' '), words.length);
}

export const partMark = (word: string): Mark => mark('part', word, 1);
export const userMark = (id: string): Mark => mark('user', id.trim());

/** The marks of a whole name, first as it is written, then with other forms of its words. */
export function wholeMarks(name: string): readonly Mark[] {
  const placed = nameWords(name);
  const words = placed.map(({ word }) => word);
  const forms = placed.map(({ word, written }) => otherForms(word, written));
  // A prefix or a genitive is on one word at a time, wherever in the name; umlauts are spelled out in all or in one.
  const spelled = words.map(
    (word, at) => forms[at]?.find(({ form }) => !form.startsWith(word) && !form.endsWith(word))?.form ?? word,
  );
  const others = forms.flatMap((list, at) => list.map(({ form }) => words.with(at, form)));
  const marks = [words, spelled, ...others].flatMap((one) => nameMark(one) ?? []);
  return [...new Map(marks.map((one) => [one.value, one])).values()];
}

/** The marks of a name: the whole, and words of it by which somebody is called where they are present. */
export function marksOfName(name: string): readonly Mark[] {
  const parts = nameWords(name).flatMap(({ word, written }) =>
    tellsName(word, true) ? [word, ...otherForms(word, written).map(({ form }) => form)] : [],
  );
  return [...wholeMarks(name), ...parts.map(partMark)];
}

/** The setting that holds the salt of a store. */
export const saltKey = 'erase/salt';

function saltOf(db: Db): string | null {
  const row = findRow(db, setting, { key: saltKey });
  return row ? (JSON.parse(row.value) as string) : null;
}

const hashed = (salt: string, { kind, value }: Mark): Buffer =>
  createHmac('sha256', salt).update(`${kind}\0${value}`).digest().subarray(0, 16);

/** Keeps marks, of one receipt; call within a transaction. One that was there takes as it is said now. */
export function keepMarks(db: WriterDb, marks: readonly Mark[], receiptId: number, takes: Takes): void {
  let salt = saltOf(db);
  if (salt === null) {
    salt = randomBytes(16).toString('hex');
    insertRow(db, setting, { key: saltKey, value: JSON.stringify(salt) });
  }
  for (const one of marks)
    putRow(db, erasedPerson, {
      hash: hashed(salt, one),
      receipt_id: receiptId,
      kind: one.kind,
      words: one.words,
      takes,
    });
}

/** Answers whether somebody with a mark was erased. */
export interface KnownMarks {
  /** How many words the names of erased people have. */
  readonly lengths: readonly number[];
  /** What goes of whoever has this mark; null: nobody erased has it. */
  takes(mark: Mark | null): Takes | null;
}

/** Marks as they are, for looking through what is stored before they are hashed. */
export function plainMarks(marks: readonly Mark[]): KnownMarks {
  const known = new Set(marks.map(({ kind, value }) => `${kind}\0${value}`));
  const lengths = new Set(marks.flatMap(({ kind, words }) => (kind === 'name' && words > 1 ? [words] : [])));
  return {
    lengths: [...lengths].sort((a, b) => b - a),
    takes: (one) => (one && known.has(`${one.kind}\0${one.value}`) ? 'words' : null),
  };
}

/** Hashes remembered at most: the same words come again and again. */
const rememberedAtMost = 200_000;

/** The marks of a store; null when nobody was erased. */
export function readMarks(db: Db): KnownMarks | null {
  const rows = prepared(db, 'SELECT hash, words, kind, takes FROM erased_person').all() as {
    hash: Buffer;
    words: number;
    kind: Kind;
    takes: Takes;
  }[];
  const salt = rows.length > 0 ? saltOf(db) : null;
  if (salt === null) return null;
  const known = new Map(rows.map(({ hash, takes }) => [hash.toString('hex'), takes]));
  const lengths = new Set(rows.flatMap(({ kind, words }) => (kind === 'name' && words > 1 ? [words] : [])));
  const asked = new Map<string, Takes | null>();
  return {
    lengths: [...lengths].sort((a, b) => b - a),
    takes(one) {
      if (one === null) return null;
      const key = `${one.kind}\0${one.value}`;
      const before = asked.get(key);
      if (before !== undefined) return before;
      const takes = known.get(hashed(salt, one).toString('hex')) ?? null;
      if (asked.size >= rememberedAtMost) asked.clear();
      asked.set(key, takes);
      return takes;
    },
  };
}
