/** What a backup holds: the whole store of an account, or only what the user made (notes, tags, stars, trackers, dashboards, saved searches). */
export type BackupPart = 'all' | 'mine';

/** What a backup says of itself. */
export interface BackupFacts {
  readonly part: BackupPart;
  /** When it was made, UTC ms; null for a copy that Earshot made by itself. */
  readonly madeMs: number | null;
  /** Whose it is: the account's name, and by what it is known again; null for a copy that Earshot made by itself. */
  readonly account: { readonly name: string; readonly key: string } | null;
  readonly counts: Readonly<Record<string, number>>;
}

/** A copy that Earshot made by itself and that can be gone back to. */
export interface KeptCopy {
  /** Of its file, without a folder. */
  readonly name: string;
  readonly atMs: number;
  readonly bytes: number;
  readonly why: 'daily' | 'replaced';
}

/** What came of a restore. */
export interface Restored {
  readonly facts: BackupFacts;
  /** Which part of it was taken. */
  readonly part: BackupPart;
  /** Name of the file in which what was there before is kept for two weeks; null where nothing was there, or `erasedHere`. */
  readonly aside: string | null;
  /** Calls that were removed here after the backup was made, and so removed from it once more. */
  readonly removedAgain: number;
  /** Whether people were erased here after the backup was made, and so erased in it once more. */
  readonly erasedAgain: boolean;
  /** Whether people of whom only the backup knew that they were erased were erased here: so what was there is not kept. */
  readonly erasedHere: boolean;
  /** False: what was there could not be read, so nobody knows what was removed or erased after the backup was made. */
  readonly isErasureKnown: boolean;
}
