import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { wordsFile } from '../../db/index/words/file.ts';
import type { WriterDb } from '../../db/store/open.ts';
import { Candidates } from '../../db/trackers/candidates.ts';
import { stepTrackers } from '../../db/trackers/compute.ts';
import { PhraseMatcher } from '../../db/trackers/matcher.ts';
import { previewTracker } from '../../db/trackers/preview.ts';
import { myTrackers, removeTracker, saveTracker } from '../../db/trackers/store.ts';
import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { sampleCall, sampleMonologues, sampleTranscript, useStore } from '../db/support.ts';
import { indexWords } from '../support/index-words.ts';
import { random } from './corpus.ts';
import { trackerConditions } from './definitions.ts';

// The hits of a tracker with the word index, with one that lags behind, with a damaged one and without any are the same.

const store = useStore();

const vocabulary =
  'price Prices pricing priced point points too expensive budget Budgets it\'s né NÉ Größe 价格 цена Цены try tries trying people person x1 snake_price price🥰 🥰point co-op meet met meetings Straße preise preisen µm C++ .NET AWSの料金 מנכ"ל दिन दान ข้าว ещё re\u00admote 10월에 →'.split(
    ' ',
  );
const phrases = [
  'price',
  'price point',
  'too expensive',
  'budget',
  'né',
  'grösse',
  '价格',
  'цена',
  'try',
  'people',
  'it s',
  'snake price',
  'meet',
  'price price',
  'budget budget',
  'preise',
  'x1',
  'straße',
  'µm',
  'C++',
  '.NET',
  '料金',
  'AWS',
  'מנכ״ל',
  'दिन',
  'ข้าว',
  'еще',
  'remote',
  '10월',
];

function speak(seed: number): [string | null, number, string][] {
  const rnd = random(seed);
  // Some calls have ASCII only, as most real ones nearly have, others in some of their sentences. One word is said time and again.
  const often = Array.from({ length: 15 }, () => 'budget');
  const last = rnd.pick([0x7f, 0x4ff, 0x10ffff]);
  const all = [...vocabulary, ...often].filter(
    (word) => (word.codePointAt(word.search(/[^\x00-\x7f]/)) ?? 0) <= last,
  );
  const ascii = all.filter((word) => /^[\x00-\x7f]+$/.test(word));
  const foreign = rnd.pick([0.3, 1]);
  let clock = 0;
  let speaker: 's1' | 's2' | null = null;
  return Array.from({ length: rnd.below(10) }, () => {
    clock += 500 + rnd.below(60_000);
    const words = rnd.chance(foreign) ? all : ascii;
    if (rnd.chance(0.4)) speaker = rnd.pick(['s1', 's2', null] as const);
    const text = Array.from({ length: 1 + rnd.below(7) }, () => rnd.pick(words)).join(
      rnd.pick([' ', ', ', '. ']),
    );
    return [speaker, clock, `${text}${rnd.pick(['.', '?', ''])}`];
  });
}

const languages = ['eng', 'ger', 'en-US', 'jpn', null] as const;

function put(id: number, seed: number, atMs: number): void {
  const name = String(id);
  ingestCalls(
    store.db,
    [
      sampleCall(name, {
        metaData: {
          id: name,
          title: name,
          started: new Date(Date.UTC(2024, 0, 1, id)).toISOString(),
          duration: 300,
          language: languages[id % languages.length],
        },
      }),
    ],
    { atMs, privateCalls: 'show' },
  );
  ingestTranscripts(store.db, [sampleMonologues(name, speak(seed))], { atMs });
  if (seed % 5 === 0) forgetWords(name);
}

/** As a transcript is that was stored before the words of sentences were counted. */
function forgetWords(gongId: string): void {
  store.db
    .prepare(
      'UPDATE transcript SET timing = substr(timing, 1, length(timing) - 1 - sentences) WHERE gong_id = ?',
    )
    .run(gongId);
}

function settle(db: WriterDb): void {
  for (let step = 0; step < 100_000; step++) if (!stepTrackers(db, 0).more) return;
  throw new Error('the trackers never settle');
}

const hitsOf = (id: number) =>
  store.db
    .prepare(
      'SELECT call_id, mentions, moments, phrases FROM mine_hit WHERE set_id = (SELECT hit_set FROM mine_tracker WHERE id = ?) AND mentions > 0',
    )
    .all(id);

