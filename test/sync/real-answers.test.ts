import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { readProblems } from '../../db/sync/sync-log.ts';
import type { SyncScope, SyncStatus } from '../../electron/contract/sync.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import type { FaultAction } from '../../electron/gong/emulator/faults.ts';
import type { CallData } from '../../electron/gong/schema/call.ts';
import { testFolder } from '../support/folder.ts';
import { differences, engineOver, liveSynthetic, wholeScope } from './world.ts';

// What a live tenant, proxies and half-broken servers answer. Whatever it is: what is in Gong is here, what is not said to
// be gone by Gong itself, asked for it by name, is not gone. Under both meanings that Gong's filter may have.

const hour = 3_600_000;
const day = 24 * hour;
let emulator: Emulator;
const firstCalls = (count: number) =>
  emulator.corpus
    .heads()
    .slice(0, count)
    .map((head) => emulator.corpus.call(head.id));
let db: WriterDb;
let dir: string;
let now: number;
let scope: SyncScope;
let last: SyncStatus;
/** What answers instead of the network, for answers that the emulator cannot give. */
let fresh: ((url: string, init: RequestInit) => Promise<Response>) | null = null;

beforeEach(() => {
  dir = testFolder();
  db = openWriter(join(dir, 'store.db'));
  now = Date.parse('2026-09-10T12:00:00Z');
  scope = { ...wholeScope, transcripts: false };
});
afterEach(async () => {
  await emulator?.stop();
  db.close();
});

const serve = async (filterBy: 'started' | 'scheduled', calls = 210, offsetCursors = false) => {
  emulator = await startEmulator({
    corpus: liveSynthetic(calls, 8, 1, 10),
    ratePerSecond: 0,
    dailyLimit: 1e9,
    seed: 4,
    filterBy,
    offsetCursors,
  });
};

const clock = {
  now: () => now,
  async sleep(ms: number) {
    now += ms;
  },
};

/** One sync; resolves with how it ended. */
async function sync(committed?: (pages: number, cancel: () => void) => void): Promise<string> {
  let pages = 0;
  const engine = engineOver(db, emulator, clock, {
    scope,
    ...(fresh ? { fetch: fresh } : {}),
    ...(committed ? { committed: () => committed(++pages, () => engine.cancel()) } : {}),
  });
  engine.start();
  await engine.settled();
  last = engine.status();
  await engine.close();
  return last.error?.code ?? last.state;
}

interface Synced {
  readonly store: Buffer;
  readonly last: SyncStatus;
  readonly requests: number;
}
/** What a first sync led to, by all that it depends on: it is the same for every test that begins with one. */
const firstSyncs = new Map<string, Synced>();

/** Serves so many calls and has them synced once, and answers how many requests that takes; they are not counted. */
async function serveSynced(filterBy: 'started' | 'scheduled', calls = 210): Promise<number> {
  await serve(filterBy, calls);
  const key = JSON.stringify([filterBy, calls, scope, now]);
  const before = firstSyncs.get(key);
  if (before) {
    db.close();
    writeFileSync(join(dir, 'store.db'), before.store);
    db = openWriter(join(dir, 'store.db'));
    last = before.last;
    return before.requests;
  }
  expect(await sync()).toBe('idle');
  const requests = emulator.counters().total;
  emulator.resetCounters();
  firstSyncs.set(key, { store: db.serialize(), last, requests });
  return requests;
}

const gone = () =>
  db.prepare('SELECT gong_id FROM call WHERE gone_ms IS NOT NULL ORDER BY 1').pluck().all() as string[];
const stored = () => db.prepare('SELECT count(*) FROM call').pluck().get() as number;
const openProblems = () => readProblems(db as never).filter((problem) => problem.resolvedMs === null);
const wrong = () => differences(db, emulator.corpus, scope);
const idAt = (at: number) => emulator.corpus.heads().at(at)?.id as string;

const shift = (text: string | null | undefined, ms: number) =>
  new Date(Date.parse(text ?? '') + ms).toISOString();

function move(id: string, times: { started: number; scheduled: number }): void {
  emulator.corpus.edit(id, (call) => ({
    ...call,
    metaData: {
      ...call.metaData,
      started: shift(call.metaData.started, times.started),
      scheduled: shift(call.metaData.scheduled ?? call.metaData.started, times.scheduled),
    },
  }));
}

