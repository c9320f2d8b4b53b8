import { languagesNamed } from '../../../electron/contract/language.ts';
import { isPeople, type MultiField, type SingleField } from '../../../electron/contract/query/fields.ts';
import { memoBy } from '../arrays/memo.ts';
import type { ColumnStore, Columns } from './columns.ts';
import { peopleOf } from './people.ts';

/** The values of a field by their code: what is shown, and what a query finds by. */
export interface FieldValues {
  /** Codes are below this. */
  readonly size: number;
  /** The text of a value, by which a query names it alone. */
  label(code: number): string;
  /** That in small letters. */
  lower(code: number): string;
  /** More that may be typed to look for a value in a list, in small letters. */
  also(code: number): string;
  /** Codes that a value of a query names: whole (exact) or in part, without regard to case and diacritics. */
  named(text: string, exact: boolean): ReadonlySet<number>;
}

/** Values of a field in one state of the store. */
export const valuesOf = (
  store: ColumnStore,
  columns: Columns,
  field: SingleField | MultiField,
): FieldValues => valuesIn(columns, field, store);

const valuesIn = memoBy((columns: Columns, field: SingleField | MultiField, store: ColumnStore) =>
  isPeople(field) ? peopleValues(store, columns, field) : plainValues(store, field),
);

function plainValues(store: ColumnStore, field: SingleField | MultiField): FieldValues {
  const dictionary = store.dictionaries[field];
  return {
    size: dictionary.labels.length,
    label: (code) => dictionary.labels[code] as string,
    lower: (code) => dictionary.lower(code),
    also: () => '',
    named: (text, exact) =>
      field === 'lang' ? languagesNamed(text, exact, dictionary.labels) : dictionary.matching(text, exact),
  };
}

function peopleValues(store: ColumnStore, columns: Columns, field: 'rep' | 'who'): FieldValues {
  const { dictionaries } = store;
  const people = peopleOf(columns, dictionaries);
  const size = dictionaries[field].labels.length;
  const lower: string[] = [];
  const personOf = field === 'who' ? (code: number) => code : (code: number) => people.hosts[code] as number;
  const codes = new Map<number, number>();
  if (field === 'rep')
    people.hosts.forEach((person, code) => {
      codes.set(person, code);
    });
  return {
    size,
    label: (code) => people.text(personOf(code)),
    lower(code) {
      lower[code] ??= people.text(personOf(code)).toLowerCase();
      return lower[code];
    },
    also: (code) => `${people.text(personOf(code)).toLowerCase()} ${people.address(personOf(code))}`,
    named(text, exact) {
      const found = people.named(text, exact);
      const out = new Set<number>();
      for (const person of found) {
        const code = field === 'who' ? person : (codes.get(person) ?? -1);
        if (code >= 0 && code < size) out.add(code);
      }
      return out;
    },
  };
}
