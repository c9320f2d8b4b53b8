import { EarshotError } from '../../electron/contract/errors.ts';
import { migrations } from './migrations/index.ts';
import type { WriterDb } from './open.ts';
import { unpack } from './raw.ts';

/** The schema version this build of Earshot writes. */
export const schemaVersion = migrations.at(-1)?.version ?? 0;

/** The schema version of an open store; 0 for an empty file. */
export function versionOf(db: Pick<WriterDb, 'pragma'>): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** Refuses a store that this build cannot bring to its version, before anything is written to it. */
export function checkVersion(version: number): void {
  const oldest = migrations[0]?.version ?? 0;
  if (version > schemaVersion)
    throw new EarshotError({
      code: 'store/newer',
      message: `This store was written by a newer Earshot (schema ${version}; this one knows ${schemaVersion}).`,
      nextStep:
        'Update Earshot, or start it with another data folder (--data DIR). Nothing in the file was changed.',
    });
  if (version > 0 && version < oldest)
    throw new EarshotError({
      code: 'store/too-old',
      message: `This store was written by an Earshot before its first release (schema ${version}; the oldest that can be opened is ${oldest}).`,
      nextStep:
        'Start Earshot with another data folder (--data DIR): the calls come back from Gong. Nothing in the file was changed.',
    });
}

/**
 * Brings a store to `target` (for tests; normally the newest version). Each migration and its version number commit
 * together, so that a crash in between leaves either the old schema or the new one.
 */
export function migrate(db: WriterDb, target = schemaVersion): void {
  const from = versionOf(db);
  checkVersion(from);
  db.function('unpack', { deterministic: true }, (blob) => unpack(blob as Buffer));
  for (const { version, sql } of migrations) {
    if (version <= from || version > target) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${version}`);
    }).exclusive();
  }
}
