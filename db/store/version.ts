import type Database from 'better-sqlite3';
import { EarshotError } from '../../electron/contract/errors.ts';
import { migrations } from './migrations/index.ts';

/** The oldest schema version that is still opened: that of the first release. */
const oldestVersion = 10;

/** The schema version this build of Earshot writes. */
export const schemaVersion = migrations.at(-1)?.version ?? oldestVersion;

/** The schema version of an open store; 0 for an empty file. */
export function versionOf(db: Pick<Database.Database, 'pragma'>): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** Refuses a store that this build cannot bring to its version, before anything is written to it. */
export function checkVersion(version: number): void {
  if (version > schemaVersion)
    throw new EarshotError({
      code: 'store/newer',
      message: `This store was written by a newer Earshot (schema ${version}; this one knows ${schemaVersion}).`,
      nextStep:
        'Update Earshot, or start it with another data folder (--data DIR). Nothing in the file was changed.',
    });
  if (version > 0 && version < oldestVersion)
    throw new EarshotError({
      code: 'store/too-old',
      message: `This store was written by an Earshot before its first release (schema ${version}; the oldest that can be opened is ${oldestVersion}).`,
      nextStep:
        'Start Earshot with another data folder (--data DIR): the calls come back from Gong. Nothing in the file was changed.',
    });
}
