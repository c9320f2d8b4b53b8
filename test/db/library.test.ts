import { describe, expect, it } from 'vitest';
import { findInCall } from '../../db/calls/find-in-call.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { stepEdit } from '../../db/personal/journal.ts';
import {
  addHistory,
  history,
  markSeen,
  orderSavedSearches,
  removeSavedSearch,
  savedSearches,
  saveSearch,
} from '../../db/personal/saved.ts';
import { personalTables } from '../../db/personal/tables.ts';
import { search } from '../../db/search/search.ts';
import { complete, didYouMean } from '../../db/search/suggest.ts';
import type { CallRecord } from '../../electron/gong/schema/call.ts';
import { sampleCall, sampleTranscript, useStore } from './support.ts';

const store = useStore();
const where = { tz: 'UTC', weekStart: 1 as const, now: Date.parse('2024-04-01') };

const titled = (id: string, title: string, over: Record<string, unknown> = {}) =>
  sampleCall(id, {
    metaData: { id, title, started: '2024-03-01T10:00:00Z', duration: 600, primaryUserId: '7' },
    ...over,
  });
const put = (...calls: CallRecord[]) => ingestCalls(store.db, calls, { atMs: where.now });
const found = (q: string) =>
  search(
    store.db,
    openColumns(store.db),
    { q, sort: 'newest', offset: 0, limit: 50, facets: false, typing: false, recency: 0, ...where },
    where.now,
  ).hits.map((hit) => hit.id);

describe('what a word finds', () => {
  it('Chinese, Japanese and Korean anywhere in a run, and accents either way', () => {
    put(
      titled('1', '电池价格讨论'),
      titled('2', 'リモコンの電池について'),
      titled('3', '배터리가격'),
      titled('4', 'Café with Müller'),
      titled('5', 'Naïve coöperation, São Paulo'),
      titled('6', 'Зелёный чай и йогурт, Αθήνα, データがぎ, हिन्दी, Việt, Łódź'),
    );
    ingestTranscripts(store.db, [sampleTranscript('4', [['s1', 0, '我们谈了价格和交货']])], {
      atMs: where.now,
    });
    expect(found('电池')).toEqual(['1']);
    expect(found('价格').sort()).toEqual(['1', '4']);
    expect(found('"价格讨论"')).toEqual(['1']);
    expect(found('格价')).toEqual([]);
    expect(found('電池')).toEqual(['2']);
    expect(found('터리')).toEqual(['3']);
    expect(found('cafe muller')).toEqual(['4']);
    expect(found('CAFÉ MÜLLER')).toEqual(['4']);
    expect(found('naive sao')).toEqual(['5']);
    for (const word of [
      'зелёный',
      'ЙОГУРТ',
      'αθήνα',
      'データ',
      'がぎ',
      'हिन्दी',
      'viet',
      'Łódź',
      '"чай и йогурт"',
    ])
      expect(found(word), word).toEqual(['6']);
    expect(found('said:交货')).toEqual(['4']);
    expect(findInCall(store.db, { id: '4', q: '价格', typing: false }).hits.map((hit) => hit.kind)).toContain(
      'said',
    );
  });

  it('an exact phrase is exact: these words, in this order, next to each other', () => {
    put(
      titled('1', 'remote control of prices'),
      titled('2', 'control remote'),
      titled('3', 'remote price control'),
      titled('4', 'remotes controlled'),
    );
    expect(found('"remote control"')).toEqual(['1']);
    expect(found('remote control').sort()).toEqual(['1', '2', '3']);
    expect(found('"remote contro"')).toEqual([]);
    expect(found('remot* control*').length).toBe(4);
    expect(found('-"remote control" title:remote').sort()).toEqual(['2', '3']);
  });
});

describe('find in a call', () => {
  it('looks for the words of the query, each where its field says', () => {
    put(titled('1', 'Walnuts'));
    ingestTranscripts(
      store.db,
      [
        sampleTranscript('1', [
          ['s1', 0, 'Walnuts are not almonds'],
          ['s2', 1000, 'Almonds it is'],
          ['s1', 2000, 'Nothing to see'],
        ]),
      ],
      { atMs: where.now },
    );
    const times = (q: string) =>
      findInCall(store.db, { id: '1', q, typing: false }).hits.map((hit) => hit.startSec);
    expect(times('almonds')).toEqual([0, 1]);
    expect(times('almonds rep:"Ada Keller" -nothing is:starred')).toEqual([0, 1]);
    expect(times('transcript:walnuts')).toEqual([0]);
    expect(times('brief:almonds')).toEqual([]);
    expect(times('NEAR(walnuts almonds, 5)')).toEqual([0]);
    expect(times('-(almonds OR walnuts)')).toEqual([]);
    expect(times('What did they say about almonds?')).toEqual([0, 1]);
    expect(times('\0"( rep:')).toEqual([]);
  });
});

