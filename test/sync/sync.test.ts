import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChanges } from '../../db/calls/call-history.ts';
import { examine } from '../../db/doctor/doctor.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { seenChanges } from '../../db/personal/layer.ts';
import { matchingGongIds } from '../../db/search/ids.ts';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { readProblems, readRuns } from '../../db/sync/sync-log.ts';
import { defaultSyncScope, type SyncScope } from '../../electron/contract/sync.ts';
import { createGongClient } from '../../electron/gong/client/client.ts';
import type { Timeouts } from '../../electron/gong/client/http.ts';
import { createLimiter } from '../../electron/gong/client/limiter.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import { createSyncEngine, type SyncEngine } from '../../electron/sync/engine.ts';
import type { SyncStore } from '../../electron/sync/store.ts';
import { syncTasks } from '../../electron/sync/store.ts';
import { testFolder } from '../support/folder.ts';

let emulator: Emulator;
let db: WriterDb;
let dir: string;
let now: number;
let scope: SyncScope;
let zone: string;
let timeouts: Timeouts;

/** The store's tasks without the worker in between. */
function directStore(): SyncStore {
  return Object.fromEntries(
    Object.entries(syncTasks).map(([name, task]) => [
      name,
      async (...args: never[]) => (task as (...all: unknown[]) => unknown)(db, ...args),
    ]),
  ) as unknown as SyncStore;
}

function engine(): SyncEngine {
  const store = directStore();
  return createSyncEngine({
    client: async () =>
      createGongClient({
        baseUrl: emulator.url,
        auth: { kind: 'key', accessKey: emulator.accessKey, secret: emulator.secret },
        // Tests run unpaced: the pace has tests of its own.
        limiter: createLimiter({
          store: { reserve: (nowMs) => ({ startMs: nowMs }), usedToday: () => 0 },
          rules: () => ({ perSecond: 1000, perDay: 100_000 }),
        }),
        clock: { now: () => Date.now(), sleep: async () => undefined },
        timeouts,
      }),
    store,
    scope: () => scope,
    zone: () => zone,
    clock: () => now,
    onStatus: () => undefined,
    requestsToday: () => 0,
  });
}

async function sync(): Promise<void> {
  const one = engine();
  one.start();
  await one.settled();
  if (one.status().state === 'failed')
    throw Object.assign(new Error(one.status().error?.message), one.status().error);
  await one.close();
}

beforeEach(async () => {
  dir = testFolder();
  db = openWriter(join(dir, 'store.db'));
  emulator = await startEmulator({ corpus: loadSampleCorpus(), ratePerSecond: 0 });
  now = Date.parse('2026-09-10T12:00:00Z');
  scope = { ...defaultSyncScope, privateCalls: true };
  zone = 'UTC';
  timeouts = { firstByteMs: 30_000, idleMs: 30_000 };
});

afterEach(async () => {
  await emulator.stop();
  db.close();
});

