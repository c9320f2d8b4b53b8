import type { CallParty, ContextObject } from '../../electron/contract/call.ts';
import { quote } from '../../electron/contract/query/format.ts';
import { fold } from '../../electron/contract/words/fold.ts';
import type { ColumnStore } from '../index/columns/columns.ts';
import { peopleOf } from '../index/columns/people.ts';
import { sideCode, sideName } from '../store/codes.ts';
import { list, str } from '../store/json.ts';
import type { Db } from '../store/open.ts';
import type { party } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import { tidyName } from '../text/text.ts';
import type { Speech } from '../transcripts/speech.ts';

type Row = typeof party.$inferSelect;

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

const known = { user: 'user', email: 'address', phone: 'phone', name: 'name' } as const;

/** Who somebody is, in all calls. */
function identityOf(
  { db, store, callId }: Reading,
  row: Row,
): Pick<CallParty, 'currentName' | 'knownBy' | 'otherCalls' | 'q'> {
  const key = row.person_key;
  if (key === null) return { currentName: null, knownBy: null, otherCalls: 0, q: null };
  const columns = store.current();
  const people = peopleOf(columns, store.dictionaries);
  const person = store.dictionaries.who.find(key);
  const name = person < 0 ? null : people.name(person);
  return {
    currentName: name && row.name && fold(name) !== fold(tidyName(row.name)) ? name : null,
    knownBy: known[key.slice(0, key.indexOf(':')) as keyof typeof known],
    otherCalls: otherCalls(db, callId, key),
    q: person < 0 ? null : `who:${quote(people.text(person))}`,
  };
}

interface Reading {
  readonly db: Db;
  readonly store: ColumnStore;
  readonly callId: number;
}

/** A speaker that is not among the participants. */
function unlisted(about: Partial<CallParty>): CallParty {
  return {
    id: null,
    name: null,
    currentName: null,
    emailAddress: null,
    phoneNumber: null,
    title: null,
    userId: null,
    speakerId: null,
    affiliation: null,
    side: sideName(sideCode.unknown),
    company: null,
    methods: [],
    talkTimeSec: null,
    gongTalkTimeSec: null,
    context: [],
    knownBy: null,
    otherCalls: 0,
    q: null,
    ...about,
  };
}

interface Measured {
  readonly id: string | null;
  readonly userId: string | null;
  readonly seconds: number | null;
  readonly name: string | null;
}

/** Talk time as Gong measured it: of its own users only. */
function measuredByGong(db: Db, callId: number): readonly Measured[] {
  return prepared(
    db,
    `SELECT s.gong_id AS id, s.user_id AS userId, talk_time_s AS seconds, u.name FROM speaker s
     LEFT JOIN user u ON u.gong_id = s.user_id WHERE call_id = +? ORDER BY position`,
  ).all(callId) as Measured[];
}

const isUser = (row: Row) => (row.user_id ?? '').trim() !== '';

/**
 * The participants of a call in Gong's order, then speakers that are not among them: those of the transcript, and those whose
 * talk time Gong gives. `speech` is of the transcript; null without one.
 */
export function readParties(
  db: Db,
  store: ColumnStore,
  callId: number,
  context: ReadonlyMap<number, readonly ContextObject[]>,
  speech: Speech | null,
): readonly CallParty[] {
  const rows = prepared(db, 'SELECT * FROM party WHERE call_id = +? ORDER BY position').all(callId) as Row[];
  const measured = measuredByGong(db, callId);
  const ofGong = (row: Row) =>
    measured.find(
      ({ id, userId }) =>
        (id !== null && (id === row.gong_id || id === row.speaker_id)) ||
        (userId !== null && userId === row.user_id),
    );
  const taken = new Set<Measured>();
  const heard = new Map<string, Row>();
  // A speaker that two participants claim is counted once: the one who is a user speaks, else the first.
  for (const row of [...rows.filter(isUser), ...rows])
    if (row.speaker_id && !heard.has(row.speaker_id)) heard.set(row.speaker_id, row);
  const parties = rows.map((row): CallParty => {
    const gong = ofGong(row);
    if (gong) taken.add(gong);
    const { speaker_id: speakerId } = row;
    const spoken = speakerId && heard.get(speakerId) === row ? (speech?.bySpeaker.get(speakerId) ?? 0) : 0;
    return {
      id: row.gong_id,
      name: row.name,
      emailAddress: row.email,
      phoneNumber: row.phone,
      title: row.title,
      userId: row.user_id,
      speakerId,
      affiliation: row.affiliation,
      side: sideName(row.side),
      company: row.company,
      methods: row.methods ? list(JSON.parse(row.methods)).flatMap((method) => str(method) ?? []) : [],
      talkTimeSec: speech && spoken,
      gongTalkTimeSec: gong?.seconds ?? null,
      context: context.get(row.position) ?? [],
      ...identityOf({ db, store, callId }, row),
    };
  });
  const unnamed = [...(speech?.bySpeaker ?? [])].flatMap(([speakerId, talkTimeSec], index) =>
    heard.has(speakerId) ? [] : [unlisted({ name: `Speaker ${index + 1}`, speakerId, talkTimeSec })],
  );
  const others = measured
    .filter((row) => !taken.has(row))
    .map(({ id, userId, name, seconds }) => unlisted({ id, userId, name, gongTalkTimeSec: seconds }));
  return [...parties, ...unnamed, ...others];
}

/** Names and sides by speakerId; of two participants with one, those of the user, else of the first. */
export function speakerNames(
  db: Db,
  callId: number,
): ReadonlyMap<string, { readonly name: string | null; readonly side: number }> {
  const rows = prepared(
    db,
    `SELECT speaker_id AS id, coalesce(name, email) AS name, side FROM party
     WHERE call_id = ? AND speaker_id IS NOT NULL
     ORDER BY trim(coalesce(user_id, '')) <> '', position DESC`,
  ).all(callId) as { id: string; name: string | null; side: number }[];
  return new Map(rows.map((row) => [row.id, row]));
}
