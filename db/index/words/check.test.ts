import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, it, vi } from 'vitest';
import { sampleCall } from '../../../test/db/support.ts';
import { ingestCalls } from '../../calls/ingest/calls.ts';
import { openReader } from '../../store/connect.ts';
import { openWriter } from '../../store/open.ts';
import { checkWords } from './check.ts';
import { WordIndexer } from './update.ts';

const dir = mkdtempSync(join(tmpdir(), 'earshot-check-'));
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

it('segments that are merged while the index is examined are not taken for damage', () => {
  const file = join(dir, 'store.db');
  const writer = openWriter(file);
  const reader = openReader(file);
  const indexer = new WordIndexer(openReader(file));
  const ingest = (brief: string) => {
    const calls = Array.from({ length: 20 }, (_, at) => sampleCall(`${1000 + at}`, { content: { brief } }));
    ingestCalls(writer, calls, { atMs: 1_700_000_000_000, privateCalls: 'show' });
  };
  ingest('Walnuts');
  while (indexer.step());
  // All calls change: the first segment is worn and goes with the next step.
  ingest('Acorns');
  indexer.step();

  const prepare = Database.prototype.prepare;
  let steps = 0;
  vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (this: Database.Database, sql: string) {
    if (sql.includes('word_sum FROM segment') && steps++ === 0) {
      vi.restoreAllMocks();
      while (indexer.step());
    }
    return prepare.call(this, sql);
  } as typeof prepare);
  expect(checkWords(reader)).toEqual({ waiting: 0, damaged: false });
  expect(steps).toBe(1);
  indexer.close();
  reader.close();
  writer.close();
});
