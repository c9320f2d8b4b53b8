import { EarshotError } from '../../../electron/contract/errors.ts';
import type { FoundPerson } from '../../../electron/contract/privacy.ts';
import { list, obj, str } from '../../store/json.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { nameWords } from '../../text/person-names.ts';
import { tidyAddress, tidyName } from '../../text/text.ts';
import { addressMark, type Mark, marksOfName, phoneMark, userMark, wholeMarks } from '../marks.ts';

/** How a call or the users' list names somebody. */
interface Listing {
  readonly key: string;
  readonly name: string | null;
  readonly addresses: readonly string[];
  readonly phone: string | null;
  readonly calls: number;
}

/** The people that a text names, and by what they are known. */
export interface Identity {
  readonly people: readonly FoundPerson[];
  readonly names: readonly string[];
  readonly marks: readonly Mark[];
  /** Keys of them, as `party.person_key` has them. */
  readonly keys: readonly string[];
  /** Patterns for LIKE of which one is in every text that may name them. */
  readonly patterns: readonly string[];
}

const same = (a: Mark | null, b: Mark | null) =>
  a !== null && b !== null && a.kind === b.kind && a.value === b.value;

function readListings(db: Db): Listing[] {
  const parties = prepared(
    db,
    `SELECT person_key AS key, name, email, phone, count(DISTINCT call_id) AS calls FROM party
     WHERE person_key IS NOT NULL GROUP BY person_key, name, email, phone`,
  ).all() as {
    key: string;
    name: string | null;
    email: string | null;
    phone: string | null;
    calls: number;
  }[];
  const users = prepared(db, 'SELECT gong_id AS id, name, email, phone, json FROM user').all() as {
    id: string;
    name: string | null;
    email: string | null;
    phone: string | null;
    json: string;
  }[];
  return [
    ...parties.map(({ email, ...party }) => ({ ...party, addresses: email ? [email] : [] })),
    ...users.map(({ id, name, email, phone, json }) => {
      const record = obj(JSON.parse(json));
      const aliases = [record?.['trustedEmailAddress'], ...list(record?.['emailAliases'])];
      const addresses = [email, ...aliases.map(str)].flatMap((address) => address || []);
      return { key: `user:${id}`, name, addresses, phone, calls: 0 };
    }),
  ];
}

/** What of a text is rare enough to look for: in it every letter that is no ASCII matches any. */
function patternOf(text: string): string {
  return `%${text.replace(/[%_]|[^\x20-\x7e]/gu, '%')}%`;
}

function patternsOf(names: readonly string[], others: readonly Mark[]): string[] {
  const longest = (name: string) =>
    nameWords(name)
      .map(({ written }) => written)
      .toSorted((a, b) => b.length - a.length)[0] ?? '';
  return [
    ...new Set([
      ...names.map((name) => patternOf(longest(name))),
      ...others.flatMap(({ kind, value }) =>
        kind === 'address' ? [patternOf(value)] : kind === 'phone' ? [patternOf(value.slice(-2))] : [],
      ),
    ]),
  ].filter((pattern) => pattern !== '%%');
}

/**
 * Finds the people whom an address, a phone number or a whole name names: everybody who is so called, with all that they are known by.
 * Throws 'erase/who' for a text that is none of them.
 */
export function identify(db: Db, text: string): Identity {
  const address = addressMark(text);
  const phone = address ? null : phoneMark(text);
  const called = address || phone ? [] : wholeMarks(text);
  const name = called[0] ?? null;
  const wanted = address ?? phone ?? name;
  if (wanted === null)
    throw new EarshotError({
      code: 'erase/who',
      message: 'This names nobody.',
      nextStep: 'Give an address, a phone number or a whole name.',
    });
  const wholes = new Set(called.map(({ value }) => value));
  const isWanted = ({ addresses, phone: number, name: listed }: Listing) =>
    addresses.some((one) => same(addressMark(one), wanted)) ||
    (number !== null && same(phoneMark(number), wanted)) ||
    (name !== null && listed !== null && wholeMarks(listed).some(({ value }) => wholes.has(value)));
  const listings = readListings(db);
  const keys = new Set(listings.filter(isWanted).map(({ key }) => key));
  const found = listings.filter(({ key }) => keys.has(key));
  const people = [...Map.groupBy(found, ({ key }) => key)].map(([key, own]): FoundPerson => {
    const some = (texts: readonly (string | null)[]) =>
      [...new Set(texts.filter((one) => one !== null && one !== ''))] as string[];
    return {
      names: some(own.map((one) => one.name && tidyName(one.name))),
      addresses: some(own.flatMap((one) => one.addresses.map(tidyAddress))),
      phones: some(own.map((one) => one.phone)),
      calls: prepared(db, 'SELECT count(DISTINCT call_id) FROM party WHERE person_key = ?')
        .pluck()
        .get(key) as number,
    };
  });
  const names = [...new Set([...people.flatMap((one) => one.names), ...(name ? [text] : [])])];
  const others = [
    wanted,
    ...people.flatMap((one) => [...one.addresses.map(addressMark), ...one.phones.map(phoneMark)]),
    ...[...keys].flatMap((key) => (key.startsWith('user:') ? [userMark(key.slice('user:'.length))] : [])),
  ].filter((mark) => mark !== null);
  return {
    people,
    names,
    marks: [...others, ...names.flatMap(marksOfName)],
    keys: [...keys],
    patterns: patternsOf(names, others),
  };
}
