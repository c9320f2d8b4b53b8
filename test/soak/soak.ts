import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { examine } from '../../db/doctor/doctor.ts';
import { openWriter } from '../../db/store/open.ts';
import { readCheckpoint } from '../../db/sync/sync.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { type FaultRule, seeded } from '../../electron/gong/emulator/faults.ts';
import { coverageKey } from '../../electron/sync/journal.ts';
import type { Coverage } from '../../electron/sync/plan.ts';
import { differences, liveSynthetic, losses } from '../sync/world.ts';
import { mutate } from './mutate.ts';

// Syncs thousands of calls over and over while the network fails, the process is killed and the source changes. At the end
// the store must equal the source; whenever a sync says that it got through, nothing is missing and nothing falsely gone; and the requests must be within 5 % of what could not be avoided: those of an
// undisturbed sync, those a fault spoiled, and those that were under way when a process ended. The last line is JSON.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    calls: { type: 'string', default: '3000' },
    verbose: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const until = Date.now() + Number(values.minutes) * 60_000;
const random = seeded(seed);
const child = fileURLToPath(new URL('../sync/child.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'earshot-soak-'));
const file = join(dir, 'store.db');
const corpus = liveSynthetic(Number(values.calls), seed % 1000);
const emulator = await startEmulator({ corpus, ratePerSecond: 0, dailyLimit: 1e9, seed });
const say = (text: string) => values.verbose && console.error(text);

/** Each run meets one of Gong's possible meanings of the filter and of its cursors. */
emulator.setFilterBy(seed % 2 === 0 ? 'scheduled' : 'started');
emulator.setOffsetCursors(seed % 3 === 0);

const retryAfter = ['0', '-3', '1', '2.5', 'Wed, 01 Jan 2020 00:00:00 GMT', 'soon', undefined, '7200'];

/** Every fault there is, mixed anew for each round. */
function faults(): FaultRule[] {
  const rate = 0.002 + random() * 0.02;
  const actions: FaultRule['action'][] = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 502 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 504 },
    { kind: 'status', status: 501 },
    { kind: 'status', status: 522 },
    { kind: 'status', status: 425 },
    { kind: 'status', status: 503, retryAfter: '7200' },
    { kind: 'body', body: {} },
    { kind: 'body', body: [] },
    { kind: 'body', body: { errors: ['Something went wrong'] } },
    { kind: 'body', body: { authenticated: false } },
    { kind: 'emptyBody', status: 200 },
    { kind: 'emptyBody', status: 204 },
    { kind: 'emptyList' },
    { kind: 'nullList' },
    { kind: 'lostView' },
    ...retryAfter.map((value): FaultRule['action'] => ({
      kind: 'status',
      status: 429,
      ...(value === undefined ? {} : { retryAfter: value }),
    })),
    { kind: 'drop' },
    { kind: 'reset' },
    { kind: 'reset', afterBytes: 0 },
    { kind: 'truncate' },
    { kind: 'truncate', keep: 1 },
    { kind: 'html' },
    { kind: 'html', status: 502 },
    { kind: 'contentType', type: 'text/plain' },
    { kind: 'gzip' },
    { kind: 'slow', chunkBytes: 400_000, delayMs: 20 },
    { kind: 'delay', ms: 200 },
    { kind: 'redirect', location: 'http://127.0.0.1:9/' },
    { kind: 'deep', depth: 5000 },
    ...([400, 401, 404, 410, 422] as const).map((status): FaultRule['action'] => ({
      kind: status === 404 ? 'cursorForeign' : 'cursorExpired',
      status,
    })),
    { kind: 'repeatPage' },
    { kind: 'duplicate', count: 30 },
    { kind: 'total', add: 17 },
    { kind: 'numericIds' },
    { kind: 'shiftPage', by: 60 },
    { kind: 'unknownFields' },
  ];
  // What a record got wrong is right when it is next read; a transcript of an old call is read once.
  const misquotes = (['nulls', 'dates', 'enums', 'text'] as const).map(
    (kind): FaultRule => ({ endpoint: 'calls/extensive', chance: rate, action: { kind } }),
  );
  return [
    ...misquotes,
    ...actions.map((action): FaultRule => ({ chance: rate, action })),
    { chance: 0.002, action: { kind: 'hang' } },
    // Has a whole window read again.
    { chance: 0.002, action: { kind: 'repeatCursor' } },
    { chance: 0.001, times: 1, action: { kind: 'huge', bytes: 200 * 1024 * 1024 } },
  ];
}

interface Life {
  readonly ended: 'done' | 'failed' | 'killed';
  readonly why: string;
  /** Requests it had under way, or answers it had not stored yet, when it ended. */
  readonly lost: number;
}

/** Requests for lists, and those of them that a fault made useless; questions by id, which depend on what moved, apart. */
function counted(server: Emulator): { total: number; spoiled: number; byIds: number } {
  const { total, spoiled, byIds, spoiledByIds } = server.counters();
  return { total: total - byIds, spoiled: spoiled - spoiledByIds, byIds };
}

