import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import type { WriterDb } from '../../db/store/open.ts';
import { userTables } from '../../db/store/second-copy.ts';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';
import type { Core } from '../../electron/core/rpc/core.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { seeded } from '../../electron/gong/emulator/faults.ts';
import { libraryOf } from '../../electron/gong/emulator/library.ts';
import { reviewsOf } from '../../electron/gong/emulator/scorecards.ts';
import { contentOf, liveSynthetic } from '../sync/world.ts';

/** What a round of damages came to. */
interface Round {
  /** Name of the damaged file. */
  readonly file: string;
  readonly kind: string;
  readonly what: string;
  readonly wrong: readonly string[];
}

const words = ['the', 'meeting', 'walnut'];
const secrets = createMemorySecrets();

function start(dataDir: string): Promise<Core> {
  return createCore({ dataDir, shell: 'browser', secrets, autoSync: false });
}

/** Syncs to the end. Rejects with what stopped it. */
async function sync(core: Core): Promise<void> {
  await core.request('sync/start', {});
  for (;;) {
    const { state, error } = await core.request('sync/status', {});
    if (state === 'failed') throw new Error(error?.message);
    if (state === 'idle') break;
    await new Promise((done) => setTimeout(done, 50));
  }
  await core.indexed();
}

/** What is to be the same afterwards. */
interface State {
  readonly calls: string;
  readonly mine: string;
  readonly found: string;
}

/** An answer without moments and numbers of this run, and without the order of what has one count: that is the one of arrival. */
function timeless(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map((one) => JSON.stringify(timeless(one))).sort();
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([key]) => !/^(ms|lastSyncMs|generation)$/.test(key))
      .map(([key, value]) => [key, timeless(value)]),
  );
}

/** What is read from the files beside the store: hits and facets (words, columns), trackers and a report (their figures). */
async function foundBy(core: Core): Promise<string> {
  while ((await core.request('trackers/list', {})).some(({ ready }) => !ready))
    await new Promise((done) => setTimeout(done, 20));
  const found: unknown[] = [];
  for (const q of words) {
    const { hits, facets, histogram } = await core.request('library/search', { q, limit: 200 });
    found.push(hits.map(({ id }) => id).sort(), facets, histogram);
  }
  const trackers = await core.request('trends/trackers', {});
  found.push(trackers);
  for (const { key } of [...trackers.slice(0, 2), ...trackers.filter(({ type }) => type === 'MINE')]) {
    const series = { kind: 'tracker', key } as const;
    found.push(await core.request('trends/points', { series: [series], bucket: 'month' }));
    found.push(await core.request('trends/positions', { series }));
    found.push(await core.request('trends/evidence', { series }));
  }
  return JSON.stringify(timeless(found));
}

/** Moments of this run: when something was synced. */
const beganMs = Date.now();
const withoutNow = (text: string) =>
  text.replace(/(?<![\d.])\d{13}(?!\d)/g, (digits) => (Number(digits) >= beganMs ? 'now' : digits));
const notCalls = new Set<string>([...userTables, 'purged', 'change', 'absence', 'mine_hit', 'problem']);

function stateOf(file: string, found: string): State {
  const db = new Database(file, { readonly: true });
  try {
    const content = Object.entries(contentOf(db as WriterDb)).filter(([table]) => !notCalls.has(table));
    const mine = userTables.map((table) =>
      (db.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[])
        .map(({ hits_version, hits_generation, seen_generation, hit_set, ...row }) => JSON.stringify(row))
        .sort(),
    );
    return {
      calls: withoutNow(JSON.stringify(content)),
      mine: JSON.stringify(mine),
      found,
    };
  } finally {
    db.close();
  }
}

