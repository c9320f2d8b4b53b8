import { storeErrorCode } from '../../store/errors.ts';
import type { WriterDb } from '../../store/open.ts';
import type { Stage } from './stage.ts';

/**
 * Stores a page in one transaction: first without a savepoint for each record, which measured a tenth of the time, and
 * again with them only when a record fails. Errors of the store itself are thrown and nothing of the page is kept.
 *
 * Not to be called within a transaction: under a savepoint SQLite copies every page before it is first changed, and walks all
 * these copies at the end of each statement (measured: a sixth of a page's time, and ever more in a larger transaction).
 */
export function storePage<T>(db: WriterDb, store: (careful: boolean) => T): T {
  try {
    return db.transaction(() => store(false))();
  } catch (error) {
    if (storeErrorCode(error)) throw error;
    return db.transaction(() => store(true))();
  }
}

/**
 * Stores the records of a page one after the other. `careful`: one that fails is undone alone and given to `failed`;
 * otherwise its error ends the page.
 */
export function storeRecords<T>(
  db: WriterDb,
  stage: Stage,
  careful: boolean,
  page: {
    readonly records: readonly T[];
    idOf(record: T): string;
    store(record: T): void;
    failed(record: T, error: unknown): void;
  },
): void {
  const staged = new Set<string>();
  for (const record of page.records) {
    const store = () => {
      const id = page.idOf(record);
      // A call twice in one page: what waits is written first, or the second would be compared with the past.
      if (staged.has(id)) stage.parts.write();
      staged.add(id);
      page.store(record);
    };
    if (!careful) {
      store();
      continue;
    }
    try {
      db.transaction(() => {
        store();
        // Here, so that a row that is refused is this record's failure.
        stage.parts.write();
      })();
    } catch (error) {
      stage.clear();
      page.failed(record, error);
    }
  }
  stage.parts.write();
}