function add(id: string, started: string, scheduled: string): void {
  const call = emulator.corpus.call(idAt(0)) as CallData;
  emulator.corpus.put({ ...call, metaData: { ...call.metaData, id, started, scheduled } }, null);
}

/** Answers with a good status in which no list of calls is. */
const noLists: readonly (readonly [string, FaultAction])[] = [
  ['calls: null', { kind: 'nullList' }],
  ['calls: [] although there are some', { kind: 'emptyList' }],
  ['{}', { kind: 'body', body: {} }],
  ['[]', { kind: 'body', body: [] }],
  ['null', { kind: 'body', body: null }],
  ['a text', { kind: 'body', body: 'ok' }],
  ['errors with 200', { kind: 'body', body: { requestId: 'abc', errors: ['Something went wrong'] } }],
  ['a portal’s JSON', { kind: 'body', body: { authenticated: false, url: 'https://portal.example/login' } }],
  ['calls that is an object', { kind: 'body', body: { calls: { items: [] }, records: {} } }],
  ['calls without paging', { kind: 'body', body: { calls: [] } }],
  ['calls: [] with a count of 0', { kind: 'body', body: { calls: [], records: { totalRecords: 0 } } }],
  ['200 without a body', { kind: 'emptyBody', status: 200 }],
  ['204', { kind: 'emptyBody', status: 204 }],
];

