import type { CallChange } from '../../electron/contract/call.ts';
import type { Db } from '../store/open.ts';
import { unpack } from '../store/raw.ts';
import { prepared } from '../store/statements.ts';
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
  const { record, fetchedMs } = readRecord(db, gongId);
  return { json: JSON.stringify(record, null, 2), fetchedMs };
}

/** The same, parsed. Throws call/not-found. */
export function readRecord(db: Db, gongId: string): { readonly record: unknown; readonly fetchedMs: number } {
  const { id } = findCall(db, gongId);
  const row = prepared(db, 'SELECT json, fetched_ms FROM call_raw WHERE call_id = ?').get(id) as {
    json: Buffer;
    fetched_ms: number;
  };
  return { record: JSON.parse(unpack(row.json)), fetchedMs: row.fetched_ms };
}
