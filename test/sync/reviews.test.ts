import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { libraryOf, setLibrary } from '../../electron/gong/emulator/library.ts';
import { reviewsOf, setReviews } from '../../electron/gong/emulator/scorecards.ts';
import type { AnsweredScorecard } from '../../electron/gong/schema/scorecards.ts';
import type { SyncEngine } from '../../electron/sync/engine.ts';
import { testFolder } from '../support/folder.ts';
import { contentOf, engineOver, liveSynthetic, wholeScope } from './world.ts';

const hour = 3_600_000;
const day = 24 * hour;
const scope = { ...wholeScope, lookbackDays: 30, transcripts: false };

let emulator: Emulator;
let db: WriterDb;
let dir: string;
let now: number;
const clock = { now: () => now, sleep: async () => undefined };

beforeEach(async () => {
  dir = testFolder();
  db = openWriter(join(dir, 'store.db'));
  const corpus = liveSynthetic(240, 3, 2, 10);
  emulator = await startEmulator({ corpus, ratePerSecond: 0 });
  // A day after the last call, so that nothing is still to come.
  now = (corpus.heads().at(-1)?.startedMs ?? 0) + 8 * day;
});
afterEach(async () => {
  await emulator.stop();
  db.close();
});

async function sync(options: Parameters<typeof engineOver>[3] = {}): Promise<SyncEngine> {
  const one = engineOver(db, emulator, clock, { scope, ...options });
  one.start();
  await one.settled();
  await one.close();
  return one;
}

const names = [
  'settings/scorecards',
  'stats/scorecards',
  'library/folders',
  'library/folder-content',
] as const;
/** Requests of one sync, by endpoint. */
async function requestsOf(work: () => Promise<unknown>): Promise<number[]> {
  emulator.resetCounters();
  await work();
  const { byEndpoint } = emulator.counters();
  return names.map((name) => byEndpoint[name] ?? 0);
}
const all = (sql: string) => db.prepare(sql).pluck().all();
const stored = () => all('SELECT gong_id FROM answered_scorecard ORDER BY gong_id') as string[];
const listed = () =>
  reviewsOf(emulator.corpus)
    .answered.map((item) => item.answeredScorecardId)
    .sort();

/** Reviews enough for three pages. */
function manyReviews(): readonly AnsweredScorecard[] {
  const { scorecards, answered } = reviewsOf(emulator.corpus);
  const many = Array.from({ length: 250 }, (_, at): AnsweredScorecard => {
    const like = answered[at % answered.length] as AnsweredScorecard;
    return { ...like, answeredScorecardId: String(7_000_000_000_000_000 + at) };
  });
  setReviews(emulator.corpus, { scorecards, answered: many });
  return many;
}

describe('a first sync', () => {
  it('brings every review by people and by Gong, page by page, and the whole library', async () => {
    const many = manyReviews();
    expect(new Set(many.map((item) => item.reviewMethod))).toEqual(new Set(['AUTOMATIC', 'MANUAL']));
    const workspaces = emulator.corpus.workspaces().length;
    const folders = libraryOf(emulator.corpus);
    expect(await requestsOf(sync)).toEqual([1, 3, workspaces, folders.length]);
    expect(stored()).toEqual(listed());
    for (const folder of folders)
      expect(
        db
          .prepare('SELECT call_gong_id FROM library_call WHERE folder_id = ? ORDER BY position')
          .pluck()
          .all(folder.id),
      ).toEqual(folder.calls.map((call) => call.id));
    expect(all('SELECT path FROM library_folder ORDER BY path')).toEqual([
      'Onboarding',
      'Onboarding / Good questions',
      'Public Folders',
      'Win/Loss',
    ]);
    expect(all('SELECT reason FROM problem WHERE resolved_ms IS NULL')).toEqual([]);
  });

  it('asks for nothing of it where it is switched off, and what was stored stays', async () => {
    await sync();
    const before = contentOf(db);
    now += 2 * day;
    expect(await requestsOf(() => sync({ scope: { ...scope, scorecards: false, library: false } }))).toEqual([
      0, 0, 0, 0,
    ]);
    for (const table of ['scorecard', 'answered_scorecard', 'library_folder', 'library_call'])
      expect(contentOf(db)[table]).toEqual(before[table]);
  });
});

