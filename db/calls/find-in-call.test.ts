import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TextRange } from '../../electron/contract/ranges.ts';
import { wordsOf } from '../../electron/contract/words/cut.ts';
import { sampleCall, sampleMonologues, useStore } from '../../test/db/support.ts';
import { buildStore } from '../../test/fixtures/sample-store.ts';
import { openColumns } from '../index/columns/columns.ts';
import { addNote } from '../personal/layer.ts';
import { search } from '../search/search.ts';
import type { Db } from '../store/open.ts';
import { planQuery } from '../text/plan.ts';
import { isWordOf, type Term } from '../text/terms.ts';
import { findCall } from './find-call.ts';
import { findInCall } from './find-in-call.ts';
import { ingestCalls } from './ingest/calls.ts';
import { ingestTranscripts } from './ingest/transcripts.ts';
import { pageTexts } from './page-texts.ts';

const atMs = 1_700_000_000_000;

/** Whether a word is one of a phrase. */
const isOneOf = ({ tokens, prefix }: Term, word: string) =>
  tokens.some((token) => word === token || (prefix && word.startsWith(token)));

/** What is marked in each text that has marks, as it is written there. */
function marked(db: Db, id: string, q: string, typing = false): Record<string, string[]> {
  const { marks } = findInCall(db, { id, q, typing });
  const texts = new Map(
    pageTexts(db, findCall(db, id)).flatMap(({ texts, placeOf }) =>
      texts.map((text, at) => [placeOf(at), text] as const),
    ),
  );
  return Object.fromEntries(
    Object.entries(marks).map(([place, ranges]) => {
      const text = texts.get(place) ?? '';
      return [place, ranges.map(([from, to]) => text.slice(from, to))];
    }),
  );
}

