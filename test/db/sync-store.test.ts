import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedSince, readGeneration } from '../../db/generation.ts';
import { applyVisibility } from '../../db/gone.ts';
import { ingestCalls } from '../../db/ingest/calls.ts';
import { diffRecords, summarise } from '../../db/ingest/diff.ts';
import { mergeRecord } from '../../db/ingest/merge.ts';
import { everything } from '../../db/ingest/selector.ts';
import { openProblemRecords } from '../../db/problems.ts';
import { readChanges } from '../../db/read/call-history.ts';
import { readRuns } from '../../db/read/sync-log.ts';
import { runSummary } from '../../db/run-summary.ts';
import {
  callsWithoutTranscript,
  commitPage,
  commitTranscripts,
  finishRun,
  finishSweep,
  readCheckpoint,
  startRun,
} from '../../db/sync.ts';
import { parseTime } from '../../db/time.ts';
import { sampleCall, sampleTranscript, thrown, useStore } from './support.ts';

const store = useStore();
const ids = () => store.db.prepare('SELECT gong_id FROM call WHERE hidden = 0 ORDER BY 1').pluck().all();

describe('a page', () => {
  it('commits with its checkpoint, or not at all', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    expect(() =>
      commitPage(store.db, {
        records: [sampleCall('1')],
        atMs: 1,
        checkpoint: { key: 'calls', value: circular },
      }),
    ).toThrow();
    expect(ids()).toEqual([]);
    commitPage(store.db, {
      records: [sampleCall('1')],
      atMs: 1,
      checkpoint: { key: 'calls', value: { page: 1 } },
    });
    expect([ids(), readCheckpoint(store.db, 'calls')]).toEqual([['1'], { page: 1 }]);
  });

  it('lists what could not be read once, and solves it when the record comes through', () => {
    const bad = { raw: { metaData: { id: '1', duration: 'long' } }, reason: 'duration', id: '1' };
    const page = { records: [null], rejected: [bad], atMs: 1, requestId: 'abc' };
    expect(commitPage(store.db, page).problems).toBe(2);
    expect(commitPage(store.db, page).problems).toBe(0);
    expect(openProblemRecords(store.db, 'record')).toHaveLength(2);
    commitPage(store.db, { records: [sampleCall('1')], atMs: 2 });
    expect(openProblemRecords(store.db, 'record').map((problem) => problem.callId)).toEqual([null]);
  });

  it('may hold a call twice: the later one counts', () => {
    const late = sampleCall('1', { content: { brief: 'later' } });
    expect(commitPage(store.db, { records: [sampleCall('1'), late, late], atMs: 1 })).toMatchObject({
      added: 1,
      changed: 1,
      unchanged: 1,
    });
    expect(store.db.prepare('SELECT brief FROM call_text').pluck().all()).toEqual(['later']);
  });
});

describe('a window that was read completely', () => {
  const sweep = { sweep: 'w', fromMs: null, toMs: null, atMs: 9 } as const;

  it.each(['keep', 'hide', 'purge'] as const)(
    'shows what is gone (%s), and a call that comes back',
    (policy) => {
      const runId = startRun(store.db, 1);
      commitPage(store.db, { records: [sampleCall('1'), sampleCall('2')], atMs: 1, runId });
      const rejected = [{ raw: {}, reason: 'odd', id: '2' }];
      commitPage(store.db, { records: [sampleCall('3')], rejected, atMs: 2, sweep: 'w', runId });
      const before = readGeneration(store.db);
      expect(finishSweep(store.db, { ...sweep, policy, runId }).gone).toEqual(['1']);
      expect(ids()).toEqual(policy === 'keep' ? ['1', '2', '3'] : ['2', '3']);
      const moved = changedSince(store.db, before);
      expect(policy === 'purge' ? moved.purged : moved.rowids).toHaveLength(1);
      expect(finishRun(store.db, runId, { atMs: 10, outcome: 'done', requests: 2 })).toBe('3 new, 1 gone');
      commitPage(store.db, { records: [sampleCall('1')], atMs: 11 });
      expect(ids()).toEqual(['1', '2', '3']);
      expect(store.db.prepare("SELECT gone_ms FROM call WHERE gong_id = '1'").pluck().get()).toBeNull();
    },
  );

  it('says nothing about calls outside of it', () => {
    commitPage(store.db, { records: [sampleCall('1')], atMs: 1 });
    const day = Date.UTC(2024, 2, 1);
    for (const other of [
      { ...sweep, fromMs: day + 86_400_000 },
      { ...sweep, toMs: day },
      { ...sweep, workspaceId: 'other' },
      { ...sweep, primaryUserIds: ['8'] },
    ]) {
      expect(finishSweep(store.db, { ...other, policy: 'purge' }).gone).toEqual([]);
    }
  });
});

it('switches hide and show private and gone calls at once', () => {
  const meta = { ...(sampleCall('1')['metaData'] as object), isPrivate: true };
  ingestCalls(store.db, [sampleCall('1', { metaData: meta }), sampleCall('2')], {
    atMs: 1,
    privateCalls: 'hide',
  });
  expect(ids()).toEqual(['2']);
  expect(applyVisibility(store.db, { privateCalls: true, gonePolicy: 'keep' })).toBe(1);
  expect(ids()).toEqual(['1', '2']);
  applyVisibility(store.db, { privateCalls: false, gonePolicy: 'keep' });
  expect(ids()).toEqual(['2']);
});

