import { EarshotError } from '../../electron/contract/errors.ts';
import { migrations } from './migrations/index.ts';
import type { WriterDb } from './open.ts';

/** The schema version this build of Earshot writes. */
export const schemaVersion = migrations.length;

/** The schema version of an open store; 0 for an empty file. */
export function versionOf(db: Pick<WriterDb, 'pragma'>): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** Refuses a store written by a newer Earshot, before anything is written to it. */
export function refuseNewer(version: number): void {
  if (version <= schemaVersion) return;
  throw new EarshotError({
    code: 'store/newer',
    message: `This store was written by a newer Earshot (schema ${version}; this one knows ${schemaVersion}).`,
    nextStep:
      'Update Earshot, or start it with another data folder (--data DIR). Nothing in the file was changed.',
  });
}

/**
 * Brings a store to `target` (for tests; normally the newest version). Each migration and its version number commit
 * together, so that a crash in between leaves either the old schema or the new one.
 */
export function migrate(db: WriterDb, target = schemaVersion): void {
  refuseNewer(versionOf(db));
  for (let version = versionOf(db); version < target; version++) {
    const migration = migrations[version];
    if (!migration) throw new Error(`no migration from version ${version}`);
    db.transaction(() => {
      db.exec(migration.sql);
      db.pragma(`user_version = ${version + 1}`);
    }).exclusive();
  }
}