describe('saved searches', () => {
  it('count what is new since they were last opened, keep their order, and can be put back', () => {
    const list = () => savedSearches(store.db, openColumns(store.db), where);
    const a = saveSearch(store.db, { name: 'Walnuts', q: 'walnuts' }, 1000).id;
    const b = saveSearch(store.db, { name: 'Almonds', q: 'almonds' }, 1000).id;
    put(titled('1', 'One'), titled('2', 'Two'));
    expect(list().map(({ name, total, fresh }) => [name, total, fresh])).toEqual([
      ['Walnuts', 2, 2],
      ['Almonds', 0, 0],
    ]);
    markSeen(store.db, a, where.now + 1);
    expect(list()[0]).toMatchObject({ total: 2, fresh: 0 });
    orderSavedSearches(store.db, [b, a], 1500);
    expect(list().map((item) => item.id)).toEqual([b, a]);
    const c = saveSearch(store.db, { name: 'Third', q: '' }, 2000).id;
    expect(list().map((item) => item.id)).toEqual([b, a, c]);
    saveSearch(store.db, { id: b, name: 'Renamed', q: 'almonds' }, 3000);
    expect(list()[0]).toMatchObject({ id: b, name: 'Renamed', seenMs: 1000 });
    const { edit } = removeSavedSearch(store.db, a, 4000);
    expect(list().map((item) => item.id)).toEqual([b, c]);
    stepEdit(store.db, 'undo', edit.id ?? 0, 9e12, personalTables);
    // With what it had: it was opened since, so nothing in it is new.
    expect(list().map(({ id, fresh }) => [id, fresh])).toEqual([
      [b, 0],
      [a, 0],
      [c, 2],
    ]);
  });

  it('remember what was asked, newest first and once', () => {
    for (const [at, q] of ['a', 'b', ' a ', '', '  '].entries()) addHistory(store.db, q, at);
    expect(history(store.db).map((item) => item.q)).toEqual(['a', 'b']);
  });
});

