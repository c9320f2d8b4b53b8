import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestUsers } from '../../db/calls/ingest/settings.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { mediaStem, queueKept, saveKept } from '../../db/media/files.ts';

import { addNote, editNote, removeNote } from '../../db/personal/layer.ts';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';
import type { Core } from '../../electron/core/rpc/core.ts';
import type { CallRecord } from '../../electron/gong/schema/call.ts';

// A data folder full of words that occur nowhere else, and the search for them in every byte of it.

/** The word that stands in everything of one call, and of one person. */
export const canaryOf = (call: number) =>
  `kanari${'abcdefghij'[call % 10]}${'abcdefghij'[Math.floor(call / 10) % 10]}${'abcdefghij'[Math.floor(call / 100) % 10]}x`;
const dayMs = 86_400_000;
/** Start of call 0; each later one starts a day before. */
export const newestMs = Date.parse('2026-06-01T10:00:00Z');

export const idOf = (call: number) => `7${String(call).padStart(6, '0')}`;

/** The customer on a call: one of `people`, again and again. */
export interface Person {
  readonly name: string;
  readonly emailAddress?: string;
  readonly phoneNumber?: string;
}

export function record(call: number, person?: Person): CallRecord {
  const word = canaryOf(call);
  const Word = `${word[0]?.toUpperCase()}${word.slice(1)}`;
  const customer = person ?? {
    name: `${Word} Buyer`,
    emailAddress: `${word}@buyer.example`,
    phoneNumber: `+1 555 ${String(1000 + call)} 77`,
  };
  return {
    metaData: {
      id: idOf(call),
      title: `${Word} quarterly plan`,
      started: new Date(newestMs - call * dayMs).toISOString(),
      duration: 900,
      primaryUserId: '71',
      customData: `custom ${word}`,
    },
    context: [
      {
        system: 'Salesforce',
        objects: [
          { objectType: 'Account', objectId: 'a1', fields: [{ name: 'Name', value: `${Word} Inc` }] },
        ],
      },
    ],
    parties: [
      {
        id: 'p1',
        name: 'Ada Keller',
        emailAddress: 'ada@own.example',
        userId: '71',
        speakerId: 's1',
        affiliation: 'Internal',
      },
      { id: 'p2', ...customer, speakerId: 's2', affiliation: 'External' },
    ],
    content: {
      brief: `They spoke of ${word} and of prices. `.repeat(40),
      keyPoints: [{ text: `${Word} is dear.` }],
      outline: [
        {
          section: `About ${word}`,
          startTime: 1,
          duration: 9,
          items: [{ text: `the ${word} offer`, startTime: 2 }],
        },
      ],
      highlights: [{ title: 'Next', items: [{ text: `send ${word}`, startTimes: [3] }] }],
      trackers: [
        { id: '1', name: 'Pricing', count: 1, occurrences: [{ startTime: 5, speakerId: 's2' }], phrases: [] },
      ],
    },
    collaboration: {
      publicComments: [
        {
          id: 'c1',
          commenterUserId: '71',
          comment: `look at ${word}`,
          audioStartTime: 4,
          audioEndTime: 6,
          posted: '2026-01-01T00:00:00Z',
        },
      ],
    },
  } as unknown as CallRecord;
}

export function transcript(
  call: number,
  said = (line: number) => `and then the ${canaryOf(call)} came up again as number ${line}`,
) {
  return {
    callId: idOf(call),
    transcript: Array.from({ length: 60 }, (_, line) => ({
      speakerId: line % 2 ? 's2' : 's1',
      topic: null,
      sentences: [{ start: line * 10_000, end: line * 10_000 + 9000, text: said(line) }],
    })),
  };
}

/** Opens the account's store without a core, to fill it or to look at it. */
export async function withStore<T>(dir: string, work: (db: WriterDb, folder: string) => T): Promise<T> {
  const folder = profileFolder(dir);
  const db = openWriter(join(folder, 'store.db'));
  try {
    return work(db, folder);
  } finally {
    db.close();
  }
}

export const profileFolder = (dir: string) =>
  join(dir, readdirSync(dir).find((name) => name.startsWith('gong-')) as string);

