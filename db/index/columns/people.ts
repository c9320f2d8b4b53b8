import { fold } from '../../../electron/contract/words/fold.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { tidyAddress, tidyName } from '../../text/text.ts';
import { memo } from '../arrays/memo.ts';
import type { Columns } from './columns.ts';
import type { Dictionary } from './dictionary.ts';
import type { Dictionaries } from './load.ts';

// People are ids, names are labels: a column holds who somebody is (`party.person_key`), beside it how that call lists them. Here
// the two are brought together: what a person is called now, everything they may be named by, and the text that names them alone.

/** A person as a call lists them: the name and, for users of Gong's, the address. One text, to be a word of a dictionary. */
export function listedAs(name: string | null, address: string | null): string {
  const text = name?.replace(/[\0\x01]/g, ' ') ?? '';
  return address === null ? text : `${text}\0${address}`;
}

/** A person whom a call lists twice. */
export const listedBoth = (a: string, b: string): string => `${a}\x01${b}`;

/** A user of Gong's as the users' list has them; `name` null for one who is only known from calls. */
export interface KnownUser {
  readonly id: string;
  readonly name: string | null;
  /** Addresses of the list, in lower case, the main one first. */
  readonly addresses: readonly string[];
  /** Further ones that calls had beside the user's id. */
  readonly seen: readonly string[];
}

/** Number of the users' list: it grows when anything in it changes. */
export const readUsersVersion = (db: Db): number =>
  prepared(db, "SELECT value FROM meta WHERE key = 'users'").pluck().get() as number;

/** Users and their addresses. */
export function readKnownUsers(db: Db): readonly KnownUser[] {
  const users = new Map<string, KnownUser & { addresses: string[]; seen: string[] }>();
  const named = prepared(db, 'SELECT gong_id, name FROM user').raw().all() as [string, string | null][];
  for (const [id, name] of named) users.set(id, { id, name, addresses: [], seen: [] });
  const owned = prepared(
    db,
    'SELECT user_id, address, source FROM user_address ORDER BY user_id, source, address',
  )
    .raw()
    .all() as [string, string, number][];
  for (const [id, address, source] of owned) {
    const user = users.get(id) ?? { id, name: null, addresses: [], seen: [] };
    (source === 2 ? user.seen : user.addresses).push(address);
    users.set(id, user);
  }
  return [...users.values()];
}

/** `Ann Lee <ann@acme.example>`: a name, and between angle brackets what tells the person apart. */
const mailbox = /^(.*)<([^<>]*)>\s*$/s;
/** What people write between the digits of a phone number. */
const betweenDigits = /[\s()./-]/g;
const phoneNumber = /^[+\d][\d\s()./-]*$/;
/** What stands in angle brackets for somebody of whom nothing but a name is known. */
const nameOnly = 'name only';

/** Texts as small numbers, in order of first use. */
class Tokens {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of a text; -1 for an empty one. */
  of(text: string): number {
    if (text === '') return -1;
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      this.texts.push(text);
      this.#numbers.set(text, number);
    }
    return number;
  }

  /** The number of a text that is known; -1 for any other. */
  find(text: string): number {
    return this.#numbers.get(text) ?? -1;
  }
}

/** Who a key is of: 'user:71' is a user with the ident '71'; of 'name:ann lee' the ident is the name. */
interface Key {
  readonly kind: string;
  readonly ident: string;
  /** Tokens of the ident, -1 for a name, which tells nobody apart. */
  readonly plain: number;
  readonly exact: number;
}

/** How a call lists somebody: the names with their tokens, and the addresses. */
interface Listing {
  readonly names: readonly string[];
  readonly tokens: readonly number[];
  readonly addresses: readonly string[];
}

/** What is worked out once of the words of the dictionaries, which only grow. */
class Lexicon {
  /** Names, addresses, numbers and ids as queries compare them. */
  readonly plain = new Tokens();
  /** Addresses, numbers and ids in lower case, as they stand in angle brackets. */
  readonly exact = new Tokens();
  readonly keys: Key[] = [];
  readonly listings: Listing[] = [];

