import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ProcedureName, procedures } from '../../electron/contract/procedures.ts';
import { valueFields } from '../../electron/contract/query/fields.ts';
import { defaultSyncScope } from '../../electron/contract/sync.ts';
import { type PartName, partNames } from '../../electron/contract/trends.ts';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';
import type { Core } from '../../electron/core/rpc/core.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { createSampleMedia } from '../../electron/gong/emulator/media/sample-media.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import type { CallData } from '../../electron/gong/schema/call.ts';

/** Stands in every text of the private call and of what the user made of it, and nowhere else. */
const canary = 'canaryquux';
const hidden = '9900000000000000001';
const unknown = '9900000000000000002';
const shown = '1289968119210253771';

let dir: string;
let core: Core;
let emulator: Emulator;
let noteId: number;
let mine: number;
let markEdit: number | null;

/** A private call full of the canary, with one hit of a tracker that other calls have too. */
function privateCall(base: CallData): CallData {
  return {
    metaData: {
      ...base.metaData,
      id: hidden,
      title: `The ${canary} merger`,
      isPrivate: true,
      duration: 100,
      purpose: `${canary} purpose`,
      meetingUrl: `https://${canary}.example/`,
    },
    parties: [
      {
        id: 'p1',
        name: `${canary} Person`,
        title: `${canary} officer`,
        emailAddress: `boss@${canary}.example`,
        phoneNumber: '+1 555 0100',
        speakerId: 's1',
        affiliation: 'External',
        context: [],
      },
    ],
    context: [
      {
        system: 'Salesforce',
        objects: [
          { objectType: 'Account', objectId: 'a1', fields: [{ name: 'Name', value: `${canary} Corp` }] },
          {
            objectType: 'Opportunity',
            objectId: 'o1',
            fields: [{ name: 'StageName', value: `${canary} stage` }],
          },
        ],
      },
    ],
    content: {
      brief: `They spoke about ${canary}.`,
      keyPoints: [{ text: `The ${canary} point.` }],
      outline: [
        {
          section: `${canary} section`,
          startTime: 0,
          duration: 10,
          items: [{ text: `${canary} item`, startTime: 1 }],
        },
      ],
      topics: [{ name: `${canary} topic`, duration: 10 }],
      trackers: (base.content?.trackers ?? []).slice(0, 1).map((tracker) => ({
        ...tracker,
        count: 1,
        occurrences: [{ startTime: 1, speakerId: 's1' }],
        phrases: [{ phrase: `${canary} phrase`, count: 1, occurrences: [{ startTime: 1, speakerId: 's1' }] }],
      })),
      callOutcome: { id: 'x', category: `${canary} category`, name: `${canary} outcome` },
    },
    collaboration: {
      publicComments: [
        { id: 'c1', comment: `${canary} comment`, audioStartTime: 1, audioEndTime: 2, commenterUserId: '1' },
      ],
    },
  } as unknown as CallData;
}

