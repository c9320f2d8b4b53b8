import { expect, it } from 'vitest';
import { readCallDetail } from '../../db/calls/call-detail.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { facet, search } from '../../db/search/search.ts';
import { complete } from '../../db/search/suggest.ts';
import { stepTrackers } from '../../db/trackers/compute.ts';
import { describeDefinition } from '../../db/trackers/describe.ts';
import { trackerFromQuery } from '../../db/trackers/from-query.ts';
import { myTrackers, saveTracker } from '../../db/trackers/store.ts';
import { chooseValue } from '../../electron/contract/query/edit.ts';
import { sampleCall, sampleTranscript, useStore } from '../db/support.ts';
import { plainSearch } from '../support/plain-search.ts';

const store = useStore();
const where = { tz: 'UTC', weekStart: 1, now: Date.parse('2024-06-01T00:00:00Z') } as const;
/** By call id. */
const languages = ['eng', 'ger', 'deu', 'en-US', 'chi', 'ben', 'und', 'zxx', 'qqq', 'zh-Hans'];

function put(list: readonly string[] = languages, atMs = 1): void {
  ingestCalls(
    store.db,
    list.map((language, id) =>
      sampleCall(String(id), {
        metaData: { id: String(id), title: 'Call', started: '2024-03-01T10:00:00Z', duration: 60, language },
      }),
    ),
    { atMs, privateCalls: 'show' },
  );
}

const found = (q: string) =>
  search(store.db, openColumns(store.db), { ...plainSearch, q }, 0)
    .hits.map(({ id }) => id)
    .sort();
const facetOf = (q: string, contains = '') =>
  facet(store.db, openColumns(store.db), { ...where, q, field: 'lang', contains, limit: 20 }).values;

it.each([
  ['lang:german', ['1', '2']],
  ['lang:ger', ['1', '2']],
  ['lang:deu', ['1', '2']],
  ['lang:de', ['1', '2']],
  ['language:GER', ['1', '2']],
  ['lang:"ger"', ['1', '2']],
  ['lang:"German"', ['1', '2']],
  ['lang:germ', ['1', '2']],
  ['lang:"Chinese"', ['4']],
  ['lang:chinese', ['4', '9']],
  ['lang:zho', ['4', '9']],
  ['lang:zh-hans', ['9']],
  ['lang:eng', ['0', '3']],
  ['lang:"eng"', ['0']],
  ['lang:english', ['0', '3']],
  ['lang:en-US', ['3']],
  ['lang:und', ['6']],
  ['lang:undetermined', ['6']],
  ['lang:zxx', ['7']],
  ['lang:qqq', ['8']],
  ['lang:"qqq"', ['8']],
  ['lang:ger,chi', ['1', '2', '4', '9']],
  ['-lang:ger', ['0', '3', '4', '5', '6', '7', '8', '9']],
  ['lang:fre', []],
])('a language is found by name and code: %s', (q, ids) => {
  put();
  expect(found(q)).toEqual(ids);
});

it('the facet has names, each language once, and knows the codes of saved searches', () => {
  put();
  expect(facetOf('').map(({ label, count }) => [label, count])).toEqual([
    ['German', 2],
    ['Bengali', 1],
    ['Chinese', 1],
    [expect.stringMatching(/^Chinese \(Simplified/), 1],
    ['English', 1],
    ['English (United States)', 1],
    ['No linguistic content', 1],
    ['Undetermined', 1],
    ['qqq', 1],
  ]);
  expect(facetOf('', 'germ').map(({ key }) => key)).toEqual(['German']);
  const german = (q: string) => facetOf(q).find(({ key }) => key === 'German');
  expect(german('lang:"German"')).toMatchObject({ state: 'on', count: 2 });
  expect(german('lang:ger')).toMatchObject({ state: 'on', count: 2, written: 'ger' });
  expect(german('-lang:"deu"')).toMatchObject({ state: 'excluded', count: 2, written: 'deu' });
  // Chosen again in the facet, the code goes.
  expect(chooseValue('lang:ger,chi', 'lang', facetOf('lang:ger,chi'), 'German', 'off')).toBe('lang:chi');
  expect(chooseValue('lang:ger', 'lang', facetOf('lang:ger'), 'German', 'excluded')).toBe('-lang:"German"');
});

it('is told by name: on the call, in the list, in changes, in the explanation, while it is typed', () => {
  put();
  const columns = openColumns(store.db);
  expect(readCallDetail(store.db, columns, '1').meta).toContainEqual({ name: 'language', value: 'German' });
  const { hits, explanation } = search(store.db, columns, { ...plainSearch, q: 'lang:chi' }, 0);
  expect(hits.map(({ language }) => language)).toContain('Chinese');
  expect(explanation).toBe('Calls in the language Chinese.');
  const labels = (q: string) => complete(columns, q, q.length).map(({ label }) => label);
  for (const typed of ['germ', 'ger', 'deu', 'de', '"ger'])
    expect(labels(`lang:${typed}`), typed).toContain('German');
  put(['ger', 'eng'], 2);
  const texts = store.db.prepare('SELECT summary FROM change').pluck().all();
  expect(texts.join()).toContain('language English → German');
  expect(texts.join()).toContain('language German → English');
});

it('a tracker of mine is for a language by any of its codes or its name', () => {
  put();
  ingestTranscripts(
    store.db,
    languages.map((_, id) => sampleTranscript(String(id), [['s1', 0, 'price']])),
    { atMs: 1 },
  );
  for (const [language, calls] of [
    ['ger', 2],
    ['deu', 2],
    ['German', 2],
    ['chi', 2],
    ['zho', 2],
    ['en-US', 2],
    ['qqq', 1],
    [null, 10],
  ] as const) {
    const { tracker } = saveTracker(
      store.db,
      {
        name: `For ${language}`,
        definition: {
          languages: [{ language, phrases: ['price'], relatedForms: false }],
          saidBy: 'anyone',
          onlyQuestions: false,
          saidAt: null,
        },
      },
      1,
    );
    while (stepTrackers(store.db, 10).more);
    expect(myTrackers(store.db).find(({ id }) => id === tracker.id)?.calls, String(language)).toBe(calls);
  }
  const { definition } = trackerFromQuery('price lang:"German"');
  expect(definition.languages[0]?.language).toBe('German');
  expect(describeDefinition(trackerFromQuery('price lang:ger').definition)).toContain('(in German calls)');
});
