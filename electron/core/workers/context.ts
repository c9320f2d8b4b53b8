import type { ColumnStore } from '../../../db/index/columns/columns.ts';
import type { ReaderDb, WriterDb } from '../../../db/store/open.ts';

/** What a read handler gets: a read-only connection and the in-memory columns, on the reader worker. */
export interface ReaderContext {
  readonly db: ReaderDb;
  readonly columns: ColumnStore;
  now(): number;
}

/** What a write handler gets: the only writing connection, on the writer worker. */
export interface WriterContext {
  readonly db: WriterDb;
  now(): number;
}
