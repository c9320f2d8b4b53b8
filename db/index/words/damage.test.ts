import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleCall, sampleTranscript } from '../../../test/db/support.ts';
import { indexStore } from '../../../test/fixtures/synthetic-store.ts';
import { plainSearch } from '../../../test/support/plain-search.ts';
import { ingestCalls } from '../../calls/ingest/calls.ts';
import { ingestTranscripts } from '../../calls/ingest/transcripts.ts';
import { search } from '../../search/search.ts';
import { openReader } from '../../store/connect.ts';
import { openWriter } from '../../store/open.ts';
import { type ColumnStore, openColumns } from '../columns/columns.ts';
import { snapshotFile } from '../columns/snapshot.ts';
import { wordsFile } from './file.ts';
import { WordIndexer } from './update.ts';

// Files made from the store can be cut, flipped, of another store or of another time: a search says the same without them.
const dir = mkdtempSync(join(tmpdir(), 'earshot-damage-'));
const whole = join(dir, 'whole.db');
const questions = [
  'walnuts',
  'key:walnuts',
  '"dear walnuts"',
  'said:squirrel',
  'Call -squirrel',
  'media:video',
  '',
];

function build(file: string, calls: number): void {
  const writer = openWriter(file);
  const ids = Array.from({ length: calls }, (_, at) => `${1000 + at}`);
  const at = { atMs: 1_700_000_000_000 };
  ingestCalls(
    writer,
    ids.map((id) => sampleCall(id)),
    { ...at, privateCalls: 'show' },
  );
  ingestTranscripts(
    writer,
    ids
      .filter((_, n) => n % 3 === 0)
      .map((id) => sampleTranscript(id, [['s1', 0, `A squirrel likes dear walnuts ${id}`]])),
    at,
  );
  indexStore(file);
  writer.close();
}

/** Brings the index up to date as the indexing thread does: an error makes it start over. */
function index(file: string): void {
  const reader = openReader(file);
  for (let attempt = 0; ; attempt++) {
    try {
      const indexer = new WordIndexer(reader);
      try {
        while (indexer.step());
      } finally {
        indexer.close();
      }
      break;
    } catch (error) {
      if (attempt === 2) throw error;
    }
  }
  reader.close();
}

function totals(file: string, between: (columns: ColumnStore) => void = () => {}): number[] {
  const reader = openReader(file);
  const columns = openColumns(reader);
  try {
    return questions.map((q) => {
      const { total } = search(
        reader,
        columns,
        {
          ...plainSearch,
          q,
          limit: 5,
        },
        Date.now(),
      );
      between(columns);
      return total;
    });
  } finally {
    columns.close();
    reader.close();
  }
}

/** A copy of the whole store and its files, under a name of its own. */
function copy(name: string): string {
  const file = join(dir, `${name}.db`);
  for (const suffix of ['', '.words', '.columns']) copyFileSync(whole + suffix, file + suffix);
  return file;
}

let wanted: number[] = [];
beforeAll(() => {
  build(whole, 120);
  const bare = join(dir, 'bare.db');
  copyFileSync(whole, bare);
  wanted = totals(bare);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('the same with its files and without', () => {
  expect(wanted).toEqual([120, 120, 40, 40, 80, 0, 120]);
  expect(totals(whole)).toEqual(wanted);
});

it('places of a word that are not the ones that were written', () => {
  const file = copy('places');
  const words = new Database(wordsFile(file));
  const id = "SELECT id FROM word WHERE term = 'walnuts'";
  const rows = words.prepare(`SELECT id, data FROM position WHERE id IN (${id})`).all() as {
    id: number;
    data: Buffer;
  }[];
  expect(rows).not.toEqual([]);
  for (const { id, data } of rows) {
    // Behind the length of the first call's places: the first of them.
    data[1] = (data[1] as number) ^ 1;
    words.prepare('UPDATE position SET data = ? WHERE id = ?').run(data, id);
  }
  words.close();
  expect(totals(file)).toEqual(wanted);
});

it.each([0.02, 0.2, 0.35, 0.5, 0.65, 0.8, 0.97])('a word index damaged at %f of its length', (place) => {
  const file = copy(`flip-${place}`);
  const bytes = readFileSync(wordsFile(file));
  const at = Math.floor(bytes.length * place);
  for (let n = 0; n < 4096; n++) bytes[(at + n) % bytes.length] = (n * 37 + 11) & 255;
  writeFileSync(wordsFile(file), bytes);
  // Never an error; what a search cannot see, the indexing thread finds when it starts.
  totals(file);
  index(file);
  expect(totals(file)).toEqual(wanted);
});

it('a word index that is no database, empty, or cut short', () => {
  for (const [name, bytes] of [
    ['text', Buffer.from('nothing of the kind')],
    ['empty', Buffer.alloc(0)],
    ['cut', readFileSync(wordsFile(whole)).subarray(0, 20_000)],
  ] as const) {
    const file = copy(name);
    writeFileSync(wordsFile(file), bytes);
    expect(totals(file), name).toEqual(wanted);
    index(file);
    expect(totals(file), name).toEqual(wanted);
  }
});

it('a snapshot that is cut, flipped, empty or of another store', () => {
  const bytes = readFileSync(snapshotFile(whole));
  const other = join(dir, 'other.db');
  build(other, 60);
  for (const [name, made] of [
    ['cut-snapshot', bytes.subarray(0, bytes.length - 100)],
    ['flipped-snapshot', Buffer.from(bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte)))],
    ['empty-snapshot', Buffer.alloc(0)],
    ['foreign-snapshot', readFileSync(snapshotFile(other))],
    ['no-snapshot', Buffer.from('{}')],
  ] as const) {
    const file = copy(name);
    writeFileSync(snapshotFile(file), made);
    expect(totals(file), name).toEqual(wanted);
  }
});

it('a word index of another store is not believed', () => {
  const other = join(dir, 'other-words.db');
  build(other, 60);
  const file = copy('foreign-words');
  copyFileSync(wordsFile(other), wordsFile(file));
  expect(totals(file)).toEqual(wanted);
});