const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 50 });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'earshot-test-'));
  const corpus = loadSampleCorpus();
  // A few of the meetings are enough beside it.
  for (const { id } of corpus.heads().slice(6)) if (id !== shown) corpus.remove(id);
  const base = corpus.call(shown);
  if (!base) throw new Error('the sample has lost a meeting');
  corpus.put(privateCall(base), {
    callId: hidden,
    transcript: [
      {
        speakerId: 's1',
        topic: null,
        sentences: [{ start: 1000, end: 4000, text: `The ${canary} walrus is ours, really.` }],
      },
    ],
  });
  emulator = await startEmulator({ corpus, media: createSampleMedia(corpus), ratePerSecond: 0 });
  core = await createCore({
    dataDir: dir,
    shell: 'browser',
    autoSync: false,
    secrets: createMemorySecrets(),
  });
  await core.request('connection/save', {
    name: 'Gong',
    baseUrl: emulator.url,
    auth: { kind: 'key', accessKey: emulator.accessKey, secret: emulator.secret },
  });
  await core.request('sync/setScope', { ...defaultSyncScope, privateCalls: true });
  await core.request('sync/chooseCalls', { calls: 'everybody' });
  await core.request('sync/start', {});
  await soon(async () => expect((await core.request('sync/status', {})).state).toBe('idle'));
  await core.indexed();
  // The user's own layer over it, and its recording.
  await core.request('personal/star', { id: hidden, on: true });
  await core.request('personal/tag', { id: hidden, tag: `${canary}-tag`, on: true });
  const added = await core.request('personal/addNote', {
    id: hidden,
    kind: 'highlight',
    startSec: 1,
    endSec: 2,
    text: `${canary} note`,
    quote: `${canary} quote`,
  });
  noteId = added.note.id;
  await core.request('personal/progress', { id: hidden, positionSec: 5, heard: [[0, 50]] });
  const saved = await core.request('trackers/save', {
    name: 'Walrus',
    definition: definition(['walrus']),
  });
  mine = saved.tracker.id;
  await soon(async () =>
    expect((await core.request('trackers/list', {}))[0]).toMatchObject({ ready: true, calls: 1 }),
  );
  const marked = await core.request('trackers/mark', {
    key: `mine:${mine}`,
    callId: hidden,
    startMs: await hitOf(`mine:${mine}`),
    verdict: 'right',
  });
  expect(marked.precision.right).toBe(1);
  markEdit = marked.edit.id;
  await core.request('media/keep', { ids: [hidden] });
  await soon(async () => expect((await core.request('media/offline', {})).items[0]?.state).toBe('done'));
  // All of it is seen as long as it is shown.
  for (const name of ['call/get', 'call/transcript', 'call/raw'] as const)
    expect(JSON.stringify(await core.request(name, { id: hidden }))).toContain(canary);
  expect(JSON.stringify(await core.request('library/complete', { q: 'canary', caret: 6 }))).toContain(canary);
  await core.request('sync/setScope', { ...defaultSyncScope, privateCalls: false });
  await core.indexed();
});
afterAll(async () => {
  await core.close();
  await emulator.stop();
  rmSync(dir, { recursive: true, force: true });
});

const definition = (phrases: string[]) => ({
  languages: [{ language: null, phrases, relatedForms: false }],
  saidBy: 'anyone' as const,
  onlyQuestions: false,
  saidAt: null,
});

async function hitOf(key: string): Promise<number> {
  const page = await core.request('trends/evidence', { series: { kind: 'tracker', key } });
  const item = page.items.find(({ callId }) => callId === hidden);
  if (!item) throw new Error('no hit of the tracker in the private call');
  return item.startMs;
}

const walrus = () => ({ kind: 'tracker', key: `mine:${mine}` }) as const;
const spec = () => ({ q: '', series: [walrus()], tz: 'UTC', weekStart: 1, bucket: 'week' });

/**
 * What is asked of each procedure: inputs with the call's id where there is one, else those by which the call might show. A procedure that
 * is missing here is a type error. A text: why it is not asked.
 */