/** Fills a folder: calls, and something in most tables of the user's own. Returns the account's id. */
async function fill(core: Core, emulator: Emulator): Promise<string> {
  const { accessKey, secret } = emulator;
  const auth = { kind: 'key', accessKey, secret } as const;
  const info = await core.request('connection/save', { name: 'Acme', baseUrl: emulator.url, auth });
  await core.request('sync/chooseCalls', { calls: 'everybody' });
  await sync(core);
  const { hits } = await core.request('library/search', { q: '', limit: 200 });
  const ids = hits.map(({ id }) => id);
  for (const [at, id] of ids.entries()) {
    const note = { kind: 'note', startSec: at, endSec: null, quote: null } as const;
    await core.request('personal/addNote', {
      id,
      ...note,
      text: `walnut ${at} ${'remember this '.repeat(20)}`,
    });
    if (at % 3 === 0) await core.request('personal/star', { id, on: true });
    await core.request('personal/progress', { id, positionSec: at, heard: [[0, at + 1]] });
  }
  await core.request('personal/markMany', { ids, mark: { kind: 'tag', tag: 'Renewal', on: true } });
  await core.request('saved/save', { name: 'Mine', q: 'walnut' });
  await core.request('history/add', { q: 'walnut' });
  const { dashboard } = await core.request('dashboards/save', { name: 'Board' });
  const { tracker } = await core.request('trackers/save', {
    name: 'Meetings',
    definition: {
      languages: [{ language: null, phrases: ['the', 'walnut'], relatedForms: false }],
      saidBy: 'anyone',
      onlyQuestions: false,
      saidAt: null,
    },
  });
  const series = { kind: 'tracker', key: tracker.key } as const;
  await core.request('dashboards/pin', {
    dashboardId: dashboard.id,
    title: 'Meetings by month',
    spec: { kind: 'trend', q: '', series: [series], bucket: 'month' },
  });
  await core.request('trackers/mark', {
    key: tracker.key,
    callId: ids[0] as string,
    startMs: 0,
    verdict: 'right',
  });
  await core.request('annotations/save', { day: '2026-01-02', text: 'The walnut was launched' });
  await core.indexed();
  return info.activeProfileId as string;
}

/** What the user does in the run that is killed: newer than anything in the files themselves, so that it is in their logs only. */
async function editAgain(core: Core): Promise<void> {
  const { hits } = await core.request('library/search', { q: '', limit: 200 });
  const ids = hits.map(({ id }) => id);
  for (const id of ids.slice(0, 4))
    await core.request('personal/addNote', {
      id,
      kind: 'note',
      startSec: null,
      endSec: null,
      quote: null,
      text: 'walnut again',
    });
  await core.request('personal/markMany', { ids, mark: { kind: 'tag', tag: 'Second', on: true } });
}

/** Files of a folder that are damaged: all but logs, the lock and what is no file of ours. */
function filesOf(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(lock|earshot\.log)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `at ${at}: ${a.slice(Math.max(0, at - 300), at + 60)} instead of ${b.slice(at, at + 60)}`;
}

/**
 * Damages one file; says what was done. Bytes of a log are damaged like those of any file: SQLite finds it by the log's own sums, and reads
 * what was written before.
 */
function damage(file: string, random: () => number): { readonly kind: string; readonly what: string } {
  const { size, atimeMs, mtimeMs } = statSync(file);
  const at = Math.floor(random() * size);
  const kinds = ['a byte', 'some bytes', 'a page', 'zeros', 'a cut', 'cut to nothing', 'gone'] as const;
  const kind = kinds[Math.floor(random() * kinds.length)] as (typeof kinds)[number];
  const patch = (from: number, length: number, make: (byte: number) => number) => {
    const bytes = readFileSync(file);
    for (let one = from; one < Math.min(size, from + length); one++) bytes[one] = make(bytes[one] as number);
    writeFileSync(file, bytes);
    // What a medium loses changes no time.
    utimesSync(file, atimeMs / 1000, mtimeMs / 1000);
  };
  const noise = () => Math.floor(random() * 256);
  const page = Math.floor(at / 16384) * 16384;
  if (kind === 'a byte') patch(at, 1, (byte) => byte ^ (1 << Math.floor(random() * 8)));
  if (kind === 'some bytes') patch(at, 1 + Math.floor(random() * 400), noise);
  if (kind === 'a page') patch(page, 16384, noise);
  if (kind === 'zeros') patch(page, 16384 * (1 + Math.floor(random() * 3)), () => 0);
  if (kind === 'a cut') truncateSync(file, at);
  if (kind === 'cut to nothing') truncateSync(file, 0);
  if (kind === 'gone') rmSync(file);
  return {
    kind,
    what: `${file.slice(file.lastIndexOf('round ')).replace(/^[^/\\]*./, '')}: ${kind} at ${at} of ${size}`,
  };
}

/** A folder to damage: as a start left it that was closed, or as one that was killed. */
interface Template {
  readonly dir: string;
  /** Which of its files are damaged: of those SQLite checks itself only after a kill, what it checks is the log. */
  files(dir: string): readonly string[];
}

const copy = (from: string, to: string) => cpSync(from, to, { recursive: true, preserveTimestamps: true });

/**
 * Makes the folders that are damaged, and answers the account's id and what all of them come to. The last calls and edits are in the logs
 * of the killed one only; the other one has them in its files.
 */