  grow(keys: Dictionary, listed: Dictionary): void {
    for (let code = this.keys.length; code < keys.labels.length; code++)
      this.keys.push(this.key(keys.labels[code] as string));
    for (let code = this.listings.length; code < listed.labels.length; code++) {
      const parts = (listed.labels[code] as string).split('\x01').map((part) => part.split('\0'));
      const names = parts.flatMap(([name]) => tidyName(name ?? '') || []);
      this.listings.push({
        names,
        tokens: names.map((name) => this.plain.of(fold(name))),
        addresses: parts.flatMap(([, address]) => tidyAddress(address ?? '') || []),
      });
    }
  }

  key(text: string): Key {
    const at = text.indexOf(':');
    const kind = text.slice(0, at);
    const ident = text.slice(at + 1);
    if (kind === 'name') return { kind, ident: tidyName(ident), plain: -1, exact: -1 };
    return { kind, ident, plain: this.plain.of(fold(ident)), exact: this.exact.of(ident.toLowerCase()) };
  }
}

/** By the dictionary of how people are listed. */
const lexiconOf = memo((_listed: Dictionary) => new Lexicon());

/** In lists of people: nobody, and more than one. */
const nobody = -1;
const several = -2;

/** The people of one state of the store, by their number: first those on calls by their code, then hosts who are on none. */
class People {
  /** Person of each code of `rep`. */
  readonly hosts: Int32Array;
  readonly #lexicon: Lexicon;
  readonly #keys: readonly Key[];
  readonly #known: Uint8Array;
  /** The newest name of each person; '' where none is known. */
  readonly #names: string[];
  /** Token of what each person is shown as. */
  readonly #shown: Int32Array;
  /** Addresses of users, the main one first. */
  readonly #addresses = new Map<number, readonly string[]>();
  #byAddress: Map<string, number[]> | null = null;
  /** What people may be named by beside their idents: `#who[at]` by the plain token `#token[at]`, a name or an address. */
  readonly #who: number[] = [];
  readonly #token: number[] = [];
  readonly #isAddress: number[] = [];
  /** Who alone may be named by a plain token, and whose key has an exact one. */
  readonly #owner: Int32Array;
  readonly #exactOwner: Int32Array;

  constructor(columns: Columns, { who, rep, listed }: Dictionaries) {
    const lexicon = lexiconOf(listed);
    lexicon.grow(who, listed);
    this.#lexicon = lexicon;
    const keys = lexicon.keys.slice();
    const absent = new Map<string, number>();
    this.hosts = Int32Array.from(rep.labels, (text) => {
      const known = who.find(text);
      if (known >= 0) return known;
      absent.set(text, keys.length);
      return keys.push(lexicon.key(text)) - 1;
    });
    this.#keys = keys;
    this.#known = new Uint8Array(keys.length);
    this.#names = Array<string>(keys.length).fill('');
    this.#shown = new Int32Array(keys.length).fill(nobody);
    this.#readCalls(columns);
    for (const { id, name, addresses, seen } of columns.users) {
      const found = who.find(`user:${id}`);
      const person = found >= 0 ? found : absent.get(`user:${id}`);
      if (person !== undefined) this.#readUser(person, name, addresses, seen);
    }
    this.#showUnnamed();
    this.#owner = new Int32Array(lexicon.plain.texts.length).fill(nobody);
    this.#exactOwner = new Int32Array(lexicon.exact.texts.length).fill(nobody);
    this.#findOwners();
  }

  /** Goes through the calls, newest first: a person's first name there is the newest. */
  #readCalls({ multi, single, whoListed }: Columns): void {
    const { listings } = this.#lexicon;
    const { values } = multi.who;
    const first = new Int32Array(this.#keys.length).fill(nobody);
    const further = new Set<number>();
    for (let at = 0; at < values.length; at++) {
      const person = values[at] as number;
      const code = whoListed[at] as number;
      this.#known[person] = 1;
      if (code === first[person] || code < 0) continue;
      if (first[person] === nobody) first[person] = code;
      else {
        // As a call before the last one lists them: nearly everybody is listed the same everywhere.
        const pair = person * 2 ** 26 + code;
        if (further.has(pair)) continue;
        further.add(pair);
      }
      const { names, tokens, addresses } = listings[code] as Listing;
      if (names.length > 0 && this.#shown[person] === nobody)
        this.#call(person, names[0] as string, tokens[0] as number);
      for (const token of tokens) this.#nameable(person, token, 0);
      if (addresses.length > 0)
        this.#addresses.set(person, [...new Set([...(this.#addresses.get(person) ?? []), ...addresses])]);
    }
    for (const code of single.rep) if (code >= 0) this.#known[this.hosts[code] as number] = 1;
  }

  #call(person: number, name: string, token: number): void {
    this.#names[person] = name;
    this.#shown[person] = token;
  }