describe('a later sync', () => {
  it('asks once for new reviews, and for the library once a day', async () => {
    await sync();
    now += hour;
    expect(await requestsOf(sync)).toEqual([1, 1, 0, 0]);
    now += day;
    const workspaces = emulator.corpus.workspaces().length;
    // The look-back, and a part of what is older.
    expect(await requestsOf(sync)).toEqual([1, 2, workspaces, libraryOf(emulator.corpus).length]);
    now += hour;
    expect(await requestsOf(sync)).toEqual([1, 1, 0, 0]);
  });

  it('sees a review of today of a call of years ago, one that was edited, and a scorecard that was renamed', async () => {
    await sync();
    const { scorecards, answered } = reviewsOf(emulator.corpus);
    const first = answered[0] as AnsweredScorecard;
    const added: AnsweredScorecard = {
      ...first,
      answeredScorecardId: '4242424242424242424',
      reviewTime: new Date(now + hour).toISOString(),
    };
    const latest = answered.reduce((a, b) => ((a.reviewTime ?? '') > (b.reviewTime ?? '') ? a : b));
    setReviews(emulator.corpus, {
      scorecards: scorecards.map((item) =>
        item.scorecardId === first.scorecardId ? { ...item, scorecardName: 'Renamed' } : item,
      ),
      answered: [...answered.map((item) => (item === latest ? { ...item, answers: [] } : item)), added],
    });
    now += 2 * hour;
    await sync();
    expect(stored()).toEqual(listed());
    expect(all("SELECT name FROM answered_scorecard WHERE gong_id = '4242424242424242424'")).toEqual([
      'Renamed',
    ]);
    // Edits of older reviews are seen once a day.
    now += day;
    await sync();
    expect(
      db.prepare('SELECT score FROM answered_scorecard WHERE gong_id = ?').get(latest.answeredScorecardId),
    ).toEqual({ score: null });
    expect(
      db
        .prepare('SELECT DISTINCT name FROM answered_scorecard WHERE scorecard_id = ?')
        .pluck()
        .all(first.scorecardId),
    ).toEqual(['Renamed']);
  });

  it('removes a review only when two readings, an hour or more apart, did not list it', async () => {
    await sync();
    const { scorecards, answered } = reviewsOf(emulator.corpus);
    const latest = answered.reduce((a, b) => ((a.reviewTime ?? '') > (b.reviewTime ?? '') ? a : b));
    const without = answered.filter((item) => item !== latest);
    setReviews(emulator.corpus, { scorecards, answered: without });
    now += day;
    await sync();
    expect(stored()).toContain(latest.answeredScorecardId);
    // It was only hidden for a moment.
    setReviews(emulator.corpus, { scorecards, answered });
    now += day;
    await sync();
    setReviews(emulator.corpus, { scorecards, answered: without });
    now += day;
    await sync();
    expect(stored()).toContain(latest.answeredScorecardId);
    now += day;
    await sync();
    expect(stored()).toEqual(listed());
    expect(stored()).not.toContain(latest.answeredScorecardId);
  });

  it('removes an old review within the days in which older history is read again, twice', async () => {
    await sync();
    const { scorecards, answered } = reviewsOf(emulator.corpus);
    const oldest = answered.reduce((a, b) => ((a.callStartTime ?? '') < (b.callStartTime ?? '') ? a : b));
    setReviews(emulator.corpus, { scorecards, answered: answered.filter((item) => item !== oldest) });
    for (let at = 0; at < 125 && stored().includes(oldest.answeredScorecardId); at++) {
      now += day;
      await sync({ scope: { ...scope, library: false, lookbackDays: 1 } });
    }
    expect(stored()).toEqual(listed());
  });

  it('puts a folder in place as a whole, and forgets one that is listed no more', async () => {
    await sync();
    const folders = libraryOf(emulator.corpus);
    const [root, wins, ...rest] = folders;
    if (!root || !wins) throw new Error('the emulator has folders');
    const kept = wins.calls.slice(1).map((call) => ({ ...call, note: 'another note' }));
    setLibrary(emulator.corpus, [root, { ...wins, calls: kept }]);
    now += day;
    await sync();
    expect(all('SELECT gong_id FROM library_folder ORDER BY gong_id')).toEqual([root.id, wins.id].sort());
    expect(all('SELECT DISTINCT folder_id FROM library_call')).toEqual([wins.id]);
    expect(all('SELECT note FROM library_call')).toEqual(kept.map(() => 'another note'));
    expect(rest.length).toBeGreaterThan(0);
  });

  const kept = () => ({
    folders: all('SELECT count(*) FROM library_folder')[0],
    calls: all('SELECT count(*) FROM library_call')[0],
  });

  it.each([
    ['library/folders', 'Gong lists nothing here'],
    ['library/folder-content', 'folder “Win/Loss”: Gong lists nothing here'],
  ] as const)(
    'an empty answer of %s counts only when it is the same an hour later',
    async (endpoint, words) => {
      await sync();
      const before = kept();
      const fault = [{ endpoint, action: { kind: 'emptyList' as const } }];
      // Once: it is asked for again at once.
      now += day;
      emulator.setFaults(fault.map((one) => ({ ...one, nth: 1 })));
      const once = await sync();
      expect(once.status().limitations).toEqual([]);
      expect(kept()).toEqual(before);
      // For the whole sync: what is stored stays, and a good answer an hour later ends the doubt.
      for (const later of [[], fault]) {
        now += day;
        emulator.setFaults(fault);
        const one = await sync();
        expect(
          one
            .status()
            .limitations.map(({ message }) => message)
            .join('\n'),
        ).toContain(words);
        expect(kept()).toEqual(before);
        now += hour / 2;
        await sync();
        expect(kept()).toEqual(before);
        now += hour / 2;
        emulator.setFaults(later);
        const last = await sync();
        expect(last.status().limitations).toEqual([]);
        if (later.length === 0) expect(kept()).toEqual(before);
      }
      expect(kept()).toEqual({ folders: endpoint === 'library/folders' ? 0 : before.folders, calls: 0 });
    },
  );

  it('a folder or workspace that Gong refuses is named, and the others are read', async () => {
    const [root, wins, ...rest] = libraryOf(emulator.corpus);
    const [one, two] = emulator.corpus.workspaces();
    if (!root || !wins || !one || !two) throw new Error('the emulator has folders and workspaces');
    setLibrary(emulator.corpus, [root, wins, ...rest, { ...wins, id: '77', workspaceId: two.id }]);
    const denied = { kind: 'status' as const, status: 403, errors: ['Access denied'] };
    emulator.setFaults([{ endpoint: 'library/folders', nth: 1, action: denied }]);
    const first = await sync();
    const workspaces = [one, two].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(first.status().limitations.map(({ message }) => message)).toEqual([
      expect.stringContaining(`Team library, workspace “${workspaces[0]?.name}”: `),
    ]);
    expect(all('SELECT DISTINCT workspace_id FROM library_folder')).toEqual([workspaces[1]?.id]);
    // The next sync asks again, and one folder is refused, another broken.
    now += 2 * hour;
    emulator.setFaults([
      { endpoint: 'library/folder-content', nth: 1, action: denied },
      { endpoint: 'library/folder-content', nth: 2, action: { kind: 'status', status: 400 } },
    ]);
    const [, , , requests] = await requestsOf(async () => {
      const again = await sync();
      expect(again.status()).toMatchObject({ state: 'idle', error: null });
      expect(again.status().limitations.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^Team library, folder “.+”: /),
        expect.stringMatching(/^Team library, folder “.+”: /),
      ]);
    });
    expect(requests).toBeGreaterThan(2);
    expect(kept().folders).toBe(5);
    expect(all('SELECT count(DISTINCT folder_id) FROM library_call')[0]).toBeGreaterThan(0);
    now += day;
    emulator.setFaults([]);
    await sync();
    expect(kept().calls).toBe(libraryOf(emulator.corpus).reduce((sum, { calls }) => sum + calls.length, 0));
  });

  it('tells folders of one name apart by their paths', async () => {
    const [root, ...others] = libraryOf(emulator.corpus);
    const like = { ...(others[0] as (typeof others)[0]), name: 'Pricing' };
    setLibrary(emulator.corpus, [
      root as (typeof others)[0],
      { ...like, id: '11', name: 'EMEA' },
      { ...like, id: '12', parentFolderId: '11' },
      { ...like, id: '13' },
    ]);
    await sync();
    expect(all("SELECT label FROM library_folder WHERE name = 'Pricing' ORDER BY gong_id")).toEqual([
      'EMEA / Pricing',
      'Pricing',
    ]);
  });
});

