import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { dashboards, pinChart, saveDashboard } from '../../db/personal/dashboards.ts';
import { stepEdit } from '../../db/personal/journal.ts';
import { addHistory, history, saveSearch } from '../../db/personal/saved.ts';
import { countOf } from '../../db/search/match.ts';
import { matchCalls } from '../../db/search/search.ts';
import { stepTrackers } from '../../db/trackers/compute.ts';
import { withTrackerRenamed } from '../../db/trackers/rename.ts';
import { editTables, saveTracker } from '../../db/trackers/store.ts';
import { parseQuery } from '../../electron/contract/query/parse.ts';
import { sampleCall, sampleTranscript, useStore } from '../db/support.ts';

describe('a query in which a tracker has another name', () => {
  const cases = [
    ['tracker:"Old name"', 'tracker:"New"'],
    ['tracker:"OLD NAME" price', 'tracker:"New" price'],
    [
      'price  tracker:"Old name"   -tracker:"old name" (a OR tracker:"Old name","X")',
      'price  tracker:"New"   -tracker:"New" (a OR tracker:"New","X")',
    ],
    ['tracker:"New","Old name"', 'tracker:"New"'],
    // Words that only look like the name, other attributes, parts of the name.
    [
      '"Old name" tag:"Old name" tracker:old tracker:"Old"',
      '"Old name" tag:"Old name" tracker:old tracker:"Old"',
    ],
    ['', ''],
    ['tracker:', 'tracker:'],
  ] as const;
  it.each(cases)('%s', (q, expected) => {
    expect(withTrackerRenamed(q, 'Old name', 'New')).toBe(expected);
  });

  it('keeps a bare value beside the new name, and gives it back', () => {
    const there = withTrackerRenamed('tracker:budget x', 'Budget', 'Money');
    expect(there).toBe('tracker:budget,"Money" x');
    expect(withTrackerRenamed(there, 'Money', 'Budget')).toBe('tracker:budget x');
    expect(withTrackerRenamed('tracker:budget', 'Budget', 'Our budget')).toBe('tracker:budget');
  });

  it('is the same query but for the name, there and back, whatever else it says', () => {
    const names = fc.constantFrom(
      'Old',
      'a "quoted" one',
      'Größe (x)',
      '价格',
      'O,P',
      'back\\slash',
      '“curly”',
    );
    const part = fc.oneof(
      fc.constantFrom(
        'price',
        '-x',
        '(a OR b)',
        'dur:>30m',
        '"a b"',
        'tracker:other',
        'after:2024',
        ')',
        '"',
        'tag:"Else"',
      ),
      names.map((name) => `tracker:"${name.replace(/[\\"“”]/g, (char) => `\\${char}`)}"`),
    );
    const shape = (q: string) =>
      JSON.stringify(parseQuery(q).root, (key, value) => (key === 'span' ? undefined : value));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), names, (parts, from) => {
        const q = parts.join(' ');
        const there = withTrackerRenamed(q, from, 'Zebra');
        const quoted = JSON.stringify(from.toLowerCase());
        expect(shape(there).toLowerCase()).toBe(
          shape(q)
            .toLowerCase()
            .replaceAll(`{"text":${quoted},"exact":true}`, '{"text":"zebra","exact":true}'),
        );
        expect(shape(withTrackerRenamed(there, 'Zebra', from))).toBe(shape(q));
      }),
      { numRuns: 500 },
    );
  });
});

