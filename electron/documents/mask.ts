import { personalFacts } from '../../db/calls/ingest/fields.ts';
import { createNameMask, type NameAlias } from '../../db/text/person-names.ts';
import type { CallDetail, MaskCounts, Side, Transcript } from '../contract/call.ts';
import { plainName } from '../contract/names.ts';
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

const sides: Record<Side, string> = {
  company: 'our side',
  customer: 'the customer',
  unknown: 'a participant',
};

/** Texts of a call with its people named by their side, for quoting. */
export function withoutNames({ parties }: CallDetail, texts: readonly string[]): string[] {
  const { replace } = createNameMask(
    parties.flatMap(({ name, side }) => (name?.trim() ? [{ name: name.trim(), alias: sides[side] }] : [])),
  );
  return texts.map(replace);
}

/** What is to be masked in an export. */
export interface Masks {
  /** People's names, and addresses, which hold them. */
  readonly names: boolean;
  /** Addresses and phone numbers. */
  readonly contacts: boolean;
  readonly companies: boolean;
  /** Words that could not be decided before and that are names, as somebody said. */
  readonly also: readonly string[];
}

/** Companies of a call's people and its account. */
function companiesOf({ account, parties }: CallDetail): NameAlias[] {
  const found = new Map<string, NameAlias>();
  const counts = { ours: 0, theirs: 0 };
  const add = (name: string | null, ours: boolean) => {
    const trimmed = name?.trim();
    if (!trimmed || found.has(trimmed)) return;
    counts[ours ? 'ours' : 'theirs'] += 1;
    const alias = ours ? 'Our company' : `Customer company ${counts.theirs}`;
    found.set(trimmed, { name: trimmed, alias, company: true });
  };
  add(account, false);
  for (const { company, side } of parties) add(company, side === 'company');
  for (const { emailAddress, side } of parties) {
    const domain = emailAddress?.split('@')[1]?.toLowerCase();
    if (domain && !mailboxes.test(domain)) {
      add(domain, side === 'company');
      add(domain.split('.').at(-2) ?? null, side === 'company');
    }
  }
  return [...found.values()];
}
/** Hosts of private mail: no company. */
const mailboxes =
  /^(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|gmx|web|aol|proton|protonmail)\./;

/** Eight to fifteen digits with what people write between them (E.164 has 15 at most). */
const digitsApart =
  /(?<![\p{L}\d./:#-])(?:\+|00)?\(?\d(?:[ ().\u00a0\u202f/‐-―-]{0,2}\d){7,14}(?![\d\p{L}]|[.:/-]\d)/gu;

/** Whether digits are a phone number: known as one, or written as one and as nothing else. */
function isPhone(text: string, known: ReadonlySet<string>): boolean {
  const digits = text.replace(/\D/g, '');
  if (known.has(digits.slice(-8))) return true;
  // Dates, amounts in thousands, addresses of computers.
  if (/^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})\b/.test(text)) return false;
  if (/^\d{1,3}(?:[ .\u00a0\u202f]\d{3})+$/.test(text) && !text.startsWith('0')) return false;
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return false;
  return /^(?:\+|0|\()/.test(text) || /\d[ .()\u00a0\u202f/‐-―-]+\d/u.test(text);
}

/** Keys whose values are no texts of the call. */
const structural: ReadonlySet<string> = new Set([
  'side',
  'knownBy',
  'type',
  'kind',
  'id',
  'speakerId',
  'url',
]);

/** Applies `change` to every text in a JSON value. */
function deep<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((item) => deep(item, change)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, structural.has(key) ? item : deep(item, change)]),
    ) as T;
  }
  return value;
}

/** Names behind addresses: people who are shown by their address alone have no other. */
const namesInAddress = (address: string | null): string | null => {
  const local = address
    ?.split('@')[0]
    ?.replace(/\+.*$/, '')
    .replace(/[._\d-]+/g, ' ')
    .trim();
  return local && local.length >= 4 ? local : null;
};

/**
 * The call with what is asked for masked everywhere, and what was found: names become a side and a number, and with them addresses,
 * phone numbers, user ids and CRM data of people are left out. Gong's record is not part of it. Who is not among the call's people
 * (someone only spoken about) cannot be known and stays.
 */
export function maskBundle(
  { call, transcript }: CallBundle,
  masks: Masks,
): { readonly bundle: CallBundle; readonly counts: Omit<MaskCounts, 'checked' | 'calls'> } {
  const people = masks.names ? [...aliases(call, transcript)].map(([name, alias]) => ({ name, alias })) : [];
  for (const { name, emailAddress } of masks.names ? call.parties : []) {
    const alias = people.find((person) => person.name === name?.trim())?.alias;
    const inAddress = namesInAddress(emailAddress);
    if (inAddress && (alias || !name?.trim())) people.push({ name: inAddress, alias: alias ?? 'Person' });
  }
  const mask = createNameMask([...people, ...(masks.companies ? companiesOf(call) : [])], masks.also);
  const phones = new Set(
    call.parties.flatMap(({ phoneNumber }) => {
      const digits = phoneNumber?.replace(/\D/g, '') ?? '';
      return digits.length >= 7 ? [digits.slice(-8)] : [];
    }),
  );
  let contacts = 0;
  const contact = (text: string, instead: string) => {
    contacts += 1;
    return text === '' ? text : instead;
  };
  const change = (text: string) => {
    let out = text.replace(email, (found) => contact(found, '[email]'));
    if (masks.contacts)
      out = out.replace(digitsApart, (found) => (isPhone(found, phones) ? contact(found, '[phone]') : found));
    return mask.replace(out);
  };
  const bare: CallDetail = {
    ...call,
    ...(masks.names ? { host: hostName(call), hostUserId: null } : {}),
    meta: masks.names ? call.meta.filter(({ name }) => !personalFacts.includes(name)) : call.meta,
    parties: call.parties.map((party) => ({
      ...party,
      emailAddress: null,
      phoneNumber: null,
      ...(masks.names ? { userId: null, q: null, context: [] } : {}),
    })),
    comments: masks.names
      ? call.comments.map((comment) => ({
          ...comment,
          parts: comment.parts.map(({ text }) => ({ text, mentionUserId: null })),
        }))
      : call.comments,
  };
  const bundle = { call: deep(bare, change), transcript: deep(transcript, change), record: null };
  return { bundle, counts: { ...mask.counts(), contacts } };
}
