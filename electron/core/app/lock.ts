import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { EarshotError } from '../../contract/errors.ts';
import { folderError } from './folder.ts';
import { processStart } from './process-start.ts';

/** The right to write to a data folder; held until released or until the process ends. */
export interface Lock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** When the process started, as its system tells it, so that a reused pid is not mistaken for the holder. */
  readonly started: string | null;
  /** Name of the computer; null in a lock that does not tell. */
  readonly host: string | null;
  /** Epoch ms by that computer's clock. */
  readonly since: number | null;
  /** Tells apart the locks of one process. */
  readonly id: string;
}

/** How often the holder shows that it is alive, ms. */
const beatMs = 60_000;
/** Silence after which the lock of another computer, whose processes cannot be looked at, may be taken, ms. */
export const silenceMs = 15 * 60_000;
/** Age at which a lock that says nothing was left by somebody who ended between making and writing it, ms. */
const unwrittenMs = 1_000;
/** Longest time spent on waiting for others that are taking the same lock, ms. */
const patienceMs = 3_000;

/**
 * Takes the lock of a data folder, over a lock left behind by a process that ended or by a computer that fell silent.
 * `onLost` is called once when another computer has taken it meanwhile (this one slept).
 * Throws 'core/locked' when another Earshot uses the folder, 'core/data-folder' when a folder is in the lock's place,
 * 'store/readonly' or 'store/full' when it cannot be written.
 *
 * Only what every drive can do is used (exFAT, SMB and synced folders have no hard links): the lock is a file that is made
 * exclusively. One that is out of date is removed only by whoever has announced that in a file of its own and has seen no
 * other announcement since: of two, at least one sees the other.
 */
export function takeLock(dataDir: string, onLost: (error: EarshotError) => void = () => {}): Lock {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return take(dataDir, onLost);
  } catch (error) {
    throw folderError(dataDir, error);
  }
}

function take(dataDir: string, onLost: (error: EarshotError) => void): Lock {
  const file = join(dataDir, 'lock');
  const mine: Holder = {
    pid: process.pid,
    started: processStart(process.pid),
    host: hostname(),
    since: Date.now(),
    id: randomBytes(8).toString('hex'),
  };
  const claim = join(dataDir, `lock.${mine.id}`);
  const until = Date.now() + patienceMs;
  for (;;) {
    if (make(file, mine) && isStillMine()) return hold(file, mine, dataDir, onLost);
    // The claim's own time tells what time it is for the drive, whatever the clocks of the computers say.
    if (!make(claim, mine)) continue;
    let winner: Holder | null = null;
    try {
      const now = statSync(claim).mtimeMs;
      const isFree = (): boolean => {
        const lock = look(file, now);
        winner = lock?.holder ?? null;
        if (!lock || !isHeld(lock)) return true;
        // One that says nothing yet will in a moment.
        if (lock.holder) throw locked(dataDir, file, lock);
        return false;
      };
      // Looked at again when nobody else may remove it any more: another may have been quicker.
      if (isFree() && isAlone(now) && isFree()) {
        rmSync(file, { force: true });
        if (make(file, mine)) return hold(file, mine, dataDir, onLost);
      }
    } finally {
      dropQuietly(claim);
    }
    if (Date.now() > until) throw locked(dataDir, file, { holder: winner, silentMs: 0 });
    pause(5 + Math.random() * 20);
  }

  /** Whether no other process is taking this lock. Of several, the one with the first name waits for the others to step back. */
  function isAlone(now: number): boolean {
    while (Date.now() <= until) {
      const others = claims(now);
      if (others.length === 0) return true;
      if (others.some((id) => id < mine.id)) return false;
      pause(5);
    }
    return false;
  }

  /** The ids of the living that are taking this lock; what others left behind is cleared away. */
  function claims(now: number): string[] {
    const living: string[] = [];
    for (const name of readdirSync(dataDir)) {
      const id = /^lock\.([0-9a-f]{16})$/.exec(name)?.[1];
      if (!id || id === mine.id) continue;
      const other = look(join(dataDir, name), now);
      if (!other) continue;
      if (isHeld(other)) living.push(id);
      else dropQuietly(join(dataDir, name));
    }
    return living;
  }

  /**
   * Whether a lock that was just made is still there. It said nothing for a moment, in which it could be taken for a leftover:
   * whoever announced that is waited for, and the lock given up when they do not come to an end.
   */
  function isStillMine(): boolean {
    const now = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    while (claims(now).length > 0) {
      if (Date.now() > until) {
        release(file, mine);
        return false;
      }
      pause(5);
    }
    return read(file)?.id === mine.id;
  }
}

