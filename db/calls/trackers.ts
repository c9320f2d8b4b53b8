import type { CallTracker, Occurrence } from '../../electron/contract/call.ts';
import { sideName } from '../store/codes.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import type { Moment } from './ingest/derive.ts';
import { speakerNames } from './parties.ts';

interface Row {
  readonly gongId: string | null;
  readonly name: string | null;
  readonly type: string | null;
  readonly count: number | null;
  readonly company: number | null;
  readonly customer: number | null;
  readonly unknown: number | null;
  readonly moments: string | null;
  readonly phrases: string | null;
}

interface MyRow {
  readonly id: number;
  readonly name: string;
  readonly ready: number;
  readonly moments: string | null;
  readonly phrases: string | null;
}

type Speakers = ReturnType<typeof speakerNames>;

const momentsOf = (json: string | null) => (json ? (JSON.parse(json) as Moment[]) : []);

const phrasesOf = (json: string | null) =>
  (json ? (JSON.parse(json) as [string, number][]) : []).map(([phrase, count]) => ({ phrase, count }));

const occurrencesOf = (moments: readonly Moment[], speakers: Speakers) =>
  moments.map(
    ([startSec, side, speakerId, phrase]): Occurrence => ({
      startSec,
      speakerId,
      speaker: (speakerId === null ? null : speakers.get(speakerId)?.name) ?? null,
      side: sideName(side),
      phrase,
    }),
  );

/**
 * The trackers of a call, those with a count of zero too: Gong's in its order, then mine by name if there is a transcript to
 * look through. Times in seconds.
 */
export function readTrackers(db: Db, callId: number, hasTranscript: boolean): readonly CallTracker[] {
  const rows = prepared(
    db,
    `SELECT t.gong_id AS gongId, c.name, c.type, count, company, customer, unknown, moments, phrases
     FROM call_tracker c JOIN tracker t ON t.id = c.tracker_id WHERE call_id = +? ORDER BY position`,
  ).all(callId) as Row[];
  const mine = hasTranscript
    ? (prepared(
        db,
        `SELECT t.id, t.name, t.hits_version = t.version AS ready, h.moments, h.phrases
         FROM mine_tracker t LEFT JOIN mine_hit h ON h.set_id = t.hit_set AND h.call_id = ?
         WHERE t.removed_ms IS NULL ORDER BY t.name COLLATE NOCASE, t.id`,
      ).all(callId) as MyRow[])
    : [];
  if (rows.length === 0 && mine.length === 0) return [];
  const speakers = speakerNames(db, callId);
  return [
    ...rows.map((row) => gongs(row, speakers)),
    // While the first hits of a tracker are looked for, nothing can be said of it.
    ...mine.filter((row) => row.ready === 1 || row.moments !== null).map((row) => own(row, speakers)),
  ];
}

function gongs(row: Row, speakers: Speakers): CallTracker {
  const moments = momentsOf(row.moments);
  return {
    id: row.gongId,
    name: row.name ?? '',
    type: row.type,
    count: row.count ?? moments.length,
    bySide: { company: row.company ?? 0, customer: row.customer ?? 0, unknown: row.unknown ?? 0 },
    occurrences: occurrencesOf(moments, speakers),
    phrases: phrasesOf(row.phrases),
    mine: null,
  };
}

function own(row: MyRow, speakers: Speakers): CallTracker {
  const occurrences = occurrencesOf(momentsOf(row.moments), speakers);
  const bySide = { company: 0, customer: 0, unknown: 0 };
  for (const { side } of occurrences) bySide[side]++;
  return {
    id: null,
    name: row.name,
    type: 'MINE',
    count: occurrences.length,
    bySide,
    occurrences,
    phrases: phrasesOf(row.phrases),
    mine: { id: row.id, ready: row.ready === 1 },
  };
}