describe('a sync of the real meetings', () => {
  it('brings every meeting, sentence and occurrence, and a second one changes nothing', async () => {
    await sync();
    const first = examine(db as never);
    expect(first.totals).toMatchObject({ calls: 197, sentences: 161_360 });
    expect(first).toMatchObject({ ok: true, problems: [] });
    const generation = db.prepare("SELECT value FROM meta WHERE key = 'generation'").pluck().get();
    await sync();
    expect(db.prepare("SELECT value FROM meta WHERE key = 'generation'").pluck().get()).toBe(generation);
    expect(readRuns(db as never)[0]).toMatchObject({
      outcome: 'done',
      added: 0,
      changed: 0,
      summary: 'nothing new',
    });
  });

  it.each(['Asia/Tokyo', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
    'takes the dates of a scope as days in %s',
    async (where) => {
      zone = where;
      // Swedish writes dates as ISO does: the days are told by something that is not ours.
      const dayOf = new Intl.DateTimeFormat('sv', { timeZone: where });
      const startOf = (head: { startedMs: number }) => head.startedMs;
      const heads = loadSampleCorpus().heads();
      const utc = new Intl.DateTimeFormat('sv', { timeZone: 'UTC' });
      const odd = heads.find((head) => dayOf.format(startOf(head)) !== utc.format(startOf(head)));
      expect(odd).toBeDefined();
      const date = dayOf.format(startOf(odd as (typeof heads)[number]));
      scope = { ...scope, fromDate: date, toDate: date };
      await sync();
      const want = heads.filter((head) => dayOf.format(startOf(head)) === date).map(({ id }) => id);
      const stored = () => db.prepare('SELECT gong_id FROM call ORDER BY gong_id').pluck().all();
      expect(stored()).toEqual(want.toSorted());
      // In another zone what lies beyond is read too; nothing is lost and nothing marked as gone.
      zone = 'UTC';
      await sync();
      const both = heads.filter((head) => want.includes(head.id) || utc.format(startOf(head)) === date);
      expect(stored()).toEqual(both.map(({ id }) => id).toSorted());
      expect(db.prepare('SELECT count(*) FROM call WHERE gone_ms IS NOT NULL').pluck().get()).toBe(0);
    },
  );

  it('keeps private calls out of sight unless they are asked for', async () => {
    scope = { ...scope, privateCalls: false };
    await sync();
    const count = (sql: string) => db.prepare(sql).pluck().get();
    expect(count('SELECT count(*) FROM call WHERE hidden = 0')).toBe(186);
    scope = { ...scope, privateCalls: true };
    await sync();
    expect(count('SELECT count(*) FROM call WHERE hidden = 0')).toBe(197);
    expect(count('SELECT count(*) FROM transcript')).toBe(197);
  });
});

describe('what happens later', () => {
  /** Gong ids that is:changed finds. */
  const changed = () =>
    [
      ...matchingGongIds(db as never, openColumns(db as never), 'is:changed', {
        tz: 'UTC',
        weekStart: 1,
        nowMs: now,
      }),
    ].sort();
  const recent = () => (emulator.corpus.heads().at(-1) as { id: string }).id;

  it('sees late arrival, late content, edits and deletions', async () => {
    const late = recent();
    emulator.corpus.hide(late);
    const edited = emulator.corpus.heads().at(-1)?.id as string;
    const removed = emulator.corpus.heads().at(-2)?.id as string;
    const brief = emulator.corpus.call(edited)?.content?.brief;
    emulator.corpus.edit(edited, (call) => ({ ...call, content: { ...call.content, brief: null } }));
    await sync();
    expect(examine(db as never).totals).toMatchObject({ calls: 196 });
    now += 3_600_000;
    emulator.corpus.reveal(late);
    emulator.corpus.edit(edited, (call) => ({
      ...call,
      content: { ...call.content, brief: brief ?? 'A brief.' },
    }));
    emulator.corpus.remove(removed);
    await sync();
    expect(readRuns(db as never)[0]).toMatchObject({ added: 1, changed: 1, gone: 0 });
    expect(readRuns(db as never)[0]?.summary).toMatch(/1 new, 1 updated: 1 brief arrived/);
    // Gone is what Gong does not give when it is asked for it by id, twice, an hour apart.
    now += 3_600_000;
    await sync();
    expect(readRuns(db as never)[0]).toMatchObject({ added: 0, changed: 0, gone: 1 });
    expect(readChanges(db as never, edited)[0]?.summary).toBe('brief arrived');
    expect(changed()).toEqual([edited, removed].sort());
    seenChanges(db, edited, now + 1);
    expect(changed()).toEqual([removed]);
    // Gone is kept by default: nothing that was synced is lost.
    expect(db.prepare('SELECT gone_ms FROM call WHERE gong_id = ?').pluck().get(removed)).toBe(now);
  });

  it('keeps what a wider sync brought when a narrower one follows', async () => {
    await sync();
    const before = db.prepare('SELECT count(*) FROM call WHERE brief IS NOT NULL').pluck().get();
    scope = {
      ...scope,
      exposed: { ...scope.exposed, brief: false, trackers: false, parties: false },
      context: 'None',
    };
    await sync();
    expect(db.prepare('SELECT count(*) FROM call WHERE brief IS NOT NULL').pluck().get()).toBe(before);
    expect(db.prepare('SELECT count(*) FROM party').pluck().get()).toBe(1781);
  });
});

describe('a hostile network', () => {
  it('stores everything once through resets, truncation, errors, refused cursors and repeated pages', async () => {
    timeouts = { firstByteMs: 4000, idleMs: 2000 };
    emulator.setFaults([
      { endpoint: 'calls/extensive', nth: 2, action: { kind: 'truncate' } },
      { endpoint: 'calls/extensive', nth: 3, action: { kind: 'reset' } },
      { endpoint: 'calls/extensive', nth: 4, action: { kind: 'status', status: 503 } },
      { endpoint: 'calls/extensive', nth: 5, action: { kind: 'status', status: 429, retryAfter: '0' } },
      { endpoint: 'calls/extensive', nth: 6, action: { kind: 'html' } },
      { endpoint: 'calls/extensive', every: 3, action: { kind: 'duplicate', count: 30 } },
      { endpoint: 'calls/extensive', nth: [8, 11], action: { kind: 'cursorExpired' } },
      { endpoint: 'calls/extensive', nth: 9, action: { kind: 'numericIds' } },
      { endpoint: 'calls/extensive', nth: 10, action: { kind: 'gzip' } },
      { endpoint: 'calls/transcript', nth: 1, action: { kind: 'hang' } },
      { endpoint: 'calls/transcript', nth: 2, action: { kind: 'total', add: 7 } },
    ]);
    await sync();
    expect(examine(db as never)).toMatchObject({ ok: true, totals: { calls: 197, sentences: 161_360 } });
  });

  it('lists a record it cannot read and goes on', async () => {
    const id = emulator.corpus.heads()[50]?.id as string;
    emulator.corpus.edit(id, (call) => ({
      ...call,
      metaData: { ...call.metaData, duration: 'long' as never },
    }));
    await sync();
    expect(examine(db as never).totals).toMatchObject({ calls: 196 });
    expect(readProblems(db as never)[0]).toMatchObject({ callId: id, kind: 'record' });
    emulator.corpus.edit(id, (call) => ({ ...call, metaData: { ...call.metaData, duration: 60 } }));
    const one = engine();
    one.retryProblems();
    await one.settled();
    await one.close();
    expect(examine(db as never).totals).toMatchObject({ calls: 197 });
    expect(readProblems(db as never).filter((problem) => problem.resolvedMs === null)).toEqual([]);
  });

  it('lists it also when it is the oldest of all, or has no start', async () => {
    const [oldest, second] = emulator.corpus.heads().map((head) => head.id) as [string, string];
    for (const [id, meta] of [
      [oldest, { duration: 'long' }],
      [second, { started: 'a while ago' }],
    ] as const)
      emulator.corpus.edit(id, (call) => ({ ...call, metaData: { ...call.metaData, ...(meta as object) } }));
    await sync();
    expect(
      readProblems(db as never)
        .map((problem) => problem.callId)
        .sort(),
    ).toEqual([oldest, second].sort());
  });

  it('drops the part whose scope is missing, says which, and stops on a refused key', async () => {
    emulator.setScopes(['api:calls:read:extensive', 'api:users:read']);
    const one = engine();
    one.start();
    await one.settled();
    expect(one.status().state).toBe('idle');
    expect(
      one
        .status()
        .limitations.map((limit) => limit.message)
        .join(),
    ).toMatch(/api:calls:read:transcript/);
    await one.close();
    emulator.setFaults([{ action: { kind: 'status', status: 401, errors: ['nope'] } }]);
    await expect(sync()).rejects.toMatchObject({ code: 'gong/unauthorized' });
  });
});
