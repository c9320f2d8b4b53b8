import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import { fold } from '../text.ts';
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

/** What is worked out once of the words of the dictionaries, which only grow. */
class Lexicon {
  /** Names, addresses, numbers and ids as queries compare them. */
  readonly plain = new Tokens();
  /** Addresses, numbers and ids in lower case, as they stand in angle brackets. */
  readonly idents = new Tokens();
  /** Of each listing: the names with their tokens, and the addresses. */
  readonly listings: {
    readonly names: readonly string[];
    readonly tokens: readonly number[];
    readonly addresses: readonly string[];
  }[] = [];
  /** Of each key: what tells the person apart, e.g. the address. */
  readonly own: string[] = [];

  grow(keys: Dictionary, listed: Dictionary): void {
    for (let code = this.own.length; code < keys.labels.length; code++)
      this.own.push(identOf(keys.labels[code] as string));
    for (let code = this.listings.length; code < listed.labels.length; code++) {
      const parts = (listed.labels[code] as string).split('\x01').map((part) => part.split('\0'));
      const names = parts.flatMap(([name]) => name?.trim() || []);
      this.listings.push({
        names,
        tokens: names.map((name) => this.plain.of(fold(name))),
        addresses: parts.flatMap(([, address]) => address?.trim().toLowerCase() || []),
      });
    }
  }
}

/** What stands in angle brackets for somebody of whom nothing but a name is known. */
export const nameOnly = 'name only';
const kindOf = (key: string) => key.slice(0, key.indexOf(':'));
const restOf = (key: string) => key.slice(key.indexOf(':') + 1);
const identOf = (key: string) => (kindOf(key) === 'name' ? nameOnly : restOf(key).toLowerCase());

/** `Ann Lee <ann@acme.example>`: a name, and between angle brackets what tells the person apart. */
const mailbox = /^(.*)<([^<>]*)>\s*$/s;

const lexicons = new WeakMap<Dictionary, Lexicon>();
const made = new WeakMap<Columns, People>();

/** Somebody of whom a state of the store knows no name. */
const nobody = -1;
const several = -2;

/** The people of one state of the store, by their number: first those on calls by their code, then hosts who are on none. */
export class People {
  readonly keys: readonly string[];
  /** Person of each code of `rep`. */
  readonly hosts: Int32Array;
  readonly #lexicon: Lexicon;
  /** The newest name of each person; null where none is known. */
  readonly #name: (string | null)[];
  readonly #addresses = new Map<number, string[]>();
  /** What each person may be named by: `#who[at]` by plain token `#token[at]`, an ident where `#isIdent[at]`. */
  readonly #who: number[] = [];
  readonly #token: number[] = [];
  readonly #isIdent: number[] = [];
  /** Who alone may be named by a token. */
  readonly #owner: Int32Array;
  readonly #identOwner: Int32Array;
  readonly #byIdent = new Map<number, number[]>();
  readonly #texts: (string | undefined)[] = [];
  readonly #known: Uint8Array;

  constructor(columns: Columns, dictionaries: Dictionaries) {
    const { who, rep, listed } = dictionaries;
    let lexicon = lexicons.get(listed);
    if (!lexicon) {
      lexicon = new Lexicon();
      lexicons.set(listed, lexicon);
    }
    lexicon.grow(who, listed);
    this.#lexicon = lexicon;
    const keys = [...who.labels];
    this.hosts = Int32Array.from(rep.labels, (key) => {
      const known = who.find(key);
      return known >= 0 ? known : keys.push(key) - 1;
    });
    this.keys = keys;
    this.#known = new Uint8Array(keys.length);
    const names = new Int32Array(keys.length).fill(nobody);
    this.#listings(columns, names);
    for (const code of columns.single.rep) if (code >= 0) this.#known[this.hosts[code] as number] = 1;
    this.#name = Array.from(names, (listing) =>
      listing < 0 ? null : (lexicon.listings[listing]?.names[0] ?? null),
    );
    this.#users(columns.users);
    this.#idents();
    this.#owner = new Int32Array(lexicon.plain.texts.length).fill(nobody);
    for (let at = 0; at < this.#who.length; at++)
      own(this.#owner, this.#token[at] as number, this.#who[at] as number);
    this.#identOwner = new Int32Array(lexicon.idents.texts.length).fill(nobody);
    for (const [token, people] of this.#byIdent)
      for (const person of people) own(this.#identOwner, token, person);
  }

  /** Goes through the calls, newest first: a person's first name there is the newest. */
  #listings({ multi, whoListed }: Columns, names: Int32Array): void {
    const { listings } = this.#lexicon;
    const { values } = multi.who;
    const last = new Int32Array(names.length).fill(nobody);
    const seen = new Set<number>();
    for (let at = 0; at < values.length; at++) {
      const person = values[at] as number;
      const listing = whoListed[at] as number;
      this.#known[person] = 1;
      if (last[person] === listing) continue;
      last[person] = listing;
      if (listing < 0) continue;
      const pair = person * 2 ** 26 + listing;
      if (seen.has(pair)) continue;
      seen.add(pair);
      const { names: called, tokens, addresses } = listings[listing] as (typeof listings)[number];
      if (called.length > 0 && names[person] === nobody) names[person] = listing;
      for (const token of tokens) this.#nameable(person, token, 0);
      for (const address of addresses) this.#addressed(person, address);
    }
  }

  #nameable(person: number, token: number, isIdent: 0 | 1): void {
    if (token < 0) return;
    this.#who.push(person);
    this.#token.push(token);
    this.#isIdent.push(isIdent);
  }

  #addressed(person: number, address: string): void {
    const known = this.#addresses.get(person);
    if (!known) this.#addresses.set(person, [address]);
    else if (!known.includes(address)) known.push(address);
  }

