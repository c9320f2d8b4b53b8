import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { findInCall } from '../../db/calls/find-in-call.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { type ColumnStore, openColumns } from '../../db/index/columns/columns.ts';
import { WordIndexer } from '../../db/index/words/update.ts';
import { facet, matchCalls, search } from '../../db/search/search.ts';
import { openReader } from '../../db/store/connect.ts';
import { sampleCall, sampleTranscript, useStore } from '../db/support.ts';
import { plainSearch } from '../support/plain-search.ts';

const store = useStore();

/** Texts by the id of their call, with the language the call is held in. */
const texts: Readonly<Record<string, readonly [language: string, text: string]>> = {
  he: ['heb', 'דיברנו על תקציב'],
  'he-the': ['heb', 'דיברנו על התקציב'],
  'he-in': ['heb', 'זה ובתקציב החדש'],
  'he-short': ['heb', 'יש לי כלב'],
  'he-other': ['heb', 'משרד קטן'],
  ar: ['ara', 'هذا عميل جديد'],
  'ar-the': ['ara', 'قال العميل'],
  'ar-to': ['ara', 'نقول للعميل'],
  'ar-and': ['ara', 'ثم والعميل'],
  price: ['eng', 'the price is right'],
  prices: ['eng', 'our prices went up'],
  pricing: ['eng', 'your pricing page'],
  'de-price': ['ger', 'das pricing model'],
  vertrag: ['ger', 'der Vertrag läuft'],
  vertrags: ['deu', 'Ende des Vertrags'],
  verlaengerung: ['ger', 'eine Vertragsverlängerung wäre gut'],
  verlaengerungen: ['ger', 'alle Vertragsverlängerungen'],
  'en-compound': ['eng', 'the word Vertragspartner is German'],
};
let columns: ColumnStore;

function put(
  some: readonly (readonly [id: string, text: readonly [language: string, text: string]])[],
): void {
  const started = '2025-01-01T10:00:00Z';
  ingestCalls(
    store.db,
    some.flatMap(([id, [language, text]]) => [
      sampleCall(`w-${id}`, {
        metaData: { id: `w-${id}`, title: 'Call', started, language },
        content: { brief: text },
      }),
      sampleCall(`s-${id}`, { metaData: { id: `s-${id}`, title: 'Call', started, language } }),
    ]),
    { atMs: 1 },
  );
  ingestTranscripts(
    store.db,
    some.map(([id, [, text]]) => sampleTranscript(`s-${id}`, [['s1', 0, text]])),
    { atMs: 1 },
  );
}

beforeEach(() => {
  // Every other call is in the index on disk, the rest is indexed by the search.
  const all = Object.entries(texts);
  put(all.filter((_, at) => at % 2 === 0));
  const reader = openReader(store.file);
  const indexer = new WordIndexer(reader);
  while (indexer.step());
  indexer.close();
  reader.close();
  put(all.filter((_, at) => at % 2 === 1));
  columns = openColumns(store.db);
});

const ask = (q: string, typing = false) =>
  search(store.db, columns, { ...plainSearch, q, typing, limit: 200 }, 200);
const hitsIn = (id: string, q: string) => findInCall(store.db, { id, q, typing: false }).hits;
const idsOf = (q: string, typing = false) => ask(q, typing).hits.map(({ id }) => id);
/** Names of the calls found, those said and those written being the same. */
function found(q: string, typing = false): string[] {
  const ids = idsOf(q, typing);
  const [said, written] = ['s-', 'w-'].map((kind) =>
    ids
      .filter((id) => id.startsWith(kind))
      .map((id) => id.slice(2))
      .sort(),
  );
  expect(said).toEqual(written);
  return said as string[];
}

