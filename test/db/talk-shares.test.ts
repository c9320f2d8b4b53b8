import { describe, expect, it } from 'vitest';
import { exportCalls } from '../../db/export/export-calls.ts';
import { ingestCalls } from '../../db/ingest/calls.ts';
import { ingestTranscripts } from '../../db/ingest/transcripts.ts';
import { readCallDetail } from '../../db/read/call-detail.ts';
import { openColumns } from '../../db/search/columns.ts';
import { noTalkShares, talkShare, talkWords } from '../../electron/contract/talk.ts';
import { sampleCall, useStore } from './support.ts';

const store = useStore();
const at = { atMs: Date.parse('2026-04-01') };
const clock = (sec: number) => `${sec} s`;

/** A call as Gong has it: its own talk time is of its users only, here of the host. */
const recorded = (id: string) =>
  sampleCall(id, {
    interaction: { speakers: [{ id: 'p1', userId: '7', talkTime: 300 }] },
  });

const transcript = (callId: string, extra: readonly unknown[] = []) => ({
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
    const silent = { transcript: transcript('5').transcript.slice(0, 1), callId: '5' };
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
});
