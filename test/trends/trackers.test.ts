import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { stepEdit } from '../../db/personal/journal.ts';
import { overlapReport } from '../../db/reports/overlap.ts';
import { evidencePage } from '../../db/reports/parts/evidence.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import { countOf } from '../../db/search/match.ts';
import { facet, matchCalls } from '../../db/search/search.ts';
import { rulesOf, stemOf } from '../../db/text/forms.ts';
import { stepTrackers } from '../../db/trackers/compute.ts';
import { trackerFromQuery } from '../../db/trackers/from-query.ts';
import { markHit, precisionOf } from '../../db/trackers/marks.ts';
import { previewTracker } from '../../db/trackers/preview.ts';
import {
  editTables,
  myTrackers,
  removeTracker,
  saveTracker,
  trackerVersions,
} from '../../db/trackers/store.ts';
import type { Edit } from '../../electron/contract/edits.ts';
import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { sampleCall, sampleMonologues, thrown, useStore } from '../db/support.ts';
import { random } from './corpus.ts';
import { trackerConditions } from './definitions.ts';

const now = Date.parse('2024-06-01T00:00:00Z');
const where = { tz: 'UTC', weekStart: 1, now } as const;

const definition = (
  phrases: readonly string[],
  over: Partial<TrackerDefinition> = {},
): TrackerDefinition => ({
  languages: [{ language: null, phrases: [...phrases], relatedForms: false }],
  saidBy: 'anyone',
  onlyQuestions: false,
  saidAt: null,
  ...over,
});

/** Works until there is nothing left to do. */
function settle(db: Parameters<typeof stepTrackers>[0]): void {
  for (let step = 0; step < 10_000; step++) if (!stepTrackers(db, 1).more) return;
  throw new Error('the trackers never settle');
}

/** Words as they are spoken here: everything that may go wrong is in them. */
const vocabulary = [
  'price',
  'prices',
  'pricing',
  'Price',
  'point',
  'too',
  'expensive',
  'budget',
  'Größe',
  '价格',
  "it's",
  'né',
  'x1',
];
interface Line {
  readonly speaker: 's1' | 's2' | null;
  readonly startMs: number;
  readonly text: string;
}

function lines(seed: number): Line[] {
  const rnd = random(seed);
  let clock = 0;
  let speaker: Line['speaker'] = null;
  return Array.from({ length: 12 }, () => {
    clock += 1000 + rnd.below(90_000);
    if (rnd.chance(0.5)) speaker = rnd.pick(['s1', 's2', null] as const);
    const words = Array.from({ length: 1 + rnd.below(6) }, () => rnd.pick(vocabulary));
    return {
      speaker,
      startMs: clock,
      text: `${words.join(rnd.pick([' ', ', ', ' - ']))}${rnd.pick(['.', '?', ' ?', '!', '?"'])}`,
    };
  });
}

