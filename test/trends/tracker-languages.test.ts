import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { evidencePage } from '../../db/reports/parts/evidence.ts';
import { stepTrackers } from '../../db/trackers/compute.ts';
import { previewTracker } from '../../db/trackers/preview.ts';
import { myTrackers, saveTracker } from '../../db/trackers/store.ts';
import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { sampleCall, sampleMonologues, useStore } from '../db/support.ts';
import { indexWords } from '../support/index-words.ts';

const store = useStore();
const where = { tz: 'UTC', weekStart: 1, now: Date.parse('2024-06-01T00:00:00Z') } as const;

const definition = (phrase: string, over: Partial<TrackerDefinition> = {}): TrackerDefinition => ({
  languages: [{ language: null, phrases: [phrase], relatedForms: false }],
  saidBy: 'anyone',
  onlyQuestions: false,
  saidAt: null,
  ...over,
});

/** One call of a monologue of sentences, one every ten seconds. */
function say(lines: readonly string[], language: string | null = null): void {
  ingestCalls(
    store.db,
    [
      sampleCall('1', {
        metaData: { id: '1', title: 'One', started: '2024-03-01T10:00:00Z', duration: 600, language },
      }),
    ],
    { atMs: 1, privateCalls: 'show' },
  );
  ingestTranscripts(
    store.db,
    [
      sampleMonologues(
        '1',
        lines.map((line, at) => ['s1', at * 10_000, line]),
      ),
    ],
    { atMs: 1 },
  );
}

function settle(): void {
  while (stepTrackers(store.db, 10).more);
}

/** The numbers of the sentences a tracker of mine finds: the same by preview, mentions and evidence, with an index and without. */
function found(of: TrackerDefinition): number[] {
  const { tracker } = saveTracker(store.db, { name: `T${Math.random()}`, definition: of }, 1);
  settle();
  const page = evidencePage(store.db, openColumns(store.db), {
    ...where,
    q: '',
    series: { kind: 'tracker', key: tracker.key },
    filter: {},
    order: 'oldest',
    offset: 0,
    limit: 100,
  });
  const preview = previewTracker(store.db, of, Number.POSITIVE_INFINITY);
  expect(preview.hits.map(({ startMs, line }) => [startMs, line])).toEqual(
    // It shows three of a call.
    page.items.slice(0, 3).map(({ startMs, line }) => [startMs, line]),
  );
  expect(preview.mentions).toBe(page.items.length);
  expect(myTrackers(store.db).find(({ id }) => id === tracker.id)?.mentions).toBe(page.items.length);
  return page.items.map(({ startMs }) => startMs / 10_000);
}

const japanese = ['AWSの料金について', '新しいAWS環境', 'Salesforce連携を10月に始めます。', 'Awsomeな10日'];
const chinese = ['我们用iPhone拍摄,预算是500万', '500', 'iPhone15', '预1算'];
const korean = ['AWS를 10월에 시작합니다', '새로운 AWS', '10월'];
const signs = [
  'We use C++ here.',
  'And C# too.',
  'Not C alone.',
  'All on .NET, you know.',
  'A net price.',
  'cc cpp',
];
const hebrew = ['מנכ"ל התקציב', 'המע״מ של החברה', 'מנכ ל'];
const hindi = ['यह दिन है', 'यह दान है', 'वह दीन है'];
const thai = ['กินข้าว', 'ได้ข่าว', 'สีขาว'];
const arabic = ['قال أحمد نعم', 'قَالَ اَحْمَد', 'إلى مدرسة', 'الى مدرسه', 'كـــتاب'];
const turkish = ['ISPARTA güzel', 'Isparta', 'ısparta', 'isparta'];
const russian = ['ещё раз', 'Еще раз', 'за́мок', 'мой', 'мои'];