describe('completion', () => {
  const party = (name: string, at: number) => ({ id: `p${at}`, name, affiliation: 'External' });
  const texts = (q: string, caret = q.length) =>
    complete(openColumns(store.db), q, caret).map(
      (option) => q.slice(0, option.from) + option.insert + q.slice(option.to),
    );

  it('offers fields and values by use, with what is typed replaced', () => {
    put(
      titled('1', 'One', { parties: [party('Ann Lee', 1), party('Zoë (Ops)', 2)] }),
      titled('2', 'Two', { parties: [party('Annabel Wu', 1), party('Ann Lee', 2)] }),
    );
    expect(texts('who:')).toEqual(['who:"Ann Lee" ', 'who:"Annabel Wu" ', 'who:"Zoë (Ops)" ']);
    expect(texts('who:zoe')).toEqual(['who:"Zoë (Ops)" ']);
    expect(texts('who:"Ann L')).toEqual(['who:"Ann Lee" ']);
    expect(texts('who:"Ann Lee","Zo')).toEqual(['who:"Ann Lee","Zoë (Ops)" ']);
    expect(texts('-who:annab')).toEqual(['-who:"Annabel Wu" ']);
    expect(texts('price ann')).toEqual(['price who:"Ann Lee" ', 'price who:"Annabel Wu" ']);
    expect(texts('tra')[0]).toBe('tracker:');
    expect(texts('is:st')).toEqual(['is:starred ']);
    expect(texts('date:last-q')).toEqual(['date:last-quarter ']);
    expect(texts('who:ann price', 7)[0]).toBe('who:"Ann Lee"  price');
    expect(texts('price ')).toEqual([]);
  });

  it('offers values of every script, by the beginnings of their words', () => {
    const names = [
      'דנה לוי',
      'חברת מנכ"ל בע״מ',
      'أحمد العلي',
      'प्रिया किशोर',
      'மாலதி',
      '田中太郎（営業）',
      'ABCデータ',
      '김철수',
      'สมชาย ใจดี',
      'Łukasz Żak',
      'Ёлкина Анна',
      '𞤢𞤣𞤤𞤢𞤥',
    ];
    put(titled('1', 'One', { parties: names.map(party) }));
    const offers = (q: string) => complete(openColumns(store.db), q, q.length).map(({ label }) => label);
    for (const [typed, name] of [
      ['לוי', 'דנה לוי'],
      ['מנכ"ל', 'חברת מנכ"ל בע״מ'],
      ['מנכ״', 'חברת מנכ"ל בע״מ'],
      ['מנכ"', 'חברת מנכ"ל בע״מ'],
      ['בע"מ', 'חברת מנכ"ל בע״מ'],
      ['احمد', 'أحمد العلي'],
      ['اَلع', 'أحمد العلي'],
      ['प्रि', 'प्रिया किशोर'],
      ['किशो', 'प्रिया किशोर'],
      ['மால', 'மாலதி'],
      ['太郎', '田中太郎（営業）'],
      ['営業', '田中太郎（営業）'],
      ['ﾃﾞｰﾀ', 'ABCデータ'],
      ['ａｂｃ', 'ABCデータ'],
      ['철수', '김철수'],
      ['ใจดี', 'สมชาย ใจดี'],
      ['zak', 'Łukasz Żak'],
      ['елк', 'Ёлкина Анна'],
      ['𞤢𞤣', '𞤢𞤣𞤤𞤢𞤥'],
    ] as const) {
      expect(offers(typed), typed).toEqual([name]);
      expect(offers(`price ${typed}`), typed).toEqual([name]);
      expect(offers(`who:${typed}`), typed).toContain(name);
      expect(offers(`who:Ann，${typed}`), typed).toContain(name);
    }
    // Inside a word, though a vowel sign stands before it.
    for (const typed of ['शोर', 'רמנכ', 'ukasz', '𞤣𞤤']) expect(offers(typed), typed).toEqual([]);
    expect(texts('who:「田中')).toEqual(['who:"田中太郎（営業）" ']);
    expect(texts('who:“Łuk')).toEqual(['who:"Łukasz Żak" ']);
    expect(texts('who:„Łuk“', 8)).toEqual(['who:"Łukasz Żak" ']);
  });

  it('answers for any text', () => {
    for (const q of [
      '"',
      'rep:"',
      'rep:",',
      '\\',
      'rep:"\\',
      '('.repeat(5000),
      'rep:a,'.repeat(3000),
      '\0',
      '\ud800',
    ])
      expect(Array.isArray(complete(openColumns(store.db), q, q.length))).toBe(true);
  });
});

describe('did you mean', () => {
  it('offers words of the calls for words that hardly occur, and leaves the rest of the query alone', () => {
    for (let at = 0; at < 30; at++) put(titled(`${at}`, 'The battery and the charger'));
    put(titled('90', 'A batery, and chargers'));
    const words = openColumns(store.db).words();
    expect(didYouMean(words, 'battrey')).toBe('battery');
    expect(didYouMean(words, 'the batery rep:"Battrey" -chargre')).toBe('the battery rep:"Battrey" -chargre');
    expect(didYouMean(words, 'battrey OR chargre?')).toBe('battery OR charger?');
    expect(didYouMean(words, 'battery')).toBeNull();
    expect(didYouMean(words, 'chargers')).toBeNull();
    expect(didYouMean(words, 'zzzzzzzz')).toBeNull();
    expect(didYouMean(words, '"battrey"')).toBeNull();
  });

  it('counts letters of any script with spaces, and nothing of those without', () => {
    for (let at = 0; at < 30; at++)
      put(titled(`${at}`, 'תקציב बैटरी батарея بطارية 𞤢𞤣𞤤𞤢𞤥 データ環境 iPhone15 café'));
    const words = openColumns(store.db).words();
    expect(didYouMean(words, 'תקצבי')).toBe('תקציב');
    expect(didYouMean(words, '¡बैटरि?')).toBe('¡बैटरी?');
    expect(didYouMean(words, 'батаря')).toBe('батарея');
    expect(didYouMean(words, 'بطرية')).toBe('بطاريه');
    expect(didYouMean(words, '𞤢𞤣𞤤𞤥')).toBe('𞤢𞤣𞤤𞤢𞤥');
    expect(didYouMean(words, 'cafè')).toBeNull();
    for (const q of ['データ環場', '環境データ', 'iphone16', '𞤢𞤤'])
      expect(didYouMean(words, q), q).toBeNull();
  });
});
