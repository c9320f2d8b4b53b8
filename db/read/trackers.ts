import type { CallTracker, Occurrence } from '../../electron/contract/call.ts';
import { sideName } from '../codes.ts';
import type { Moment } from '../ingest/derive.ts';
import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
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

/** The trackers of a call in Gong's order, those with a count of zero too. Times in seconds. */
export function readTrackers(db: Db, callId: number): readonly CallTracker[] {
  const rows = prepared(
    db,
    `SELECT t.gong_id AS gongId, c.name, c.type, count, company, customer, unknown, moments, phrases
     FROM call_tracker c JOIN tracker t ON t.id = c.tracker_id WHERE call_id = ? ORDER BY position`,
  ).all(callId) as Row[];
  if (rows.length === 0) return [];
  const speakers = speakerNames(db, callId);
  return rows.map((row): CallTracker => {
    const moments = row.moments ? (JSON.parse(row.moments) as Moment[]) : [];
    const phrases = row.phrases ? (JSON.parse(row.phrases) as [string, number][]) : [];
    return {
      id: row.gongId,
      name: row.name ?? '',
      type: row.type,
      count: row.count ?? moments.length,
      bySide: { company: row.company ?? 0, customer: row.customer ?? 0, unknown: row.unknown ?? 0 },
      occurrences: moments.map(
        ([startSec, side, speakerId, phrase]): Occurrence => ({
          startSec,
          speakerId,
          speaker: (speakerId === null ? null : speakers.get(speakerId)?.name) ?? null,
          side: sideName(side),
          phrase,
        }),
      ),
      phrases: phrases.map(([phrase, count]) => ({ phrase, count })),
    };
  });
}
