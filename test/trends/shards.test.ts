import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { type ColumnStore, openColumns } from '../../db/index/columns/columns.ts';
import { retryOnShardFailure, ShardFailure } from '../../db/index/figures/sharded-figures.ts';
import { shardOptions } from '../../db/index/figures/shards.ts';
import { type StoredTracker, trackerStore } from '../../db/index/figures/tracker-store.ts';
import { followsReport } from '../../db/reports/parts/follows.ts';
import { openReader } from '../../db/store/connect.ts';
import { nextGeneration, readGeneration } from '../../db/store/generation.ts';
import { openWriter, type ReaderDb, shardsFolder, sizeOnDisk, type WriterDb } from '../../db/store/open.ts';
import { newSet, rowOf, writeHits } from '../../db/trackers/hit-sets.ts';
import { removeTracker, saveTracker } from '../../db/trackers/store.ts';
import { testFolder } from '../support/folder.ts';
import { type Raw, random, randomCorpus } from './corpus.ts';
import { everythingOf } from './everything.ts';

const where = { tz: 'Europe/Berlin', weekStart: 1, now: Date.parse('2024-09-15T12:00:00Z') } as const;
/** Small ones, so that a few calls take several. */
const small = { ...shardOptions, span: 16, fewest: 1, stale: 3 };
/** As of a store that is too large to be read ahead: nothing has room but the last tracker. */
const large = { ...small, ahead: 1, cacheBytes: 1 };
/** None at all: every figure is read from the rows. */
const none = { ...small, fewest: Number.POSITIVE_INFINITY };

/** A raw call that has content. */
type Call = Raw & { content: NonNullable<Raw['content']> };