describe('what the key may not read', () => {
  const scopes = ['api:settings:scorecards:read', 'api:stats:scorecards', 'api:library:read'] as const;
  const base = [
    'api:calls:read:extensive',
    'api:calls:read:basic',
    'api:users:read',
    'api:workspaces:read',
    'api:settings:trackers:read',
  ];

  it.each(scopes)(
    'without %s that part is left out and named, and what was stored stays',
    async (missing) => {
      await sync();
      const before = contentOf(db);
      emulator.setScopes([...base, ...scopes.filter((one) => one !== missing)]);
      now += day;
      const one = await sync();
      expect(one.status()).toMatchObject({ state: 'idle', error: null });
      expect(one.status().limitations.map((item) => item.message)).toEqual([
        expect.stringContaining(missing),
      ]);
      for (const table of ['scorecard', 'answered_scorecard', 'scorecard_answer', 'library_call'])
        expect(contentOf(db)[table]?.length).toBe(before[table]?.length);
    },
  );

  it('has scores also without the scorecards’ questions: their scores go to 5, Gong’s usual', async () => {
    emulator.setScopes([...base, 'api:stats:scorecards']);
    await sync();
    expect(stored()).toEqual(listed());
    const without = all('SELECT score FROM answered_scorecard ORDER BY gong_id');
    emulator.setScopes([...base, ...scopes]);
    now += hour;
    await sync();
    const known = all("SELECT score FROM answered_scorecard WHERE name <> 'Negotiation' ORDER BY gong_id");
    expect(without).toEqual(expect.arrayContaining(known));
    // 0 to 10.
    for (const { score, json } of db
      .prepare("SELECT score, json FROM answered_scorecard WHERE name = 'Negotiation'")
      .all() as { score: number; json: string }[])
      expect(score).toBe(JSON.parse(json).answers[0].score * 10);
  });

  it('leaves out what Gong refuses for another reason too, and the next sync goes on', async () => {
    emulator.setFaults([
      { endpoint: 'stats/scorecards', action: { kind: 'status', status: 403, errors: ['Access denied'] } },
    ]);
    const one = await sync();
    expect(one.status().state).toBe('idle');
    expect(one.status().limitations).toHaveLength(1);
    expect(stored()).toEqual([]);
    emulator.setFaults([]);
    now += hour;
    await sync();
    expect(stored()).toEqual(listed());
  });
});