let clockMs = Date.parse('2026-09-10T12:00:00Z');

/** One process; killed after `afterMs` unless it ended before. */
async function life(
  store: string,
  server: Emulator,
  afterMs: number | null,
  pace: 'hasty' | 'calm',
): Promise<Life> {
  const before = counted(server);
  const began = Date.now();
  let stored = 0;
  let last = '';
  await new Promise<void>((resolve) => {
    const run = spawn(process.execPath, [child, store, server.url, server.bearer, String(clockMs), pace], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(dir, 'compiled') },
    });
    const kill = afterMs === null ? null : setTimeout(() => run.kill('SIGKILL'), afterMs);
    let rest = '';
    run.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('c ')) stored = Number(line.slice(2));
        else if (line.startsWith('t ')) clockMs = Math.max(clockMs, Number(line.slice(2)));
        else last = line;
      }
    });
    run.once('close', () => {
      if (kill) clearTimeout(kill);
      resolve();
    });
  });
  clockMs += Date.now() - began;
  const ended = last === 'done' ? 'done' : last.startsWith('failed') ? 'failed' : 'killed';
  // What still travels when the process ends is counted as sent by then.
  await new Promise((resolve) => setTimeout(resolve, 30));
  const after = counted(server);
  const lost = after.total - before.total - (after.spoiled - before.spoiled) - stored;
  return { ended, why: last, lost: Math.max(0, lost) };
}

/** What an undisturbed sync of the same store takes. */
async function undisturbed(): Promise<number> {
  const copy = join(dir, 'calm.db');
  for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true });
  for (const suffix of ['', '-wal'])
    if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
  emulator.setFaults([]);
  const before = counted(emulator).total;
  const { ended, why } = await life(copy, emulator, null, 'calm');
  if (ended !== 'done') throw new Error(`an undisturbed sync ended with ${why}`);
  return counted(emulator).total - before;
}

const sum = {
  rounds: 0,
  kills: 0,
  failures: 0,
  requests: 0,
  undisturbed: 0,
  spoiled: 0,
  lost: 0,
  byIds: 0,
  changes: 0,
};
const wrong: string[] = [];

/** What a store that says it is complete lacks or calls gone although Gong has it. */
function check(): void {
  const db = openWriter(file);
  for (const loss of losses(db, corpus)) wrong.push(`round ${sum.rounds}: ${loss}`);
  db.close();
}

/** Whether the store holds a whole sync that was planned since then. */
function isComplete(sinceMs: number): boolean {
  const db = openWriter(file);
  const coverage = readCheckpoint(db, coverageKey) as Coverage | null;
  const complete = readCheckpoint(db, 'plan') === null && coverage !== null && coverage.toMs >= sinceMs;
  db.close();
  return complete;
}

do {
  sum.rounds++;
  if (sum.rounds > 1) sum.changes += mutate(corpus, random, Math.floor(random() * 300), seed + sum.rounds);
  // A day between rounds: transcripts that were not ready are asked for again.
  clockMs += 86_400_000;
  sum.undisturbed += await undisturbed();
  emulator.setFaults(faults());
  const before = counted(emulator);
  const beganMs = clockMs;
  let kills = Math.floor(random() * 6);
  for (;;) {
    const end = await life(file, emulator, kills > 0 ? 200 + random() * 3000 : null, 'hasty');
    // Killed after its last commit: another sync would be one too many.
    if (end.ended === 'done' || isComplete(beganMs)) break;
    sum.lost += end.lost;
    if (end.ended === 'killed') {
      kills--;
      sum.kills++;
    } else {
      sum.failures++;
      say(end.why);
    }
  }
  const after = counted(emulator);
  sum.requests += after.total - before.total;
  sum.spoiled += after.spoiled - before.spoiled;
  sum.byIds += after.byIds - before.byIds;
  check();
  say(JSON.stringify(sum));
} while (Date.now() < until);

emulator.setFaults([]);
// What is gone is so after two questions, an hour apart.
for (let at = 0; at < 2; at++) {
  clockMs += 86_400_000;
  await life(file, emulator, null, 'calm');
}
const db = openWriter(file);
wrong.push(...differences(db, corpus));
const report = examine(db as never);
if (!report.ok) wrong.push(...report.problems);
const totals = report.totals;
db.close();
await emulator.stop();
rmSync(dir, { recursive: true, force: true });

const least = sum.undisturbed + sum.spoiled + sum.lost;
const ratio = Number((sum.requests / least).toFixed(4));
const ok = wrong.length === 0 && ratio <= 1.05;
console.log(
  JSON.stringify({
    soak: ok ? 'ok' : 'failed',
    seed,
    ...sum,
    least,
    ratio,
    calls: totals['calls'],
    gone: totals['callsGone'],
    transcripts: totals['transcripts'],
    differences: wrong.length,
    first: wrong.slice(0, 5),
  }),
);
process.exitCode = ok ? 0 : 1;
