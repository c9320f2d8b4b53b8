import { describe, expect, it } from 'vitest';
import { readCallDetail } from '../../db/calls/call-detail.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { readTranscript } from '../../db/calls/transcript.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { noTalkShares, talkNote, talkShare, talkWords } from '../../electron/contract/talk.ts';
import { exportCalls } from '../../electron/documents/export-calls.ts';
import type { TranscriptRecord } from '../../electron/gong/schema/transcript.ts';
import { sampleCall, useStore } from './support.ts';

const store = useStore();
const at = { atMs: Date.parse('2026-04-01') };
const clock = (sec: number) => `${sec} s`;

/** A call as Gong has it: its own talk time is of its users only, here of the host. */
const recorded = (id: string) =>
  sampleCall(id, {
    interaction: { speakers: [{ id: 'p1', userId: '7', talkTime: 300 }] },
  });

const transcript = (
  callId: string,
  extra: NonNullable<TranscriptRecord['transcript']> = [],
): TranscriptRecord => ({
  callId,
  transcript: [
    { speakerId: 's1', topic: null, sentences: [{ start: 0, end: 49_000, text: 'Hello there.' }] },
    { speakerId: 's2', topic: null, sentences: [{ start: 49_000, end: 90_000, text: 'Hello.' }] },
    { speakerId: 's9', topic: null, sentences: [{ start: 90_000, end: 97_000, text: 'Late.' }] },
    { speakerId: null, topic: null, sentences: [{ start: 97_000, end: 100_000, text: 'Hm.' }] },
    ...extra,
  ],
});

const detail = (id: string) => readCallDetail(store.db, openColumns(store.db), id);
const shares = (id: string) => {
  const call = detail(id);
  return call.parties.map((party) => [party.name, talkShare(party, call.speechSec)]);
};
const file = (format: 'markdown' | 'html', id: string) =>
  exportCalls(store.db, openColumns(store.db), [id], {
    format,
    transcript: false,
    maskNames: false,
    tz: 'UTC',
  }).content;

