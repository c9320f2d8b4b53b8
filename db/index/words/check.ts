import type { Db } from '../../store/open.ts';
import { openWordsFile, readSegments, wordsAreWhole } from './file.ts';

/** What is to be said of the word index of a store. */
interface WordsState {
  /** Calls that are shown and not indexed as they are now. */
  readonly waiting: number;
  /** True when something in it is not what was written: it will be made anew. */
  readonly damaged: boolean;
}

/** Examines the whole word index of a store. Reads all its words, so it takes a while. */
export function checkWords(db: Db): WordsState {
  const waiting = new Map(
    db.prepare('SELECT id, generation FROM call WHERE hidden = 0').raw().all() as [number, number][],
  );
  const file = openWordsFile(db);
  if (!file) return { waiting: waiting.size, damaged: false };
  try {
    // In one state of the file: segments may be merged meanwhile, and one that is gone is not damaged.
    return file.transaction(() => {
      let damaged = false;
      for (const { id, docs } of readSegments(file)) {
        if (!wordsAreWhole(file, id)) damaged = true;
        docs.rowids.forEach((rowid, at) => {
          if (waiting.get(rowid) === docs.generations[at]) waiting.delete(rowid);
        });
      }
      return { waiting: waiting.size, damaged };
    })();
  } catch {
    return { waiting: waiting.size, damaged: true };
  } finally {
    file.close();
  }
}
