import { EarshotError } from '../../electron/contract/errors.ts';
import { asc } from '../store/drizzle.ts';
import type { WriterDb } from '../store/open.ts';
import { deleteRows, rowsOf } from '../store/rows.ts';
import { erasing } from '../store/schema.ts';
import { clearCopies } from '../store/second-copy.ts';
import { removeAllCopies } from '../store/set-aside.ts';
import { prepared } from '../store/statements.ts';

const pending = rowsOf(erasing, undefined, asc(erasing.stem));

/** Stems of what is being erased ('' for words without a call); empty when no file holds a trace of anything erased. */
export const readErasing = (db: WriterDb): readonly string[] => pending.all(db).map(({ stem }) => stem);

/** Says that no file holds a trace of these any more. */
export function finishErasing(db: WriterDb, stems: readonly string[], atMs: number): void {
  db.transaction(() => {
    for (const stem of stems) deleteRows(db, erasing, { stem });
    if (readErasing(db).length === 0)
      prepared(db, 'UPDATE erasure_receipt SET finished_ms = ? WHERE finished_ms IS NULL').run(atMs);
  })();
}

/** The error of a file whose log could not be emptied, because somebody reads it. */
export const stillRead = () =>
  new EarshotError({
    code: 'erase/in-use',
    message: 'What was erased may still lie in a file that another Earshot is reading.',
    nextStep: 'Close other windows and commands of Earshot: the next sync or start finishes it.',
    retryable: true,
  });

/** Removes the copies of a whole store that lie beside it. All that was ever in it is in them. */
export const removeCopies = (db: WriterDb): void => removeAllCopies(db.name);

/**
 * Leaves nothing of what was erased in the store's own file and log: it is written anew, then the log is emptied. SQLite
 * keeps deleted rows in free pages and in the unused parts of others, and even `secure_delete` does not reach the cells that were moved
 * when a page was balanced. Takes as long as reading the store once and writing it twice. Throws 'erase/in-use', and 'store/full'.
 */
export function clearStore(db: WriterDb): void {
  if (db.memory) return;
  // It would hold the whole store in memory.
  db.pragma('temp_store = FILE');
  try {
    db.exec('VACUUM');
  } finally {
    db.pragma('temp_store = MEMORY');
  }
  clearCopies(db, Date.now());
  const [state] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (state?.busy !== 0) throw stillRead();
}