async function makeTemplates(root: string, emulator: Emulator) {
  const [live, closed, killed] = ['live', 'closed', 'killed'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  // Reviews and the team's library are read once a day: late calls are in neither.
  const { corpus } = emulator;
  const once = JSON.stringify([reviewsOf(corpus).answered, libraryOf(corpus)]);
  const ids = corpus.heads().map(({ id }) => id);
  const late = ids.filter((id) => !once.includes(id)).slice(0, 3);
  if (late.length === 0) throw new Error('No call can arrive late.');
  const yesterday = new Date(beganMs - 86_400_000).toISOString();
  for (const id of late) {
    // Later syncs look back over the last days.
    corpus.edit(id, (call) => {
      Object.assign(call.metaData, { started: yesterday, scheduled: yesterday });
      return call;
    });
    corpus.hide(id);
  }
  let core = await start(live);
  const account = await fill(core, emulator);
  await foundBy(core);
  await core.close();
  core = await start(live);
  await editAgain(core);
  for (const id of late) corpus.reveal(id);
  await sync(core);
  await foundBy(core);
  copy(live, killed);
  rmSync(join(killed, 'lock'));
  await core.close();
  core = await start(live);
  await sync(core);
  const found = await foundBy(core);
  await core.close();
  copy(live, closed);
  const wanted = stateOf(join(live, account, 'store.db'), found);
  if (!late.every((id) => wanted.calls.includes(id))) throw new Error('A late call did not arrive.');
  const logs = filesOf(killed).filter((file) => /-wal$/.test(file));
  if (!logs.some((file) => /store\.db-wal$/.test(file) && statSync(file).size > 0))
    throw new Error('The killed folder has no log to damage.');
  return {
    account,
    wanted,
    templates: [
      { dir: closed, files: filesOf },
      { dir: killed, files: (dir: string) => filesOf(dir).filter((file) => /-(wal|shm)$/.test(file)) },
    ] satisfies Template[],
  };
}

/** Starts over a damaged folder, syncs, and says what is not as it is to be. */
async function look(dir: string, account: string, wanted: State): Promise<string[]> {
  try {
    const core = await start(dir);
    try {
      await sync(core);
      let found = await foundBy(core);
      // Hits of my trackers in calls that came again are looked for behind the sync.
      for (let tries = 0; found !== wanted.found && tries < 50; tries++) {
        await new Promise((done) => setTimeout(done, 200));
        found = await foundBy(core);
      }
      await core.close();
      const got = stateOf(join(dir, account, 'store.db'), found);
      return (['calls', 'mine', 'found'] as const)
        .filter((part) => got[part] !== wanted[part])
        .map((part) => `${part} differ ${firstDifference(got[part], wanted[part])}`);
    } finally {
      await core.close();
    }
  } catch (error) {
    return [String(error)];
  }
}

/**
 * Damages one file of a data folder after the other, each time of a fresh copy: after the next start and sync, calls, what is found, and
 * the user’s own are as they were.
 */
export async function runDamages(options: {
  readonly rounds: number;
  readonly seed: number;
  readonly calls: number;
  readonly parallel: number;
  readonly onRound?: (round: Round) => void;
}): Promise<readonly Round[]> {
  const random = seeded(options.seed);
  const root = mkdtempSync(join(tmpdir(), 'earshot-damage-'));
  const emulator = await startEmulator({
    corpus: liveSynthetic(options.calls, 7, 6),
    ratePerSecond: 0,
    dailyLimit: 1e9,
  });
  const rounds: Round[] = [];
  try {
    const { account, wanted, templates } = await makeTemplates(root, emulator);
    const round = async (at: number): Promise<void> => {
      const dir = join(root, `round ${at}`);
      const { dir: template, files: filesIn } = templates[random() < 0.8 ? 0 : 1] as Template;
      copy(template, dir);
      const files = filesIn(dir);
      // Most of the bytes are the store's and its copy's, and so is most of what damages.
      const heavy = files.filter((one) => /store\.db(\.mine)?(-wal)?$/.test(one));
      const from = random() < 0.5 ? heavy : files;
      const file = from[Math.floor(random() * from.length)] as string;
      const { what, kind } = damage(file, random);
      const wrong = await look(dir, account, wanted);
      rmSync(dir, { recursive: true, force: true });
      const done = { file: basename(file).replace(/\d{4}-\d\d-\d\d/, 'DAY'), kind, what, wrong };
      rounds.push(done);
      options.onRound?.(done);
    };
    let next = 0;
    const work = async () => {
      while (next < options.rounds) await round(next++);
    };
    await Promise.all(Array.from({ length: options.parallel }, work));
  } finally {
    await emulator.stop();
    rmSync(root, { recursive: true, force: true });
  }
  return rounds;
}
