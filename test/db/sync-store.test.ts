import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChanges } from '../../db/calls/call-history.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { diffRecords, summarise } from '../../db/calls/ingest/diff.ts';
import { mergeRecord } from '../../db/calls/ingest/merge.ts';
import { openProblems } from '../../db/calls/ingest/problems.ts';
import { everything } from '../../db/calls/ingest/selector.ts';
import { changedSince, readGeneration } from '../../db/store/generation.ts';
import { parseTime } from '../../db/store/time.ts';
import { findSuspects, findWitnesses, type ListedCalls, recordAnswer } from '../../db/sync/absence.ts';
import { applyVisibility, purgeAfterMs } from '../../db/sync/gone.ts';
import { runSummary } from '../../db/sync/run-summary.ts';
import {
  callsWithoutTranscript,
  commitPage,
  commitTranscripts,
  countSeen,
  finishRun,
  readCheckpoint,
  startRun,
} from '../../db/sync/sync.ts';
import { readRuns } from '../../db/sync/sync-log.ts';
import type { CallRecord } from '../../electron/gong/schema/call.ts';
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
    const page = { records: [null as never], rejected: [bad], atMs: 1, requestId: 'abc' };
    expect(commitPage(store.db, page).problems).toBe(2);
    expect(commitPage(store.db, page).problems).toBe(0);
    expect(openProblems(store.db)).toHaveLength(2);
    commitPage(store.db, { records: [sampleCall('1')], atMs: 2 });
    expect(openProblems(store.db).map((problem) => problem.callId)).toEqual([null]);
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

it('counts for each list the calls of its stretch, whichever list held them first', () => {
  const at = (id: string, started: string) =>
    sampleCall(id, { metaData: { id, duration: 600, started, scheduled: started } });
  const [may, june] = [at('1', '2026-05-20T10:00:00Z'), at('2', '2026-06-20T10:00:00Z')];
  const page = (list: string, records: CallRecord[]) => commitPage(store.db, { records, atMs: 1, list });
  // A page of June's list holds a call of May, which comes in its own list later.
  page('june', [june, may]);
  page('may', [may]);
  const [a, b, c] = ['2026-05-01', '2026-06-01', '2026-07-01'].map((day) => Date.parse(day)) as [
    number,
    number,
    number,
  ];
  expect(countSeen(store.db, 'may', { fromMs: null, toMs: b })).toBe(1);
  expect(countSeen(store.db, 'may', { fromMs: a, toMs: b })).toBe(1);
  expect(countSeen(store.db, 'june', { fromMs: b, toMs: c })).toBe(1);
});