export const startCore = (dir: string, now?: () => number): Promise<Core> =>
  createCore({
    dataDir: dir,
    shell: 'browser',
    secrets: createMemorySecrets(),
    autoSync: false,
    ...(now ? { now } : {}),
  });

/** Makes an account in a new data folder. */
export async function makeAccount(dir: string): Promise<void> {
  const core = await startCore(dir);
  await core.request('connection/save', {
    name: 'Acme',
    baseUrl: 'https://gong.invalid/',
    auth: { kind: 'bearer', token: 'a-token-of-no-use' },
  });
  await core.close();
}

/** Stores calls, and of each what can hold its words: a former version, notes and their edits, a recording with what is made of it. */
export function fill(db: WriterDb, folder: string, calls: readonly number[], person?: Person): void {
  ingestUsers(
    db,
    [
      {
        id: '71',
        emailAddress: 'ada@own.example',
        firstName: 'Ada',
        lastName: 'Keller',
        active: true,
      } as never,
    ],
    1,
  );
  const records = calls.map((call) => record(call, person));
  ingestCalls(
    db,
    records.map((one) => ({
      ...one,
      content: { ...one.content, brief: `An older ${canaryOf(Number(one.metaData.id) - 7_000_000)} brief.` },
    })),
    { atMs: 1 },
  );
  ingestCalls(db, records, { atMs: 2 });
  ingestTranscripts(db, calls.map((call) => transcript(call)) as never, { atMs: 3 });
  // A record that cannot be read is kept as it came.
  for (const call of calls) {
    const id = idOf(call);
    const { note } = addNote(
      db,
      id,
      { kind: 'highlight', startSec: 1, endSec: 2, text: 'mine', quote: `the ${canaryOf(call)} came` },
      4,
    );
    editNote(db, note.id, 'still mine', 5);
    const second = addNote(
      db,
      id,
      { kind: 'note', startSec: null, endSec: null, text: 'more', quote: `so ${canaryOf(call)}` },
      6,
    );
    removeNote(db, second.note.id, 7);
    removeNote(db, note.id, 8);
    queueKept(db, [id], 'audio', 9);
    const sound = `bytes of ${canaryOf(call)}`;
    saveKept(db, id, 'audio', { state: 'done', file: `${mediaStem(id)}.audio`, bytes: sound.length });
    const media = join(folder, 'media');
    mkdirSync(media, { recursive: true });
    for (const suffix of ['.audio', '.audio.part', '.peaks', '-index.json', '.audio.peaks'])
      writeFileSync(join(media, `${mediaStem(id)}${suffix}`), sound);
  }
}

/**
 * Pieces of what is stored packed of some calls, which no other call's packed record has: where one of them stands after the calls were
 * erased, the record was left behind.
 */
export function packedPieces(db: WriterDb, calls: readonly number[]): Buffer[] {
  const rows = db.prepare('SELECT gong_id, json FROM call JOIN call_raw ON call_id = id').all() as {
    gong_id: string;
    json: Buffer;
  }[];
  const wanted = new Set(calls.map(idOf));
  const others = rows.filter(({ gong_id }) => !wanted.has(gong_id)).map(({ json }) => json);
  return rows
    .filter(({ gong_id }) => wanted.has(gong_id))
    .flatMap(({ json }) => [json.subarray(40, 72), json.subarray(-40, -8)])
    .filter((piece) => piece.length === 32 && !others.some((other) => other.includes(piece)));
}

const grep = fileURLToPath(new URL('./grep.ts', import.meta.url));

/**
 * Where any of some words stands in any file of a folder: as UTF-8, as UTF-16, in any case; and pieces of packed records. By file and
 * word. Another process reads the files: in this one, closing a file would take the locks of an open store away from SQLite.
 */
export function hits(dir: string, words: readonly string[], pieces: readonly Buffer[] = []): string[] {
  const input = JSON.stringify({ dir, words, pieces: pieces.map((piece) => piece.toString('base64')) });
  const { stdout, status, stderr } = spawnSync(process.execPath, [grep], { input, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout)) as string[];
}
