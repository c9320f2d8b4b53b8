import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openWriter } from '../../db/open.ts';
import { readMonologues } from '../../db/read/monologues.ts';
import { stepTrackers } from '../../db/trackers/compute.ts';
import { saveTracker } from '../../db/trackers/store.ts';
import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { defaultStoreDir, syntheticStore } from '../fixtures/synthetic-store.ts';
import { table } from './support/table.ts';

// A tracker of mine with five phrases over all transcripts, in the steps that the app makes, against the plain way: read every
// transcript and look for the phrases with regular expressions. The last line is JSON.
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', default: defaultStoreDir() },
    file: { type: 'string' },
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
const cases: readonly (readonly [string, readonly string[], boolean])[] = [
  [
    'five rare phrases',
    ['price point', 'too expensive', 'next quarter', 'speech recognition', 'help desk'],
    false,
  ],
  ['five words with their forms', ['price', 'budget', 'discount', 'contract', 'deadline'], true],
  ['five of the commonest words', ['data', 'meeting', 'time', 'good', 'people'], true],
];
const stepMs = 25;

try {
  const db = openWriter(file);
  const rows: string[][] = [];
  const result: Record<string, unknown> = {};
  const ids = db.prepare('SELECT gong_id FROM call WHERE has_transcript = 1').pluck().all() as string[];
  for (const [name, phrases, related] of cases) {
    saveTracker(db, { name, definition: definition(phrases, related) }, Date.now());
    const begin = performance.now();
    const steps: number[] = [];
    for (let more = true; more; ) {
      const from = performance.now();
      ({ more } = stepTrackers(db, stepMs));
      steps.push(performance.now() - from);
    }
    const ms = performance.now() - begin;
    steps.sort((a, b) => a - b);
    const hits = db
      .prepare('SELECT sum(mentions) FROM mine_hit WHERE tracker_id = (SELECT max(id) FROM mine_tracker)')
      .pluck()
      .get() as number;
    const longest = steps.at(-1) ?? 0;
    const p95 = steps[Math.floor(steps.length * 0.95)] ?? 0;
    rows.push([name, ms.toFixed(0), String(steps.length), p95.toFixed(0), longest.toFixed(0), String(hits)]);
    result[name] = {
      ms: Math.round(ms),
      steps: steps.length,
      stepP95: Math.round(p95),
      longest: Math.round(longest),
      hits,
    };
  }
  const begin = performance.now();
  const expressions =
    cases[0]?.[1].map((phrase) => new RegExp(`\\b${phrase.replace(' ', '\\W+')}\\b`, 'i')) ?? [];
  let hits = 0;
  for (const id of ids)
    for (const { sentences } of readMonologues(db, id) ?? [])
      for (const { text } of sentences)
        for (const expression of expressions) if (expression.test(text)) hits++;
  const plain = performance.now() - begin;
  rows.push([
    'plain: every transcript, the rare phrases',
    plain.toFixed(0),
    '1',
    '',
    plain.toFixed(0),
    String(hits),
  ]);
  console.log(table(['ms for all calls', 'total', 'steps', 'step p95', 'longest', 'hits'], rows));
  console.log(JSON.stringify({ calls: ids.length, ...result, plain: { ms: Math.round(plain), hits } }));
  db.close();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