describe('what a search marks in a call', () => {
  const store = useStore();
  const said = (...lines: readonly (readonly [string, string])[]) => {
    ingestCalls(store.db, [sampleCall('1', { content: {} })], { atMs });
    ingestTranscripts(
      store.db,
      [
        sampleMonologues(
          '1',
          lines.map(([speaker, text], at) => [speaker, at * 1000, text] as const),
        ),
      ],
      { atMs },
    );
  };
  const spoken = (q: string, typing = false) =>
    findInCall(store.db, { id: '1', q, typing }).hits.flatMap((hit) =>
      hit.kind === 'said' ? [[hit.monologue, hit.sentence, hit.startSec]] : [],
    );

  it.each([
    ['art', 'A party of art, and artists.', ['art']],
    ['art*', 'A party of art, and artists.', ['art', 'artists']],
    ['"remote control"', 'The remote, control it remotely.', ['remote, control']],
    ['remote "remote control"', 'A remote control, a remote.', ['remote control', 'remote']],
    ['"a b" "b c"', 'a b c', ['a b c']],
    ['AWSの料金', 'AWSの料金について', ['AWSの料金']],
    ['AWS 料金', '新しいAWS環境の料金', ['AWS', '料金']],
    ['料金', '料理と料金', ['料金']],
    ['10月', 'Salesforce連携を10月に始めます', ['10月']],
    ['מנכ"ל', 'אמר המנכ"ל מנכ״ל', ['המנכ"ל', 'מנכ״ל']],
    ['"מנכ״ל"', 'אמר המנכ"ל מנכ"ל', ['מנכ"ל']],
    ['~price', 'Pricing of prices: the price, priceless', ['Pricing', 'prices', 'price']],
    ['"remote control', 'A remote control', ['remote control']],
    ['„remote control“', 'A remote control, remote', ['remote control']],
    ['creme BRULEE', 'Crème (brûlée) costs $5.', ['Crème', 'brûlée']],
    ['ﾘﾓｺﾝ', 'このリモコンは', ['リモコン']],
    ['दिन', 'दान दिन दीन', ['दिन']],
    ['C++', 'C and C++, C#', ['C++']],
    ['said:art -party rep:x', 'party art', ['art']],
    ['"art', 'party art', ['art']],
    ['brief:art', 'art', []],
    ['NOT art', 'art', []],
    ['"a-', '', []],
  ])('%s in “%s”', (q, text, words) => {
    said(['s1', text]);
    expect(marked(store.db, '1', q)).toEqual(words.length > 0 ? { 'said:0:0': words } : {});
  });

  it('while it is typed: the last word unfinished', () => {
    said(['s1', 'The remote is remotely red.'], ['s2', 'The rest.']);
    expect(marked(store.db, '1', 'rem', true)).toEqual({ 'said:0:0': ['remote', 'remotely'] });
    expect(marked(store.db, '1', 'remote', true)).toEqual({ 'said:0:0': ['remote', 'remotely'] });
    // The same call, opened before the word was finished, and after.
    expect(marked(store.db, '1', 'rem')).toEqual({ 'said:0:0': ['remote', 'remotely'] });
    expect(marked(store.db, '1', 'remote')).toEqual({ 'said:0:0': ['remote'] });
    expect(marked(store.db, '1', '  ', true)).toEqual({});
  });

  it('a phrase over two sentences of one speaker: one hit at the first, marks in both', () => {
    said(['s1', 'We sell a remote.'], ['s1', 'Control is the best part of a remote.'], ['s2', 'Control!']);
    expect(spoken('"remote control"')).toEqual([[0, 0, 0]]);
    expect(marked(store.db, '1', '"remote control"')).toEqual({
      'said:0:0': ['remote'],
      'said:0:1': ['Control'],
    });
    expect(spoken('"a remote control is"')).toEqual([[0, 0, 0]]);
    expect(marked(store.db, '1', '"a remote control is"')).toEqual({
      'said:0:0': ['a remote'],
      'said:0:1': ['Control is'],
    });
    expect(spoken('"part of a remote control"')).toEqual([]);
  });

  it('a phrase over three sentences, one of them a word', () => {
    said(['s1', 'So we agreed. '], ['s1', '“Fully!”'], ['s1', '… then left.']);
    expect(marked(store.db, '1', '"agreed fully then"')).toEqual({
      'said:0:0': ['agreed'],
      'said:0:1': ['Fully'],
      'said:0:2': ['then'],
    });
  });

  it('words near each other over two sentences, as often as the index says', () => {
    said(['s1', 'The price was discussed.'], ['s1', 'One budget is left.'], ['s2', 'A budget.']);
    expect(spoken('NEAR(price budget, 3)')).toEqual([[0, 0, 0]]);
    expect(spoken('NEAR(budget price, 3)')).toEqual([[0, 0, 0]]);
    expect(spoken('NEAR(price budget, 2)')).toEqual([]);
    expect(spoken('NEAR(left budget, 9)')).toEqual([[0, 1, 1]]);
  });

  it('all texts of the page, by their places', () => {
    const record = sampleCall('1', {
      metaData: { id: '1', title: 'Walnuts', started: '2024-03-01T10:00:00Z', duration: 600 },
      content: {
        brief: 'Walnuts. Then walnuts.',
        keyPoints: [{ text: 'Dear' }, { text: 'More walnuts' }],
        outline: [
          { section: 'Walnuts', startTime: 10, items: [{ text: 'Oil of walnuts' }] },
          { section: 'Rest', items: [{ text: 'Bread' }, { text: 'walnuts' }] },
        ],
        highlights: [{ title: 'Walnuts', items: [{ text: 'Buy walnuts', startTimes: [5] }] }],
        pointsOfInterest: ['walnuts'],
      },
      collaboration: { publicComments: [{ id: 'c', comment: 'See @[Walnuts Inc](7): walnuts' }] },
    });
    ingestCalls(store.db, [record], { atMs });
    const { note } = addNote(
      store.db,
      '1',
      { kind: 'highlight', startSec: 1, endSec: 2, text: 'my walnuts', quote: 'said walnuts' },
      atMs,
    );
    expect(marked(store.db, '1', 'walnuts')).toEqual({
      title: ['Walnuts'],
      brief: ['Walnuts', 'walnuts'],
      'keyPoint:1': ['walnuts'],
      'outline:0': ['Walnuts'],
      'outline:0:0': ['walnuts'],
      'outline:1:1': ['walnuts'],
      'highlight:0': ['Walnuts'],
      'highlight:0:0': ['walnuts'],
      'point:0': ['walnuts'],
      'comment:0': ['Walnuts', 'walnuts'],
      [`note:${note.id}`]: ['walnuts'],
      [`quote:${note.id}`]: ['walnuts'],
    });
    const kinds = (q: string) =>
      findInCall(store.db, { id: '1', q, typing: false }).hits.map(({ kind }) => kind);
    expect(kinds('title:walnuts')).toEqual(['title']);
    expect(kinds('ada')).toEqual(['people']);
    expect(kinds('"bread walnuts"')).toEqual(['outline']);
  });

  it('gives ranges that are in order, inside their text, and words that were asked for', () => {
    const letters = fc.constantFrom(...'abAcée"\'.-#+ 料金のﾘモ한דת״ाกข้ ');
    const texts = fc.string({ unit: letters, maxLength: 24 });
    fc.assert(
      fc.property(
        fc.array(texts, { minLength: 1, maxLength: 3 }),
        texts,
        fc.boolean(),
        (lines, q, typing) => {
          const lists = lines.map((text) => ['s1', text.replaceAll('\0', ' ')] as const);
          said(...lists);
          const { root: _, terms } = planQuery(q, true);
          const { marks, hits } = findInCall(store.db, { id: '1', q, typing });
          for (const [place, ranges] of Object.entries(marks)) {
            if (!place.startsWith('said')) continue;
            const text = lists[Number(place.split(':')[2])]?.[1] ?? '';
            let end = 0;
            for (const [from, to] of ranges as TextRange[]) {
              expect(from).toBeGreaterThanOrEqual(end);
              expect(to).toBeGreaterThan(from);
              end = to;
              const words = wordsOf(text.slice(from, to));
              expect(words.length).toBeGreaterThan(0);
              for (const word of words)
                expect(terms.some((term) => isWordOf(term, word) || isOneOf(term, word))).toBe(true);
            }
            expect(end).toBeLessThanOrEqual(text.length);
          }
          if (hits.length > 0 && hits.every(({ kind }) => kind === 'said'))
            expect(Object.keys(marks).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('over the sample', () => {
  let store: Awaited<ReturnType<typeof buildStore>>;
  beforeAll(async () => {
    store = await buildStore();
  });
  afterAll(() => store.close());

  it('a call that the list finds has a hit, for words and phrases drawn from calls', () => {
    const columns = openColumns(store.db);
    const where = { tz: 'UTC', weekStart: 1 as const };
    const found = (q: string) =>
      search(
        store.db,
        columns,
        { q, sort: 'newest', offset: 0, limit: 200, facets: false, typing: false, recency: 0, ...where },
        atMs,
      ).hits.map(({ id }) => id);
    const passages = store.db
      .prepare('SELECT text FROM passage WHERE length(text) > 40 ORDER BY id')
      .pluck()
      .all() as string[];
    let seed = 7;
    const draw = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let nth = 0; nth < 200; nth++) {
      const words = wordsOf(passages[draw(passages.length)] as string);
      const at = draw(words.length);
      const some = words.slice(at, at + 1 + (nth % 4));
      const row = some.join(' ');
      const q = nth % 4 === 0 ? row : nth % 8 === 1 && some.length > 1 ? `NEAR(${row}, 3)` : `"${row}"`;
      const ids = found(q);
      expect(ids.length, q).toBeGreaterThan(0);
      // Of common words a few calls say enough: others with each word.
      for (const id of ids.filter((_, at) => (at + nth) % Math.ceil(ids.length / 3) === 0)) {
        const { hits } = findInCall(store.db, { id, q, typing: false });
        expect(hits.length, `${q} in ${id}`).toBeGreaterThan(0);
      }
    }
  });
});
