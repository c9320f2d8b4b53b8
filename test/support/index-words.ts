import { WordIndexer } from '../../db/index/words/update.ts';
import { openReader } from '../../db/store/connect.ts';

/** Brings the word index beside a store up to date, as its thread does in the background. */
export function indexWords(file: string): void {
  const db = openReader(file);
  const indexer = new WordIndexer(db);
  while (indexer.step());
  indexer.close();
  db.close();
}
