import { statfsSync } from 'node:fs';

/** Bytes below which a disk counts as full: what Earshot adds by itself (a sync, its index) is left to what a person removes. */
const roomNeeded = 8 * 2 ** 20;

/** Whether the disk of a file or folder has room for what is added to it. True where the drive does not tell. */
export function hasRoom(path: string): boolean {
  try {
    const { bavail, bsize, blocks } = statfsSync(path);
    // Some network drives say that they have no blocks at all.
    return blocks === 0 || bavail * bsize >= roomNeeded;
  } catch {
    return true;
  }
}
