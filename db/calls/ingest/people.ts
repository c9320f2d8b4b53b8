import type { CallRecord, PartyRecord } from '../../../electron/gong/schema/call.ts';
import { list, obj, str, word } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
import { deleteRows, putRow, updateRows } from '../../store/rows.ts';
import { call, party as partyTable, userAddress } from '../../store/schema.ts';
import { prepared } from '../../store/statements.ts';
import { tidyAddress, tidyName } from '../../text/text.ts';

/** Where an address of a user is known from; the lower one is believed. */
const source = { main: 0, alias: 1, call: 2 } as const;

/** An address as it is compared; null for none. */
function addressOf(value: unknown): string | null {
  return tidyAddress(word(value) ?? '') || null;
}

/** A phone number as it is compared: without what people write between the digits; null when it has none. */
function phoneOf(value: unknown): string | null {
  const text = word(value);
  return text && /\d/.test(text) ? text.replace(/[\s()./<>-]/g, '') : null;
}

/** The Gong user that an address (in lower case) belongs to; null when it is no user's. */
export function userOfAddress(db: WriterDb, address: string): string | null {
  return (prepared(db, 'SELECT user_id FROM user_address WHERE address = ?').pluck().get(address) ?? null) as
    | string
    | null;
}

/**
 * The key of one person in all calls: Gong's user id, also by an address of that user; else the address; else the phone number.
 * A name alone does not tell people apart: its key says no more than that somebody has this name.
 */
export function personKey(party: PartyRecord, userOf: (address: string) => string | null): string | null {
  const address = addressOf(party.emailAddress);
  const userId = word(party.userId)?.trim() ?? (address && userOf(address));
  if (userId) return `user:${userId}`;
  if (address) return `email:${address}`;
  const phone = phoneOf(party.phoneNumber);
  if (phone) return `phone:${phone}`;
  const name = word(party.name);
  return name ? `name:${tidyName(name.toLowerCase())}` : null;
}

/** Says that labels of people may have changed: what is read from the users' list is read again. */
export function touchUsers(db: WriterDb): void {
  prepared(db, "UPDATE meta SET value = value + 1 WHERE key = 'users'").run();
}

/** Gives parties without a user id, but with this address, the person the address now belongs to. */
function moveParties(
  db: WriterDb,
  address: string,
  from: string | null,
  to: string | null,
  generation: () => number,
): void {
  const parties = prepared(
    db,
    "SELECT id, call_id, email FROM party WHERE person_key = ? AND trim(coalesce(user_id, '')) = ''",
  ).all(from === null ? `email:${address}` : `user:${from}`) as {
    id: number;
    call_id: number;
    email: string | null;
  }[];
  const key = to === null ? `email:${address}` : `user:${to}`;
  for (const { id, call_id, email } of parties) {
    if (addressOf(email) !== address) continue;
    updateRows(db, partyTable, { id }, { person_key: key });
    updateRows(db, call, { id: call_id }, { generation: generation() });
  }
}

/** Whose an address is, and where that is known from. */
interface Owner {
  readonly user_id: string;
  readonly source: number;
}

/**
 * Learns the addresses of users from the parties of a call that have both. `flush` writes parties that wait. To be called before
 * the keys of the call's parties are made.
 */
export function learnAddresses(
  db: WriterDb,
  record: CallRecord,
  generation: () => number,
  flush: () => void,
): void {
  for (const party of record.parties ?? []) {
    const userId = word(party.userId)?.trim();
    const address = userId ? addressOf(party.emailAddress) : null;
    if (!userId || !address) continue;
    const known = prepared(db, 'SELECT user_id, source FROM user_address WHERE address = ?').get(address) as
      | Owner
      | undefined;
    // An address that calls give to two users is the one's with the lower id, in whatever order they come.
    if (known && (known.source !== source.call || known.user_id <= userId)) continue;
    flush();
    putRow(db, userAddress, { address, user_id: userId, source: source.call });
    moveParties(db, address, known?.user_id ?? null, userId, generation);
    touchUsers(db);
  }
}

/** Addresses of the users' list: a main address before another one, an active user before one who left. */
function listedAddresses(db: WriterDb): Map<string, Owner> {
  const users = prepared(
    db,
    'SELECT gong_id AS id, email, json FROM user ORDER BY coalesce(active, 1) DESC, gong_id',
  ).all() as { id: string; email: string | null; json: string }[];
  const owners = new Map<string, Owner>();
  const add = (value: unknown, user_id: string, from: number) => {
    const address = addressOf(value);
    if (address && !owners.has(address)) owners.set(address, { user_id, source: from });
  };
  for (const { id, email } of users) add(email, id, source.main);
  for (const { id, json } of users) {
    const record = obj(JSON.parse(json));
    add(record?.['trustedEmailAddress'], id, source.alias);
    for (const alias of list(record?.['emailAliases'])) add(str(alias), id, source.alias);
  }
  return owners;
}

/** The user whom calls give an address to, as `learnAddresses` chooses among several. */
function addressesOfCalls(db: WriterDb): Map<string, string> {
  const rows = prepared(
    db,
    `SELECT DISTINCT trim(user_id) AS userId, email FROM party
     WHERE trim(coalesce(user_id, '')) <> '' AND email IS NOT NULL`,
  ).all() as { userId: string; email: string }[];
  const owners = new Map<string, string>();
  for (const { userId, email } of rows) {
    const address = addressOf(email);
    const known = address === null ? '' : owners.get(address);
    if (address !== null && (known === undefined || userId < known)) owners.set(address, userId);
  }
  return owners;
}

/** Brings the addresses of users in line with the users' list; parties that now are somebody else move in `generation`. */
export function refreshAddresses(db: WriterDb, generation: () => number): void {
  const wanted = listedAddresses(db);
  const known = new Map(
    (
      prepared(db, 'SELECT address, user_id, source FROM user_address').all() as (Owner & {
        address: string;
      })[]
    ).map((row) => [row.address, row]),
  );
  for (const [address, owner] of wanted) {
    const before = known.get(address);
    if (before?.user_id === owner.user_id && before.source === owner.source) continue;
    putRow(db, userAddress, { address, ...owner });
    if (before?.user_id !== owner.user_id)
      moveParties(db, address, before?.user_id ?? null, owner.user_id, generation);
  }
  // What leaves the list is still the user's to whom calls give it, as if the list had never had it.
  let ofCalls: ReadonlyMap<string, string> | null = null;
  for (const [address, before] of known) {
    if (before.source === source.call || wanted.has(address)) continue;
    ofCalls ??= addressesOfCalls(db);
    const userId = ofCalls.get(address) ?? null;
    if (userId === null) deleteRows(db, userAddress, { address });
    else putRow(db, userAddress, { address, user_id: userId, source: source.call });
    if (userId !== before.user_id) moveParties(db, address, before.user_id, userId, generation);
  }
}
