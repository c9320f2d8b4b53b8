import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { wordsFile } from '../../db/index/words/file.ts';
import { openWriter } from '../../db/store/open.ts';
import { stepTrackers } from '../../db/trackers/compute.ts';
import { previewTracker } from '../../db/trackers/preview.ts';
import { removeTracker, saveTracker } from '../../db/trackers/store.ts';
import { readMonologues } from '../../db/transcripts/monologues.ts';
import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { indexStore, syntheticStore } from '../fixtures/synthetic-store.ts';
import { storeOptions } from './support/options.ts';
import { table } from './support/table.ts';

// A tracker of mine with five phrases over all transcripts, in the steps that the app makes, with the word index and without
// (as while a first sync goes on), against the plain way: read every transcript and look for the phrases with regular
// expressions. Milliseconds of processor time, of the writer's thread for a step. The last line is JSON.
const { values } = parseArgs({
  options: {
    ...storeOptions(10_000),
  },
});
const source =
  values.file ??
  syntheticStore({ calls: Number(values.calls), seed: Number(values.seed), transcripts: true }, values.store)
    .file;
const dir = mkdtempSync(join(tmpdir(), 'earshot-trackers-'));
const file = join(dir, 'store.db');
copyFileSync(source, file);

const definition = (phrases: readonly string[], relatedForms: boolean): TrackerDefinition => ({
  languages: [{ language: null, phrases: [...phrases], relatedForms }],
  saidBy: 'anyone',
  onlyQuestions: false,
  saidAt: null,
});
const commonest = ['data', 'meeting', 'time', 'good', 'people'];
const cases: readonly (readonly [string, readonly string[], boolean])[] = [
  [
    'five rare phrases',
    ['price point', 'too expensive', 'next quarter', 'speech recognition', 'help desk'],
    false,
  ],
  ['five words with their forms', ['price', 'budget', 'discount', 'contract', 'deadline'], true],
  ['five of the commonest words', commonest, true],
];
const stepMs = 25;

/** Processor time of this thread: what other programs do does not count. */
const threadMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
const processorMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

try {
  if (!existsSync(wordsFile(source))) indexStore(source);
  copyFileSync(wordsFile(source), wordsFile(file));
  const db = openWriter(file);
  const rows: string[][] = [];
  const result: Record<string, unknown> = {};
  const ids = db.prepare('SELECT gong_id FROM call WHERE has_transcript = 1').pluck().all() as string[];
  const hitsOf = db
    .prepare(
      'SELECT sum(mentions) FROM mine_hit WHERE set_id = (SELECT hit_set FROM mine_tracker WHERE id = ?)',
    )
    .pluck();
  /** Works until all is done; the first steps up to when the hits are there, the others remove former ones. */
  const settle = () => {
    const begin = processorMs();
    const steps: number[] = [];
    let ready = 0;
    for (let more = true; more; ) {
      const from = threadMs();
      const step = stepTrackers(db, stepMs);
      ({ more } = step);
      steps.push(threadMs() - from);
      if (ready === 0 && step.running.length === 0) ready = processorMs() - begin;
    }
    steps.sort((a, b) => a - b);
    return {
      ms: Math.round(ready),
      steps: steps.length,
      stepP95: Math.round(steps[Math.floor(steps.length * 0.95)] ?? 0),
      longest: Math.round(steps.at(-1) ?? 0),
    };
  };
  for (const indexed of [true, false]) {
    if (!indexed) rmSync(wordsFile(file));
    for (const [what, phrases, related] of cases) {
      const name = indexed ? what : `${what}, no index`;
      const from = processorMs();
      const preview = previewTracker(db, definition(phrases, related));
      const previewMs = Math.round(processorMs() - from);
      const { tracker } = saveTracker(db, { name, definition: definition(phrases, related) }, Date.now());
      const figures = settle();
      const hits = hitsOf.get(tracker.id) as number;
      rows.push([name, ...Object.values(figures).map(String), String(hits), String(previewMs)]);
      result[name] = { ...figures, hits, preview: { ms: previewMs, complete: preview.complete } };
      removeTracker(db, tracker.id, Date.now());
      const removing = settle();
      result[`${name}, removed`] = removing;
    }
  }
  // What a search takes meanwhile, in a thread of its own as in the app, with the pauses between steps that the app makes.
  indexStore(file);
  const searching = new Worker(new URL('./support/searching.ts', import.meta.url), {
    workerData: { store: file, queries: ['bat', 'price point', 'tracker:pricing', 'next quarter', 'da'] },
  });
  const told = () => once(searching, 'message').then(([times]) => times as number[]);
  const ask = () => {
    searching.postMessage('');
    return told();
  };
  const at95 = (times: readonly number[]) => times[Math.floor(times.length * 0.95)] ?? 0;
  await told();
  await sleep(4000);
  const alone = at95(await ask());
  // One takes a second, which is a dozen searches: several, so that a p95 is no single one.
  for (let n = 0; n < 6; n++) {
    saveTracker(db, { name: `meanwhile ${n}`, definition: definition(commonest, true) }, Date.now());
    while (stepTrackers(db, stepMs).more) await sleep(5);
  }
  const meanwhile = at95(await ask());
  await searching.terminate();
  result['search p95 ms'] = { alone, meanwhile };

  const begin = processorMs();
  const expressions =
    cases[0]?.[1].map((phrase) => new RegExp(`\\b${phrase.replace(' ', '\\W+')}\\b`, 'i')) ?? [];
  let hits = 0;
  for (const id of ids)
    for (const { sentences } of readMonologues(db, id) ?? [])
      for (const { text } of sentences)
        for (const expression of expressions) if (expression.test(text)) hits++;
  const plain = processorMs() - begin;
  rows.push([
    'plain: every transcript, the rare phrases',
    plain.toFixed(0),
    '1',
    '',
    plain.toFixed(0),
    String(hits),
    '',
  ]);
  console.log(table(['ms for all calls', 'total', 'steps', 'step p95', 'longest', 'hits', 'preview'], rows));
  console.log(
    `A search takes ${alone.toFixed(1)} ms at p95, and ${meanwhile.toFixed(1)} ms while a tracker is computed.`,
  );
  console.log(JSON.stringify({ calls: ids.length, ...result, plain: { ms: Math.round(plain), hits } }));
  db.close();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
