import type { CallChange } from '../../electron/contract/call.ts';
import type { Db } from '../open.ts';
import { unpack } from '../raw.ts';
import { prepared } from '../statements.ts';
import { findCall } from './find-call.ts';

/** What changed in a call since it was first synced, newest first. Throws call/not-found. */
export function readChanges(db: Db, gongId: string): readonly CallChange[] {
  const { gong_id } = findCall(db, gongId);
  const rows = prepared(
    db,
    'SELECT at_ms, summary, fields FROM change WHERE gong_id = ? ORDER BY id DESC LIMIT 500',
  ).all(gong_id) as { at_ms: number; summary: string; fields: string }[];
  return rows.map((row) => ({
    atMs: row.at_ms,
    summary: row.summary,
    fields: JSON.parse(row.fields) as CallChange['fields'],
  }));
}

/** The record as Gong sent it (media URLs left out, parts of earlier, wider syncs kept), as indented JSON. */
export function readRaw(db: Db, gongId: string): { readonly json: string; readonly fetchedMs: number } {
  const { id } = findCall(db, gongId);
  const row = prepared(db, 'SELECT json, fetched_ms FROM call_raw WHERE call_id = ?').get(id) as {
    json: Buffer;
    fetched_ms: number;
  };
  return { json: JSON.stringify(JSON.parse(unpack(row.json)), null, 2), fetchedMs: row.fetched_ms };
}
