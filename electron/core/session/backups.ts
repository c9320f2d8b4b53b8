import { join } from 'node:path';
import { readBackup } from '../../../db/backup/form.ts';
import { keptCopies, keptCopy, restoreBackup } from '../../../db/backup/restore.ts';
import { writeBackup } from '../../../db/backup/write.ts';
import type { BackupFacts, BackupPart, KeptCopy, Restored } from '../../contract/backup.ts';
import { EarshotError } from '../../contract/errors.ts';
import type { Profiles } from '../app/profiles.ts';
import type { ProfileRecord } from '../app/settings.ts';
import type { createSessionKeeper } from './session-keeper.ts';

/** Where a backup is taken from: a file of the user's, or a copy that Earshot made by itself, by its name. */
type BackupSource = { readonly file: string } | { readonly copy: string };

/**
 * Backups of the active account's store. For hosts only: no page asks for them, since they read and write files by path. All of it runs on
 * the caller's thread, which waits: about 4 s a GB to write one, 7 s to verify it.
 */
export interface Backups {
  /** The copies that Earshot made by itself, newest first. */
  kept(): readonly KeptCopy[];
  /** Writes a backup to an empty file. Whoever writes to the store meanwhile is not hindered. Rejects with 'store/full' and its like. */
  write(file: string, part: BackupPart): Promise<BackupFacts>;
  /** Verifies a backup and says what it holds. Throws 'backup/unusable', 'backup/unknown-copy', 'store/newer'. */
  read(from: BackupSource): BackupFacts;
  /**
   * Goes back to a backup; the store is closed for it and opened again. `onlyMine`: to what the user made in it. `anyAccount`: also to one of another account. Rejects with
   * 'backup/other-account', 'core/read-only', and with what `restoreBackup` throws; nothing has changed then.
   */
  restore(
    from: BackupSource,
    options: { readonly onlyMine: boolean; readonly anyAccount: boolean },
  ): Promise<Restored>;
}

/** By what an account is known again on another computer: its company's address. The sample's changes with each start. */
const accountOf = ({ name, kind, baseUrl }: ProfileRecord): NonNullable<BackupFacts['account']> => ({
  name,
  key: kind === 'sample' ? 'sample' : new URL(baseUrl).host,
});

/** Makes the backups of a core. */
export function createBackups(deps: {
  readonly profiles: Profiles;
  readonly keeper: ReturnType<typeof createSessionKeeper>;
  now(): number;
  /** Why nothing can be written here; null when the folder's lock is held. */
  readonly refusal: EarshotError | null;
}): Backups {
  const { profiles, keeper } = deps;

  function active(): ProfileRecord {
    const profile = profiles.active();
    if (profile) return profile;
    throw new EarshotError({
      code: 'app/no-profile',
      message: 'No Gong account is connected yet.',
      nextStep: 'Connect Gong first (earshot accounts connect): a backup goes back into an account.',
    });
  }
  const storeOf = ({ id }: ProfileRecord) => join(profiles.dir(id), 'store.db');
  const fileOf = (from: BackupSource) =>
    'file' in from ? from.file : keptCopy(storeOf(active()), from.copy);

  return {
    kept: () => keptCopies(storeOf(active())),
    async write(file, part) {
      // What a start mends or migrates is so before it is copied.
      await keeper.current();
      const profile = active();
      return writeBackup(storeOf(profile), file, part, { madeMs: deps.now(), account: accountOf(profile) });
    },
    read: (from) => readBackup(fileOf(from)),
    async restore(from, { onlyMine, anyAccount }) {
      if (deps.refusal) throw deps.refusal;
      const profile = active();
      const file = fileOf(from);
      const { account, part } = readBackup(file);
      const own = accountOf(profile);
      if (account && account.key !== own.key && !anyAccount)
        throw new EarshotError({
          code: 'backup/other-account',
          message: `This backup is of ${account.name} (${account.key}), not of ${own.name} (${own.key}).`,
          nextStep:
            'Choose the account with --profile ID, or add --force if it is the same company at another address.',
        });
      // A store that does not open is a reason to restore.
      await keeper.current().catch(() => undefined);
      await keeper.switchTo(null);
      try {
        return restoreBackup(storeOf(profile), file, onlyMine ? 'mine' : part, {
          account: own,
          nowMs: deps.now(),
        });
      } finally {
        await keeper.switchTo(profile);
      }
    },
  };
}
