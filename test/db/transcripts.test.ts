import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { readTranscript } from '../../db/calls/transcript.ts';
import { readGeneration } from '../../db/store/generation.ts';
import { callsWithoutTranscript, commitTranscripts, countWithoutTranscript } from '../../db/sync/sync.ts';
import { readProblems } from '../../db/sync/sync-log.ts';
import { readStoredTranscript } from '../../db/transcripts/monologues.ts';
import { wordsOf } from '../../electron/contract/words/cut.ts';
import type { TranscriptRecord } from '../../electron/gong/schema/transcript.ts';
import { passagesWith, sampleCall, sampleTranscript, useStore } from './support.ts';

const store = useStore();

/** Any UTF-16, lone surrogates, NUL and scripts without spaces included. */
const wild = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
    .map((units) => String.fromCharCode(...units)),
  fc.string({
    unit: fc.constantFrom('会', '議', 'カ', 'ー', 'ไ', '한', '\u200b', ' ', 'a', '\ue000'),
    maxLength: 12,
  }),
);
const plain = fc.array(
  fc.record({
    speakerId: fc.option(fc.constantFrom('s1', 's2', 's3')),
    topic: fc.option(fc.string({ maxLength: 8 })),
    sentences: fc.array(
      fc.record({ start: fc.integer({ min: -10, max: 2 ** 33 }), end: fc.nat(2 ** 33), text: wild }),
      { maxLength: 4 },
    ),
  }),
  { maxLength: 5 },
);
/** Shapes that are not documented: fields more or less, fractions, nulls. */
const odd = fc.array(
  fc.record(
    {
      speakerId: fc.option(wild),
      topic: fc.option(wild),
      mood: fc.string(),
      sentences: fc.option(
        fc.array(
          fc.record(
            { start: fc.option(fc.integer()), end: fc.constant(1.5), text: fc.option(wild) },
            { requiredKeys: [] },
          ),
          { maxLength: 3 },
        ),
      ),
    },
    { requiredKeys: [] },
  ),
  { maxLength: 4 },
);