for (const filterBy of ['started', 'scheduled'] as const) {
  describe(`lists by schedule, filtered by ${filterBy}`, () => {
    it('has everything, also what started before the first of the list', async () => {
      await serve(filterBy, 139);
      const first = emulator.corpus.call(idAt(0)) as CallData;
      const { started, scheduled } = first.metaData;
      // Scheduled after the first of the list, started before it.
      add('91', shift(started, -60_000), shift(scheduled, 60_000));
      add('92', shift(started, -10 * day), shift(scheduled, 120_000));
      expect(await sync()).toBe('idle');
      expect(stored()).toBe(141);
      expect(wrong()).toEqual([]);
      expect(await sync()).toBe('idle');
      expect(wrong()).toEqual([]);
    });

    it('finds what was imported later with a start before everything', async () => {
      await serveSynced(filterBy);
      add('93', '2001-02-03T04:05:06Z', '2001-02-03T04:05:06Z');
      now += hour;
      expect(await sync()).toBe('idle');
      expect(wrong()).toEqual([]);
    });

    it.each(noLists)('%s is no empty list: in a first sync', async (_, action) => {
      await serve(filterBy);
      emulator.setFaults([{ endpoint: 'calls/extensive', nth: [2, 4, 5], action }]);
      expect(await sync()).toBe('idle');
      expect(wrong()).toEqual([]);
    });

    it.each(noLists)('%s is no empty list: of every window, under each policy', async (_, action) => {
      await serve(filterBy);
      const code = action.kind === 'emptyBody' ? 'gong/empty-answer' : 'gong/bad-answer';
      const always = [{ endpoint: 'calls/extensive', action }] as const;
      // The probe is answered, the windows are not.
      const windows = [
        { endpoint: 'calls/extensive', nth: Array.from({ length: 99 }, (_item, at) => at + 2), action },
      ];
      // Without a filter an empty list with a count of 0 is one; stored calls prove that it is none.
      const countsNone = JSON.stringify(action).includes('"totalRecords":0');
      emulator.setFaults(always);
      expect(await sync()).toBe(countsNone ? 'idle' : code);
      emulator.setFaults(windows);
      expect(await sync()).toBe(code);
      expect(openProblems().length).toBeGreaterThan(0);
      emulator.setFaults([]);
      expect(await sync()).toBe('idle');
      expect(wrong()).toEqual([]);
      for (const gonePolicy of ['keep', 'hide', 'purge'] as const) {
        scope = { ...scope, gonePolicy };
        for (const faults of [always, windows]) {
          emulator.setFaults(faults);
          now += 2 * hour;
          expect(countsNone ? [code, 'sync/lost-view'] : [code]).toContain(await sync());
        }
      }
      emulator.setFaults([]);
      expect(await sync()).toBe('idle');
      expect([gone(), wrong(), openProblems()]).toEqual([[], [], []]);
    });

    it('a key that lost its view loses nothing, and says so', async () => {
      await serve(filterBy);
      emulator.setFaults([{ action: { kind: 'lostView' } }]);
      expect(await sync()).toBe('idle');
      expect(last.limitations).toMatchObject([{ code: 'sync/no-calls' }]);
      emulator.setFaults([]);
      expect(await sync()).toBe('idle');
      expect(wrong()).toEqual([]);
      for (const gonePolicy of ['keep', 'hide', 'purge'] as const) {
        scope = { ...scope, gonePolicy };
        // From the first request on, and in the middle of a sync.
        for (const from of [1, 2, 3]) {
          emulator.setFaults([
            {
              endpoint: 'calls/extensive',
              nth: Array.from({ length: 99 }, (_, at) => at + from),
              action: { kind: 'lostView' },
            },
          ]);
          now += 8 * day;
          // In the middle of a list it is a list that breaks off.
          expect(['sync/lost-view', 'gong/bad-answer']).toContain(await sync());
          expect(last.error?.message).toMatch(from === 3 ? /./ : /Gong shows this key no calls any more/);
        }
        expect(openProblems().map((problem) => problem.reason)).toContain(
          'Gong shows this key no calls any more.',
        );
      }
      emulator.setFaults([]);
      expect(await sync()).toBe('idle');
      expect([gone(), wrong(), openProblems()]).toEqual([[], [], []]);
    });

    it('an answer without calls that comes once hides none: in first and later syncs', async () => {
      await serve(filterBy);
      for (let nth = 1; nth <= 8; nth++) {
        emulator.setFaults([{ endpoint: 'calls/extensive', nth, action: { kind: 'lostView' } }]);
        await sync();
        emulator.setFaults([]);
        if (last.state === 'failed' || last.limitations.length > 0) await sync();
        expect(last.state).toBe('idle');
        expect([nth, wrong(), gone()]).toEqual([nth, [], []]);
        now += 2 * hour;
        if (nth % 2 === 0) continue;
        // The next one is a first sync again.
        db.close();
        db = openWriter(join(dir, `store-${nth}.db`));
      }
    });

    it('a workspace that is no longer shown is named, and its calls stay', async () => {
      await serveSynced(filterBy);
      const [home] = emulator.corpus.workspaces();
      const others = emulator.corpus.heads().filter((head) => head.workspaceId !== home?.id);
      expect(others.length).toBeGreaterThan(2);
      for (const head of others) emulator.corpus.hide(head.id);
      scope = { ...scope, gonePolicy: 'purge' };
      for (let round = 0; round < 3; round++) {
        now += 8 * day;
        expect(await sync()).toBe('idle');
        expect(last.limitations[0]).toMatchObject({ code: 'sync/lost-view' });
        expect(last.limitations[0]?.message).toContain(emulator.corpus.workspaces()[1]?.name);
        expect(openProblems().length).toBeGreaterThan(0);
        expect(gone()).toEqual([]);
      }
      for (const head of others) emulator.corpus.reveal(head.id);
      now += hour;
      expect(await sync()).toBe('idle');
      expect([wrong(), last.limitations, openProblems()]).toEqual([[], [], []]);
    });

    it.each(['keep', 'hide', 'purge'] as const)(
      'calls that move are not gone, calls that are deleted are, after two questions (%s)',
      async (gonePolicy) => {
        await serve(filterBy);
        scope = { ...scope, lookbackDays: 30, gonePolicy };
        now = Math.max(...emulator.corpus.heads().map((head) => head.startedMs)) + hour;
        expect(await sync()).toBe('idle');
        const [away, split, deleted] = [idAt(-3), idAt(-4), idAt(-5)];
        move(away, { started: -90 * day, scheduled: -90 * day });
        move(split, { started: 0, scheduled: -60 * day });
        emulator.corpus.remove(deleted);
        now += 10 * 60_000;
        expect(await sync()).toBe('idle');
        expect(gone()).toEqual([]);
        now += 30 * 60_000;
        expect(await sync()).toBe('idle');
        expect(gone()).toEqual([]);
        expect(wrong()).toEqual([`${deleted} is not marked gone`]);
        now += 30 * 60_000;
        expect(await sync()).toBe('idle');
        expect(gone()).toEqual([deleted]);
        expect(wrong()).toEqual([]);
        expect(last.removals?.count).toBe(gonePolicy === 'purge' ? 1 : undefined);
        const due = last.removals?.fromMs ?? 0;
        now += 6 * day;
        expect(await sync()).toBe('idle');
        expect(gone()).toEqual([deleted]);
        now += 2 * day;
        expect(gonePolicy !== 'purge' || (due > now - 2 * day && due <= now)).toBe(true);
        expect(await sync()).toBe('idle');
        expect(gone()).toEqual(gonePolicy === 'purge' ? [] : [deleted]);
        expect([stored(), last.removals]).toEqual([gonePolicy === 'purge' ? 209 : 210, null]);
      },
    );

    it('calls on the edge of the look-back are never gone, whatever the hour', async () => {
      await serve(filterBy);
      scope = { ...scope, lookbackDays: 30 };
      // A start is up to two minutes before, up to twenty after the schedule: put one of each on the edge of every sync.
      now = Math.max(...emulator.corpus.heads().map((head) => head.startedMs)) + hour;
      expect(await sync()).toBe('idle');
      for (let round = 0; round < 12; round++) {
        const edge = now - 30 * day;
        add(`7${round}1`, new Date(edge - 60_000).toISOString(), new Date(edge + 60_000).toISOString());
        add(`7${round}2`, new Date(edge + 600_000).toISOString(), new Date(edge - 600_000).toISOString());
        scope = { ...scope, lookbackDays: 31 };
        expect(await sync()).toBe('idle');
        scope = { ...scope, lookbackDays: 30 };
        now += 17 * 60_000;
        expect(await sync()).toBe('idle');
        now += 61 * 60_000;
        expect([round, gone()]).toEqual([round, []]);
      }
      expect(await sync()).toBe('idle');
      expect([gone(), wrong()]).toEqual([[], []]);
    });

    it.each([400, 401, 404, 410, 422] as const)(
      'a cursor refused half way (%s) loses nothing',
      async (status) => {
        await serve(filterBy, 410);
        for (const kind of ['cursorExpired', 'cursorForeign'] as const) {
          emulator.setFaults([{ endpoint: 'calls/extensive', every: 2, times: 4, action: { kind, status } }]);
          expect(await sync()).toBe('idle');
          expect([kind, wrong(), gone()]).toEqual([kind, [], []]);
          now += 2 * hour;
        }
      },
    );

    it('cursors that are always refused lose nothing, also where starts and schedules cross', async () => {
      await serve(filterBy);
      // The last call of the first page of the oldest window began late, the next one early.
      for (const { id, scheduledMs } of [...emulator.corpus.heads()]) {
        const started = new Date(scheduledMs).toISOString();
        emulator.corpus.edit(id, (call) => ({ ...call, metaData: { ...call.metaData, started } }));
      }
      const [late, early] = [idAt(99), idAt(100)];
      const scheduled = emulator.corpus.call(late)?.metaData.scheduled;
      move(late, { started: 20 * 60_000, scheduled: 0 });
      emulator.corpus.edit(early, (call) => ({
        ...call,
        metaData: {
          ...call.metaData,
          started: shift(scheduled, -60_000),
          scheduled: shift(scheduled, 60_000),
        },
      }));
      emulator.setFaults([{ endpoint: 'calls/extensive', action: { kind: 'cursorExpired' } }]);
      expect(await sync()).toBe('idle');
      expect([stored(), wrong()]).toEqual([210, []]);
    });

    it('a call far from its schedule is not lost where its list is entered again', async () => {
      await serve(filterBy, 310);
      const first = emulator.corpus.call(idAt(0))?.metaData.started;
      add('94', shift(first, hour), new Date(emulator.corpus.heads()[150]?.scheduledMs ?? 0).toISOString());
      for (const nth of [3, 4, 5]) {
        emulator.setFaults([{ endpoint: 'calls/extensive', nth, action: { kind: 'cursorExpired' } }]);
        expect(await sync()).toBe('idle');
        expect([nth, wrong()]).toEqual([nth, []]);
        db.close();
        db = openWriter(join(dir, `again-${nth}.db`));
      }
    });

    it.each([400, 401, 404, 410, 422] as const)(
      'a stored cursor that is refused (%s) is dropped',
      async (status) => {
        await serve(filterBy, 410);
        expect(
          await sync((pages, cancel) => {
            // Settings and plan are commits too.
            if (pages >= 8 && stored() > 100) cancel();
          }),
        ).toBe('idle');
        expect(stored()).toBeLessThan(410);
        emulator.setFaults([
          {
            endpoint: 'calls/extensive',
            times: 3,
            action: { kind: 'cursorExpired', status },
          },
        ]);
        expect(await sync()).toBe('idle');
        expect(wrong()).toEqual([]);
      },
    );

    it('a cursor that was handed out before has the list entered anew; one that always is loses nothing', async () => {
      await serve(filterBy, 410);
      for (const nth of [2, 3, 4, 5]) {
        emulator.setFaults([{ endpoint: 'calls/extensive', nth, action: { kind: 'repeatCursor' } }]);
        expect(await sync()).toBe('idle');
        expect([nth, wrong(), gone()]).toEqual([nth, [], []]);
        now += 2 * hour;
      }
      scope = { ...scope, gonePolicy: 'purge' };
      emulator.setFaults([{ endpoint: 'calls/extensive', action: { kind: 'repeatCursor' } }]);
      for (let round = 0; round < 3; round++) {
        now += 8 * day;
        expect(['idle', 'gong/cursor-repeated']).toContain(await sync());
        expect([wrong(), gone()]).toEqual([[], []]);
      }
      emulator.setFaults([]);
      expect(await sync()).toBe('idle');
      expect([wrong(), gone()]).toEqual([[], []]);
    });

    it('an endless list of one page with ever new cursors is an error, soon', async () => {
      await serveSynced(filterBy, 74);
      const calls = firstCalls(39);
      let asked = 0;
      fresh = (url, init) => {
        if (!url.includes('calls/extensive')) return fetch(url, init);
        const records = { totalRecords: 74, currentPageSize: 39, cursor: `place ${asked++}` };
        return Promise.resolve(Response.json({ requestId: 'abc', records, calls }));
      };
      expect(await sync()).toBe('gong/cursor-repeated');
      expect(asked).toBeLessThan(60);
      fresh = null;
      now += 2 * hour;
      expect(await sync()).toBe('idle');
      expect([wrong(), gone()]).toEqual([[], []]);
    });

    it('what came while a sync lay interrupted is here when it says that it is complete', async () => {
      await serve(filterBy, 410);
      expect(await sync((pages, cancel) => pages >= 8 && stored() > 100 && cancel())).toBe('idle');
      expect(stored()).toBeLessThan(410);
      now += 5 * hour;
      const started = new Date(now - hour).toISOString();
      add('95', started, started);
      expect(await sync()).toBe('idle');
      expect(wrong()).toEqual([]);
    });

    it('new calls come although reviews or the library fail in every sync', async () => {
      await serve(filterBy);
      scope = { ...scope, lookbackDays: 30 };
      expect(await sync()).toBe('idle');
      for (const action of [{ kind: 'drop' }, { kind: 'status', status: 500 }] as FaultAction[]) {
        emulator.setFaults([
          { endpoint: 'stats/scorecards', action },
          { endpoint: 'library/folders', action },
        ]);
        for (let round = 0; round < 3; round++) {
          now += hour;
          const at = new Date(now - 600_000).toISOString();
          add(`96${action.kind.length}${round}`, at, at);
          await sync();
          expect(wrong()).toEqual([]);
        }
      }
    });

    it('a call held now and scheduled days or years ahead is here', async () => {
      await serve(filterBy);
      add('97', new Date(now - 3 * hour).toISOString(), new Date(now + 3 * day).toISOString());
      add('98', new Date(now + 400 * day).toISOString(), new Date(now + 400 * day).toISOString());
      expect(await sync()).toBe('idle');
      expect(wrong()).toEqual([]);
      now += hour;
      expect(await sync()).toBe('idle');
      expect([wrong(), gone()]).toEqual([[], []]);
    });

    it('a scope that shows nothing while others do is no lost view: its deleted calls are gone', async () => {
      await serve(filterBy);
      const host = emulator.corpus.call(idAt(-1))?.metaData.primaryUserId as string;
      scope = { ...scope, primaryUserIds: [host] };
      expect(await sync()).toBe('idle');
      const theirs = emulator.corpus.heads().filter((head) => head.primaryUserId === host);
      expect(stored()).toBe(theirs.length);
      // One stays, which only the unfiltered list shows: it vouches for the answers.
      scope = { ...scope, primaryUserIds: [] };
      expect(await sync()).toBe('idle');
      scope = { ...scope, primaryUserIds: [host] };
      for (const { id } of theirs) emulator.corpus.remove(id);
      for (let round = 0; round < 2; round++) {
        now += 2 * hour;
        expect(await sync()).toBe('idle');
      }
      expect(gone()).toEqual(theirs.map(({ id }) => id).sort());
    });

    it('the one call of a day that is scheduled the day before is no lost view', async () => {
      await serve(filterBy);
      add('99', '2020-03-02T00:01:00Z', '2020-03-01T23:58:00Z');
      expect(await sync()).toBe('idle');
      scope = { ...scope, fromDate: '2020-03-02', toDate: '2020-03-02' };
      for (let round = 0; round < 3; round++) {
        now += 2 * hour;
        expect(await sync()).toBe('idle');
      }
      expect(gone()).toEqual([]);
    });

    it('calls that were gone before “purge” was chosen wait as long from then on', async () => {
      await serveSynced(filterBy);
      const deleted = idAt(-5);
      emulator.corpus.remove(deleted);
      for (let round = 0; round < 2; round++) {
        now += 2 * hour;
        await sync();
      }
      expect(gone()).toEqual([deleted]);
      now += 40 * day;
      scope = { ...scope, gonePolicy: 'purge' };
      expect(await sync()).toBe('idle');
      expect(gone()).toEqual([deleted]);
      expect(last.removals).toEqual({ count: 1, fromMs: now + 7 * day });
      now += 7 * day + hour;
      expect(await sync()).toBe('idle');
      expect(gone()).toEqual([]);
    });

    it('many calls that go at once are said, and none is removed on the word of another workspace', async () => {
      await serveSynced(filterBy);
      const [home] = emulator.corpus.workspaces();
      const away = emulator.corpus.heads().filter((head) => head.workspaceId === home?.id);
      for (const { id } of away.slice(0, away.length - 3)) emulator.corpus.hide(id);
      now += 2 * hour;
      expect(await sync()).toBe('idle');
      expect(last.limitations).toEqual([]);
      now += 2 * hour;
      expect(await sync()).toBe('idle');
      expect(last.limitations).toMatchObject([{ code: 'sync/many-gone' }]);
    });

    it('deleted calls whose records named no workspace are gone, though nothing else is known of “no workspace”', async () => {
      await serve(filterBy);
      const nowhere = [idAt(-3), idAt(-4), idAt(-5), idAt(-6)];
      for (const id of nowhere)
        emulator.corpus.edit(id, (call) => ({
          ...call,
          metaData: { ...call.metaData, workspaceId: null },
        }));
      expect(await sync()).toBe('idle');
      for (const id of nowhere) emulator.corpus.remove(id);
      for (let round = 0; round < 2; round++) {
        now += 2 * hour;
        expect(await sync()).toBe('idle');
      }
      expect([last.limitations, gone().sort()]).toEqual([[], nowhere.sort()]);
    });

    it.each([
      { kind: 'nulls' },
      { kind: 'dates' },
      { kind: 'shiftPage', by: 60 },
      { kind: 'repeatPage' },
    ] satisfies FaultAction[])(
      'a refused cursor after a page with $kind has no window read again',
      async (action) => {
        const undisturbed = await serveSynced(filterBy, 1200);
        db.close();
        db = openWriter(join(dir, 'disturbed.db'));
        emulator.setFaults([
          { endpoint: 'calls/extensive', nth: [6, 7, 8, 9, 10], action },
          { endpoint: 'calls/extensive', nth: [11, 13, 15], action: { kind: 'cursorExpired' } },
        ]);
        expect(await sync()).toBe('idle');
        // The refused ones, and for each perhaps a page more at the end.
        expect(emulator.counters().total).toBeLessThanOrEqual(undisturbed + 6);
        expect(stored()).toBe(1200);
      },
    );

    it('a list that leads in a circle is an error, and no list that was read', async () => {
      await serveSynced(filterBy, 74);
      const calls = firstCalls(39);
      const records = { totalRecords: 74, currentPageSize: 39, currentPageNumber: 0, cursor: 'again' };
      const body = JSON.parse(JSON.stringify({ requestId: 'abc', records, calls }));
      emulator.setFaults([{ endpoint: 'calls/extensive', action: { kind: 'body', body } }]);
      scope = { ...scope, gonePolicy: 'purge' };
      for (let round = 0; round < 3; round++) {
        now += 8 * day;
        expect(await sync()).toBe('gong/cursor-repeated');
      }
      emulator.setFaults([]);
      expect(await sync()).toBe('idle');
      expect([wrong(), gone()]).toEqual([[], []]);
    });

    it('cursors that count lose nothing either', async () => {
      await serve(filterBy, 410, true);
      emulator.setFaults([
        { endpoint: 'calls/extensive', every: 3, times: 5, action: { kind: 'cursorExpired' } },
      ]);
      expect(await sync()).toBe('idle');
      expect(wrong()).toEqual([]);
    });
  });
}