describe('renaming a tracker of mine', () => {
  const store = useStore();
  const definition = (phrase: string) => ({
    languages: [{ language: null, phrases: [phrase], relatedForms: false }],
    saidBy: 'anyone' as const,
    onlyQuestions: false,
    saidAt: null,
  });
  const where = { tz: 'UTC', weekStart: 1, now: Date.parse('2024-06-01T00:00:00Z') } as const;
  const chart = {
    kind: 'trend',
    q: 'tracker:"Nuts" -x',
    series: [
      { kind: 'query', q: 'tracker:"Nuts"', name: 'Nuts' },
      { kind: 'tracker', key: 'mine:1' },
    ],
    bucket: 'week',
    compare: { kind: 'query', q: 'walnut tracker:"nuts"' },
  } as const;

  it('is followed by saved searches, charts and history, and by them again when it is taken back', () => {
    const db = store.db;
    ingestCalls(db, [sampleCall('1'), sampleCall('2')], { atMs: 1, privateCalls: 'show' });
    ingestTranscripts(db, [sampleTranscript('1', [['s1', 0, 'Walnuts please.']])], { atMs: 1 });
    const { tracker } = saveTracker(db, { name: 'Nuts', definition: definition('walnuts') }, 1);
    while (stepTrackers(db, 1).more);
    saveSearch(db, { name: 'mine', q: 'tracker:"Nuts"' }, 1);
    saveSearch(db, { name: 'other', q: 'nuts tag:"Nuts"' }, 1);
    addHistory(db, 'tracker:"Nuts" please', 5);
    addHistory(db, 'tracker:"Kernels" please', 3);
    const { dashboard } = saveDashboard(db, { name: 'D' }, 1);
    pinChart(db, { dashboardId: dashboard.id, title: 'Nuts', spec: chart as never }, 1);
    const columns = openColumns(db);
    const state = () => ({
      saved: db.prepare('SELECT q FROM saved_search ORDER BY id').pluck().all() as string[],
      asked: history(db).map(({ q, atMs }) => [q, atMs]),
      spec: dashboards(db)[0]?.charts[0]?.spec,
    });
    const found = () => countOf(matchCalls(db, columns, state().saved[0] as string, where).mask);
    const before = state();
    expect(found()).toBe(1);

    const { edit } = saveTracker(
      db,
      { id: tracker.id, name: 'Kernels', definition: definition('walnuts') },
      2,
    );
    expect(found()).toBe(1);
    const after = state();
    expect(after.saved).toEqual(['tracker:"Kernels"', 'nuts tag:"Nuts"']);
    // What was asked with either name is one question now.
    expect(after.asked).toEqual([['tracker:"Kernels" please', 5]]);
    expect(after.spec).toMatchObject({
      q: 'tracker:"Kernels" -x',
      series: [{ q: 'tracker:"Kernels"', name: 'Nuts' }, { key: 'mine:1' }],
      compare: { q: 'walnut tracker:"Kernels"' },
    });

    stepEdit(db, 'undo', edit.id ?? 0, 3, editTables);
    expect(found()).toBe(1);
    expect(state().saved).toEqual(before.saved);
    expect(state().spec).toMatchObject({ q: chart.q, series: [{ q: chart.series[0].q }, {}] });
    stepEdit(db, 'redo', edit.id ?? 0, 4, editTables);
    expect(state()).toEqual(after);
  });

  it('changes nothing when only the definition or the case changes', () => {
    const { tracker } = saveTracker(store.db, { name: 'Nuts', definition: definition('walnuts') }, 1);
    saveSearch(store.db, { name: 'mine', q: '  tracker:"Nuts" ' }, 1);
    saveTracker(store.db, { id: tracker.id, name: 'NUTS', definition: definition('pecans') }, 2);
    expect(store.db.prepare('SELECT q FROM saved_search').pluck().all()).toEqual(['  tracker:"Nuts" ']);
  });

  it('leaves the name to Gong’s tracker when it has come to have the same', () => {
    const { tracker } = saveTracker(store.db, { name: 'Nuts', definition: definition('walnuts') }, 1);
    ingestCalls(
      store.db,
      [sampleCall('1', { content: { trackers: [{ id: '9', name: 'nuts', type: 'KEYWORD', count: 1 }] } })],
      { atMs: 1, privateCalls: 'show' },
    );
    saveSearch(store.db, { name: 'gong', q: 'tracker:"Nuts"' }, 1);
    saveSearch(store.db, { name: 'mine', q: 'tracker:"Nuts (mine)"' }, 1);
    saveTracker(store.db, { id: tracker.id, name: 'Kernels', definition: definition('walnuts') }, 2);
    expect(store.db.prepare('SELECT q FROM saved_search ORDER BY id').pluck().all()).toEqual([
      'tracker:"Nuts"',
      'tracker:"Kernels"',
    ]);
  });
});