describe('private reviews', () => {
  const isPrivate = (item: AnsweredScorecard) => item.visibilityType !== 'PUBLIC';

  it('are not kept unless private calls are asked for, and are out of sight when they are no longer', async () => {
    const hidden = { ...scope, privateCalls: false };
    await sync({ scope: hidden });
    const secret = reviewsOf(emulator.corpus).answered.filter(isPrivate);
    expect(secret.length).toBeGreaterThan(0);
    expect(stored()).toHaveLength(listed().length - secret.length);
    now += hour;
    await sync();
    expect(stored()).toEqual(listed());
    const off = engineOver(db, emulator, clock, { scope: hidden });
    await off.applyVisibility();
    expect(all('SELECT count(*) FROM answered_scorecard WHERE hidden = 0')).toEqual([
      listed().length - secret.length,
    ]);
    await off.close();
  });
});

describe('an interrupted sync', () => {
  it('goes on at its page, and ends with the rows of one that was not', async () => {
    manyReviews();
    let pages = 0;
    emulator.setFaults([]);
    const one = engineOver(db, emulator, clock, { scope });
    one.start();
    // Cancelled when the second page of reviews is through.
    const wait = async () => {
      while ((db.prepare('SELECT count(*) FROM answered_scorecard').pluck().get() as number) < 200)
        await new Promise((resolve) => setImmediate(resolve));
      one.cancel();
    };
    await Promise.all([wait(), one.settled()]);
    await one.close();
    pages = stored().length;
    expect(pages).toBeLessThanOrEqual(250);
    const [, again] = await requestsOf(sync);
    expect(again).toBeLessThanOrEqual(2);
    expect(stored()).toEqual(listed());
    const straight = openWriter(join(dir, 'straight.db'));
    const other = engineOver(straight, emulator, clock, { scope });
    other.start();
    await other.settled();
    await other.close();
    for (const table of [
      'scorecard',
      'answered_scorecard',
      'scorecard_answer',
      'library_folder',
      'library_call',
    ])
      expect(contentOf(db)[table]).toEqual(contentOf(straight)[table]);
    straight.close();
  });

  it('begins the list anew when its cursor has expired', async () => {
    manyReviews();
    emulator.setFaults([{ endpoint: 'stats/scorecards', nth: 2, action: { kind: 'cursorExpired' } }]);
    const [, requests] = await requestsOf(sync);
    // The first page, the refusal, and all three.
    expect(requests).toBe(5);
    expect(stored()).toEqual(listed());
  });
});