it('asks for each missing transcript once in a while, newest call first', () => {
  const later = { ...(sampleCall('2')['metaData'] as object), started: '2024-04-01T10:00:00Z' };
  commitPage(store.db, { records: [sampleCall('1'), sampleCall('2', { metaData: later })], atMs: 1 });
  expect(callsWithoutTranscript(store.db, { limit: 9, askedBeforeMs: 5 })).toEqual(['2', '1']);
  commitTranscripts(store.db, {
    records: [sampleTranscript('2', [['s1', 0, 'hello']])],
    asked: ['1', '2'],
    atMs: 10,
  });
  expect(callsWithoutTranscript(store.db, { limit: 9, askedBeforeMs: 10 })).toEqual([]);
  expect(callsWithoutTranscript(store.db, { limit: 9, askedBeforeMs: 11 })).toEqual(['1']);
});

it('a run that a crash left open is interrupted', () => {
  startRun(store.db, 1);
  startRun(store.db, 2);
  expect(readRuns(store.db).map((run) => run.outcome)).toEqual(['running', 'interrupted']);
});

describe('a narrower sync', () => {
  it('keeps what it did not ask for and takes away what it did', () => {
    const wide = sampleCall('1', {
      context: [
        {
          system: 'Salesforce',
          objects: [{ objectType: 'Account', objectId: 'a', fields: [{ name: 'Name', value: 'Acme' }] }],
        },
      ],
      content: {
        brief: 'b',
        outline: [{ section: 's' }],
        trackers: [{ id: 't', name: 'T', count: 1, occurrences: [{ startTime: 1, speakerId: 's1' }] }],
      },
    });
    const narrow = { metaData: wide['metaData'], content: { trackers: [{ id: 't', name: 'T', count: 2 }] } };
    const merged = mergeRecord(wide, narrow, {
      context: 'None',
      exposedFields: { content: { trackers: true, outline: true } },
    });
    expect(merged).toEqual({
      ...wide,
      content: {
        brief: 'b',
        trackers: [{ id: 't', name: 'T', count: 2, occurrences: [{ startTime: 1, speakerId: 's1' }] }],
      },
    });
  });

  it('with the context of one timing keeps the other', () => {
    const object = (timing: string, value: string) => ({
      objectType: 'Opportunity',
      objectId: 'o',
      timing,
      fields: [{ name: 'StageName', value }],
    });
    const at = (...objects: unknown[]) => ({ context: [{ system: 'Salesforce', objects }] });
    const merged = mergeRecord(
      at(object('Now', 'Old'), object('TimeOfCall', 'First')),
      at(object('Now', 'New')),
      {
        context: 'Extended',
        contextTiming: ['Now'],
      },
    );
    expect(merged).toEqual(at(object('Now', 'New'), object('TimeOfCall', 'First')));
  });

  it('asking for everything gives exactly what came', () => {
    expect(mergeRecord(sampleCall('1'), { metaData: { id: '1' } }, everything)).toEqual({
      metaData: { id: '1' },
    });
  });
});

describe('the change log', () => {
  it('tells in words what changed', () => {
    const context = (stage: string) => [
      {
        system: 'Salesforce',
        objects: [
          { objectType: 'Opportunity', objectId: 'o', fields: [{ name: 'StageName', value: stage }] },
        ],
      },
    ];
    const first = sampleCall('1', { context: context('Proposal') });
    const comments = [
      { id: 'a', comment: 'x' },
      { id: 'b', comment: 'y' },
    ];
    const second = sampleCall('1', {
      context: context('Negotiation'),
      content: { brief: 'Another brief', keyPoints: [{ text: 'Walnuts are dear.' }] },
      collaboration: { publicComments: comments },
    });
    ingestCalls(store.db, [first], { atMs: 1 });
    const { kinds } = ingestCalls(store.db, [second], { atMs: 2 });
    const changes = readChanges(store.db, '1');
    expect(changes.map((change) => change.summary)).toEqual([
      'brief rewritten, 2 new comments, stage Proposal → Negotiation',
    ]);
    expect(runSummary({ added: 12, changed: 1, gone: 3, transcripts: 0, kinds })).toBe(
      '12 new, 1 updated: CRM fields changed on 1, 1 brief rewritten, comments changed on 1, 3 gone',
    );
  });

  it('never leaves a difference without a word', () => {
    const value = fc.option(fc.oneof(fc.string(), fc.integer()));
    const record = fc.record({
      metaData: fc.record({ id: fc.constant('1'), title: value, purpose: value, custom: value }),
      content: fc.record({
        brief: fc.option(fc.string()),
        callOutcome: fc.option(fc.record({ name: value })),
      }),
    });
    fc.assert(
      fc.property(record, record, (before, after) => {
        const text = summarise(diffRecords(before, after));
        expect(text.length).toBeGreaterThan(0);
        expect(diffRecords(before, before)).toEqual([]);
      }),
    );
  });
});

it.each([
  ['2024-02-18T08:00:00Z', Date.UTC(2024, 1, 18, 8), 0],
  ['2024-02-18T02:30:00-07:00', Date.UTC(2024, 1, 18, 9, 30), -420],
  ['2023-10-17T21:21:31.816562+02:00', Date.UTC(2023, 9, 17, 19, 21, 31, 816), 120],
  ['2026-06-10T21:50:07.4+0530', Date.UTC(2026, 5, 10, 16, 20, 7, 400), 330],
  ['2024-02-18', Date.UTC(2024, 1, 18), 0],
  ['last Tuesday', null, null],
])('the time %s is %s at %s minutes', (text, ms, offset) => {
  expect(parseTime(text)).toEqual({ ms, offset, text });
});

it('an unknown call is refused by name', () => {
  expect(thrown(() => readChanges(store.db, 'nope')).code).toBe('call/not-found');
});