describe('figures from the shards beside the store', () => {
  let dir: string;
  let writer: WriterDb;
  let db: ReaderDb;
  beforeEach(() => {
    dir = testFolder();
    writer = openWriter(join(dir, 'store.db'));
    db = openReader(join(dir, 'store.db'));
  });
  afterEach(() => {
    db.close();
    writer.close();
  });

  const opened = (options: typeof small): ColumnStore => {
    const columns = openColumns(db);
    trackerStore(db, columns, options);
    return columns;
  };
  const ingest = (seed: number, size: number, keep = 1) => {
    const rnd = random(seed);
    const page = randomCorpus(seed, size).filter(() => rnd.chance(keep));
    ingestCalls(writer, page, { atMs: seed, privateCalls: 'show' });
  };
  const purge = (rowid: number) =>
    writer.exec(`UPDATE meta SET value = value + 1 WHERE key = 'generation';
      DELETE FROM call WHERE id = ${rowid};
      INSERT INTO purged SELECT ${rowid}, 'x', value FROM meta WHERE key = 'generation'`);
  const save = (columns: ColumnStore, between?: (step: number) => void) => {
    let step = 0;
    for (const _ of trackerStore(db, columns).save()) between?.(step++);
  };
  const files = () => readdirSync(shardsFolder(join(dir, 'store.db'))).sort();
  /** All that reports say, what follows in other windows too. */
  const said = (columns: ColumnStore) =>
    everythingOf(db, columns).map(([info, ...rest]) => [
      info,
      ...rest,
      (
        [
          ['scope:"External"', 60, undefined],
          ['', 60, undefined],
          ['scope:"External"', 30, undefined],
          ['', 60, 'company'],
        ] as const
      ).map(([q, withinSec, side]) => {
        const { occurrences, available, rows } = followsReport(db, columns, {
          ...where,
          q,
          series: { kind: 'tracker', key: info.key },
          withinSec,
          side,
        });
        return [
          occurrences,
          available,
          rows
            .map((row) =>
              [row.key, row.followed, row.calls, row.expected.toFixed(3), row.lift.toFixed(3)].join(),
            )
            .sort(),
        ];
      }),
    ]);
  const expectSame = (columns: ColumnStore) =>
    expect(retryOnShardFailure(() => said(columns), 20)).toEqual(said(opened(none)));

  it.each([
    ['small', small],
    ['large', large],
  ])('of a %s store are those read from the rows, whatever has changed since', (_, options) => {
    ingest(1, 70);
    const first = opened(options);
    save(first);
    expect(files()).toEqual(['0', '1', '2', '3', '4']);
    expectSame(first);
    let old = opened(options);
    expectSame(old);
    for (let round = 2; round < 9; round++) {
      // Ids repeat: calls change, get trackers or lose them; some are new.
      ingest(round, 60 + round * 6, 0.3);
      expectSame(old);
      expectSame(opened(options));
      if (round % 3 === 0) {
        save(old);
        old = opened(options);
      }
      if (round === 5) {
        purge(7);
        expectSame(old);
      }
    }
  });

  it('do not mind what changes while a shard is made', () => {
    ingest(1, 70);
    const columns = opened(small);
    save(columns, (step) => {
      if (step === 3 || step === 20) ingest(step, 90, 0.4);
    });
    expectSame(columns);
    expectSame(opened(small));
  });

  it('are made again where too much changed, and only there', () => {
    ingest(1, 64);
    const columns = opened(small);
    save(columns);
    const bytes = () =>
      files().map((name) => readFileSync(join(shardsFolder(db.name), name)).toString('hex'));
    const before = bytes();
    ingestCalls(writer, randomCorpus(2, 64).slice(16, 24), { atMs: 2, privateCalls: 'show' });
    save(columns);
    expect(bytes().map((one, at) => one !== before[at])).toEqual([false, true, false, false]);
    // Nothing stays of a call that was purged.
    const then = bytes();
    purge(60);
    save(columns);
    expect(bytes().map((one, at) => one !== then[at])).toEqual([false, false, false, true]);
    expectSame(opened(small));
  });

  it('follow trackers that are renamed, come together under one name, or are told apart again', () => {
    ingest(1, 60);
    const columns = opened(small);
    save(columns);
    for (const sql of [
      "UPDATE tracker SET name = 'Risk' WHERE gong_id = '15'",
      "UPDATE tracker SET name = 'Pricing EU' WHERE gong_id = '12'",
      "UPDATE tracker SET name = 'pricing' WHERE gong_id = '12'",
    ]) {
      writer.exec(`${sql}; UPDATE meta SET value = value + 1 WHERE key = 'generation'`);
      expectSame(opened(small));
      expectSame(columns);
    }
  });

  it('are read from the rows where a file is damaged, cut short, missing or of another store', () => {
    ingest(1, 70);
    save(opened(small));
    const path = (name: string) => join(shardsFolder(db.name), name);
    const damaged = readFileSync(path('1'));
    damaged[damaged.length - 400] = (damaged[damaged.length - 400] as number) ^ 1;
    writeFileSync(path('1'), damaged);
    const columns = opened(small);
    expectSame(columns);
    writeFileSync(path('2'), readFileSync(path('2')).subarray(0, 900));
    rmSync(path('3'));
    expectSame(columns);
    expectSame(opened(small));
    // The next time all are whole again, and what is none is gone.
    const later = opened(small);
    for (const name of ['99', '1.4711']) writeFileSync(path(name), 'x');
    save(later);
    expect(files()).toEqual(['0', '1', '2', '3', '4']);
    writer.exec("UPDATE meta SET value = value + 1 WHERE key = 'store'");
    expectSame(opened(small));
    save(opened(small));
    expectSame(opened(small));
  });

  it('notice a damaged byte in any part of a file, also after it was read', () => {
    ingest(1, 40);
    const reading = opened(large);
    save(reading);
    expectSame(reading);
    const path = join(shardsFolder(db.name), '1');
    const whole = readFileSync(path);
    const length = whole.readUInt32LE(0);
    const head = JSON.parse(whole.subarray(8, 8 + length).toString()) as {
      groups: { sections: Record<string, { place: [number, number, number] }> }[];
    };
    const body = Math.ceil((8 + length) / 8) * 8;
    for (const [name, { place }] of Object.entries(head.groups[0]?.sections ?? {})) {
      const damaged = Buffer.from(whole);
      damaged[body + place[0]] = (damaged[body + place[0]] as number) ^ 1;
      // One that is read anew, and one that has read it before and keeps nothing of it in memory.
      for (const columns of [opened(large), reading]) {
        writeFileSync(path, damaged);
        expectSame(columns);
        expect(files(), name).toEqual(['0', '2']);
        save(columns);
        expect(readFileSync(path).equals(whole), name).toBe(true);
      }
    }
  });

  it('hold counts of any size', () => {
    const [one, two, three] = randomCorpus(1, 40).map((call) => structuredClone(call)) as [Call, Call, Call];
    const tracker = (count: number, said: number) => ({
      id: '11',
      name: 'Pricing',
      type: 'KEYWORD',
      count,
      occurrences: Array.from({ length: 300 }, (_, at) => ({ startTime: at, speakerId: 's1' })),
      phrases: [
        { phrase: 'price', count: said, occurrences: [] },
        { phrase: 'rival', count: 3, occurrences: [] },
      ],
    });
    one.content.trackers = [tracker(300, 290)];
    two.content.trackers = [tracker(70_000, 300)];
    three.content.trackers = [tracker(100_000, 99_000)];
    ingestCalls(writer, [one, two, three, ...randomCorpus(2, 40).slice(3)], {
      atMs: 1,
      privateCalls: 'show',
    });
    const columns = opened(small);
    save(columns);
    expectSame(columns);
    expectSame(opened(small));
    const pricing = everythingOf(db, columns).find(([info]) => info.key === 'gong:11');
    expect(pricing?.[0].mentions).toBeGreaterThan(170_000);
  });

  it('count in the size of the store on disk', () => {
    ingest(1, 60);
    const columns = opened(small);
    const before = sizeOnDisk(db);
    save(columns);
    const folder = shardsFolder(db.name);
    const made = files().reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(made).toBeGreaterThan(0);
    expect(sizeOnDisk(db)).toBe(before + made);
  });

  it('say so where a file breaks in the middle of an answer, and answer the next time', () => {
    ingest(1, 70);
    const columns = opened(small);
    save(columns);
    const risk = trackerStore(db, columns).find('gong:14') as StoredTracker;
    expect(trackerStore(db, columns).block(risk).size).toBeGreaterThan(20);
    for (const name of files()) {
      const file = join(shardsFolder(db.name), name);
      writeFileSync(file, readFileSync(file).fill(0, 3000));
    }
    expect(() => trackerStore(db, columns).block(risk).startMs).toThrow(ShardFailure);
    expect(trackerStore(db, columns).block(risk).startMs.length).toBeGreaterThan(20);
    expectSame(columns);
  });

  it('are left alone where the folder cannot be written to', () => {
    ingest(1, 40);
    writeFileSync(shardsFolder(join(dir, 'store.db')), 'not a folder');
    const columns = opened(small);
    save(columns);
    expectSame(columns);
  });

  /** A tracker of mine as if it had been computed: a new set with hits in some calls. Returns how to change some of them. */
  const mine = (name: string) => {
    const { tracker } = saveTracker(
      writer,
      {
        name,
        definition: {
          languages: [{ language: null, phrases: ['price', 'Rabatt'], relatedForms: false }],
          saidBy: 'anyone',
          onlyQuestions: false,
          saidAt: null,
        },
      },
      1,
    );
    const { id } = tracker;
    const rnd = random(id);
    const calls = () => writer.prepare('SELECT id FROM call').pluck().all() as number[];
    let set = 0;
    const write = (share: number, generation: number) => {
      for (const call of calls().filter(() => rnd.chance(share))) {
        const hits = Array.from({ length: rnd.chance(0.2) ? 0 : 1 + rnd.below(5) }, () => ({
          startMs: rnd.below(3_600_000),
          side: rnd.below(3) as 0 | 1 | 2,
          speakerId: null,
          phrase: rnd.pick(['price', 'Price', 'Rabatt']),
        }));
        writeHits(writer, set, call, hits.length, rowOf(hits), generation);
      }
    };
    return {
      compute: () => {
        set = newSet(writer);
        write(0.7, readGeneration(writer));
        writer
          .prepare('UPDATE mine_tracker SET hit_set = ?, hits_generation = ? WHERE id = ?')
          .run(set, nextGeneration(writer), id);
      },
      change: (share: number) => write(share, nextGeneration(writer)),
    };
  };
  const spoken = () =>
    writer.exec(`UPDATE meta SET value = value + 1 WHERE key = 'generation';
      UPDATE call SET has_transcript = 1, generation = (SELECT value FROM meta WHERE key = 'generation')
      WHERE id % 7 <> 0 AND has_transcript = 0`);

  it.each([
    ['small', small],
    ['large', large],
  ])('of mine in a %s store are those of their hits, whatever has changed since', (_, options) => {
    ingest(1, 70);
    spoken();
    const [one, two] = [mine('Mine'), mine('Mine too')];
    one.compute();
    const first = opened(options);
    expectSame(first);
    save(first);
    expect(files().filter((name) => name.startsWith('mine'))).toEqual(['mine-1']);
    expectSame(first);
    let old = opened(options);
    for (let round = 2; round < 8; round++) {
      if (round === 3) two.compute();
      if (round === 5) one.compute();
      one.change(0.03);
      if (round > 3) two.change(round % 2 ? 0.01 : 0.4);
      // Calls change while their hits stay, and the other way round.
      if (round % 2) ingest(round, 70 + round, 0.1);
      spoken();
      if (round === 6) purge(9);
      expectSame(old);
      expectSame(opened(options));
      if (round === 4) {
        save(old);
        old = opened(options);
      }
    }
    save(old);
    expect(files().filter((name) => name.startsWith('mine'))).toEqual(['mine-2', 'mine-3']);
    expectSame(old);
    expectSame(opened(options));
    // Another set that has the number of a former one is not taken for it.
    writer.exec('UPDATE mine_hit SET set_id = -set_id');
    writer.exec(
      'UPDATE mine_hit SET set_id = CASE set_id WHEN -2 THEN 3 ELSE 2 END WHERE set_id IN (-2, -3)',
    );
    writer.exec(
      "UPDATE mine_tracker SET hits_generation = 1 + (SELECT value FROM meta WHERE key = 'generation')",
    );
    nextGeneration(writer);
    expectSame(opened(options));
    removeTracker(writer, 1, 1);
    const later = opened(options);
    save(later);
    expect(files().filter((name) => name.startsWith('mine'))).toEqual(['mine-2']);
    expectSame(later);
  });
});