const questions: Record<ProcedureName, string | ((id: string) => readonly object[])> = {
  'app/info': () => [{}],
  'app/setPrefs': 'of the app, not of calls',
  'app/setProxy': 'of the app, not of calls',
  'app/atRest': () => [{}],
  'app/uncover': 'of the app, not of calls',
  'app/dismissNotice': 'of the app, not of calls',
  'sample/start': 'another account',
  'sample/setOnline': 'another account',
  'connection/test': 'of the account, not of calls',
  'connection/save': 'of the account, not of calls',
  'profiles/rename': 'of the account, not of calls',
  'profiles/activate': 'of the account, not of calls',
  'profiles/remove': 'of the account, not of calls',
  'doctor/report': () => [{}],
  'copies/list': () => [{}],
  'copies/remove': () => [{ name: 'store.db.damaged-of-no-day' }],
  'library/search': () =>
    [
      '',
      'canary',
      'canaryquu',
      'walrus',
      'is:private',
      'is:starred',
      'is:offline',
      'has:notes',
      'tag:canary',
      `account:canary`,
    ].map((q) => ({ q })),
  'library/ids': () => [{ q: '' }, { q: 'walrus' }],
  'library/facet': () => valueFields.map((field) => ({ q: '', field, contains: 'canary' })),
  'library/complete': () =>
    ['canary', 'boss', ...valueFields.map((field) => `${field}:canary`)].map((q) => ({ q, caret: q.length })),
  'library/didYouMean': () => [{ q: 'canaryquu' }, { q: 'canariquux' }],
  'saved/list': () => [{}],
  'saved/save': () => [{ name: 'All', q: 'walrus' }],
  'saved/order': () => [{ ids: [1] }],
  'saved/remove': () => [{ id: 999 }],
  'saved/seen': () => [{ id: 1 }],
  'history/list': () => [{}],
  'history/add': () => [{ q: 'walrus' }],
  'history/clear': () => [{}],
  'retention/preview': () => [
    { keepMonths: 1, gonePolicy: 'keep', graceDays: 0 },
    { keepMonths: 1, gonePolicy: 'purge', graceDays: 0 },
  ],
  'retention/removals': () => [{}],
  'retention/others': () => [{ primaryUserIds: ['1'] }],
  'retention/removeOthers': 'removes by the stored scope; nothing is shown',
  'retention/apply': 'removes by the stored rule; nothing is shown',
  'erase/preview':
    'of whom somebody names in whole all is told: an erase that left hidden calls out would be none',
  'erase/person': 'erases in hidden calls too',
  'erase/receipts': () => [{}],
  'call/get': (id) => [{ id }],
  'call/transcript': (id) => [{ id }],
  'call/find': (id) => [{ id, q: 'walrus' }],
  'call/withoutNames': (id) => [{ id, texts: ['Person'] }],
  'call/receipts': (id) => [{ id }],
  'call/changes': (id) => [{ id }],
  'call/raw': (id) => [{ id }],
  'personal/star': (id) => [{ id, on: true }],
  'personal/review': (id) => [{ id, on: true }],
  'personal/tag': (id) => [{ id, tag: 'seen', on: true }],
  'personal/markMany': (id) => [{ ids: [id], mark: { kind: 'review', on: true } }],
  'personal/addNote': (id) => [{ id, kind: 'note', startSec: null, endSec: null, text: 'x', quote: null }],
  'personal/editNote': () => [{ noteId, text: 'another text' }],
  'personal/removeNote': () => [{ noteId }],
  'personal/tags': () => [{}],
  'personal/heard': (id) => [{ ids: [id] }],
  'personal/progress': (id) => [{ id, positionSec: 1, heard: [] }],
  'personal/seenChanges': (id) => [{ id }],
  'media/state': (id) => [{ id }],
  'media/renew': (id) => [{ id }],
  'media/keep': (id) => [{ ids: [id] }],
  'media/describe': (id) => [{ id, kind: 'audio' }],
  'media/load': (id) => [{ id, kind: 'audio' }],
  'media/offline': () => [{}],
  'media/peaks': (id) => [{ id }],
  'media/withoutPeaks': (id) => [{ first: id }],
  'media/makePeaks': (id) => [{ id, kind: 'audio', bytes: 1 }],
  'media/savePeaks': (id) => [{ id, kind: 'audio', bytes: 1, peaks: null }],
  'media/setBudget': () => [{ bytes: 10_000_000_000 }],
  'export/calls': (id) =>
    ['markdown', 'html', 'csv', 'csv-transcript', 'json', 'jsonl', 'srt', 'vtt'].flatMap((format) => [
      { id, format, transcript: true },
      { q: 'walrus', format, transcript: true },
    ]),
  'export/masks': (id) => [{ id, format: 'json', maskNames: true }],
  ...(Object.fromEntries(
    partNames.map((name) => [
      `trends/${name}`,
      () =>
        [walrus(), words].map((series) => ({
          series: name === 'points' ? [series] : series,
          ...(name === 'breakdown' ? { field: 'account' } : {}),
        })),
    ]),
  ) as Record<`trends/${PartName}`, () => object[]>),
  'trends/trackers': () => [{}],
  'trends/overlap': () => [{ a: `mine:${mine}`, b: `mine:${mine}` }],
  'trends/csv': () => partNames.map((table) => ({ series: [walrus()], table })),
  'trackers/list': () => [{}],
  'trackers/versions': () => [{ id: mine }],
  'trackers/preview': () => [{ definition: definition(['walrus']) }, { definition: definition(['really']) }],
  'trackers/fromQuery': () => [{ q: 'walrus' }],
  'trackers/precision': () => [{ key: `mine:${mine}` }],
  'trackers/save': () => [{ id: mine, name: 'Walrus', definition: definition(['walrus', 'ours really']) }],
  'trackers/remove': () => [{ id: 999 }],
  'trackers/restore': () => [{ id: mine, version: 1 }],
  'trackers/mark': (id) => [{ key: `mine:${mine}`, callId: id, startMs: 1000, verdict: 'wrong' }],
  'dashboards/list': () => [{}],
  'dashboards/save': () => [{ name: 'All' }],
  'dashboards/remove': () => [{ id: 999 }],
  'dashboards/pin': () => [{ dashboardId: 1, title: 'Walrus', spec: { ...spec(), kind: 'trend' } }],
  'dashboards/editChart': () => [{ chartId: 1, title: 'Walrus' }],
  'dashboards/unpin': () => [{ chartId: 999 }],
  'dashboards/order': () => [{ id: 1, chartIds: [1] }],
  'dashboards/report': () => [
    { charts: [{ title: 'Walrus', spec: { ...spec(), kind: 'trend' } }], title: 'All', format: 'html' },
  ],
  'annotations/list': () => [{}],
  'annotations/save': () => [{ day: '2026-01-01', text: 'x' }],
  'annotations/remove': () => [{ id: 999 }],
  'edits/undo': () => [{ id: markEdit }],
  'edits/redo': () => [{ id: markEdit }],
  'sync/status': () => [{}],
  'sync/start': () => [{}],
  'sync/pause': 'of the sync',
  'sync/resume': 'of the sync',
  'sync/cancel': 'of the sync',
  'sync/retryProblems': 'of the sync',
  'sync/plan': () => [{}],
  'sync/scope': () => [{}],
  'sync/setScope': 'shows the call again',
  'sync/chooseCalls': 'of the account, not of calls',
  'sync/runs': () => [{}],
  'sync/problems': () => [{}],
  'sync/choices': () => [{}],
  'media/drop': (id) => [{ ids: [id] }],
};
const words = { kind: 'query', q: 'walrus' } as const;

