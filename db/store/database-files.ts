import { rmSync } from 'node:fs';

/** Removes a database with what SQLite keeps beside it; what is not there is fine. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}
