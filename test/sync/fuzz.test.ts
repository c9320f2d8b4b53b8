import { beforeEach, expect, it } from 'vitest';
import { readCallDetail } from '../../db/calls/call-detail.ts';
import { withoutMediaUrls } from '../../db/calls/ingest/merge.ts';
import { readTranscript } from '../../db/calls/transcript.ts';
import { examine } from '../../db/doctor/doctor.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { sameJson } from '../../db/store/json.ts';
import type { WriterDb } from '../../db/store/open.ts';
import { hashOf, unpack } from '../../db/store/raw.ts';
import { commitPage, commitTranscripts } from '../../db/sync/sync.ts';
import { seeded } from '../../electron/gong/emulator/faults.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import { withTimeOfCall } from '../../electron/gong/emulator/select.ts';
import { type CallData, type CallRecord, parseCallData } from '../../electron/gong/schema/call.ts';
import { parseGongJson } from '../../electron/gong/schema/json.ts';
import { parseTranscript, type TranscriptRecord } from '../../electron/gong/schema/transcript.ts';
import { useStore } from '../db/support.ts';
import { seed } from '../support/seed.ts';

const cases = 10_000;
const store = useStore();
let db: WriterDb;
beforeEach(() => {
  db = store.db;
});

type Tree = Record<string, unknown> | unknown[];
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** Values a year of production brings, and worse. As JSON text where JSON.stringify could not write them. */
const nasty: readonly ((random: () => number) => unknown)[] = [
  () => null,
  () => '',
  () => ' ',
  () => 0,
  () => -1,
  () => 1e308,
  () => -1e308,
  () => 0.1 + 0.2,
  // Beyond what a double holds; its digits are put back below.
  () => 12345678901234567000,
  () => true,
  () => [],
  () => ({}),
  () => [[[[]]]],
  () => 'A\u0000B',
  () => '\ud800 lone',
  () => 'lone \udc00',
  () => '\u202eevil\u202c',
  () => '\ue000mark\ue001',
  () => '<script>alert(1)</script>',
  () => '=HYPERLINK("http://x")',
  () => "'; DROP TABLE call; --",
  () => '" OR NEAR(a b) *',
  () => '👩‍👩‍👧‍👦 会議の記録 ประชุม',
  () => '2026-13-45T99:99:99Z',
  () => '2026-03-29T02:30:00+01:00',
  () => '2026-03-29T02:30:00.123456789-11:30',
  () => '2026-03-29t02:30z',
  () => '2026-03-29T02:30:00',
  () => '-271821-04-20T00:00:00Z',
  () => '0000-01-01T00:00:00Z',
  () => '9999-12-31T23:59:59.999+14:00',
  () => 'SOME_NEW_ENUM_VALUE',
  () => 'x'.repeat(5000),
  (random) => (random() < 0.02 ? 'x y '.repeat(262_144) : 'a '.repeat(500)),
  () => Array.from({ length: 150 }).reduce((inner) => ({ inner }), 'deep'),
  () => ({ toString: 'not a function', __proto__x: 1, constructor: null, length: -1 }),
];

/** Every place in a record: what holds it and under which key. */
function places(value: Tree, found: [Tree, string | number][] = []): [Tree, string | number][] {
  for (const [key, child] of Object.entries(value)) {
    found.push([value, Array.isArray(value) ? Number(key) : key]);
    if (isTree(child)) places(child, found);
  }
  return found;
}

const asText = (value: unknown) => (isTree(value) ? JSON.stringify(value) : String(value));

/** One to three random changes of a record. */
function mutated<T extends object>(record: T, random: () => number): T {
  const copy = structuredClone(record);
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
    const all = places(copy as Tree);
    const place = all[Math.floor(random() * all.length)];
    if (!place) break;
    const [holder, key] = place as [Record<string | number, unknown>, string | number];
    const dice = random();
    if (dice < 0.6) holder[key] = nasty[Math.floor(random() * nasty.length)]?.(random);
    else if (dice < 0.7) delete holder[key];
    else if (dice < 0.78) holder[key] = [holder[key]];
    else if (dice < 0.86) holder[key] = asText(holder[key]);
    else if (dice < 0.92) holder[key] = Number(asText(holder[key]));
    else if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]), holder[Number(key)]);
    else holder[`${key}New`] = holder[key];
  }
  return copy;
}

/** Small enough to make ten thousand of, with something of every kind. */
function trimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 3).map(trimmed);
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, trimmed(child)]));
}

interface Received<T> {
  readonly records: T[];
  readonly rejected: { raw: unknown; reason: string; id: string | null }[];
}

/** The records as the client would have them, after their way as text. */
function received<T>(
  records: readonly unknown[],
  parse: (raw: unknown) => { ok: true } | { ok: false; reason: string; id: string | null },
): Received<T> {
  const text = JSON.stringify(records).replace(/12345678901234567000/g, '12345678901234567890');
  const good: T[] = [];
  const bad: Received<T>['rejected'] = [];
  for (const record of parseGongJson(text) as T[]) {
    const parsed = parse(record);
    if (parsed.ok) good.push(record);
    else bad.push({ raw: record, reason: parsed.reason, id: parsed.id });
  }
  return { records: good, rejected: bad };
}

const idOf = (record: unknown) => String((record as CallData).metaData.id);

