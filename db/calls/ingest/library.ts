import type { FolderRecord, LibraryCallRecord } from '../../../electron/gong/schema/library.ts';
import { isRemoved } from '../../erase/calls.ts';
import { deepText, readEraser } from '../../erase/eraser.ts';
import { touchCalls } from '../../store/generation.ts';
import { sameJson, str, word } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
import { deleteRows, findRow, insertRow, putRow, updateRows } from '../../store/rows.ts';
import { libraryCall, libraryFolder } from '../../store/schema.ts';
import { prepared } from '../../store/statements.ts';
import { parseTime } from '../../store/time.ts';
import { recordProblem } from './problems.ts';

/** Between the names of a path. */
const separator = ' / ';
/** Folders above a folder that are followed, should they lead round in a circle. */
const deepest = 32;

interface FolderRow {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly path: string;
  readonly label: string;
}

/** Path of each folder from under its root down (a root: its name). */
function pathsOf(rows: readonly FolderRow[]): ReadonlyMap<string, string> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    rows.map((row): [string, string] => {
      const names = [row.name];
      let above = row.parent === null ? undefined : byId.get(row.parent);
      for (let steps = 0; above && above.parent !== null && steps < deepest; steps++) {
        names.unshift(above.name);
        above = byId.get(above.parent);
      }
      return [row.id, names.join(separator)];
    }),
  );
}

/** Writes paths and labels after folders changed; the folders whose label is another now. */
function relabel(db: WriterDb): string[] {
  const rows = prepared(
    db,
    'SELECT gong_id AS id, name, parent_id AS parent, path, label FROM library_folder',
  ).all() as FolderRow[];
  const paths = pathsOf(rows);
  const uses = new Map<string, number>();
  for (const { name } of rows) uses.set(name.toLowerCase(), (uses.get(name.toLowerCase()) ?? 0) + 1);
  const changed: string[] = [];
  for (const row of rows) {
    const path = paths.get(row.id) ?? row.name;
    const label = (uses.get(row.name.toLowerCase()) ?? 0) > 1 ? path : row.name;
    if (path === row.path && label === row.label) continue;
    updateRows(db, libraryFolder, { gong_id: row.id }, { path, label });
    if (label !== row.label) changed.push(row.id);
  }
  return changed;
}

const callsIn = (db: WriterDb, folderId: string) =>
  prepared(db, 'SELECT call_gong_id FROM library_call WHERE folder_id = ?').pluck().all(folderId) as string[];

/** A complete list of the folders of a workspace. */
export interface FolderList {
  /** Null: the key's only workspace. */
  readonly workspaceId: string | null;
  readonly records: readonly FolderRecord[];
  readonly rejected: readonly { readonly raw: unknown; readonly reason: string }[];
  readonly atMs: number;
}

/**
 * Stores the folders of a workspace in place of those it had. A folder that is listed no more goes with what it kept,
 * unless one of the list could not be read. Returns how many calls look different now.
 */
export function ingestFolders(db: WriterDb, { workspaceId, records, rejected, atMs }: FolderList): number {
  return db.transaction(() => {
    const touched = new Set<string>();
    const listed = new Set<string>();
    for (const record of records) {
      const id = String(record.id);
      listed.add(id);
      const json = JSON.stringify(record);
      const known = findRow(db, libraryFolder, { gong_id: id });
      if (known && known.json === json && known.workspace_id === workspaceId) continue;
      putRow(db, libraryFolder, {
        gong_id: id,
        workspace_id: workspaceId,
        name: word(record.name) ?? id,
        parent_id: word(record.parentFolderId),
        created_by: word(record.createdBy),
        updated_ms: parseTime(record.updated).ms,
        path: known?.path ?? '',
        label: known?.label ?? '',
        json,
        synced_ms: atMs,
      });
    }
    for (const { raw, reason } of rejected) recordProblem(db, 'record', raw, new Error(reason), { atMs });
    const known = prepared(db, 'SELECT gong_id FROM library_folder WHERE workspace_id IS ?')
      .pluck()
      .all(workspaceId) as string[];
    for (const id of rejected.length > 0 ? [] : known) {
      if (listed.has(id)) continue;
      for (const call of callsIn(db, id)) touched.add(call);
      deleteRows(db, libraryCall, { folder_id: id });
      deleteRows(db, libraryFolder, { gong_id: id });
    }
    for (const id of relabel(db)) for (const call of callsIn(db, id)) touched.add(call);
    if (touched.size > 0) touchCalls(db, [...touched]);
    return touched.size;
  })();
}

