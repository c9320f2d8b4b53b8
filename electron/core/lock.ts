import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EarshotError } from '../contract/errors.ts';
import { folderError } from './folder.ts';

/** The right to write to a data folder; held until released or until the process ends. */
export interface Lock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** Kernel's start time of the process where it can be read, so that a reused pid is not mistaken for the holder. */
  readonly started: string | null;
}

/**
 * Takes the lock of a data folder, over a lock left behind by a process that ended.
 * Throws 'core/locked' when another Earshot uses the folder, 'store/readonly' or 'store/full' when it cannot be written.
 */
export function takeLock(dataDir: string): Lock {
  const file = join(dataDir, 'lock');
  const mine: Holder = { pid: process.pid, started: startOf(process.pid) };
  const temporary = join(dataDir, `lock.${process.pid}.${Math.random().toString(36).slice(2)}`);
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(temporary, JSON.stringify(mine));
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        // A hard link appears whole or not at all: nobody ever reads a half-written lock.
        linkSync(temporary, file);
        return { release: () => release(file, mine) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readHolder(file);
      if (holder && isAlive(holder)) throw locked(dataDir, holder);
      rmSync(file, { force: true });
    }
    throw locked(dataDir, null);
  } catch (error) {
    throw folderError(dataDir, error);
  } finally {
    dropQuietly(temporary);
  }
}

/** A leftover in a folder that cannot be written is no news: what could not be written was told already. */
function dropQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The folder is read-only or no folder at all.
  }
}

function locked(dataDir: string, holder: Holder | null): EarshotError {
  return new EarshotError({
    code: 'core/locked',
    message: `Another Earshot${holder ? ` (process ${holder.pid})` : ''} is already using ${dataDir}.`,
    nextStep: 'Use its window, close it first, or start with another folder: --data DIR.',
    retryable: true,
  });
}

function release(file: string, mine: Holder): void {
  const holder = readHolder(file);
  if (holder?.pid === mine.pid) dropQuietly(file);
}

function readHolder(file: string): Holder | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value)) return null;
    const pid = Number(value.pid);
    const started = 'started' in value && typeof value.started === 'string' ? value.started : null;
    return Number.isInteger(pid) && pid > 0 ? { pid, started } : null;
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
  const started = startOf(holder.pid);
  return started === null || holder.started === null || started === holder.started;
}

function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