describe('talk shares', () => {
  it('come from the transcript, over all speech, and update when it arrives', () => {
    ingestCalls(store.db, [recorded('1')], at);
    expect(shares('1')).toEqual([
      ['Ada Keller', null],
      ['Bob Buyer', null],
    ]);
    ingestTranscripts(store.db, [transcript('1')], at);
    expect(shares('1')).toEqual([
      ['Ada Keller', 0.49],
      ['Bob Buyer', 0.41],
      ['Speaker 3', 0.07],
    ]);
    expect(detail('1').speechSec).toBe(100);
    const more = { speakerId: 's2', topic: null, sentences: [{ start: 100_000, end: 200_000, text: 'So.' }] };
    ingestTranscripts(store.db, [transcript('1', [more])], at);
    expect(shares('1').slice(0, 2)).toEqual([
      ['Ada Keller', 0.245],
      ['Bob Buyer', 0.705],
    ]);
  });

  it('are there for a transcript that came before its call, or that Gong sends with other fields', () => {
    ingestTranscripts(store.db, [transcript('2', [{ speakerId: 's1', more: 1, sentences: null }])], at);
    ingestCalls(store.db, [recorded('2')], at);
    expect(shares('2')[0]).toEqual(['Ada Keller', 0.49]);
  });

  it('do not exist without a transcript: it is said why, and Gong’s own figure is called Gong’s', () => {
    ingestCalls(store.db, [recorded('3')], at);
    const call = detail('3');
    expect(call.speechSec).toBeNull();
    expect(call.parties.map((party) => [party.talkTimeSec, party.gongTalkTimeSec])).toEqual([
      [null, 300],
      [null, null],
    ]);
    expect(call.parties.map((party) => talkWords(party, call.speechSec, clock))).toEqual([
      'spoke 300 s by Gong’s count',
      null,
    ]);
    for (const format of ['markdown', 'html'] as const) {
      expect(file(format, '3')).toContain(noTalkShares);
      expect(file(format, '3')).toContain('by Gong’s count');
      expect(file(format, '3')).not.toMatch(/\d %/);
    }
  });

  it('stand in exports, and somebody who says nothing has none', () => {
    ingestCalls(store.db, [recorded('4')], at);
    ingestTranscripts(store.db, [transcript('4')], at);
    for (const format of ['markdown', 'html'] as const) {
      expect(file(format, '4')).toContain('(49 %)');
      expect(file(format, '4')).not.toContain('Gong’s count');
      expect(file(format, '4')).not.toContain(noTalkShares);
    }
    const silent = { transcript: transcript('5').transcript?.slice(0, 1) ?? null, callId: '5' };
    ingestCalls(store.db, [recorded('5')], at);
    ingestTranscripts(store.db, [silent], at);
    const call = detail('5');
    expect(call.parties.map((party) => talkWords(party, call.speechSec, clock))).toEqual([
      'spoke 49 s (100 %)',
      null,
    ]);
  });

  it('count a speaker that two participants claim once, and speakers Gong measures but does not list', () => {
    ingestCalls(
      store.db,
      [
        sampleCall('6', {
          parties: [
            { id: 'p1', name: 'Ada', speakerId: 's1', affiliation: 'Internal' },
            { id: 'p2', name: 'Room', speakerId: 's1', affiliation: 'External' },
          ],
          interaction: { speakers: [{ id: 'p7', userId: '70', talkTime: 12 }] },
        }),
      ],
      at,
    );
    ingestTranscripts(store.db, [transcript('6')], at);
    expect(shares('6')).toEqual([
      ['Ada', 0.49],
      ['Room', null],
      ['Speaker 2', 0.41],
      ['Speaker 3', 0.07],
      [null, null],
    ]);
    expect(detail('6').parties.at(-1)).toMatchObject({ userId: '70', gongTalkTimeSec: 12 });
  });

  /** A call of 600 s with these sentences (in seconds) by speaker. */
  const spoken = (id: string, parties: unknown, ...said: [string | null, ...[number, number][]][]) => {
    ingestCalls(store.db, [sampleCall(id, parties ? { parties } : {})], at);
    const monologues = said.map(([speakerId, ...times]) => ({
      speakerId,
      topic: null,
      sentences: times.map(([start, end]) => ({ start: start * 1000, end: end * 1000, text: 'Word.' })),
    }));
    ingestTranscripts(store.db, [{ callId: id, transcript: monologues }], at);
    return detail(id).parties.map((party) => party.talkTimeSec);
  };

  it('count once where sentences of one speaker overlap, also of several monologues', () => {
    const ada: [string, ...[number, number][]] = ['s1', [25, 40], [0, 30], [10, 20]];
    expect(spoken('7', null, ada, ['s2', [0, 30]], ['s2', [20, 40]])).toEqual([40, 40]);
    expect(detail('7').speechSec).toBe(80);
  });

  it('are those of the user where two participants have one speakerId, whichever comes first', () => {
    const ghost = { id: 'p3', name: 'Ghost', speakerId: 's1', affiliation: 'External' };
    const host = { id: 'p1', name: 'Host', userId: '7', speakerId: 's1', affiliation: 'Internal' };
    for (const [id, parties] of [
      ['8', [ghost, host]],
      ['9', [host, ghost]],
    ] as const) {
      expect(spoken(id, parties, ['s1', [0, 30]])).toEqual(parties.map((one) => (one === host ? 30 : 0)));
      expect(readTranscript(store.db, id).speakers.map(({ name, side }) => [name, side])).toEqual([
        ['Host', 'company'],
      ]);
    }
  });

  it('say how much of the speech has no speaker', () => {
    spoken('10', null, ['s1', [0, 30]], ['s2', [30, 40]], [null, [40, 100]], ['', [100, 110]]);
    const note = '64 % of the speech has no speaker in the transcript.';
    expect(talkNote(detail('10'))).toBe(note);
    for (const format of ['markdown', 'html'] as const) expect(file(format, '10')).toContain(note);
    spoken('11', null, ['s1', [0, 30]], ['s9', [30, 40]]);
    expect(talkNote(detail('11'))).toBeNull();
  });

  it('are bounded by the length of the call', () => {
    expect(spoken('12', null, ['s1', [0, 260_000]], ['s2', [30, 40]])).toEqual([600, 10]);
    expect(spoken('13', null, ['s1', [0, 30]], ['s2', [600, 605], [700, 99_000]])).toEqual([30, 605]);
  });

  it('do not exist for a transcript without lengths: it is said why', () => {
    expect(spoken('14', null, ['s1', [30, 30]], ['s2', [40, 39]])).toEqual([null, null]);
    const note = 'No shares of talk time: no sentence of the transcript has a length.';
    expect(talkNote(detail('14'))).toBe(note);
    for (const format of ['markdown', 'html'] as const) expect(file(format, '14')).toContain(note);
  });
});
