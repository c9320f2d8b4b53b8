import type { Db } from '../store/open.ts';
import { unpack } from '../store/raw.ts';
import { prepared } from '../store/statements.ts';
import { storedText } from '../text/text.ts';
import { lenientMonologues, type PackedMonologue, unpackTiming } from './transcript-pack.ts';

/** The stored transcript exactly as Gong sent it (times in milliseconds), or null when there is none. */
export function readStoredTranscript(db: Db, gongId: string): unknown {
  const row = prepared(db, 'SELECT timing, raw FROM transcript WHERE gong_id = ?').get(gongId) as
    | { timing: Buffer | null; raw: Buffer | null }
    | undefined;
  if (!row) return null;
  if (row.raw) return JSON.parse(unpack(row.raw));
  if (!row.timing) return null;
  const passages = prepared(
    db,
    `SELECT position, text FROM passage
     WHERE call_id = (SELECT id FROM call WHERE gong_id = ?) AND kind = 1`,
  ).all(gongId) as { position: number; text: string }[];
  const texts = new Map(passages.map(({ position, text }) => [position, text]));
  return unpackTiming(row.timing, (monologue) => storedText(texts.get(monologue) ?? ''));
}

/** The monologues of a call's transcript, or null when there is none. */
export function readMonologues(db: Db, gongId: string): PackedMonologue[] | null {
  const stored = readStoredTranscript(db, gongId);
  return stored === null ? null : lenientMonologues(stored);
}