describe('what is written on to a word', () => {
  it.each([
    ['תקציב', ['he', 'he-in', 'he-the']],
    ['התקציב', ['he', 'he-in', 'he-the']],
    ['"תקציב"', ['he']],
    ['"התקציב"', ['he-the']],
    ['לב', []],
    ['שרד', ['he-other']],
    ['משרד', ['he-other']],
    ['عميل', ['ar', 'ar-and', 'ar-the', 'ar-to']],
    ['العميل', ['ar', 'ar-and', 'ar-the', 'ar-to']],
    ['"عميل"', ['ar']],
  ])('%s finds %j, typed and after Enter', (q, wanted) => {
    expect(found(q)).toEqual(wanted);
    expect(found(q, true)).toEqual(expect.arrayContaining(wanted));
  });

  it('counts less than the word itself', () => {
    for (const q of ['תקציב', 'עميل', 'عميل']) {
      const scores = ask(q).hits.map(({ id, score }) => ({
        exact: /-(?:he|ar)$/.test(id),
        score: score ?? 0,
      }));
      for (const kind of ['exact', 'other'])
        if (scores.length > 0) expect(scores.some(({ exact }) => exact === (kind === 'exact'))).toBe(true);
      const lowest = Math.min(...scores.filter(({ exact }) => exact).map(({ score }) => score));
      for (const { exact, score } of scores) if (!exact) expect(score).toBeLessThan(lowest);
    }
  });

  it('is marked as a whole word, in list and call, and named by the explanation', () => {
    const { hits, explanation } = ask('תקציב');
    const text = JSON.stringify(hits.find(({ id }) => id === 's-he-in'));
    expect(text).toContain('\ue000ובתקציב\ue001');
    expect(JSON.stringify(hits.find(({ id }) => id === 'w-he-the'))).toContain('\ue000התקציב\ue001');
    expect(explanation).toBe('Calls with “תקציב” (also התקציב, ובתקציב).');
    expect(hitsIn('s-he-in', 'תקציב')).toHaveLength(1);
    expect(hitsIn('s-he-in', '"תקציב"')).toHaveLength(0);
  });

  it('counts in fields, exclusions, NEAR and facets', () => {
    expect(idsOf('said:תקציב').sort()).toEqual(['s-he', 's-he-in', 's-he-the']);
    expect(idsOf('brief:תקציב').sort()).toEqual(['w-he', 'w-he-in', 'w-he-the']);
    expect(found('דיברנו -תקציב')).toEqual([]);
    expect(found('דיברנו -"תקציב"')).toEqual(['he-the']);
    expect(found('NEAR(דיברנו תקציב, 5)')).toEqual(['he', 'he-the']);
    const languages = facet(store.db, columns, {
      q: 'תקציב',
      field: 'lang',
      contains: '',
      limit: 5,
      tz: 'UTC',
      weekStart: 1,
      now: 1,
    });
    expect(languages.values.map(({ count }) => count)).toEqual([6]);
  });
});

describe('related forms', () => {
  it.each([
    ['price', ['price']],
    ['~price', ['price', 'prices', 'pricing']],
    ['~pricing', ['de-price', 'price', 'prices', 'pricing']],
    ['"price"', ['price']],
    // A beginning stands for more than the forms do.
    ['~price*', ['price', 'prices']],
    ['～price', ['price', 'prices', 'pricing']],
    ['the -~price', ['en-compound']],
    [
      '~prices OR ~vertrag',
      ['price', 'prices', 'pricing', 'verlaengerung', 'verlaengerungen', 'vertrag', 'vertrags'],
    ],
    ['NEAR(your ~price, 3)', ['pricing']],
    ['~Vertrag', ['verlaengerung', 'verlaengerungen', 'vertrag', 'vertrags']],
    ['~Verlängerung', ['verlaengerung', 'verlaengerungen']],
    ['Verlängerung', []],
  ])('%s finds %j', (q, wanted) => {
    expect(found(q)).toEqual(wanted);
  });

  it('are found while typing as after Enter', () => {
    for (const q of ['~price', '~Vertrag', '~Verlängerung', 'said:~price'])
      expect(idsOf(q, true)).toEqual(expect.arrayContaining(idsOf(q)));
    expect(idsOf('said:~price').sort()).toEqual(['s-price', 's-prices', 's-pricing']);
  });

  it('count less than the word itself, are marked and explained', () => {
    const { hits, explanation } = ask('~price');
    expect(hits.slice(0, 2).map(({ id }) => id.slice(2))).toEqual(['price', 'price']);
    const shown = (id: string, list = hits) => JSON.stringify(list.find((hit) => hit.id === id));
    expect(shown('s-pricing')).toContain('\ue000pricing\ue001');
    expect(shown('w-prices')).toContain('\ue000prices\ue001');
    expect(explanation).toBe('Calls with “price” or a related form (pricing, prices).');
    const german = ask('~Verlängerung').hits;
    expect(shown('s-verlaengerung', german)).toContain('\ue000Vertragsverlängerung\ue001');
    expect(hitsIn('s-pricing', '~price')).toHaveLength(1);
    expect(hitsIn('s-pricing', 'price')).toHaveLength(0);
    // Of the call's language: no form in an English call.
    expect(hitsIn('s-en-compound', '~vertrag ')).toHaveLength(0);
  });

  it('count in a question without being asked for, below the word itself', () => {
    expect(found('is our pricing too high?')).toEqual(['de-price', 'price', 'prices', 'pricing']);
    expect(idsOf('is our pricing too high?').slice(-4)).not.toContain('w-pricing');
  });
});

it('never take a call away from what the exact word finds', () => {
  const words = [...new Set(Object.values(texts).flatMap(([, text]) => text.split(' ')))];
  const all = (q: string) => {
    const { mask } = matchCalls(store.db, columns, q, { tz: 'UTC', weekStart: 1, now: 1 });
    return [...mask.entries()].flatMap(([slot, has]) => (has ? [slot] : []));
  };
  fc.assert(
    fc.property(fc.constantFrom(...words), fc.constantFrom('', 'said:', 'brief:'), (word, field) => {
      const [exact, bare, forms] = [`${field}"${word}"`, `${field}${word}`, `${field}~${word}`].map(all);
      expect(bare).toEqual(expect.arrayContaining(exact as number[]));
      expect(forms).toEqual(expect.arrayContaining(bare as number[]));
    }),
    { numRuns: 200 },
  );
});