/** Makes a file that must not exist, and writes it to the disk. False when it exists. */
function make(file: string, holder: Holder): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(handle, JSON.stringify(holder));
    fsyncSync(handle);
  } catch (error) {
    dropQuietly(file);
    throw error;
  } finally {
    closeSync(handle);
  }
  return true;
}

function hold(file: string, mine: Holder, dataDir: string, onLost: (error: EarshotError) => void): Lock {
  // Silence is measured by the drive's clock, so it is the drive's time that is renewed.
  const ahead = (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) - Date.now();
  const beat = setInterval(() => {
    const now = read(file);
    if (now && now.id !== mine.id) {
      clearInterval(beat);
      onLost(locked(dataDir, file, { holder: now, silentMs: 0 }));
      return;
    }
    try {
      const time = (Date.now() + ahead) / 1000;
      utimesSync(file, time, time);
    } catch {
      // A drive that is away for a while comes back; a lock that was removed by hand is nobody's.
    }
  }, beatMs);
  beat.unref();
  return {
    release() {
      clearInterval(beat);
      release(file, mine);
    },
  };
}

function release(file: string, mine: Holder): void {
  if (read(file)?.id === mine.id) dropQuietly(file);
}

/** A lock as it is found. */
interface Found {
  /** Null when it does not tell. */
  readonly holder: Holder | null;
  /** Since it was made or last renewed, by the drive's clock. */
  readonly silentMs: number;
}

/** Reads a lock; null when there is none. Throws 'core/data-folder' when it is a folder. */
function look(file: string, now: number): Found | null {
  // Read before its age is: if it is replaced between the two, it is young, and no fresh lock looks out of date.
  const holder = read(file);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return null;
  if (stats.isDirectory()) {
    throw new EarshotError({
      code: 'core/data-folder',
      message: `${file} is a folder, where Earshot keeps the file that says who uses the data folder.`,
      nextStep: 'Move or remove that folder, or start with another data folder: --data DIR.',
    });
  }
  // What may not be read is somebody's.
  return { holder: holder ?? null, silentMs: holder === undefined ? 0 : now - stats.mtimeMs };
}

function isHeld({ holder, silentMs }: Found): boolean {
  if (!holder) return silentMs < unwrittenMs;
  if (holder.host !== null && holder.host !== hostname()) return silentMs < silenceMs;
  return isAlive(holder);
}

function locked(dataDir: string, file: string, { holder, silentMs }: Found): EarshotError {
  const away = holder?.host != null && holder.host !== hostname();
  const since = holder?.since == null ? '' : ` since ${stamp(holder.since)}`;
  const silence = Math.round(silentMs / 60_000);
  return new EarshotError({
    code: 'core/locked',
    message: away
      ? `Earshot on the computer “${holder.host}” (process ${holder.pid}) has been using ${dataDir}${since}${silence > 1 ? ` and was last heard of ${silence} minutes ago` : ''}.`
      : `Another Earshot${holder ? ` (process ${holder.pid})` : ''} is already using ${dataDir}.`,
    nextStep: away
      ? `Close it there, or start with another folder: --data DIR. If it no longer runs there, remove ${file}; after ${silenceMs / 60_000} minutes without a sign of it Earshot does so by itself.`
      : `Use its window, close it first, or start with another folder: --data DIR. If no other Earshot runs, remove ${file}.`,
    retryable: true,
  });
}

/** A moment in local time, to the minute. */
function stamp(ms: number): string {
  const at = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return at.toISOString().slice(0, 16).replace('T', ' ');
}

/** A leftover in a folder that cannot be written is no news: what could not be written was told already. */
function dropQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The folder is read-only, or another program is looking at the file.
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** What a lock says: null when it says nothing (or is not there), undefined when it cannot be read now. */
function read(file: string): Holder | null | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'EISDIR' ? null : undefined;
  }
  try {
    const { pid, started, host, since, id } = JSON.parse(text) as Record<string, unknown>;
    if (!Number.isInteger(pid) || Number(pid) <= 0) return null;
    return {
      pid: Number(pid),
      started: typeof started === 'string' ? started : null,
      host: typeof host === 'string' ? host : null,
      since: Number.isFinite(since) && Math.abs(Number(since)) < 8e15 ? Number(since) : null,
      id: typeof id === 'string' ? id : '',
    };
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (holder.started === null) return true;
  const started = processStart(holder.pid);
  return started === null || started === holder.started;
}
