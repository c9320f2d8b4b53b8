import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import type { CallRecord } from '../../electron/gong/schema/call.ts';
import { testFolder } from '../support/folder.ts';

/** A fresh store in a folder of its own for each test; its references are checked when the test ends. */
export function useStore(): { readonly db: WriterDb; readonly file: string; readonly dir: string } {
  const store = { db: undefined as unknown as WriterDb, file: '', dir: '' };
  beforeEach(() => {
    store.dir = testFolder();
    store.file = join(store.dir, 'store.db');
    store.db = openWriter(store.file);
  });
  afterEach(() => {
    if (store.db.open) {
      expect(store.db.pragma('foreign_key_check')).toEqual([]);
      store.db.close();
    }
  });
  return store;
}

/** A small call; `over` replaces top-level blocks. */
export function sampleCall(id: string, over: Record<string, unknown> = {}): CallRecord {
  return {
    metaData: {
      id,
      title: `Call ${id}`,
      started: '2024-03-01T10:00:00+01:00',
      duration: 600,
      primaryUserId: '7',
    },
    parties: [
      {
        id: 'p1',
        name: 'Ada Keller',
        emailAddress: 'ada@acme.example',
        userId: '7',
        speakerId: 's1',
        affiliation: 'Internal',
      },
      {
        id: 'p2',
        name: 'Bob Buyer',
        emailAddress: 'bob@buyer.example',
        speakerId: 's2',
        affiliation: 'External',
      },
    ],
    content: { brief: 'They spoke about walnuts.', keyPoints: [{ text: 'Walnuts are dear.' }] },
    ...over,
  } as CallRecord;
}

/** A transcript of single sentences: [speakerId, start ms, text]. */
export function sampleTranscript(
  callId: string,
  lines: readonly (readonly [string | null, number, string])[],
) {
  return {
    callId,
    transcript: lines.map(([speakerId, start, text]) => ({
      speakerId,
      topic: null,
      sentences: [{ start, end: start + 900, text }],
    })),
  };
}

/** The same with lines of one speaker in a row as one monologue of several sentences. */
export function sampleMonologues(
  callId: string,
  lines: readonly (readonly [string | null, number, string])[],
) {
  const { transcript } = sampleTranscript(callId, lines);
  return {
    callId,
    transcript: transcript.reduce<typeof transcript>((list, next) => {
      const before = list.at(-1);
      if (before && before.speakerId === next.speakerId) before.sentences.push(...next.sentences);
      else list.push(next);
      return list;
    }, []),
  };
}

/** The error a function throws, for looking at its code. */
export function thrown(work: () => unknown): { readonly code?: string; readonly nextStep?: string } {
  try {
    work();
  } catch (error) {
    return error as { code?: string };
  }
  throw new Error('nothing was thrown');
}

/** How many passages hold this word, or these as they stand. */
export function passagesWith(db: WriterDb, word: string): number {
  const texts = db.prepare('SELECT text FROM passage').pluck().all() as string[];
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, 'iu');
  return texts.filter((text) => whole.test(text)).length;
}
