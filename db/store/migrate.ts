import { createStore } from './create.ts';
import { migrations } from './migrations/index.ts';
import type { WriterDb } from './open.ts';
import { unpack } from './raw.ts';
import { checkVersion, schemaVersion, versionOf } from './version.ts';

/**
 * Brings a store to `target` (for tests; normally the newest version): an empty file at once, an old one version by version. Each
 * step and its version number commit together, so that a crash in between leaves either the old schema or the new one.
 */
export function migrate(db: WriterDb, target = schemaVersion): void {
  const from = versionOf(db);
  checkVersion(from);
  db.function('unpack', { deterministic: true }, (blob) => unpack(blob as Buffer));
  const step = (version: number, change: () => void) =>
    db
      .transaction(() => {
        change();
        db.pragma(`user_version = ${version}`);
      })
      .exclusive();
  if (from === 0) step(schemaVersion, () => createStore(db));
  else
    for (const { version, sql } of migrations)
      if (version > from && version <= target) step(version, () => db.exec(sql));
}
