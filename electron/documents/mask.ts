import { personalFacts } from '../../db/calls/ingest/fields.ts';
import type { CallDetail, Side, Transcript } from '../contract/call.ts';
import { plainName } from '../contract/names.ts';
import { type PlacedWord, placedWords } from '../contract/words/cut.ts';
import type { CallBundle } from './bundle.ts';

const email = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const labels: Record<Side, string> = { company: 'Company', customer: 'Customer', unknown: 'Person' };

/** The host without the address or id that tells people of one name apart. */
function hostName({ host }: CallDetail): string | null {
  const name = plainName(host ?? '');
  return name === '' || /^Gong user \S+$/.test(name) ? null : name;
}

/** Aliases of the people of a call: 'Company 1', 'Customer 1', 'Person 1', numbered by side in Gong's order. */
function aliases(call: CallDetail, transcript: Transcript | null): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const counts: Record<Side, number> = { company: 0, customer: 0, unknown: 0 };
  const add = (name: string | null, side: Side) => {
    const trimmed = name?.trim();
    if (!trimmed || found.has(trimmed) || /^Speaker \d+$/.test(trimmed)) return;
    counts[side] += 1;
    found.set(trimmed, `${labels[side]} ${counts[side]}`);
  };
  for (const { name, currentName, side } of call.parties) {
    add(name, side);
    const alias = found.get(name?.trim() ?? '');
    if (alias && currentName && !found.has(currentName)) found.set(currentName, alias);
  }
  add(hostName(call), 'company');
  for (const { author } of call.comments) add(author, 'company');
  for (const part of call.comments.flatMap((comment) => comment.parts)) {
    if (part.mentionUserId !== null) add(part.text.replace(/^@/, ''), 'company');
  }
  const teamNames = [
    ...call.scorecards.flatMap(({ reviewer, reviewed, editor }) => [reviewed, reviewer, editor]),
    ...call.library.map(({ addedBy }) => addedBy),
  ];
  // Gong itself, and ids that stand in for a name, are no names.
  for (const name of teamNames) if (name !== 'Gong' && !/^User \d+$/.test(name ?? '')) add(name, 'company');
  for (const { name, side } of transcript?.speakers ?? []) add(name, side);
  return found;
}

/** A name as it is looked for: what it is from its first word to its last. */
interface Sought {
  readonly written: string;
  readonly words: readonly string[];
  readonly alias: string;
}

/** Replaces full names, then their parts of three letters and more, as whole words. */
function replacer(names: ReadonlyMap<string, string>): (text: string) => string {
  const replacements = new Map(names);
  for (const [name, alias] of names) {
    for (const part of name.split(/\s+/)) {
      if (part.length >= 3 && !replacements.has(part)) replacements.set(part, alias);
    }
  }
  const byWord = new Map<string, Sought[]>();
  /** Names without any word: pictures. */
  const others: [string, string][] = [];
  for (const [name, alias] of replacements) {
    const places = placedWords(name);
    const [first, last] = [places[0], places.at(-1)];
    if (!first || !last) others.push([name, alias]);
    else {
      const words = places.map(({ word }) => word);
      const list = byWord.get(first.word) ?? [];
      byWord.set(first.word, [...list, { written: name.slice(first.from, last.to), words, alias }]);
    }
  }
  for (const list of byWord.values()) list.sort((a, b) => b.words.length - a.words.length);
  return (text) => {
    const places = placedWords(text);
    let out = '';
    let done = 0;
    for (let at = 0; at < places.length; at++) {
      const { word, from } = places[at] as PlacedWord;
      const found = byWord.get(word)?.find(({ words, written }) => {
        const last = places[at + words.length - 1];
        return last !== undefined && text.slice(from, last.to) === written;
      });
      if (!found) continue;
      out += text.slice(done, from) + found.alias;
      at += found.words.length - 1;
      done = (places[at] as PlacedWord).to;
    }
    return others.reduce((all, [name, alias]) => all.replaceAll(name, alias), out + text.slice(done));
  };
}

/** The same, and every e-mail address. */
function masker(names: ReadonlyMap<string, string>): (text: string) => string {
  const replace = replacer(names);
  return (text) => replace(text.replace(email, '[email]'));
}

const sides: Record<Side, string> = {
  company: 'our side',
  customer: 'the customer',
  unknown: 'a participant',
};

/** Texts of a call with its people named by their side, for quoting. */
export function withoutNames({ parties }: CallDetail, texts: readonly string[]): string[] {
  const names = new Map<string, string>();
  for (const { name, side } of parties) {
    const trimmed = name?.trim();
    if (trimmed && !names.has(trimmed)) names.set(trimmed, sides[side]);
  }
  return texts.map(replacer(names));
}

/** Applies `change` to every string in a JSON value. */
function deep<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((item) => deep(item, change)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deep(item, change)])) as T;
  }
  return value;
}

/**
 * The call with people's names replaced by their side and a number, everywhere; addresses, phone numbers, user ids
 * and CRM data of people are left out, and Gong's record is not part of it. Names that are not among the call's
 * people (someone only spoken about) cannot be known and stay.
 */
export function maskBundle({ call, transcript }: CallBundle): CallBundle {
  const change = masker(aliases(call, transcript));
  const bare: CallDetail = {
    ...call,
    host: hostName(call),
    hostUserId: null,
    meta: call.meta.filter(({ name }) => !personalFacts.includes(name)),
    parties: call.parties.map((party) => ({
      ...party,
      emailAddress: null,
      phoneNumber: null,
      userId: null,
      q: null,
      context: [],
    })),
    comments: call.comments.map((comment) => ({
      ...comment,
      parts: comment.parts.map(({ text }) => ({ text, mentionUserId: null })),
    })),
  };
  return { call: deep(bare, change), transcript: deep(transcript, change), record: null };
}