/** What a folder keeps, read completely. */
export interface FolderContent {
  readonly folderId: string;
  readonly records: readonly LibraryCallRecord[];
  readonly rejected: readonly { readonly raw: unknown; readonly reason: string }[];
  readonly atMs: number;
}

/** Stores what a folder keeps in place of what it kept. Returns how many calls look different now. */
export function ingestFolderContent(
  db: WriterDb,
  { folderId, records: given, rejected, atMs }: FolderContent,
): number {
  return db.transaction(() => {
    const eraser = readEraser(db);
    const records = given
      .filter(({ id }) => !isRemoved(db, String(id)))
      .map((record) => (eraser ? deepText(record, (text) => eraser.text(text)) : record));
    const before = prepared(
      db,
      'SELECT call_gong_id AS call, json FROM library_call WHERE folder_id = ? ORDER BY position',
    ).all(folderId) as { call: string; json: string }[];
    for (const { raw, reason } of rejected) recordProblem(db, 'record', raw, new Error(reason), { atMs });
    updateRows(db, libraryFolder, { gong_id: folderId }, { content_ms: atMs });
    const same =
      before.length === records.length &&
      before.every(({ json }, at) => sameJson(JSON.parse(json), records[at]));
    if (same) return 0;
    deleteRows(db, libraryCall, { folder_id: folderId });
    records.forEach((record, position) => {
      insertRow(db, libraryCall, {
        folder_id: folderId,
        position,
        call_gong_id: String(record.id),
        title: str(record.title),
        note: word(record.note),
        added_by: word(record.addedBy),
        created_ms: parseTime(record.created).ms,
        url: str(record.url),
        from_s: record.snippet?.fromSec ?? null,
        to_s: record.snippet?.toSec ?? null,
        json: JSON.stringify(record),
      });
    });
    const touched = new Set([...before.map(({ call }) => call), ...records.map(({ id }) => String(id))]);
    touchCalls(db, [...touched]);
    return touched.size;
  })();
}

/** Notes when a folder was asked for and what it keeps was not stored: it is not asked for again before the others. */
export function passOverFolder(db: WriterDb, folderId: string, atMs: number): void {
  updateRows(db, libraryFolder, { gong_id: folderId }, { content_ms: atMs });
}

/** A folder to be read, as it is stored. */
export interface KnownFolder {
  readonly id: string;
  readonly label: string;
  /** How many calls it keeps. */
  readonly calls: number;
}

/** The folders of some workspaces whose calls were not read after then. */
export function foldersToRead(
  db: WriterDb,
  workspaces: readonly (string | null)[],
  sinceMs: number,
): readonly KnownFolder[] {
  return workspaces.flatMap(
    (workspace) =>
      prepared(
        db,
        `SELECT gong_id AS id, label,
           (SELECT count(*) FROM library_call WHERE folder_id = library_folder.gong_id) AS calls
         FROM library_folder
         WHERE workspace_id IS ? AND (content_ms IS NULL OR content_ms <= ?) ORDER BY content_ms, gong_id`,
      ).all(workspace, sinceMs) as KnownFolder[],
  );
}

/** What is stored of the library of a workspace: the workspace's name, and how many folders. */
export function libraryInStore(
  db: WriterDb,
  workspaceId: string | null,
): { readonly name: string | null; readonly folders: number } {
  return prepared(
    db,
    `SELECT (SELECT name FROM workspace WHERE gong_id = ?) AS name,
       (SELECT count(*) FROM library_folder WHERE workspace_id IS ?) AS folders`,
  ).get(workspaceId, workspaceId) as { name: string | null; folders: number };
}

/** Workspaces whose library there is to read; empty where none is known. */
export function workspacesInStore(db: WriterDb): readonly string[] {
  const named = prepared(db, 'SELECT gong_id FROM workspace ORDER BY gong_id').pluck().all() as string[];
  if (named.length > 0) return named;
  return prepared(
    db,
    'SELECT DISTINCT workspace_id FROM call WHERE workspace_id IS NOT NULL ORDER BY workspace_id',
  )
    .pluck()
    .all() as string[];
}