const fold = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
/** Words by another way than the product's: every character that is no letter or digit parts them, Chinese ones too. */
const wordsOf = (text: string) =>
  fold(text)
    .replace(/\p{Script=Han}/gu, ' $& ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** What a definition should find in a call, from its lines alone. */
function wanted(
  said: readonly Line[],
  of: TrackerDefinition,
  durationSec: number,
  language: string,
): string[] {
  const sides = { s1: 'company', s2: 'customer' } as const;
  return said.flatMap((line) => {
    const side = line.speaker ? sides[line.speaker] : 'unknown';
    if (of.saidBy !== 'anyone' && side !== of.saidBy) return [];
    if (of.onlyQuestions && !/\?"?$/.test(line.text)) return [];
    if (of.saidAt) {
      const length =
        of.saidAt.unit === 'minutes' ? of.saidAt.amount * 60 : (durationSec * of.saidAt.amount) / 100;
      const at = line.startMs / 1000;
      if (of.saidAt.part === 'first' ? at >= length : at < durationSec - length) return [];
    }
    const words = wordsOf(line.text);
    const phrases = new Map<string, string>();
    for (const group of of.languages)
      if (group.language === null || group.language === language)
        for (const phrase of group.phrases)
          if (!phrases.has(wordsOf(phrase).join(' '))) phrases.set(wordsOf(phrase).join(' '), phrase);
    return [...phrases].flatMap(([key, phrase]) => {
      const list = key.split(' ');
      const hit = words.some((_, at) => list.every((word, index) => words[at + index] === word));
      return hit ? [`${line.startMs}|${side}|${phrase}`] : [];
    });
  });
}

describe('my trackers', () => {
  const store = useStore();

  const fill = (calls: number, seed = 1) => {
    const said = new Map<string, Line[]>();
    const records = Array.from({ length: calls }, (_, at) => {
      const id = String(500 + at);
      said.set(id, lines(seed * 1000 + at));
      return sampleCall(id, {
        metaData: {
          id,
          title: `Call ${id}`,
          started: new Date(Date.UTC(2024, 0, 1 + at)).toISOString(),
          duration: 600,
          language: at % 3 === 0 ? 'ger' : 'eng',
          primaryUserId: '7',
        },
      });
    });
    ingestCalls(store.db, records, { atMs: 1, privateCalls: 'show' });
    ingestTranscripts(
      store.db,
      [...said].map(([id, list]) =>
        sampleMonologues(
          id,
          list.map((line) => [line.speaker, line.startMs, line.text]),
        ),
      ),
      { atMs: 1 },
    );
    return said;
  };
  const language = (id: string) => ((Number(id) - 500) % 3 === 0 ? 'ger' : 'eng');
  const hitsOf = (key: string) => {
    const columns = openColumns(store.db);
    const page = evidencePage(store.db, columns, {
      ...where,
      q: '',
      series: { kind: 'tracker', key },
      filter: {},
      order: 'oldest',
      offset: 0,
      limit: 100_000,
    });
    return page.items.map((item) => `${item.callId}|${item.startMs}|${item.side}|${item.phrase}`).sort();
  };

  it('find exactly what their definition says, whatever it says', () => {
    const said = fill(30);
    const phrases = fc.uniqueArray(
      fc.constantFrom(
        'price',
        'PRICE point',
        'too expensive',
        'budget',
        'grosse',
        '价格',
        'it s',
        'price price',
        'x1',
        'né',
      ),
      { minLength: 1, maxLength: 4 },
    );
    const definitions = fc.record({
      languages: fc.array(
        fc.record({
          language: fc.constantFrom(null, 'eng', 'ger'),
          phrases,
          relatedForms: fc.constant(false),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      ...trackerConditions,
    });
    let id: number | undefined;
    fc.assert(
      fc.property(definitions, (of) => {
        const { tracker } = saveTracker(store.db, { id, name: 'Mine', definition: of }, now);
        ({ id } = tracker);
        settle(store.db);
        const want = [...said].flatMap(([callId, list]) =>
          wanted(list, of, 600, language(callId)).map((hit) => `${callId}|${hit}`),
        );
        expect(hitsOf(tracker.key)).toEqual(want.sort());
        const preview = previewTracker(store.db, of, Number.POSITIVE_INFINITY);
        expect([preview.mentions, preview.complete]).toEqual([want.length, true]);
        const [mine] = myTrackers(store.db);
        expect([mine?.mentions, mine?.ready]).toEqual([want.length, true]);
      }),
      { numRuns: 60 },
    );
  });

  it('know related forms, in the language of the call', () => {
    const forms = (word: string, lang = 'eng') => stemOf(word, rulesOf(lang));
    for (const family of [
      ['price', 'prices', 'priced', 'pricing'],
      ['plan', 'plans', 'planned', 'planning'],
      ['try', 'tries', 'tried', 'trying'],
      ['sell', 'sells', 'sold', 'selling'],
      ['box', 'boxes'],
      ['company', 'companies'],
      ['use', 'uses', 'used', 'using'],
    ])
      expect(new Set(family.map((word) => forms(word))).size, family.join()).toBe(1);
    for (const [a, b] of [
      ['price', 'prize'],
      ['need', 'nee'],
      ['king', 'k'],
      ['business', 'busy'],
      ['thing', 'the'],
    ] as const)
      expect(forms(a)).not.toBe(forms(b));
    expect(forms('preise', 'ger')).toBe(forms('preisen', 'ger'));
    const said = fill(20, 7);
    const of: TrackerDefinition = {
      ...definition([]),
      languages: [{ language: null, phrases: ['price point', 'budgets'], relatedForms: true }],
    };
    const { tracker } = saveTracker(store.db, { name: 'Forms', definition: of }, now);
    settle(store.db);
    const english = new Set([...said.keys()].filter((id) => language(id) === 'eng'));
    const found = hitsOf(tracker.key).filter((hit) => english.has(hit.split('|')[0] ?? ''));
    const expected = [...said]
      .filter(([id]) => english.has(id))
      .flatMap(([id, list]) =>
        list.flatMap((line) => {
          const words = wordsOf(line.text);
          const price = words.some(
            (word, at) => /^pric(e|es|ing|ed)$/.test(word) && words[at + 1] === 'point',
          );
          const side = line.speaker === 's1' ? 'company' : line.speaker === 's2' ? 'customer' : 'unknown';
          return [
            ...(price ? [`${id}|${line.startMs}|${side}|price point`] : []),
            ...(words.includes('budget') ? [`${id}|${line.startMs}|${side}|budgets`] : []),
          ];
        }),
      );
    expect(found).toEqual(expected.sort());
    expect(found.length).toBeGreaterThan(3);
  });

  it('follow every change of the store: new calls, other transcripts, a length, calls that are gone', () => {
    const said = fill(12);
    const of = definition(['price', 'budget'], { saidAt: { part: 'last', amount: 50, unit: 'percent' } });
    const { tracker } = saveTracker(store.db, { name: 'Mine', definition: of }, now);
    settle(store.db);
    const rnd = random(3);
    const durations = new Map([...said.keys()].map((id) => [id, 600]));
    for (let round = 0; round < 15; round++) {
      const id = String(500 + rnd.below(16));
      if (rnd.chance(0.5) || !said.has(id)) {
        durations.set(id, 300 + rnd.below(900));
        ingestCalls(
          store.db,
          [
            sampleCall(id, {
              metaData: {
                id,
                title: id,
                started: new Date(Date.UTC(2024, 0, Number(id) - 499)).toISOString(),
                duration: durations.get(id),
                language: language(id),
              },
            }),
          ],
          { atMs: round + 2, privateCalls: 'show' },
        );
      }
      said.set(id, lines(9000 + round));
      ingestTranscripts(
        store.db,
        [
          sampleMonologues(
            id,
            (said.get(id) ?? []).map((line) => [line.speaker, line.startMs, line.text]),
          ),
        ],
        { atMs: round + 2 },
      );
      if (rnd.chance(0.3)) stepTrackers(store.db, 0);
    }
    settle(store.db);
    const want = [...said].flatMap(([callId, list]) =>
      wanted(list, of, durations.get(callId) ?? 600, language(callId)).map((hit) => `${callId}|${hit}`),
    );
    expect(hitsOf(tracker.key)).toEqual(want.sort());
  });

  it('count in queries, facets and reports as Gong’s do, at once and after each change', () => {
    const said = fill(20);
    const columns = openColumns(store.db);
    const { tracker } = saveTracker(
      store.db,
      { name: 'My “budget”', definition: definition(['budget']) },
      now,
    );
    settle(store.db);
    const calls = [...said].filter(([, list]) => list.some((line) => wordsOf(line.text).includes('budget')));
    const count = (q: string) => countOf(matchCalls(store.db, columns, q, where).mask);
    expect(count('tracker:"My “budget”"')).toBe(0);
    expect(count('tracker:"My \\“budget\\”"')).toBe(calls.length);
    expect(count('tracker:budget')).toBe(calls.length);
    expect(count('-tracker:budget')).toBe(20 - calls.length);
    const values = facet(store.db, columns, {
      ...where,
      q: '',
      field: 'tracker',
      contains: '',
      limit: 10,
    }).values;
    expect(values).toContainEqual({
      key: 'My “budget”',
      label: 'My “budget”',
      count: calls.length,
      state: 'off',
    });
    const report = pointsReport(store.db, columns, {
      ...where,
      q: '',
      series: [{ kind: 'tracker', key: tracker.key }],
      bucket: 'week',
      compare: null,
    });
    expect(report.series[0]?.total.mentioning).toBe(calls.length);
    for (const point of report.series[0]?.points ?? []) expect(count(point.q)).toBe(point.mentioning);
    expect(report.series[0]?.definition).toContain('version 1');
    saveTracker(store.db, { id: tracker.id, name: 'Euros', definition: definition(['budget']) }, now);
    expect(count('tracker:"Euros"')).toBe(calls.length);
    removeTracker(store.db, tracker.id, now);
    expect(count('tracker:"Euros"')).toBe(0);
  });

  it('keep every version; a change, a renaming and a removal can be taken back and done again', () => {
    const undo = ({ id }: Edit, atMs: number) => stepEdit(store.db, 'undo', id ?? 0, atMs, editTables);
    fill(10);
    const first = saveTracker(store.db, { name: 'One', definition: definition(['budget']) }, 1);
    settle(store.db);
    const { id } = first.tracker;
    const before = hitsOf(first.tracker.key);
    const second = saveTracker(store.db, { id, name: 'Two', definition: definition(['price', 'too']) }, 2);
    expect(second.tracker).toMatchObject({ version: 2, ready: false });
    settle(store.db);
    expect(hitsOf(first.tracker.key)).not.toEqual(before);
    undo(second.edit, 3);
    settle(store.db);
    expect(myTrackers(store.db)).toMatchObject([{ name: 'One', version: 3 }]);
    expect(hitsOf(first.tracker.key)).toEqual(before);
    const removed = removeTracker(store.db, id, 4);
    expect(myTrackers(store.db)).toEqual([]);
    settle(store.db);
    undo(removed.edit, 5);
    expect(myTrackers(store.db)).toMatchObject([{ name: 'One', ready: false }]);
    settle(store.db);
    expect(hitsOf(first.tracker.key)).toEqual(before);
    undo(first.edit, 6);
    expect(myTrackers(store.db)).toEqual([]);
    const versions = trackerVersions(store.db, id);
    expect(versions.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
    expect(versions[2]?.summary).toContain('added “price”, “too”');
    // A renaming keeps the hits.
    const other = saveTracker(store.db, { name: 'Other', definition: definition(['price']) }, 7);
    settle(store.db);
    const renamed = saveTracker(
      store.db,
      { id: other.tracker.id, name: 'Renamed', definition: definition(['price']) },
      8,
    );
    expect(renamed.tracker.ready).toBe(true);
  });

  it('refuse a name that a query could not tell apart, and a tracker without a word', () => {
    ingestCalls(
      store.db,
      [sampleCall('1', { content: { trackers: [{ id: '9', name: 'Größe', type: 'KEYWORD', count: 1 }] } })],
      { atMs: 1, privateCalls: 'show' },
    );
    const save = (name: string, phrases: readonly string[]) =>
      thrown(() => saveTracker(store.db, { name, definition: definition(phrases) }, 1)).code;
    expect(save('größe', ['x'])).toBe('trackers/name-taken');
    expect(save('New', ['…', '—'])).toBe('trackers/no-phrases');
    saveTracker(store.db, { name: 'New', definition: definition(['x']) }, 1);
    expect(save('NEW', ['y'])).toBe('trackers/name-taken');
    expect(thrown(() => removeTracker(store.db, 99, 1)).code).toBe('trackers/not-found');
  });

  it('precision counts the marks of hits that are still there', () => {
    fill(10);
    const { tracker } = saveTracker(
      store.db,
      { name: 'One', definition: definition(['budget', 'price']) },
      1,
    );
    settle(store.db);
    const hits = hitsOf(tracker.key).map((hit) => hit.split('|'));
    const mark = (at: number, verdict: 'right' | 'wrong' | null) =>
      markHit(
        store.db,
        { key: tracker.key, callId: hits[at]?.[0] ?? '', startMs: Number(hits[at]?.[1]), verdict },
        1,
      );
    expect(mark(0, 'right')).toMatchObject({ precision: { right: 1, wrong: 0, share: 1 } });
    expect(mark(0, 'wrong')).toMatchObject({ precision: { right: 0, wrong: 1 } });
    saveTracker(store.db, { id: tracker.id, name: 'One', definition: definition(['unicorn']) }, 2);
    settle(store.db);
    expect(precisionOf(store.db, tracker.key)).toMatchObject({ right: 0, wrong: 0, share: null });
    expect(mark(0, null).edit.id).not.toBeNull();
    expect(mark(0, null).edit.id).toBeNull();
  });

  it('overlap with one of Gong’s only over calls with a transcript, each set found by its query', () => {
    const said = fill(12);
    const quiet = Array.from({ length: 5 }, (_, at) => String(900 + at));
    ingestCalls(
      store.db,
      [...said.keys(), ...quiet].map((id, at) =>
        sampleCall(id, {
          content: {
            trackers: [{ id: '9', name: 'Money', type: 'KEYWORD', count: at % 2, occurrences: [] }],
          },
        }),
      ),
      { atMs: 2, privateCalls: 'show' },
    );
    const { tracker } = saveTracker(store.db, { name: 'Mine', definition: definition(['budget']) }, 3);
    settle(store.db);
    const columns = openColumns(store.db);
    const overlap = overlapReport(store.db, columns, { ...where, q: '', a: tracker.key, b: 'gong:9' });
    const sets = [overlap.both, overlap.onlyA, overlap.onlyB, overlap.neither];
    expect(sets.reduce((sum, set) => sum + set.calls, 0)).toBe(12);
    for (const set of sets) expect(countOf(matchCalls(store.db, columns, set.q, where).mask)).toBe(set.calls);
  });

  it('start from the words of a query, and say what they cannot keep', () => {
    const draft = trackerFromQuery(
      'pricing "too expensive" said:budget rep:"Ada" title:x after:2024-01 -demo lang:eng',
    );
    expect(draft.definition.languages).toEqual([
      { language: 'eng', phrases: ['pricing', 'too expensive', 'budget'], relatedForms: true },
    ]);
    expect(draft.leftOut.length).toBeGreaterThanOrEqual(4);
    expect(draft.name).toBe('pricing, too expensive, budget');
  });
});