describe('calls that a list lacks', () => {
  const hour = 3_600_000;
  const everywhere: ListedCalls = {
    ranges: [{ fromMs: null, toMs: 1e15 }],
    workspaceId: null,
    primaryUserIds: [],
  };
  const suspects = (nowMs: number, policy: 'keep' | 'hide' | 'purge' = 'keep', calls = everywhere) =>
    findSuspects(store.db, calls, { plannedMs: nowMs, nowMs }, policy)
      .map((suspect) => suspect.gongId)
      .sort();
  const answer = (atMs: number, asked: string[], given: string[], policy: 'keep' | 'hide' | 'purge') =>
    recordAnswer(store.db, { asked, given, atMs, policy });
  const see = (...records: unknown[]) =>
    commitPage(store.db, { records: records as never, atMs: 2, list: 'w' });
  const nextPlan = () => store.db.exec('DELETE FROM seen');

  it.each(['keep', 'hide', 'purge'] as const)(
    'are gone (%s) when Gong does not give them twice, an hour apart, and come back',
    (policy) => {
      const runId = startRun(store.db, 1);
      commitPage(store.db, { records: [sampleCall('1'), sampleCall('2')], atMs: 1, runId });
      const rejected = [{ raw: {}, reason: 'odd', id: '2' }];
      commitPage(store.db, { records: [sampleCall('3')], rejected, atMs: 2, list: 'w', runId });
      const before = readGeneration(store.db);
      expect(suspects(10, policy)).toEqual(['1']);
      expect(answer(11, ['1'], [], policy)).toEqual({ gone: 0, removed: 0 });
      // Asked again in the same run or too soon, it stays as it is.
      expect(suspects(11 + hour - 1, policy)).toEqual([]);
      expect(answer(11 + hour - 1, ['1'], [], policy)).toEqual({ gone: 0, removed: 0 });
      expect(changedSince(store.db, before).rowids).toEqual([]);
      const later = 11 + hour;
      expect(suspects(later, policy)).toEqual(['1']);
      const end = { asked: ['1'], given: [], atMs: later, policy, runId };
      expect(recordAnswer(store.db, end)).toEqual({ gone: 1, removed: 0 });
      expect(ids()).toEqual(policy === 'hide' ? ['2', '3'] : ['1', '2', '3']);
      expect(changedSince(store.db, before).rowids).toHaveLength(1);
      expect(finishRun(store.db, runId, { atMs: later, outcome: 'done', requests: 2 })).toBe('3 new, 1 gone');
      expect(suspects(later + purgeAfterMs - 1, policy)).toEqual([]);
      const due = later + purgeAfterMs;
      expect(suspects(due, policy)).toEqual(policy === 'purge' ? ['1'] : []);
      if (policy === 'purge') {
        expect(answer(due, ['1'], [], policy)).toEqual({ gone: 0, removed: 1 });
        expect(ids()).toEqual(['2', '3']);
        expect(changedSince(store.db, before).purged).toHaveLength(1);
      }
      commitPage(store.db, { records: [sampleCall('1')], atMs: due + 1 });
      expect(ids()).toEqual(['1', '2', '3']);
      expect(store.db.prepare("SELECT gone_ms FROM call WHERE gong_id = '1'").pluck().get()).toBeNull();
    },
  );

  it('that Gong gives when asked are not asked for again for a day, and must be absent twice again', () => {
    commitPage(store.db, { records: [sampleCall('1')], atMs: 1 });
    answer(10, ['1'], [], 'keep');
    answer(10 + hour, ['1'], ['1'], 'keep');
    expect(suspects(10 + 2 * hour)).toEqual([]);
    expect(suspects(10 + 26 * hour)).toEqual(['1']);
    expect(answer(10 + 26 * hour, ['1'], [], 'keep').gone).toBe(0);
  });

  it('are forgotten as suspects once a list holds them', () => {
    commitPage(store.db, { records: [sampleCall('1')], atMs: 1 });
    answer(10, ['1'], [], 'keep');
    see(sampleCall('1'));
    expect(suspects(10 + hour)).toEqual([]);
    nextPlan();
    expect(suspects(10 + 2 * hour)).toEqual(['1']);
    expect(answer(10 + 2 * hour, ['1'], [], 'keep').gone).toBe(0);
  });

  it('that were marked by lists alone, before Gong was asked, are asked for again and never removed unasked', () => {
    commitPage(store.db, { records: [sampleCall('1'), sampleCall('2')], atMs: 1 });
    store.db.exec(
      'UPDATE call SET gone_ms = 5; INSERT INTO absence (gong_id, asked_ms) SELECT gong_id, 0 FROM call',
    );
    const now = 5 + 2 * purgeAfterMs;
    expect(suspects(now, 'purge')).toEqual(['1', '2']);
    commitPage(store.db, { records: [sampleCall('2')], atMs: now });
    expect(answer(now, ['1', '2'], ['2'], 'purge')).toEqual({ gone: 0, removed: 0 });
    expect(store.db.prepare('SELECT gong_id FROM call WHERE gone_ms IS NOT NULL').pluck().all()).toEqual([
      '1',
    ]);
    expect(suspects(now + hour, 'purge')).toEqual(['1']);
    expect(answer(now + hour, ['1'], [], 'purge')).toEqual({ gone: 0, removed: 0 });
    // What was marked before 'purge' was chosen waits as long from then on.
    expect(suspects(now + 2 * hour, 'purge')).toEqual([]);
    const due = now + purgeAfterMs;
    expect(suspects(due, 'purge')).toContain('1');
    expect(answer(due, ['1'], [], 'purge')).toEqual({ gone: 0, removed: 1 });
  });

  it('outside of what was read, of other workspaces and of other hosts are no suspects', () => {
    commitPage(store.db, { records: [sampleCall('1')], atMs: 1 });
    const day = Date.UTC(2024, 2, 1);
    for (const other of [
      { ...everywhere, ranges: [{ fromMs: day + 86_400_000, toMs: 1e15 }] },
      { ...everywhere, ranges: [{ fromMs: null, toMs: day }] },
      { ...everywhere, workspaceId: 'other' },
      { ...everywhere, primaryUserIds: ['8'] },
    ]) {
      expect(suspects(9, 'purge', other)).toEqual([]);
    }
  });

  it('are asked for beside calls of the same workspace that were seen or lie elsewhere', () => {
    const call = (id: string, workspaceId: string, started: string) =>
      sampleCall(id, {
        metaData: { ...(sampleCall(id)['metaData'] as object), workspaceId, started },
      });
    const records = [
      call('1', 'a', '2024-03-05T10:00:00Z'),
      call('2', 'a', '2024-03-06T10:00:00Z'),
      call('3', 'b', '2024-03-07T10:00:00Z'),
      call('4', 'c', '2024-03-08T10:00:00Z'),
      call('5', 'c', '2024-03-09T10:00:00Z'),
    ];
    commitPage(store.db, { records, atMs: 1 });
    see(records[1]);
    const of = (...gongIds: string[]) => gongIds.map((gongId) => ({ gongId, workspaceId: null }));
    expect(findWitnesses(store.db, 'a', of('1'))).toEqual({ ids: ['2'], own: true });
    // None of its own: any that was seen will do.
    expect(findWitnesses(store.db, 'b', of('3'))).toMatchObject({
      ids: expect.arrayContaining(['2']),
      own: false,
    });
    expect(findWitnesses(store.db, 'c', of('5'))).toEqual({ ids: ['4'], own: true });
    expect(findWitnesses(store.db, 'c', of('4', '5')).own).toBe(false);
  });
});

it('switches hide and show private and gone calls at once', () => {
  const meta = { ...(sampleCall('1')['metaData'] as object), isPrivate: true };
  ingestCalls(store.db, [sampleCall('1', { metaData: meta }), sampleCall('2')], {
    atMs: 1,
    privateCalls: 'hide',
  });
  expect(ids()).toEqual(['2']);
  expect(applyVisibility(store.db, { privateCalls: true, gonePolicy: 'keep', atMs: 1 })).toBe(1);
  expect(ids()).toEqual(['1', '2']);
  applyVisibility(store.db, { privateCalls: false, gonePolicy: 'keep', atMs: 1 });
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
      fc.property(record as never, record as never, (before: CallRecord, after: CallRecord) => {
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
