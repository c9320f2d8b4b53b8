import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterEach, expect, it } from 'vitest';
import { sampleCall, sampleTranscript } from '../../../test/db/support.ts';
import { plainSearch } from '../../../test/support/plain-search.ts';
import { ingestCalls } from '../../calls/ingest/calls.ts';
import { ingestTranscripts } from '../../calls/ingest/transcripts.ts';
import { setStar } from '../../personal/layer.ts';
import { search } from '../../search/search.ts';
import { openReader } from '../../store/connect.ts';
import { openWriter } from '../../store/open.ts';
import { openColumns } from '../columns/columns.ts';
import { checkWords } from './check.ts';
import { wordsFile } from './file.ts';
import { WordIndexer } from './update.ts';

// Between a change and its indexing: what is not known yet is told, and nothing that was found is lost meanwhile.
const dir = mkdtempSync(join(tmpdir(), 'earshot-waiting-'));
let files = 0;
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function world() {
  const file = join(dir, `${files++}.db`);
  const writer = openWriter(file);
  const reader = openReader(file);
  const columns = openColumns(reader);
  const indexer = new WordIndexer(reader);
  return {
    writer,
    put: (from: number, to: number) =>
      ingestCalls(
        writer,
        Array.from({ length: to - from }, (_, at) => sampleCall(`${1000 + from + at}`)),
        { atMs: 1, privateCalls: 'show' },
      ),
    index() {
      while (indexer.step());
    },
    ask(q: string) {
      const found = search(
        reader,
        columns,
        {
          ...plainSearch,
          q,
          facets: false,
        },
        Date.now(),
      );
      return { total: found.total, unindexed: found.unindexed, first: found.hits[0] };
    },
    file,
    close() {
      indexer.close();
      columns.close();
      reader.close();
      writer.close();
    },
  };
}

it('calls that wait are counted, a few are found at once, and all are found once they are indexed', () => {
  const { ask, close, index, put } = world();
  put(0, 10);
  index();
  put(10, 20);
  expect(ask('walnuts')).toMatchObject({ total: 20, unindexed: 0 });
  put(20, 220);
  expect(ask('walnuts')).toMatchObject({ total: 20, unindexed: 200 });
  expect(ask('')).toMatchObject({ total: 220, unindexed: 0 });
  index();
  expect(ask('walnuts')).toMatchObject({ total: 220, unindexed: 0 });
  close();
});

it('calls that changed are found by the words they had', () => {
  const { ask, close, index, put, writer } = world();
  put(0, 200);
  index();
  for (let at = 0; at < 200; at++) setStar(writer, `${1000 + at}`, true, 5);
  expect(ask('walnuts is:starred')).toMatchObject({ total: 200, unindexed: 200 });
  index();
  expect(ask('walnuts is:starred')).toMatchObject({ total: 200, unindexed: 0 });
  close();
});

it('a rare word is shown where it was said, however late in a long call', () => {
  const { ask, close, index, put, writer } = world();
  put(0, 1);
  const lines = Array.from(
    { length: 900 },
    (_, at) => [at % 2 ? 's1' : 's2', at * 4000, at === 850 ? 'A zeppelin, then' : 'Yes, and so on'] as const,
  );
  ingestTranscripts(writer, [sampleTranscript('1000', lines)], { atMs: 2 });
  index();
  for (const q of ['zeppelin', 'zepp*', '"a zeppelin"'])
    expect(ask(q).first?.passages.map((passage) => passage.startSec)).toEqual([3400]);
  close();
});

it('an index whose words were cut by former rules serves until each call is indexed again, and then holds none of them', () => {
  const { close, index, put, file } = world();
  put(0, 100);
  index();
  close();
  const words = new Database(wordsFile(file));
  const { ino } = statSync(wordsFile(file));
  // As the version before left it: nothing said of the rules, and a word that no rule of today makes.
  words.exec("DELETE FROM about WHERE key = 'words'; UPDATE word SET term = 'callx' WHERE term = 'call'");
  for (const id of words.prepare('SELECT id FROM segment').pluck().all()) {
    const terms = words
      .prepare('SELECT term FROM word WHERE segment = ? ORDER BY term')
      .pluck()
      .all(id) as string[];
    const sum = terms.reduce((all, term) => crc32(term, all), 0);
    words.prepare('UPDATE segment SET word_sum = ? WHERE id = ?').run(sum, id);
  }
  words.close();

  const reader = openReader(file);
  const columns = openColumns(reader);
  const ask = (q: string) => search(reader, columns, { ...plainSearch, q, facets: false }, Date.now());
  expect([ask('callx').total, ask('callx').unindexed]).toEqual([100, 100]);
  const indexer = new WordIndexer(reader);
  expect([ask('callx').total, ask('callx').unindexed]).toEqual([100, 100]);
  while (indexer.step());
  expect([ask('callx').total, ask('call').total, ask('call').unindexed]).toEqual([0, 100, 0]);
  expect(statSync(wordsFile(file)).ino).toBe(ino);
  expect(checkWords(reader)).toEqual({ waiting: 0, damaged: false });
  indexer.close();
  columns.close();
  reader.close();
});

it('room that is left in the file is given back, while readers go on', () => {
  const { ask, close, index, put, file, writer } = world();
  const long = (from: number) =>
    Array.from({ length: 1500 }, (_, at) =>
      sampleCall(`${5000 + at}`, {
        content: {
          brief: Array.from({ length: 300 }, (_, word) => `w${from + ((at * 31 + word * 17) % 30000)}`).join(
            ' ',
          ),
        },
      }),
    );
  put(0, 10);
  ingestCalls(writer, long(10_000), { atMs: 2, privateCalls: 'show' });
  index();
  expect(ask('w10017').total).toBeGreaterThan(0);
  // Everything is made anew: for a moment the file holds both.
  close();
  const again = new Database(wordsFile(file));
  again.exec("DELETE FROM about WHERE key = 'words'");
  again.close();
  const reader = openReader(file);
  const indexer = new WordIndexer(reader);
  while (indexer.step());
  indexer.close();
  const after = new Database(wordsFile(file), { readonly: true });
  const [free, pages] = ['freelist_count', 'page_count'].map(
    (name) => after.pragma(name, { simple: true }) as number,
  ) as [number, number];
  expect(pages).toBeGreaterThan(200);
  expect(free * 4).toBeLessThan(pages);
  after.close();
  expect(checkWords(reader)).toEqual({ waiting: 0, damaged: false });
  reader.close();
});
