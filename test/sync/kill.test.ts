import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Statement } from 'better-sqlite3';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../db/doctor/doctor.ts';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { seeded } from '../../electron/gong/emulator/faults.ts';
import { seed } from '../support/seed.ts';
import { contentOf, differences, engineOver, liveSynthetic } from './world.ts';

/** child.ts as one file: hundreds of processes start it. It lies where Node finds what it imports. */
const child = fileURLToPath(new URL('../.output/kill/child.js', import.meta.url));
const bundleChild = () =>
  build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('./child.ts', import.meta.url)),
      outDir: dirname(child),
      emptyOutDir: true,
      target: 'esnext',
    },
  });
const now = Date.parse('2026-09-10T12:00:00Z');
const clock = { now: () => now, sleep: async () => undefined };
let dir: string;
let emulator: Emulator;
/** Two pages of calls and two batches of transcripts. */
const calls = 112;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'earshot-kill-'));
  await bundleChild();
  emulator = await startEmulator({ corpus: liveSynthetic(calls, 5, 4, 10), ratePerSecond: 0 });
});
afterAll(async () => {
  await emulator.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function syncTo(db: WriterDb, server = emulator): Promise<void> {
  const engine = engineOver(db, server, clock);
  engine.start();
  await engine.settled();
  expect(engine.status()).toMatchObject({ state: 'idle', error: null });
  await engine.close();
}

/**
 * A sync in a process of its own, killed `afterMs` after it opened its store (null: left alone). Whether it got through, and
 * how long it lived from then on.
 */
function life(file: string, afterMs: number | null): Promise<{ through: boolean; ms: number }> {
  return new Promise((resolve) => {
    const run = spawn(process.execPath, [child, file, emulator.url, emulator.bearer, `=${now}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    let opened = 0;
    run.stdout.on('data', (chunk: Buffer) => {
      if (out === '') {
        opened = performance.now();
        if (afterMs !== null) setTimeout(() => run.kill('SIGKILL'), afterMs);
      }
      out += chunk;
    });
    run.once('close', () => resolve({ through: out.endsWith('done\n'), ms: performance.now() - opened }));
  });
}

describe('a sync that is killed', () => {
  it('at two hundred random moments ends with the rows of one that was not', async () => {
    const calm = openWriter(join(dir, 'calm.db'));
    await syncTo(calm);
    expect(differences(calm, emulator.corpus)).toEqual([]);
    const expected = contentOf(calm);
    calm.close();
    // More than one page and batch, after the probe.
    expect(emulator.counters().byEndpoint['calls/extensive']).toBeGreaterThan(2);
    expect(emulator.counters().byEndpoint['calls/transcript']).toBeGreaterThan(1);
    // As long as one takes that is left alone, on this machine as busy as it is.
    const alone = await life(join(dir, 'alone.db'), null);
    expect(alone.through).toBe(true);
    const random = seeded(seed);
    let kills = 0;
    let rounds = 0;
    const lane = async () => {
      while (kills < 200) {
        const file = join(dir, `killed-${rounds++}.db`);
        while (!(await life(file, kills < 200 ? random() * alone.ms : null)).through) kills++;
        const db = openWriter(file);
        expect(examine(db as never)).toMatchObject({ ok: true, problems: [] });
        expect(contentOf(db)).toEqual(expected);
        db.close();
        for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
      }
    };
    // Two stores at a time: while one process starts, the other is killed.
    await Promise.all([lane(), lane()]);
    expect(kills).toBeGreaterThanOrEqual(200);
  }, 1_200_000);

  it('before each statement of a page leaves a store from which the sync ends the same', async () => {
    const few = await startEmulator({ corpus: liveSynthetic(2, 9, 3), ratePerSecond: 0 });
    const before = emulator;
    emulator = few;
    try {
      const file = join(dir, 'boundary.db');
      const db = openWriter(file);
      let boundaries = 0;
      const copies: string[] = [];
      const watched = watch(db, () => {
        // What a killed process leaves behind: the files as they are. The log of a reader is made anew.
        const copy = join(dir, `b-${boundaries++}.db`);
        copyFileSync(file, copy);
        if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
        copies.push(copy);
      });
      await syncTo(watched);
      const expected = contentOf(db);
      expect(differences(db, few.corpus)).toEqual([]);
      db.close();
      expect(boundaries).toBeGreaterThan(100);
      for (const copy of copies) {
        const left = openWriter(copy);
        await syncTo(left);
        expect(contentOf(left)).toEqual(expected);
        left.close();
        for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true });
      }
    } finally {
      emulator = before;
      await few.stop();
    }
  }, 1_200_000);
});

/** A connection that calls `before` ahead of every statement it runs. */
function watch(db: WriterDb, before: () => void): WriterDb {
  const wrap = (statement: Statement): Statement =>
    new Proxy(statement, {
      get(target, name) {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        if (name === 'pluck' || name === 'raw') return (...args: never[]) => wrap(value.apply(target, args));
        if (!['run', 'get', 'all', 'iterate'].includes(String(name))) return value.bind(target);
        return (...args: never[]) => {
          before();
          return value.apply(target, args);
        };
      },
    });
  return new Proxy(db, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (name === 'prepare') return (sql: string) => wrap(target.prepare(sql));
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

it('asks for everything once when nothing disturbs it', async () => {
  const many = await startEmulator({ corpus: liveSynthetic(230, 5, 4, 10), ratePerSecond: 0 });
  const db = openWriter(join(dir, 'count.db'));
  await syncTo(db, many);
  // 230 calls: transcripts in whole batches, one request a page, and nothing twice.
  expect(many.counters().byEndpoint).toMatchObject({
    users: 1,
    workspaces: 1,
    'settings/trackers': 1,
    'calls/transcript': 3,
  });
  expect(many.counters().byEndpoint['calls/extensive']).toBeLessThanOrEqual(5);
  db.close();
  await many.stop();
});