describe('a transcript', () => {
  it('comes back exactly as Gong sent it, whatever is in it, before or after its call', () => {
    let n = 0;
    fc.assert(
      fc.property(fc.oneof(plain, odd), fc.boolean(), (transcript, callFirst) => {
        const id = String(++n);
        if (callFirst) ingestCalls(store.db, [sampleCall(id)], { atMs: 1 });
        const sent = JSON.parse(JSON.stringify(transcript)) as TranscriptRecord['transcript'];
        const summary = ingestTranscripts(store.db, [{ callId: id, transcript: sent }], { atMs: 2 });
        expect(summary.problems).toBe(0);
        if (!callFirst) ingestCalls(store.db, [sampleCall(id)], { atMs: 3 });
        expect(readStoredTranscript(store.db, id)).toEqual(sent);
        const again = readGeneration(store.db);
        expect(ingestTranscripts(store.db, [{ callId: id, transcript: sent }], { atMs: 4 }).unchanged).toBe(
          1,
        );
        expect(readGeneration(store.db)).toBe(again);
      }),
      { numRuns: 300 },
    );
  });

  it('that arrives before its call is searchable once the call is there', () => {
    ingestTranscripts(store.db, [sampleTranscript('1', [['s2', 0, 'hazelnuts']])], { atMs: 1 });
    expect(passagesWith(store.db, 'hazelnuts')).toBe(0);
    ingestCalls(store.db, [sampleCall('1')], { atMs: 2 });
    expect(passagesWith(store.db, 'hazelnuts')).toBe(1);
    expect(readTranscript(store.db, '1').speakers).toEqual([
      { speakerId: 's2', name: 'Bob Buyer', side: 'customer' },
    ]);
  });

  it('follows its participants when they change side', () => {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
    ingestTranscripts(store.db, [sampleTranscript('1', [['s2', 0, 'hazelnuts']])], { atMs: 1 });
    const [ada, bob] = sampleCall('1')['parties'] as Record<string, unknown>[];
    const moved = sampleCall('1', { parties: [ada, { ...bob, name: 'Bobby', affiliation: 'Internal' }] });
    ingestCalls(store.db, [moved], { atMs: 2 });
    const row = store.db.prepare('SELECT speaker, side FROM passage WHERE kind = 1').get();
    expect(row).toEqual({ speaker: 'Bobby', side: 1 });
  });

  it('that is corrected replaces the words it had', () => {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
    ingestTranscripts(
      store.db,
      [
        sampleTranscript('1', [
          ['s1', 0, 'hazelnuts'],
          ['s2', 5, 'yes'],
        ]),
      ],
      { atMs: 1 },
    );
    ingestTranscripts(store.db, [sampleTranscript('1', [['s1', 0, 'almonds']])], { atMs: 2 });
    expect([passagesWith(store.db, 'hazelnuts'), passagesWith(store.db, 'yes')]).toEqual([0, 0]);
    expect(passagesWith(store.db, 'almonds')).toBe(1);
  });

  it('of a private call that is only known to exist is refused, and one that becomes so is forgotten', () => {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1, privateCalls: 'drop' });
    ingestTranscripts(store.db, [sampleTranscript('1', [['s1', 0, 'hazelnuts']])], { atMs: 1 });
    const hidden = sampleCall('1');
    const meta = { ...hidden.metaData, isPrivate: true };
    ingestCalls(store.db, [{ ...hidden, metaData: meta }], { atMs: 2, privateCalls: 'drop' });
    expect(passagesWith(store.db, 'hazelnuts')).toBe(0);
    expect(readStoredTranscript(store.db, '1')).toBeNull();
    const refused = ingestTranscripts(store.db, [sampleTranscript('1', [['s1', 0, 'hazelnuts']])], {
      atMs: 3,
    });
    expect(refused.refused).toBe(1);
    expect(store.db.prepare('SELECT title, brief FROM call').get()).toEqual({ title: null, brief: null });
  });

  const lost = { callId: '1', transcript: 'lost' as never };
  it('that cannot be read is listed as a problem and does not stop the others', () => {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
    const page = [lost, null as never, sampleTranscript('1', [['s1', 0, 'hazelnuts']])];
    expect(ingestTranscripts(store.db, page, { atMs: 1 })).toMatchObject({ added: 1, problems: 2 });
  });

  it('that comes through after all solves its problem', () => {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
    ingestTranscripts(store.db, [lost], { atMs: 1 });
    const open = () => readProblems(store.db).filter((problem) => problem.resolvedMs === null);
    expect(open()).toMatchObject([{ kind: 'transcript', callId: '1' }]);
    ingestTranscripts(store.db, [sampleTranscript('1', [['s1', 0, 'hazelnuts']])], { atMs: 2 });
    expect(open()).toEqual([]);
  });

  it('that is not ready, or empty while its call is young, is asked for again; an old silent call is not', () => {
    const call = sampleCall('1');
    ingestCalls(store.db, [call], { atMs: 1 });
    expect(ingestTranscripts(store.db, [{ callId: '1', transcript: null }], { atMs: 1 })).toMatchObject({
      problems: 0,
      added: 0,
    });
    ingestTranscripts(store.db, [{ callId: '1', transcript: [] }], { atMs: 1 });
    const started = Date.parse((call['metaData'] as { started: string }).started);
    const day = 86_400_000;
    const wanted = (askedBeforeMs: number) =>
      callsWithoutTranscript(store.db, { limit: 10, askedBeforeMs }).length;
    expect([wanted(started + day), wanted(started + 10 * day)]).toEqual([1, 0]);
    expect(countWithoutTranscript(store.db, started + day)).toBe(1);
  });

  it('of a young call is looked at again a day later, of an old one not', () => {
    const call = sampleCall('1');
    const started = Date.parse((call['metaData'] as { started: string }).started);
    const hour = 3_600_000;
    ingestCalls(store.db, [call], { atMs: started });
    const at = started + 2 * hour;
    commitTranscripts(store.db, {
      records: [sampleTranscript('1', [['s1', 0, 'hazelnuts']])],
      asked: ['1'],
      atMs: at,
    });
    const wanted = (askedBeforeMs: number) => countWithoutTranscript(store.db, askedBeforeMs);
    expect([wanted(at + hour), wanted(at + 25 * hour), wanted(at + 200 * hour)]).toEqual([0, 1, 0]);
  });
});

describe('text in scripts without spaces', () => {
  it.each([
    ['我们讨论了会议安排', '会议'],
    ['リモコンの電池が切れた', '電池'],
    ['회의를 시작합니다', '회의'],
  ])('%s is found by %s', (text, word) => {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
    ingestTranscripts(store.db, [sampleTranscript('1', [['s1', 0, text]])], { atMs: 1 });
    const row = store.db.prepare('SELECT text FROM passage').pluck().get();
    expect(row).toBe(text);
    expect(` ${wordsOf(text).join(' ')} `).toContain(` ${wordsOf(word).join(' ')} `);
  });
});