/** What a request is answered, or refused, as text; the id that was asked for is named 'ID', times are left out. */
async function answer(name: ProcedureName, input: object, id: string): Promise<string> {
  const text = await core.requestJson(name, input).catch((error) => JSON.stringify(error));
  return text
    .replaceAll(id, 'ID')
    .replace(/"(ms|generation|id)":[\d.]+/g, '"$1":0')
    .replace(/"createdMs":\d+/g, '');
}

const asked = Object.entries(questions).flatMap(([name, make]) =>
  typeof make === 'string' ? [] : [[name as ProcedureName, make] as const],
);

test('every procedure is asked, or left out for a reason', () => {
  expect(Object.keys(questions).sort()).toEqual(Object.keys(procedures).sort());
});

// In this order: what the call's layer is changed by comes after what shows it.
test.each(asked)(
  '%s shows nothing of it, and answers by its id as for a call that is not there',
  async (name, make) => {
    const inputs = make(hidden);
    const others = make(unknown);
    for (const [at, input] of inputs.entries()) {
      const text = await answer(name, input, hidden);
      expect(text).not.toMatch(/core\/invalid-input|core\/unexpected/);
      expect(text.toLowerCase()).not.toContain(canary);
      const byId = JSON.stringify(input).includes(hidden);
      if (!byId) expect(text).not.toContain('"ID"');
      // Of a call that the store does not know Gong is asked for a recording: it may be here before its record.
      if (byId && !name.startsWith('media/'))
        expect(text).toBe(await answer(name, others[at] as object, unknown));
    }
  },
);

test('marks of its hits count in no precision', async () => {
  expect(await core.request('trackers/precision', { key: `mine:${mine}` })).toMatchObject({
    right: 0,
    wrong: 0,
  });
});

test('its recording neither streams nor plays from what was kept, nor is it asked for at Gong', async () => {
  emulator.resetCounters();
  for (const kind of ['audio', 'video'] as const) {
    const opening = core.media.open(hidden, kind, 'bytes=0-', new AbortController().signal);
    await expect(opening).rejects.toMatchObject({ code: 'call/not-found' });
  }
  for (const name of ['media/state', 'media/renew', 'media/describe', 'media/load'] as const)
    await expect(core.request(name, { id: hidden, kind: 'audio' })).rejects.toMatchObject({
      code: 'call/not-found',
    });
  await expect(core.request('media/keep', { ids: [hidden] })).rejects.toMatchObject({
    code: 'call/not-found',
  });
  expect(emulator.counters()).toMatchObject({ mediaRequests: 0, total: 0 });
});

test('all of it is there again when private calls are shown, but for what was changed by its id', async () => {
  await core.request('sync/setScope', { ...defaultSyncScope, privateCalls: true });
  const call = await core.request('call/get', { id: hidden });
  expect(call.title).toContain(canary);
  expect(call.mine.tags).toContain(`${canary}-tag`);
  const state = await core.request('media/state', { id: hidden });
  expect(state.state).toBe('streamable');
});