describe('parts that are refused', () => {
  it.each(['users', 'workspaces', 'settings/trackers', 'calls/transcript'])(
    '403 for %s leaves that part out and names it',
    async (endpoint) => {
      await serve('started');
      scope = { ...scope, transcripts: true };
      const action = { kind: 'status' as const, status: 403, errors: ['Access denied'] };
      emulator.setFaults([{ endpoint, action }]);
      expect(await sync()).toBe('idle');
      expect(stored()).toBe(210);
      expect(last.limitations).toMatchObject([
        {
          code: 'gong/forbidden',
          message: expect.stringMatching(
            /^(People|Workspaces|Tracker definitions|Transcripts): .*Access denied/,
          ),
        },
      ]);
    },
  );

  it.each([
    'users',
    'workspaces',
    'settings/trackers',
    'settings/scorecards',
    'stats/scorecards',
    'library/folders',
  ])('what %s never answers rightly is left out and named; the calls are all there', async (endpoint) => {
    await serve('started');
    for (const action of [
      { kind: 'body', body: { authenticated: false } },
      { kind: 'status', status: 500 },
      { kind: 'emptyBody', status: 204 },
    ] as FaultAction[]) {
      emulator.setFaults([{ endpoint, action }]);
      expect(await sync()).toBe('idle');
      // Of the library, one for each workspace.
      expect(last.limitations.length).toBeGreaterThan(0);
      expect(wrong()).toEqual([]);
      now += day;
    }
    emulator.setFaults([]);
    expect(await sync()).toBe('idle');
    expect(last.limitations).toEqual([]);
  });

  it('404 for the trackers of a workspace leaves them out', async () => {
    await serve('started');
    const action = { kind: 'status' as const, status: 404, errors: ['Workspace not found'] };
    emulator.setFaults([{ endpoint: 'settings/trackers', action }]);
    expect(await sync()).toBe('idle');
    expect(last.limitations).toMatchObject([{ message: expect.stringContaining('Workspace not found') }]);
  });

  it('403 for calls stops, with Gong’s words', async () => {
    await serve('started');
    const action = { kind: 'status' as const, status: 403, errors: ['Access denied'] };
    emulator.setFaults([{ endpoint: 'calls/extensive', action }]);
    expect(await sync()).toBe('gong/forbidden');
    expect(last.error?.message).toContain('Access denied');
  });
});

describe('statuses that pass', () => {
  it.each([408, 425, 500, 501, 502, 503, 504, 507, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 599])(
    '%s is tried again',
    async (status) => {
      await serve('started', 20);
      emulator.setFaults([{ every: 2, action: { kind: 'status', status, errors: [] } }]);
      expect(await sync()).toBe('idle');
      expect(wrong()).toEqual([]);
    },
  );

  it.each([403, 425, 429, 500, 502, 503, 522])(
    '%s with Retry-After is obeyed, also for hours',
    async (status) => {
      await serve('started', 20);
      for (const seconds of [7, 20_000]) {
        const before = now;
        emulator.setFaults([
          {
            endpoint: 'calls/extensive',
            nth: 1,
            action: { kind: 'status', status, retryAfter: String(seconds), errors: [] },
          },
        ]);
        expect(await sync()).toBe('idle');
        expect(now - before).toBeGreaterThanOrEqual(seconds * 1000);
        expect(now - before).toBeLessThan(seconds * 1000 + 61_000);
      }
      expect(wrong()).toEqual([]);
    },
  );
});
