import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasRoom } from '../../../db/store/room.ts';

/**
 * Space that is kept back on the disk of a data folder: a full disk leaves no room for the lock, or for the log of the transaction that
 * removes something. It is given up when the disk is full, and taken again when there is room.
 */
export interface Reserve {
  /** Whether the disk has room for more than what a person removes. */
  hasRoom(): boolean;
  /** Gives up what is kept back, else what can be made again from the store. False: there is nothing more. */
  release(): boolean;
  /** Looks at the disk from time to time, and tells when it became full or has room again. Ends with what is returned. */
  watch(on: { full(): void; room(): void }): () => void;
}

/** Bytes kept back: a lock, the logs and shared memory of a few databases, and the removal of some hundred recordings. */
const reserveBytes = 4 * 2 ** 20;
/** How often the disk is looked at, and how long after the start at first, ms. */
const [lookMs, firstMs] = [20_000, 5_000];

/** Files of an account that are made again from its store, by the ends of their names. */
const madeAgain = ['.columns', '.trackers', '.sums', '.new'];

/** Makes the reserve of a data folder; nothing is written before `watch`. */
export function createReserve(dataDir: string, roomOf: (path: string) => boolean = hasRoom): Reserve {
  const file = join(dataDir, 'reserve');

  /** Puts space aside where there is plenty. What cannot be read anyway is random, so that no drive makes it smaller. */
  function keep(): void {
    if (existsSync(file)) return;
    try {
      writeFileSync(file, randomBytes(reserveBytes), { mode: 0o600 });
      if (!roomOf(dataDir)) rmSync(file, { force: true });
    } catch {
      rmSync(file, { force: true });
    }
  }

  function spare(): string[] {
    const logs = join(dataDir, 'logs', 'earshot.log.old');
    const accounts = readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const made = accounts.flatMap(({ name }) =>
      readdirSync(join(dataDir, name))
        .filter((one) => one.startsWith('store.db') && madeAgain.some((end) => one.endsWith(end)))
        .map((one) => join(dataDir, name, one)),
    );
    return [logs, ...made].filter((path) => existsSync(path));
  }

  return {
    hasRoom: () => roomOf(dataDir),
    release() {
      try {
        const given = existsSync(file) ? [file] : spare();
        for (const path of given) rmSync(path, { recursive: true, force: true });
        return given.length > 0;
      } catch {
        return false;
      }
    },
    watch(on) {
      let wasFull = false;
      const look = () => {
        const isFull = !roomOf(dataDir);
        if (!isFull) keep();
        if (isFull === wasFull) return;
        wasFull = isFull;
        if (isFull) on.full();
        else on.room();
      };
      const first = setTimeout(look, firstMs).unref();
      const timer = setInterval(look, lookMs).unref();
      return () => {
        clearTimeout(first);
        clearInterval(timer);
      };
    },
  };
}
