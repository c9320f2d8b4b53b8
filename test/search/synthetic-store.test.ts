import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openWriter } from '../../db/store/open.ts';
import { startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { createSyntheticCorpus } from '../../electron/gong/emulator/synthetic.ts';
import { fillStore, syntheticStore } from '../fixtures/synthetic-store.ts';
import { contentOf, engineOver } from '../sync/world.ts';

const now = Date.parse('2026-09-10T12:00:00Z');

it('a store that was filled directly has the rows of one that was synced', async () => {
  const corpus = createSyntheticCorpus({ calls: 130, seed: 5 });
  const emulator = await startEmulator({ corpus, ratePerSecond: 0 });
  const synced = openWriter(':memory:');
  const filled = openWriter(':memory:');
  try {
    const engine = engineOver(synced, emulator, { now: () => now, sleep: async () => undefined });
    engine.start();
    await engine.settled();
    expect(engine.status()).toMatchObject({ state: 'idle', error: null });
    await engine.close();
    fillStore(filled, corpus, { transcripts: true, atMs: now });
    const expected = contentOf(synced);
    const got = contentOf(filled);
    expect(Object.keys(got)).toEqual(Object.keys(expected));
    const differing = Object.keys(expected).flatMap((table) => {
      const at = (expected[table] ?? []).findIndex((row, index) => got[table]?.[index] !== row);
      const same = at === -1 && got[table]?.length === expected[table]?.length;
      return same ? [] : [[table, expected[table]?.[at], got[table]?.[at]]];
    });
    expect(differing).toEqual([]);
    expect(got['call']?.length).toBe(130);
    expect(got['transcript']?.length).toBeGreaterThan(110);
  } finally {
    await emulator.stop();
    synced.close();
    filled.close();
  }
});

it('a built store is found again, one of another size or seed is not', () => {
  const dir = mkdtempSync(join(tmpdir(), 'earshot-fixture-'));
  try {
    const first = syntheticStore({ calls: 20, seed: 1, transcripts: false }, dir);
    expect(first.buildSeconds).not.toBeNull();
    expect(syntheticStore({ calls: 20, seed: 1, transcripts: false }, dir)).toEqual({
      ...first,
      buildSeconds: null,
    });
    // One of an older schema is brought up to date instead of being built again.
    const older = openWriter(first.file);
    const rows = contentOf(older);
    older.close();
    renameSync(first.file, first.file.replace(/-v\d+\.db$/, '-v1.db'));
    const again = syntheticStore({ calls: 20, seed: 1, transcripts: false }, dir);
    expect(again).toMatchObject({ file: first.file, buildSeconds: null });
    const updated = openWriter(again.file);
    expect(contentOf(updated)).toEqual(rows);
    updated.close();
    const other = syntheticStore({ calls: 20, seed: 2, transcripts: false }, dir);
    expect(other.file).not.toBe(first.file);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
