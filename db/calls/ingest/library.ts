import { touchCalls } from '../../store/generation.ts';
import { type Json, num, obj, objects, sameJson, str, word } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
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
    prepared(db, 'UPDATE library_folder SET path = ?, label = ? WHERE gong_id = ?').run(path, label, row.id);
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
  readonly records: readonly unknown[];
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
    for (const record of objects(records)) {
      const id = word(record['id']) as string;
      listed.add(id);
      const values = {
        gong_id: id,
        workspace_id: workspaceId,
        name: word(record['name']) ?? id,
        parent_id: word(record['parentFolderId']),
        created_by: word(record['createdBy']),
        updated_ms: parseTime(str(record['updated'])).ms,
        path: '',
        label: '',
        json: JSON.stringify(record),
        synced_ms: atMs,
      };
      const names = Object.keys(values);
      const updated = names.filter((name) => name !== 'path' && name !== 'label');
      prepared(
        db,
        `INSERT INTO library_folder(${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
         ON CONFLICT (gong_id) DO UPDATE SET ${updated.map((name) => `${name} = excluded.${name}`).join(', ')}
         WHERE json <> excluded.json OR workspace_id IS NOT excluded.workspace_id`,
      ).run(...Object.values(values));
    }
    for (const { raw, reason } of rejected) recordProblem(db, 'record', raw, new Error(reason), { atMs });
    const known = prepared(db, 'SELECT gong_id FROM library_folder WHERE workspace_id IS ?')
      .pluck()
      .all(workspaceId) as string[];
    for (const id of rejected.length > 0 ? [] : known) {
      if (listed.has(id)) continue;
      for (const call of callsIn(db, id)) touched.add(call);
      prepared(db, 'DELETE FROM library_call WHERE folder_id = ?').run(id);
      prepared(db, 'DELETE FROM library_folder WHERE gong_id = ?').run(id);
    }
    for (const id of relabel(db)) for (const call of callsIn(db, id)) touched.add(call);
    if (touched.size > 0) touchCalls(db, [...touched]);
    return touched.size;
  })();
}

/** What a folder keeps, read completely. */
export interface FolderContent {
  readonly folderId: string;
  readonly records: readonly unknown[];
  readonly rejected: readonly { readonly raw: unknown; readonly reason: string }[];
  readonly atMs: number;
}

/** Stores what a folder keeps in place of what it kept. Returns how many calls look different now. */
export function ingestFolderContent(
  db: WriterDb,
  { folderId, records, rejected, atMs }: FolderContent,
): number {
  return db.transaction(() => {
    const before = prepared(
      db,
      'SELECT call_gong_id AS call, json FROM library_call WHERE folder_id = ? ORDER BY position',
    ).all(folderId) as { call: string; json: string }[];
    const now = objects(records).map((record) => ({ call: word(record['id']) as string, record }));
    for (const { raw, reason } of rejected) recordProblem(db, 'record', raw, new Error(reason), { atMs });
    prepared(db, 'UPDATE library_folder SET content_ms = ? WHERE gong_id = ?').run(atMs, folderId);
    const same =
      before.length === now.length &&
      before.every(({ json }, at) => sameJson(JSON.parse(json), now[at]?.record));
    if (same) return 0;
    prepared(db, 'DELETE FROM library_call WHERE folder_id = ?').run(folderId);
    now.forEach(({ call, record }, position) => {
      insertCall(db, folderId, position, call, record);
    });
    const touched = new Set([...before.map(({ call }) => call), ...now.map(({ call }) => call)]);
    touchCalls(db, [...touched]);
    return touched.size;
  })();
}

function insertCall(db: WriterDb, folderId: string, position: number, call: string, record: Json): void {
  const snippet = obj(record['snippet']);
  const from = num(snippet?.['fromSec']);
  const to = num(snippet?.['toSec']);
  prepared(
    db,
    `INSERT INTO library_call(folder_id, position, call_gong_id, title, note, added_by, created_ms, url, from_s, to_s, json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    folderId,
    position,
    call,
    str(record['title']),
    word(record['note']),
    word(record['addedBy']),
    parseTime(str(record['created'])).ms,
    str(record['url']),
    from,
    to,
    JSON.stringify(record),
  );
}

/** Notes when a folder was asked for and what it keeps was not stored: it is not asked for again before the others. */
export function passOverFolder(db: WriterDb, folderId: string, atMs: number): void {
  prepared(db, 'UPDATE library_folder SET content_ms = ? WHERE gong_id = ?').run(atMs, folderId);
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
