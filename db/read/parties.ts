import type { CallParty, ContextObject } from '../../electron/contract/call.ts';
import { sideCode, sideName } from '../codes.ts';
import { list, str } from '../json.ts';
import type { Db } from '../open.ts';
import type { party } from '../schema.ts';
import { prepared } from '../statements.ts';

type Row = typeof party.$inferSelect;

/** The query text that finds the calls of a person: `who:` knows people by the name they are shown under. */
function personQuery(row: Row): string | null {
  const who = row.name?.trim() || row.email;
  return !who ? null : `who:"${who.replaceAll('"', ' ').trim()}"`;
}

function otherCalls(db: Db, callId: number, person: string | null): number {
  if (person === null) return 0;
  return prepared(
    db,
    `SELECT count(DISTINCT call_id) FROM party WHERE person_key = ? AND call_id <> ?
       AND call_id NOT IN (SELECT id FROM call WHERE hidden > 0)`,
  )
    .pluck()
    .get(person, callId) as number;
}

/** Speakers that Gong measured but does not list among the participants. */
function unlistedSpeakers(db: Db, callId: number, listed: readonly Row[]): CallParty[] {
  const known = new Set(listed.flatMap((row) => [row.gong_id, row.speaker_id, row.user_id]));
  const rows = prepared(
    db,
    `SELECT s.gong_id AS id, user_id AS userId, talk_time_s AS talkTimeSec, u.name FROM speaker s
     LEFT JOIN user u ON u.gong_id = s.user_id WHERE call_id = +? ORDER BY position`,
  ).all(callId) as {
    id: string | null;
    userId: string | null;
    talkTimeSec: number | null;
    name: string | null;
  }[];
  return rows
    .filter(
      (row) => !(row.id !== null && known.has(row.id)) && !(row.userId !== null && known.has(row.userId)),
    )
    .map((row) => ({
      id: row.id,
      name: row.name,
      emailAddress: null,
      phoneNumber: null,
      title: null,
      userId: row.userId,
      speakerId: null,
      affiliation: null,
      side: sideName(sideCode.unknown),
      company: null,
      methods: [],
      talkTimeSec: row.talkTimeSec,
      context: [],
      otherCalls: 0,
      q: null,
    }));
}

/** The participants of a call in Gong's order, then speakers that are not among them. Talk time in seconds. */
export function readParties(
  db: Db,
  callId: number,
  context: ReadonlyMap<number, readonly ContextObject[]>,
): readonly CallParty[] {
  const rows = prepared(db, 'SELECT * FROM party WHERE call_id = +? ORDER BY position').all(callId) as Row[];
  const parties = rows.map((row) => ({
    id: row.gong_id,
    name: row.name,
    emailAddress: row.email,
    phoneNumber: row.phone,
    title: row.title,
    userId: row.user_id,
    speakerId: row.speaker_id,
    affiliation: row.affiliation,
    side: sideName(row.side),
    company: row.company,
    methods: row.methods ? list(JSON.parse(row.methods)).flatMap((method) => str(method) ?? []) : [],
    talkTimeSec: row.talk_time_s,
    context: context.get(row.position) ?? [],
    otherCalls: otherCalls(db, callId, row.person_key),
    q: personQuery(row),
  }));
  return [...parties, ...unlistedSpeakers(db, callId, rows)];
}

/** Names and sides by speakerId. */
export function speakerNames(
  db: Db,
  callId: number,
): ReadonlyMap<string, { readonly name: string | null; readonly side: number }> {
  const rows = prepared(
    db,
    `SELECT speaker_id AS id, coalesce(name, email) AS name, side FROM party
     WHERE call_id = ? AND speaker_id IS NOT NULL`,
  ).all(callId) as { id: string; name: string | null; side: number }[];
  return new Map(rows.map((row) => [row.id, row]));
}
