import type { ErasurePreview } from '../../../electron/contract/privacy.ts';
import type { CallRecord } from '../../../electron/gong/schema/call.ts';
import { type Json, list, objects, sameJson, word } from '../../store/json.ts';
import type { Db } from '../../store/open.ts';
import { unpack } from '../../store/raw.ts';
import { prepared } from '../../store/statements.ts';
import { createNameMask } from '../../text/person-names.ts';
import { readMonologues } from '../../transcripts/monologues.ts';
import { deepText, Eraser } from '../eraser.ts';
import { plainMarks } from '../marks.ts';
import { type Identity, identify } from './identify.ts';
import { ownTextsNaming } from './own.ts';

/** What a call has of people who are to be erased. */
export interface Trace {
  readonly id: number;
  readonly gongId: string;
  /** Whether they took part; else they are only named. */
  readonly present: boolean;
  /** Whether the call goes, not only their words: that is how they were erased. */
  readonly goes: boolean;
  readonly lines: number;
  readonly comments: number;
  /** Stretches in which they speak, seconds. */
  readonly stretches: readonly (readonly [number, number])[];
}

const like = (column: string) => `EXISTS (SELECT 1 FROM json_each(@patterns) p WHERE ${column} LIKE p.value)`;
const textColumns = ['title', 'people', 'brief', 'key_points', 'outline', 'highlights', 'comments'].map(
  (name) => `ifnull(${name}, '')`,
);

/** Row ids of calls that may have a trace: the people take part, or a text of it has a pattern. `whole`: all that Gong sent is read. */
function candidates(db: Db, { keys, patterns }: Identity, whole: boolean): number[] {
  const ids = prepared(
    db,
    `SELECT call_id FROM party WHERE person_key IN (SELECT value FROM json_each(@keys))
     UNION SELECT call_id FROM call_text WHERE ${like(textColumns.join(" || ' ' || "))}
     UNION SELECT call_id FROM passage WHERE kind < 5 AND ${like('text')}
     UNION SELECT call_id FROM context_object WHERE ${like('fields')}`,
  )
    .pluck()
    .all({ keys: JSON.stringify(keys), patterns: JSON.stringify(patterns) }) as number[];
  if (!whole) return ids;
  const found = new Set(ids);
  const needles = patterns.map((pattern) => pattern.toLowerCase().split('%').filter(Boolean));
  const rows = prepared(db, 'SELECT call_id AS id, json FROM call_raw').iterate() as IterableIterator<{
    id: number;
    json: Buffer;
  }>;
  for (const { id, json } of rows) {
    if (found.has(id)) continue;
    const text = unpack(json).toLowerCase();
    if (needles.some((parts) => parts.every((part) => text.includes(part)))) found.add(id);
  }
  return [...found];
}

/** Looks through one call for whoever an eraser takes out; `left` is told the texts as they will stand. Null: there is no trace of them in it. */
export function traceIn(db: Db, eraser: Eraser, id: number, left?: (text: string) => void): Trace | null {
  const row = prepared(
    db,
    'SELECT gong_id AS gongId, json FROM call JOIN call_raw ON call_id = id WHERE id = ?',
  ).get(id) as { gongId: string; json: Buffer } | undefined;
  if (!row) return null;
  const record = JSON.parse(unpack(row.json)) as CallRecord;
  const { record: after, speakers } = eraser.call(record as Json);
  const present = objects(record.parties).some((party) => eraser.party(party) !== null);
  const monologues = readMonologues(db, row.gongId) ?? [];
  const theirs = monologues.filter(({ speakerId }) => speakerId !== null && speakers.has(speakerId));
  const spoken = eraser.transcript(monologues, speakers);
  if (left) {
    const seen = (text: string) => {
      left(text);
      return text;
    };
    deepText(after, seen);
    deepText(spoken, seen);
  }
  if (!present && sameJson(record, after) && sameJson(monologues, spoken)) return null;
  const written = (value: unknown) => list((value as Json | null)?.['publicComments']) as Json[];
  const [before, now] = [written(record.collaboration), written(after?.['collaboration'])];
  return {
    id,
    gongId: row.gongId,
    present,
    goes: after === null,
    lines: theirs.length,
    comments: before.filter(
      (comment, at) => word(comment['commenterUserId']) !== word(now[at]?.['commenterUserId']),
    ).length,
    stretches: theirs.flatMap(({ sentences }): [number, number][] => {
      const [first, last] = [sentences[0], sentences.at(-1)];
      return first && last ? [[first.start / 1000, last.end / 1000]] : [];
    }),
  };
}

/** A text that may name them and stays, with the number of its places. */
type Undecided = ErasurePreview['undecided'][number];

/** Everything of some people in what is stored, with what takes it out, and what may be them as well as somebody else. */
export function findTraces(
  db: Db,
  identity: Identity,
  whole: boolean,
): {
  readonly eraser: Eraser;
  readonly traces: readonly Trace[];
  readonly undecided: readonly Undecided[];
} {
  const eraser = new Eraser(plainMarks(identity.marks));
  // A first name alone, initials: the person, or another one of that name.
  const rest = createNameMask(identity.names.map((name) => ({ name, alias: name })));
  const left = (text: string) => void rest.replace(text);
  const traces = candidates(db, identity, whole).flatMap((id) => traceIn(db, eraser, id, left) ?? []);
  const present = new Set(traces.flatMap((trace) => (trace.present ? [trace.gongId] : [])));
  const notes = prepared(db, 'SELECT gong_id, text FROM mine_note').all() as {
    gong_id: string;
    text: string;
  }[];
  for (const { gong_id, text } of notes) left(eraser.text(text, present.has(gong_id)));
  const { masked, undecided } = rest.counts();
  const counts = new Map<string, number>();
  for (const { text, count } of [...masked, ...undecided]) counts.set(text, (counts.get(text) ?? 0) + count);
  return {
    eraser,
    traces,
    undecided: [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count),
  };
}

/** The counts of a preview and of a receipt. */
export function countTraces(
  db: Db,
  { eraser, traces, undecided }: ReturnType<typeof findTraces>,
): ErasurePreview['counts'] {
  const present = traces.filter((trace) => trace.present);
  const kept = prepared(db, 'SELECT count(*) FROM media_file WHERE gong_id = ?').pluck();
  const sum = (of: (trace: Trace) => number) => present.reduce((all, trace) => all + of(trace), 0);
  return {
    calls: present.length,
    named: traces.length - present.length,
    lines: sum(({ lines }) => lines),
    comments: sum(({ comments }) => comments),
    notes: ownTextsNaming(db, eraser, traces),
    recordings: sum(({ gongId }) => kept.get(gongId) as number),
    undecided: undecided.reduce((sum, { count }) => sum + count, 0),
  };
}

const listedAtMost = 200;

/** What there is of the people that a text names. Throws 'erase/who'. */
export function previewErasure(db: Db, text: string): ErasurePreview {
  return db.transaction(() => {
    const identity = identify(db, text);
    const found = findTraces(db, identity, false);
    const find = prepared(
      db,
      'SELECT gong_id AS id, coalesce(title, gong_id) AS title, started_ms AS startedMs FROM call WHERE id = ?',
    );
    const calls = found.traces
      .filter(({ present }) => present)
      .map(({ id }) => find.get(id) as ErasurePreview['calls'][number])
      .sort((a, b) => b.startedMs - a.startedMs);
    return {
      people: identity.people,
      counts: countTraces(db, found),
      undecided: found.undecided,
      calls: calls.slice(0, listedAtMost),
    };
  })();
}