  /** The users' list has the last word on names, and the first on addresses. */
  #users(users: readonly KnownUser[]): void {
    const byKey = new Map<string, number>();
    this.keys.forEach((key, person) => {
      if (key.startsWith('user:') && this.#known[person]) byKey.set(key, person);
    });
    for (const { id, name, addresses, seen } of users) {
      const person = byKey.get(`user:${id}`);
      if (person === undefined) continue;
      const clean = name?.replaceAll('\0', ' ').trim();
      if (clean) {
        this.#name[person] = clean;
        this.#nameable(person, this.#lexicon.plain.of(fold(clean)), 0);
      }
      const before = this.#addresses.get(person) ?? [];
      const known = new Set([...addresses, ...before, ...seen]);
      if (known.size > 0) this.#addresses.set(person, [...known]);
    }
  }

  #idents(): void {
    const { plain, idents, own: ownIdents } = this.#lexicon;
    for (let person = 0; person < this.keys.length; person++) {
      if (!this.#known[person]) continue;
      const key = this.keys[person] as string;
      const ident = ownIdents[person] ?? identOf(key);
      if (ident === nameOnly && kindOf(key) === 'name') continue;
      for (const text of [ident, ...(this.#addresses.get(person) ?? [])]) {
        const token = idents.of(text);
        if (token < 0) continue;
        const people = this.#byIdent.get(token);
        if (!people) this.#byIdent.set(token, [person]);
        else if (!people.includes(person)) people.push(person);
        this.#nameable(person, plain.of(fold(text)), 1);
      }
      // Somebody without a name is shown by what there is.
      if (this.#name[person] === null) this.#nameable(person, plain.of(fold(this.#shown(person))), 0);
    }
  }

  /** What a person is called: the newest name, else the address or the number. */
  #shown(person: number): string {
    const key = this.keys[person] as string;
    const name = this.#name[person];
    if (name) return name;
    if (kindOf(key) !== 'user') return restOf(key);
    return this.#addresses.get(person)?.[0] ?? `Gong user ${restOf(key)}`;
  }

  /** Whether a call of this state has the person. */
  isKnown(person: number): boolean {
    return this.#known[person] === 1;
  }

  /**
   * The text that shows a person and by which a query names them alone: the newest name where nobody else was ever called so,
   * else the name with the address, number or id in angle brackets.
   */
  text(person: number): string {
    let text = this.#texts[person];
    if (text === undefined) {
      text = this.#textOf(person);
      this.#texts[person] = text;
    }
    return text;
  }

  #textOf(person: number): string {
    const shown = this.#shown(person);
    const { plain, idents } = this.#lexicon;
    const token = plain.find(fold(shown));
    if (!mailbox.test(shown) && (token < 0 || this.#owner[token] === person)) return shown;
    const key = this.keys[person] as string;
    const alone = [...(this.#addresses.get(person) ?? []), identOf(key)].find(
      (ident) => ident !== '' && !/[<>]/.test(ident) && this.#identOwner[idents.find(ident)] === person,
    );
    const ident = alone ?? identOf(key);
    return shown.toLowerCase() === ident ? `<${ident}>` : `${shown} <${ident}>`;
  }

  /** The newest name of a person; null where none is known. */
  name(person: number): string | null {
    return this.#name[person] ?? null;
  }

  /** The address (or number) of a person as it is compared; '' where none is known. */
  address(person: number): string {
    const key = this.keys[person] as string;
    const kind = kindOf(key);
    if (kind === 'user') return this.#addresses.get(person)?.[0] ?? '';
    return kind === 'name' ? '' : restOf(key);
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
    const { plain } = this.#lexicon;
    const wanted = fold(text.trim());
    const found = new Set<number>();
    if (exact) {
      const token = plain.find(wanted);
      const number = /^[+\d][\d ()./-]*$/.test(wanted) ? plain.find(wanted.replace(/[ ()./-]/g, '')) : -1;
      if (token < 0 && number < 0) return found;
      for (let at = 0; at < this.#token.length; at++)
        if (this.#token[at] === token || this.#token[at] === number) found.add(this.#who[at] as number);
      found.delete(nobody);
      return found;
    }
    const parts = Uint8Array.from(plain.texts, (name) => (name.includes(wanted) ? 1 : 0));
    const address = wanted.includes('@');
    for (let at = 0; at < this.#token.length; at++)
      if (parts[this.#token[at] as number] === 1 && (address || this.#isIdent[at] === 0))
        found.add(this.#who[at] as number);
    return found;
  }

  #bracketed(name: string, ident: string): Set<number> {
    if (ident === nameOnly) {
      const key = `name:${name.toLowerCase()}`;
      const person = this.keys.indexOf(key);
      if (person >= 0 && this.#known[person]) return new Set([person]);
    }
    return new Set(this.#byIdent.get(this.#lexicon.idents.find(ident)));
  }
}

function own(owners: Int32Array, token: number, person: number): void {
  const before = owners[token] as number;
  if (before === nobody) owners[token] = person;
  else if (before !== person) owners[token] = several;
}

/** The people of a state of the store; worked out once. */
export function peopleOf(columns: Columns, dictionaries: Dictionaries): People {
  let people = made.get(columns);
  if (!people) {
    people = new People(columns, dictionaries);
    made.set(columns, people);
  }
  return people;
}