/** Every problem listed so far, as text of its record; checks that each has a reason. */
function listed(kept: Set<string>, kind: 'record' | 'transcript', atMs: number): void {
  const rows = db.prepare('SELECT raw, reason FROM problem WHERE kind = ? AND at_ms = ?').all(kind, atMs) as {
    raw: Buffer;
    reason: string;
  }[];
  for (const { raw, reason } of rows) {
    expect(reason.length).toBeGreaterThan(3);
    kept.add(unpack(raw));
  }
}

const told = `(TEST_SEED=${seed} repeats it)`;

it(`${cases} mutated records are stored or listed with a reason, and every stored one can be shown ${told}`, () => {
  const random = seeded(seed);
  const corpus = loadSampleCorpus();
  const base = corpus
    .heads()
    .slice(0, 12)
    .map((head) => trimmed(withTimeOfCall(corpus.call(head.id) as CallData)) as CallData);
  const stored = db
    .prepare('SELECT json FROM call JOIN call_raw ON call_id = call.id WHERE gong_id = ?')
    .pluck();
  const problems = new Set<string>();
  const count = { stored: 0, listed: 0 };
  for (let at = 0; at < cases; at += 100) {
    const page = Array.from({ length: 100 }, (_, index) => {
      const call = base[(at + index) % base.length] as CallData;
      // Ids repeat now and then, so that changes of stored calls are mutated too.
      const id = String(10_000 + Math.floor((at + index) * (random() < 0.2 ? 0.5 : 1)));
      return mutated({ ...call, metaData: { ...call.metaData, id } }, random);
    });
    const { records, rejected } = received<CallRecord>(page, parseCallData);
    const summary = commitPage(db, { records, rejected, atMs: at + 1, privateCalls: 'show', list: 'w' });
    listed(problems, 'record', at + 1);
    /** The last record of each id: it is the one that counts. */
    const last = new Map(records.map((record) => [idOf(record), record]));
    let refused = 0;
    for (const record of records) {
      const there = stored.get(idOf(record)) as Buffer | undefined;
      const kept = last.get(idOf(record)) === record ? withoutMediaUrls(record as never) : null;
      if (there && (kept === null || sameJson(JSON.parse(unpack(there)), kept))) count.stored++;
      else {
        expect(problems, `neither stored nor listed: ${JSON.stringify(record).slice(0, 500)}`).toContain(
          JSON.stringify(record),
        );
        refused++;
      }
    }
    expect(summary.added + summary.changed + summary.unchanged).toBe(records.length - refused);
    for (const { raw } of rejected) expect(problems).toContain(JSON.stringify(raw));
    count.listed += rejected.length + refused;
  }
  expect(count.stored + count.listed).toBe(cases);
  expect(count.listed).toBeGreaterThan(cases / 20);
  const ids = db.prepare('SELECT gong_id FROM call').pluck().all() as string[];
  expect(ids.length).toBeGreaterThan(cases / 4);
  const columns = openColumns(db);
  for (const id of ids) expect(JSON.stringify(readCallDetail(db, columns, id)).length).toBeGreaterThan(10);
  expect(examine(db)).toMatchObject({ integrity: 'ok' });
}, 1_200_000);

interface Spoken {
  readonly callId: unknown;
  readonly transcript: unknown;
}

it(`2,000 mutated transcripts too ${told}`, () => {
  const random = seeded(seed + 1);
  const corpus = loadSampleCorpus();
  const heads = corpus.heads().slice(0, 8);
  commitPage(db, {
    records: Array.from({ length: 200 }, (_, at) => {
      const call = corpus.call(heads[at % 8]?.id ?? '') as CallData;
      return { ...(trimmed(call) as CallData), metaData: { ...call.metaData, id: String(at) } };
    }),
    atMs: 1,
    privateCalls: 'show',
  });
  const stored = db.prepare('SELECT hash FROM transcript WHERE gong_id = ?').pluck();
  const problems = new Set<string>();
  const count = { stored: 0, listed: 0, empty: 0 };
  for (let at = 0; at < 2000; at += 100) {
    const page = Array.from({ length: 100 }, (_, index) => {
      const spoken = corpus.transcript(heads[index % 8]?.id ?? '');
      const transcript = spoken?.transcript?.slice(0, 4);
      return mutated({ callId: String((at + index) % 260), transcript }, random);
    });
    const { records, rejected } = received<TranscriptRecord>(page, parseTranscript);
    commitTranscripts(db, { records, rejected, atMs: at + 2, runId: 1 });
    listed(problems, 'transcript', at + 2);
    const last = new Map(records.map((record) => [asText((record as Spoken).callId), record as Spoken]));
    for (const record of records as Spoken[]) {
      const id = asText(record.callId);
      const hash = stored.get(id) as Buffer | undefined;
      if (problems.has(JSON.stringify(record))) count.listed++;
      else if ((record.transcript ?? null) === null) count.empty++;
      else {
        expect(hash, JSON.stringify(record).slice(0, 500)).toBeDefined();
        if (last.get(id) === record) expect(hash).toEqual(hashOf(JSON.stringify(record.transcript)));
        count.stored++;
      }
    }
    for (const { raw } of rejected) expect(problems).toContain(JSON.stringify(raw));
    count.listed += rejected.length;
  }
  expect(count.stored + count.listed + count.empty).toBe(2000);
  expect(count.stored).toBeGreaterThan(200);
  for (let id = 0; id < 200; id++) readTranscript(db, String(id));
  expect(examine(db)).toMatchObject({ integrity: 'ok' });
}, 1_200_000);
