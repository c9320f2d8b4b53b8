import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { countOthers, removeOthers } from '../../db/erase/retention.ts';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { defaultSyncScope, type SyncScope } from '../../electron/contract/sync.ts';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';
import type { LiveCorpus } from '../../electron/gong/emulator/corpus.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { allScopes } from '../../electron/gong/emulator/endpoints.ts';
import { hastyClock } from '../fixtures/clock.ts';
import { testFolder } from '../support/folder.ts';
import { engineOver, liveSynthetic } from './world.ts';

const hour = 3_600_000;
const everybody: SyncScope = { ...defaultSyncScope, lookbackDays: 3650, gonePolicy: 'purge', graceDays: 0 };

let gong: Emulator<LiveCorpus>;
/** Whoever hosts most calls. */
let me: string;
let mine: SyncScope;
/** Bodies of requests for calls by id, and for transcripts. */
let askedById: string[] = [];
beforeAll(async () => {
  gong = await startEmulator({ corpus: liveSynthetic(60, 9, 1, 20), ratePerSecond: 0 });
});
afterAll(() => gong.stop());
let db: WriterDb;
let nowMs: number;
beforeEach(() => {
  const corpus = liveSynthetic(60, 9, 1, 20);
  for (const { id } of [...gong.corpus.heads()]) gong.corpus.remove(id);
  for (const { id } of corpus.heads()) gong.corpus.put(corpus.call(id) as never);
  gong.setScopes(allScopes);
  const hosts = Map.groupBy(corpus.heads(), ({ primaryUserId }) => primaryUserId);
  me = [...hosts].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] as string;
  mine = { ...everybody, primaryUserIds: [me] };
  askedById = [];
  nowMs = Date.UTC(2026, 8, 2);
  db = openWriter(':memory:');
  return () => void db.close();
});

const hosted = (by: 'me' | 'others') =>
  gong.corpus.heads().filter(({ primaryUserId }) => (primaryUserId === me) === (by === 'me'));

async function sync(scope: SyncScope) {
  const clock = { ...hastyClock(), now: () => nowMs };
  const engine = engineOver(db, gong, clock, {
    scope,
    fetch: async (url, init) => {
      const body = typeof init?.body === 'string' ? init.body : '';
      if (body.includes('callIds')) askedById.push(body);
      return fetch(url, init as RequestInit);
    },
  });
  engine.start();
  await engine.settled();
  const status = engine.status();
  await engine.close();
  expect(status.error).toBeNull();
  nowMs += 2 * hour;
  return status;
}

const stored = (where = '1') =>
  db.prepare(`SELECT gong_id FROM call WHERE ${where} ORDER BY gong_id`).pluck().all() as string[];
const idsOf = (heads: readonly { readonly id: string }[]) => heads.map(({ id }) => id).sort();

test('calls that are not mine are never taken for gone from Gong, however often mine are synced', async () => {
  await sync(everybody);
  expect(stored()).toHaveLength(60);
  const others = idsOf(hosted('others'));
  askedById = [];
  // One of each is deleted in Gong: of mine that shows, of others' nobody asks.
  const [myLost] = idsOf(hosted('me')) as [string];
  const [theirLost] = others as [string];
  gong.corpus.remove(myLost);
  gong.corpus.remove(theirLost);
  for (let day = 0; day < 4; day++) await sync(mine);
  expect(stored('gone_ms IS NOT NULL')).toEqual([]);
  expect(stored()).not.toContain(myLost);
  expect(stored()).toEqual(expect.arrayContaining(others));
  // Witnesses aside, nothing was asked about them: neither whether they are there, nor what was said in them.
  expect(askedById.filter((body) => body.includes(theirLost))).toEqual([]);
  // For everybody's again the deleted one is found out, and nothing else.
  for (let day = 0; day < 4; day++) await sync(everybody);
  expect(stored()).toEqual(idsOf(gong.corpus.heads()));
}, 120_000);

test('a call that was missed once before the scope became narrower is not gone for that', async () => {
  await sync(everybody);
  const [one] = idsOf(hosted('others')) as [string];
  gong.corpus.hide(one);
  await sync(everybody);
  gong.corpus.reveal(one);
  for (let day = 0; day < 3; day++) await sync(mine);
  expect(stored('gone_ms IS NOT NULL')).toEqual([]);
  expect(stored()).toHaveLength(60);
}, 120_000);

