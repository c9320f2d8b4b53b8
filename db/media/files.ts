import { hash } from 'node:crypto';
import { touchCalls } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { deleteRows, updateRows } from '../store/rows.ts';
import { mediaFile } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';

type TrackKind = 'audio' | 'video';
type TrackState = 'queued' | 'downloading' | 'done' | 'failed';

/** One recording that the user asked to keep on this laptop. */
export interface KeptTrack {
  readonly callId: string;
  readonly kind: TrackKind;
  readonly title: string;
  readonly durationSec: number;
  readonly state: TrackState;
  /** Name below the media folder; null until bytes have come. */
  readonly file: string | null;
  readonly bytes: number;
  readonly totalBytes: number | null;
  /** ETag of the bytes so far: a resumed download of other content starts again. */
  readonly validator: string | null;
  readonly contentType: string | null;
  readonly error: string | null;
  readonly addedMs: number;
  readonly playedMs: number | null;
  /** 1: its call is hidden by the settings. */
  readonly hidden: 0 | 1;
}

const columns = `f.gong_id AS callId, f.kind, coalesce(c.title, f.gong_id) AS title, coalesce(c.duration_s, 0) AS durationSec,
  f.state, f.file, f.bytes, f.total_bytes AS totalBytes, f.validator, f.content_type AS contentType, f.error,
  f.added_ms AS addedMs, f.played_ms AS playedMs,
  coalesce(c.hidden, 0) > 0 AS hidden`;
const from = 'FROM media_file f LEFT JOIN call c ON c.gong_id = f.gong_id';

/** Every kept recording, oldest request first. */
export function listKept(db: Db): KeptTrack[] {
  return prepared(
    db,
    `SELECT ${columns} ${from} ORDER BY f.added_ms, f.gong_id, f.kind`,
  ).all() as KeptTrack[];
}

/** Kept recordings of one call. */
export function keptOf(db: Db, callId: string): KeptTrack[] {
  return prepared(db, `SELECT ${columns} ${from} WHERE f.gong_id = ?`).all(callId) as KeptTrack[];
}

/** Whether a call is hidden by the settings, or was removed from here and has not come again: nothing of it is played or kept. */
export const isHidden = (db: Db, callId: string): boolean =>
  prepared(
    db,
    `SELECT 1 FROM call WHERE gong_id = @callId AND hidden > 0
     UNION ALL SELECT 1 FROM removal WHERE gong_id = @callId AND NOT EXISTS (SELECT 1 FROM call WHERE gong_id = @callId)`,
  ).get({ callId }) !== undefined;

/**
 * Queues a recording of each call but hidden ones; those kept or queued already stay as they are, failed ones get another try.
 * Returns how many calls are not hidden.
 */
export function queueKept(db: WriterDb, ids: readonly string[], kind: TrackKind, atMs: number): number {
  return db.transaction(() => {
    const insert = prepared(
      db,
      `INSERT INTO media_file (gong_id, kind, state, added_ms) VALUES (?, ?, 'queued', ?)
       ON CONFLICT (gong_id, kind) DO UPDATE SET state = 'queued', error = NULL WHERE state = 'failed'`,
    );
    const shown = ids.filter((id) => !isHidden(db, id));
    for (const id of shown) insert.run(id, kind, atMs);
    return shown.length;
  })();
}

/** Notes how far a recording is. Reaching or leaving 'done' makes the call (not) `is:offline`. */
export function saveKept(
  db: WriterDb,
  callId: string,
  kind: TrackKind,
  now: {
    readonly state: TrackState;
    readonly file?: string | null;
    readonly bytes?: number;
    readonly totalBytes?: number | null;
    readonly validator?: string | null;
    readonly contentType?: string | null;
    readonly error?: string | null;
  },
): void {
  db.transaction(() => {
    const wasDone = keptOf(db, callId).some((track) => track.kind === kind && track.state === 'done');
    prepared(
      db,
      `UPDATE media_file SET state = @state, file = coalesce(@file, file), bytes = coalesce(@bytes, bytes),
         total_bytes = iif(@state = 'done', @totalBytes, coalesce(@totalBytes, total_bytes)), validator = coalesce(@validator, validator),
         content_type = coalesce(@contentType, content_type), error = @error
       WHERE gong_id = @callId AND kind = @kind`,
    ).run({
      file: null,
      bytes: null,
      totalBytes: null,
      validator: null,
      contentType: null,
      error: null,
      ...now,
      callId,
      kind,
    });
    if (wasDone !== (now.state === 'done')) touchCalls(db, [callId]);
  })();
}

/** Forgets kept recordings (all of a call, or one kind) and returns their file names, for deletion. */
export function dropKept(db: WriterDb, ids: readonly string[], kind?: TrackKind): string[] {
  return db.transaction(() => {
    const files: string[] = [];
    for (const id of ids) {
      for (const track of keptOf(db, id)) {
        if (kind && track.kind !== kind) continue;
        if (track.file) files.push(track.file);
        deleteRows(db, mediaFile, { gong_id: id, kind: track.kind });
      }
    }
    touchCalls(db, ids);
    return files;
  })();
}

/** After a restart nothing is being downloaded: what was, waits again. */
export function requeueKept(db: WriterDb): void {
  updateRows(db, mediaFile, { state: 'downloading' }, { state: 'queued' });
}

/** What the files of a call's recordings are called by: a hash, so that nothing a call's id contains can be part of a path. */
export const mediaStem = (callId: string): string => hash('sha256', callId).slice(0, 40);