describe('a tracker of mine finds in every script', () => {
  it.each<[string, readonly string[], string, readonly number[]]>([
    ['Latin that touches Japanese', japanese, 'AWS', [0, 1]],
    ['a word in a run of letters', japanese, '環境', [1]],
    ['a word after a Latin one', japanese, '連携', [2]],
    ['a number with its counter', japanese, '10月', [2]],
    ['a phrase over both', japanese, 'Salesforce連携', [2]],
    ['full width', japanese, 'ＡＷＳ', [0, 1]],
    ['Latin within Chinese', chinese, 'iphone', [0]],
    ['a number within Chinese', chinese, '500', [0, 1]],
    ['Chinese', chinese, '预算', [0]],
    ['Latin before a Korean particle', korean, 'aws', [0, 1]],
    ['a Korean word before its particle', korean, '10월', [0, 2]],
    ['Latin within Thai', ['ราคาAWSใหม่'], 'aws', [0]],
    ['C++', signs, 'C++', [0]],
    ['C#', signs, 'c#', [1]],
    ['C', signs, 'C', [2]],
    ['.NET', signs, '.NET', [3]],
    ['net', signs, 'net', [4]],
    ['use C++', signs, 'use c++', [0]],
    ['gershayim', hebrew, 'מנכ״ל', [0]],
    ['a quotation mark inside', hebrew, 'המע"מ', [1]],
    ['Hindi vowel signs: day', hindi, 'दिन', [0]],
    ['Hindi vowel signs: gift', hindi, 'दान', [1]],
    ['Hindi vowel signs: poor', hindi, 'दीन', [2]],
    ['Thai tone marks: rice', thai, 'ข้าว', [0]],
    ['Thai tone marks: news', thai, 'ข่าว', [1]],
    ['Thai tone marks: white', thai, 'ขาว', [2]],
    ['half-width kana', ['ﾘﾓｺﾝを', 'リモコン', 'リモ'], 'リモコン', [0, 1]],
    ['whole-width kana', ['ﾘﾓｺﾝを', 'リモコン', 'リモ'], 'ﾘﾓｺﾝ', [0, 1]],
    ['forms of alef and harakat', arabic, 'احمد', [0, 1]],
    ['teh marbuta', arabic, 'مدرسة', [2, 3]],
    ['alef below hamza', arabic, 'إلى مدرسه', [2, 3]],
    ['tatweel', arabic, 'كتاب', [4]],
    ['Turkish', turkish, 'ısparta', [0, 1, 2, 3]],
    ['ё', russian, 'еще', [0, 1]],
    ['stress', russian, 'замок', [2]],
    ['й', russian, 'мой', [3]],
    ['ligatures', ['le cœur', 'le coeur'], 'coeur', [0, 1]],
    ['ł', ['Łódź', 'lodz'], 'łódź', [0, 1]],
    ['ß', ['Größe', 'GROSSE'], 'große', [0, 1]],
  ])('%s', (_, lines, phrase, wanted) => {
    say(lines);
    expect(found(definition(phrase))).toEqual(wanted);
    // With related forms, where no rule of a language says otherwise.
    expect(
      found({
        ...definition(phrase),
        languages: [{ language: null, phrases: [phrase], relatedForms: true }],
      }),
    ).toEqual(expect.arrayContaining([...wanted]));
    indexWords(store.file);
    expect(found(definition(phrase))).toEqual(wanted);
  });

  it.each([
    ['Japanese', ['価格はいくらですか？', '価格は百円です。', '「価格は？」と聞いた。'], '価格', [0]],
    ['Arabic', ['هل السعر نهائي؟', 'السعر نهائي.'], 'السعر', [0]],
    ['Greek', ['Ποια είναι η τιμή;', 'Η τιμή είναι δέκα.'], 'τιμη', [0]],
    ['French', ['Combien de prix ?', 'Le prix ; la date ;'], 'prix', [0]],
    ['Armenian', ['Ինչ գի՞ն է։', 'գին է'], 'է', [0]],
  ] as const)('only in questions: %s', (_, lines, phrase, wanted) => {
    say(lines);
    expect(found(definition(phrase, { onlyQuestions: true }))).toEqual(wanted);
    indexWords(store.file);
    expect(found(definition(phrase, { onlyQuestions: true }))).toEqual(wanted);
  });

  it('no phrase is read as a regular expression', () => {
    say(['a+b (c) [d] x* C++ $5 ^e f|g h? i.j']);
    for (const phrase of ['C++', 'a+b', '(c)', '[d]', 'x*', '$5', '^e', 'f|g', 'h?', 'i.j', '\\bd'])
      for (const relatedForms of [true, false])
        expect(
          () =>
            found({
              ...definition(phrase),
              languages: [{ language: null, phrases: [phrase], relatedForms }],
            }),
          phrase,
        ).not.toThrow();
  });
});

it('hits found before text was cut otherwise are looked for again, once, and count until then', () => {
  say(['AWSの料金について', 'AWS']);
  const { tracker } = saveTracker(store.db, { name: 'Mine', definition: definition('AWS') }, 1);
  settle();
  const mine = () => myTrackers(store.db)[0];
  expect(mine()).toMatchObject({ ready: true, mentions: 2 });
  // As a store is whose hits a former version of the cutter found.
  const hit = store.db.prepare('SELECT moments FROM mine_hit').pluck().get() as string;
  store.db
    .prepare('UPDATE mine_hit SET mentions = 1, moments = ?, phrases = \'[["AWS",1]]\'')
    .run(JSON.stringify([JSON.parse(hit)[1]]));
  store.db.prepare("DELETE FROM meta WHERE key = 'trackers_words'").run();
  const { running } = stepTrackers(store.db, 0);
  expect(running).toMatchObject([{ key: tracker.key }]);
  expect(mine()).toMatchObject({ ready: false, mentions: 1 });
  settle();
  expect(mine()).toMatchObject({ ready: true, mentions: 2, version: 1 });
  const sets = () => store.db.prepare('SELECT DISTINCT set_id FROM mine_hit').pluck().all();
  const after = sets();
  expect(after).toHaveLength(1);
  expect(stepTrackers(store.db, 0)).toEqual({ running: [], more: false });
  expect(sets()).toEqual(after);
});