test('mine first: nobody else’s call, transcript or review is stored; everybody’s later brings the rest', async () => {
  await sync(mine);
  const own = idsOf(hosted('me'));
  expect(stored()).toEqual(own);
  const foreign = (table: string, column: string) =>
    db
      .prepare(`SELECT count(*) FROM ${table} WHERE ${column} NOT IN (SELECT gong_id FROM call)`)
      .pluck()
      .get();
  expect(foreign('transcript', 'gong_id')).toBe(0);
  expect(foreign('answered_scorecard', 'call_gong_id')).toBe(0);
  const reviews = () => db.prepare('SELECT count(*) FROM answered_scorecard').pluck().get() as number;
  const few = reviews();
  await sync(everybody);
  expect(stored()).toEqual(idsOf(gong.corpus.heads()));
  expect(reviews()).toBeGreaterThan(few);
  // Fewer again: what is here stays, and is removed only when that is asked for.
  await sync(mine);
  expect(stored()).toHaveLength(60);
  const [starred] = idsOf(hosted('others')) as [string];
  db.prepare('INSERT INTO mine_call(gong_id, starred_ms) VALUES (?, 1)').run(starred);
  expect(countOthers(db, [me])).toEqual({ count: 60 - own.length - 1, spared: 1 });
  expect(removeOthers(db, [], nowMs)).toBe(0);
  expect(removeOthers(db, [me], nowMs)).toBe(60 - own.length - 1);
  expect(stored()).toEqual([...own, starred].sort());
}, 120_000);

test('private calls stay out: only when they were and who hosted them is kept, until they are asked for', async () => {
  const [one] = idsOf(hosted('me')) as [string];
  const title = 'canary of a private call';
  gong.corpus.edit(one, (call) => ({ ...call, metaData: { ...call.metaData, title, isPrivate: true } }));
  const found = () =>
    db
      .prepare(
        'SELECT title, hidden, (SELECT count(*) FROM party WHERE call_id = call.id) AS parties FROM call WHERE gong_id = ?',
      )
      .get(one);
  await sync(mine);
  expect(found()).toEqual({ title: null, hidden: 2, parties: 0 });
  expect(db.prepare('SELECT count(*) FROM transcript WHERE gong_id = ?').pluck().get(one)).toBe(0);
  await sync({ ...mine, privateCalls: true });
  expect(found()).toMatchObject({ title, hidden: 0, parties: expect.any(Number) });
  // No longer asked for: what is here is hidden, not lost.
  await sync(mine);
  expect(found()).toMatchObject({ title, hidden: 1 });
}, 120_000);

test('no sync begins before it is decided whose calls; my calls are found by an address of mine', async () => {
  const user = gong.corpus.users()[3];
  if (!user?.emailAddress) throw new Error('Nobody has an address.');
  const core = await createCore({
    dataDir: testFolder(),
    shell: 'browser',
    secrets: createMemorySecrets(),
    now: () => nowMs,
  });
  const code = (email: string) =>
    core.request('sync/chooseCalls', { calls: 'mine', email }).then(
      () => 'ok',
      (error) => error.code,
    );
  try {
    const { accessKey, secret } = gong;
    await core.request('connection/save', {
      name: 'Acme',
      baseUrl: gong.url,
      auth: { kind: 'key', accessKey, secret },
    });
    gong.resetCounters();
    expect(await core.request('sync/start', {})).toMatchObject({
      state: 'failed',
      error: { code: 'sync/calls-not-chosen' },
    });
    // Nor does a change of anything else decide it.
    await core.request('sync/setScope', { ...(await core.request('sync/scope', {})), lookbackDays: 3 });
    expect((await core.request('app/info', {})).profiles).toMatchObject([{ scopeChosen: false, me: null }]);
    expect(gong.counters().total).toBe(0);

    gong.setScopes(allScopes.filter((scope) => scope !== 'api:users:read'));
    expect(await code(user.emailAddress)).toBe('sync/people-unreadable');
    gong.setScopes(allScopes);
    expect(await code('nobody@acme.example')).toBe('sync/unknown-person');
    expect((await core.request('app/info', {})).profiles).toMatchObject([{ scopeChosen: false }]);
    const info = await core.request('sync/chooseCalls', {
      calls: 'mine',
      email: ` ${user.emailAddress.toUpperCase()} `,
    });
    expect(info.profiles).toMatchObject([
      { scopeChosen: true, me: { id: user.id, email: user.emailAddress } },
    ]);
    expect(await core.request('sync/scope', {})).toMatchObject({
      primaryUserIds: [user.id],
      privateCalls: false,
      lookbackDays: 3,
    });
    const all = await core.request('sync/chooseCalls', { calls: 'everybody' });
    expect(all.profiles).toMatchObject([{ me: { id: user.id } }]);
    expect((await core.request('sync/scope', {})).primaryUserIds).toEqual([]);
  } finally {
    await core.close();
  }
});