/** One bit of some entries of the index becomes another. */
function flip(file: string, seed: number): void {
  const words = new Database(file);
  const rnd = random(seed);
  for (const table of ['posting', 'position']) {
    const write = words.prepare(`UPDATE ${table} SET data = ? WHERE id = ?`);
    for (const { id, data } of words.prepare(`SELECT id, data FROM ${table}`).all() as {
      id: number;
      data: Buffer;
    }[]) {
      if (!rnd.chance(0.1)) continue;
      const at = rnd.below(data.length);
      data.writeUInt8(data.readUInt8(at) ^ (1 << rnd.below(8)), at);
      write.run(data, id);
    }
  }
  words.close();
}

function compute(of: TrackerDefinition): unknown[] {
  const { tracker } = saveTracker(store.db, { name: 'Mine', definition: of }, 1);
  settle(store.db);
  const hits = hitsOf(tracker.id);
  removeTracker(store.db, tracker.id, 1);
  return hits;
}

const definitions = fc.record({
  languages: fc.array(
    fc.record({
      language: fc.constantFrom(null, 'eng', 'ger'),
      phrases: fc.uniqueArray(fc.constantFrom(...phrases), { minLength: 1, maxLength: 4 }),
      relatedForms: fc.boolean(),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  ...trackerConditions,
});

it('the word index changes nothing about the hits, whatever state it is in', () => {
  for (let id = 100; id < 150; id++) put(id, id, 1);
  indexWords(store.file);
  // Half of what follows the index does not know, or knows as it was.
  for (let id = 140; id < 170; id++) put(id, id + 7000, 2);
  const file = wordsFile(store.file);
  const good = readFileSync(file);
  let narrowed = 0;
  fc.assert(
    fc.property(definitions, fc.nat(), (of, place) => {
      writeFileSync(file, good);
      const lagging = compute(of);
      const candidates = new Candidates(store.db);
      expect(candidates.indexed).toBe(true);
      const matcher = new PhraseMatcher(of).of('eng');
      for (const _ of candidates.prepare(matcher));
      const calls = store.db.prepare('SELECT id, generation FROM call').all() as {
        id: number;
        generation: number;
      }[];
      narrowed += calls.filter((call) => candidates.of(call.id, call.generation, matcher) === null).length;
      candidates.close();
      const preview = previewTracker(store.db, of, Number.POSITIVE_INFINITY);
      flip(file, place);
      const damaged = compute(of);
      for (const suffix of ['', '-wal', '-shm', '.damaged']) rmSync(file + suffix, { force: true });
      const without = compute(of);
      expect(lagging).toEqual(without);
      expect(damaged).toEqual(without);
      const mentions = (without as { mentions: number }[]).reduce((sum, row) => sum + row.mentions, 0);
      expect([preview.mentions, preview.calls, preview.callsAtMost]).toEqual([
        mentions,
        without.length,
        without.length,
      ]);
    }),
    { numRuns: 40 },
  );
  expect(narrowed).toBeGreaterThan(100);
});

it('the old hits count until the new ones are complete, and what was cut short is removed', () => {
  for (let id = 100; id < 140; id++) put(id, id, 1);
  const of = (phrase: string): TrackerDefinition => ({
    languages: [{ language: null, phrases: [phrase], relatedForms: false }],
    saidBy: 'anyone',
    onlyQuestions: false,
    saidAt: null,
  });
  const { tracker } = saveTracker(store.db, { name: 'Mine', definition: of('budget') }, 1);
  settle(store.db);
  const before = hitsOf(tracker.id);
  expect(before.length).toBeGreaterThan(3);
  saveTracker(store.db, { id: tracker.id, name: 'Mine', definition: of('price') }, 2);
  let steps = 0;
  for (; myTrackers(store.db)[0]?.ready === false; steps++) {
    expect(hitsOf(tracker.id)).toEqual(before);
    stepTrackers(store.db, 0);
  }
  expect(steps).toBeGreaterThan(10);
  const after = hitsOf(tracker.id);
  expect(after).not.toEqual(before);
  settle(store.db);
  const sets = () => store.db.prepare('SELECT DISTINCT set_id FROM mine_hit').pluck().all();
  expect(sets()).toHaveLength(1);
  // A process that ended in the midst of writing leaves a set that no tracker has.
  store.db
    .prepare('INSERT INTO mine_hit SELECT 99, call_id, generation, mentions, moments, phrases FROM mine_hit')
    .run();
  expect(sets()).toHaveLength(2);
  settle(store.db);
  expect(sets()).toHaveLength(1);
  expect(hitsOf(tracker.id)).toEqual(after);
  removeTracker(store.db, tracker.id, 3);
  settle(store.db);
  expect(sets()).toHaveLength(0);
});

it('a call that changes after it was looked up in the index is read as it is now', () => {
  for (let id = 100; id < 140; id++) put(id, id, 1);
  indexWords(store.file);
  const of: TrackerDefinition = {
    languages: [{ language: null, phrases: ['budget', 'price'], relatedForms: true }],
    saidBy: 'anyone',
    onlyQuestions: false,
    saidAt: null,
  };
  const { tracker } = saveTracker(store.db, { name: 'Mine', definition: of }, 1);
  while ((stepTrackers(store.db, 0).running[0]?.total ?? 0) === 0);
  for (let id = 130; id < 140; id++) put(id, id + 3000, 2);
  while (stepTrackers(store.db, 0).running.length > 0);
  const atOnce = hitsOf(tracker.id);
  settle(store.db);
  expect(hitsOf(tracker.id)).toEqual(atOnce);
  removeTracker(store.db, tracker.id, 3);
  expect(compute(of)).toEqual(atOnce);
});

it('several trackers follow every change at once, with an index that comes and goes', () => {
  const of = (list: readonly string[], relatedForms: boolean): TrackerDefinition => ({
    languages: [{ language: null, phrases: [...list], relatedForms }],
    saidBy: 'anyone',
    onlyQuestions: false,
    saidAt: null,
  });
  const made = [of(['price point', 'né'], false), of(['budget', 'try'], true), of(['价格', 'x1'], false)];
  for (let id = 100; id < 130; id++) put(id, id, 1);
  const ids = made.map(
    (definition, at) => saveTracker(store.db, { name: `T${at}`, definition }, 1).tracker.id,
  );
  const rnd = random(11);
  for (let round = 0; round < 40; round++) {
    put(100 + rnd.below(40), 5000 + round, round + 2);
    if (rnd.chance(0.2)) indexWords(store.file);
    if (rnd.chance(0.1)) rmSync(wordsFile(store.file), { force: true });
    for (let step = rnd.below(6); step > 0; step--) stepTrackers(store.db, 0);
    if (rnd.chance(0.15)) {
      const at = rnd.below(3);
      made[at] = of([rnd.pick(phrases), rnd.pick(phrases)], rnd.chance(0.5));
      saveTracker(
        store.db,
        { id: ids[at], name: `T${at}`, definition: made[at] as TrackerDefinition },
        round,
      );
    }
  }
  settle(store.db);
  const followed = ids.map(hitsOf);
  expect(followed.flat().length).toBeGreaterThan(30);
  expect(made.map(compute)).toEqual(followed);
});

it('a word of the index that got another letter hides nothing', () => {
  for (let id = 100; id < 130; id++) put(id, id, 1);
  indexWords(store.file);
  const words = new Database(wordsFile(store.file));
  expect(
    words.prepare("UPDATE word SET term = 'budgeu' WHERE term = 'budget'").run().changes,
  ).toBeGreaterThan(0);
  words.close();
  const of: TrackerDefinition = {
    languages: [{ language: null, phrases: ['budget'], relatedForms: false }],
    saidBy: 'anyone',
    onlyQuestions: false,
    saidAt: null,
  };
  const damaged = compute(of);
  expect(damaged.length).toBeGreaterThan(3);
  rmSync(wordsFile(store.file), { force: true });
  expect(compute(of)).toEqual(damaged);
});

it('words that the index cuts or folds in another way are found all the same', () => {
  ingestCalls(store.db, [sampleCall('1'), sampleCall('2'), sampleCall('3')], {
    atMs: 1,
    privateCalls: 'show',
  });
  ingestTranscripts(
    store.db,
    [
      sampleTranscript('1', [['s1', 0, 'The price🥰point is fine.']]),
      sampleTranscript('2', [['s1', 0, 'A p\u01e1rt of it.']]),
      sampleTranscript('3', [['s1', 0, 'Nothing of that.']]),
    ],
    { atMs: 1 },
  );
  indexWords(store.file);
  const of = (phrase: string): TrackerDefinition => ({
    languages: [{ language: null, phrases: [phrase], relatedForms: false }],
    saidBy: 'anyone',
    onlyQuestions: false,
    saidAt: null,
  });
  expect(compute(of('price point'))).toHaveLength(1);
  expect(compute(of('part'))).toHaveLength(1);
});
