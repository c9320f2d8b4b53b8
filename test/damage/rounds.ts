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
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { WriterDb } from '../../db/store/open.ts';
import { userTables } from '../../db/store/second-copy.ts';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';
import type { Core } from '../../electron/core/rpc/core.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { seeded } from '../../electron/gong/emulator/faults.ts';
import { contentOf, liveSynthetic } from '../sync/world.ts';

/** What a round of damages came to. */
interface Round {
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

async function foundBy(core: Core): Promise<string> {
  const totals = [];
  for (const q of words) {
    const { hits } = await core.request('library/search', { q, limit: 200 });
    totals.push(hits.map(({ id }) => id).sort());
  }
  return JSON.stringify(totals);
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
  await core.request('dashboards/save', { name: 'Board' });
  await core.indexed();
  return info.activeProfileId as string;
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

/** Damages one file; says what was done. */
function damage(file: string, random: () => number): string {
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
  return `${kind} at ${at} of ${size}`;
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
    const template = join(root, 'template');
    let core = await start(template);
    const id = await fill(core, emulator);
    const found = await foundBy(core);
    await core.close();
    core = await start(template);
    await sync(core);
    await core.close();
    const wanted = stateOf(join(template, id, 'store.db'), found);

    const round = async (at: number): Promise<void> => {
      const dir = join(root, `round ${at}`);
      cpSync(template, dir, { recursive: true, preserveTimestamps: true });
      const files = filesOf(dir);
      // Most of the bytes are the store's and its copy's, and so is most of what damages.
      const heavy = files.filter((one) => /store\.db(\.mine)?$/.test(one));
      const from = random() < 0.5 ? heavy : files;
      const file = from[Math.floor(random() * from.length)] as string;
      const what = `${file.slice(dir.length + 1)}: ${damage(file, random)}`;
      const wrong: string[] = [];
      try {
        const one = await start(dir);
        try {
          await sync(one);
          const now = await foundBy(one);
          await one.close();
          const got = stateOf(join(dir, id, 'store.db'), now);
          for (const part of ['calls', 'mine', 'found'] as const)
            if (got[part] !== wanted[part])
              wrong.push(`${part} differ ${firstDifference(got[part], wanted[part])}`);
        } finally {
          await one.close();
        }
      } catch (error) {
        wrong.push(String(error));
      }
      rmSync(dir, { recursive: true, force: true });
      rounds.push({ what, wrong });
      options.onRound?.({ what, wrong });
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