  #nameable(person: number, token: number, isAddress: 0 | 1): void {
    if (token < 0) return;
    this.#who.push(person);
    this.#token.push(token);
    this.#isAddress.push(isAddress);
  }

  /** The users' list has the last word on names, and the first on addresses. */
  #readUser(
    person: number,
    listedName: string | null,
    addresses: readonly string[],
    seen: readonly string[],
  ): void {
    if (!this.#known[person]) return;
    const { plain } = this.#lexicon;
    const name = tidyName(listedName?.replaceAll('\0', ' ') ?? '');
    if (name) {
      this.#call(person, name, plain.of(fold(name)));
      this.#nameable(person, this.#shown[person] as number, 0);
    }
    const all = new Set([...addresses, ...(this.#addresses.get(person) ?? []), ...seen]);
    if (all.size > 0) this.#addresses.set(person, [...all]);
  }

  /** Somebody without a name is shown by what there is. */
  #showUnnamed(): void {
    const { plain } = this.#lexicon;
    this.#keys.forEach((key, person) => {
      if (!this.#known[person]) return;
      if (this.#shown[person] === nobody) {
        const text =
          key.kind === 'user' ? (this.#addresses.get(person)?.[0] ?? `Gong user ${key.ident}`) : key.ident;
        this.#shown[person] = plain.of(fold(text));
      }
    });
    for (const [person, addresses] of this.#addresses)
      for (const address of addresses) this.#nameable(person, plain.of(fold(address)), 1);
  }

  #findOwners(): void {
    for (let at = 0; at < this.#who.length; at++)
      own(this.#owner, this.#token[at] as number, this.#who[at] as number);
    this.#keys.forEach(({ plain, exact }, person) => {
      if (!this.#known[person]) return;
      own(this.#owner, this.#shown[person] as number, person);
      if (plain >= 0) own(this.#owner, plain, person);
      if (exact >= 0) own(this.#exactOwner, exact, person);
    });
  }

  #key(person: number): Key {
    return this.#keys[person] as Key;
  }

  /** What a person is called: the newest name, else the address or the number. */
  #text(person: number): string {
    const { kind, ident } = this.#key(person);
    if (this.#names[person]) return this.#names[person];
    if (kind !== 'user') return ident;
    return this.#addresses.get(person)?.[0] ?? `Gong user ${ident}`;
  }

  /** The newest name of a person; null where none is known. */
  name(person: number): string | null {
    return this.#names[person] || null;
  }

  /** The address (or number) of a person as it is compared; '' where none is known. */
  address(person: number): string {
    const { kind, ident } = this.#key(person);
    if (kind === 'user') return this.#addresses.get(person)?.[0] ?? '';
    return kind === 'name' ? '' : ident;
  }

  /**
   * The text that shows a person and by which a query names them alone: the newest name where nobody else was ever called so,
   * else the name with the address, number or id in angle brackets.
   */
  text(person: number): string {
    const text = this.#text(person);
    if (this.#isOnly(person, text) && !(text.endsWith('>') && mailbox.test(text))) return text;
    const ident = this.#identOf(person);
    return text.toLowerCase() === ident ? `<${ident}>` : `${text} <${ident}>`;
  }

  /** Whether the text that shows a person names nobody else, nor somebody's phone number. */
  #isOnly(person: number, text: string): boolean {
    if (this.#owner[this.#shown[person] as number] !== person) return false;
    const number = this.#numberToken(fold(text));
    return number < 0 || this.#owner[number] === person;
  }

  /** The token of a phone number that a text is, however it is written; -1 for any other text. */
  #numberToken(text: string): number {
    return phoneNumber.test(text) ? this.#lexicon.plain.find(text.replace(betweenDigits, '')) : -1;
  }

  /** What tells a person apart for certain, an address before an id. */
  #identOf(person: number): string {
    const { kind, ident } = this.#key(person);
    if (kind === 'name') return nameOnly;
    const address = this.#addresses
      .get(person)
      ?.find((one) => !/[<>]/.test(one) && this.#ownsAddress(person, one));
    return address ?? ident.toLowerCase();
  }

  #ownsAddress(person: number, address: string): boolean {
    const found = this.#withIdent(address);
    return found.size === 1 && found.has(person);
  }

  /** Users with an address. */
  #usersBy(address: string): readonly number[] {
    if (!this.#byAddress) {
      this.#byAddress = new Map();
      for (const [person, addresses] of this.#addresses)
        for (const one of addresses) {
          const people = this.#byAddress.get(one);
          if (people) people.push(person);
          else this.#byAddress.set(one, [person]);
        }
    }
    return this.#byAddress.get(address) ?? [];
  }

  /** People with an address, a number or an id. */
  #withIdent(ident: string): Set<number> {
    const found = new Set<number>();
    for (const person of this.#usersBy(ident)) found.add(person);
    const token = this.#lexicon.exact.find(ident);
    if (token < 0) return found;
    const owner = this.#exactOwner[token] as number;
    if (owner >= 0) found.add(owner);
    if (owner === several)
      this.#keys.forEach(({ exact }, person) => {
        if (exact === token && this.#known[person]) found.add(person);
      });
    return found;
  }

  /**
   * The people that a value of a query names. In quotation marks (`exact`) it is a whole name, one of today or of before, an
   * address, a phone number or a user id, and with angle brackets what stands in them; else it is a part of a name, or of an
   * address where it has an @.
   */
  named(text: string, exact: boolean): ReadonlySet<number> {
    const brackets = mailbox.exec(text);
    if (brackets) {
      const found = this.#bracketed((brackets[1] ?? '').trim(), (brackets[2] ?? '').trim().toLowerCase());
      if (found.size > 0) return found;
    }
    const wanted = fold(tidyName(text));
    return exact ? this.#wholly(wanted) : this.#partly(wanted);
  }

  #bracketed(name: string, ident: string): Set<number> {
    if (ident !== nameOnly) return this.#withIdent(ident);
    const wanted = tidyName(name.toLowerCase());
    const found = new Set<number>();
    this.#keys.forEach((key, person) => {
      if (key.kind === 'name' && key.ident === wanted && this.#known[person]) found.add(person);
    });
    return found;
  }

  #wholly(wanted: string): Set<number> {
    const { plain } = this.#lexicon;
    const found = new Set<number>();
    for (const token of [plain.find(wanted), this.#numberToken(wanted)]) {
      const owner = token < 0 ? nobody : (this.#owner[token] as number);
      if (owner >= 0) found.add(owner);
      if (owner !== several) continue;
      for (let at = 0; at < this.#token.length; at++)
        if (this.#token[at] === token) found.add(this.#who[at] as number);
      this.#keys.forEach((key, person) => {
        if (this.#known[person] && (key.plain === token || this.#shown[person] === token)) found.add(person);
      });
    }
    return found;
  }

  #partly(wanted: string): Set<number> {
    const { texts } = this.#lexicon.plain;
    const has = Uint8Array.from(texts, (text) => (text.includes(wanted) ? 1 : 0));
    const found = new Set<number>();
    const address = wanted.includes('@');
    for (let at = 0; at < this.#token.length; at++)
      if (has[this.#token[at] as number] === 1 && (address || this.#isAddress[at] === 0))
        found.add(this.#who[at] as number);
    this.#keys.forEach((key, person) => {
      if (!this.#known[person]) return;
      if (has[this.#shown[person] as number] === 1 || (address && key.plain >= 0 && has[key.plain] === 1))
        found.add(person);
    });
    return found;
  }
}

function own(owners: Int32Array, token: number, person: number): void {
  const before = owners[token] as number;
  if (before === nobody) owners[token] = person;
  else if (before !== person) owners[token] = several;
}

/** The people of a state of the store; worked out once. */
export const peopleOf = memo(
  (columns: Columns, dictionaries: Dictionaries) => new People(columns, dictionaries),
);
