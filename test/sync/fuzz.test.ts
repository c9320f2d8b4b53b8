import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWriter, type WriterDb } from '../../db/open.ts';
import { unpack } from '../../db/raw.ts';
import { readCallDetail } from '../../db/read/call-detail.ts';
import { examine } from '../../db/read/doctor.ts';
import { readTranscript } from '../../db/read/transcript.ts';
import { commitPage, commitTranscripts } from '../../db/sync.ts';
import { seeded } from '../../electron/gong/emulator/faults.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import { withTimeOfCall } from '../../electron/gong/emulator/select.ts';
import { type CallData, parseCallData } from '../../electron/gong/schema/call.ts';
import { parseGongJson } from '../../electron/gong/schema/json.ts';
import { parseTranscript } from '../../electron/gong/schema/neighbours.ts';

const cases = 10_000;
const seed = Date.now() % 1_000_000;
let db: WriterDb;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'earshot-fuzz-'));
  db = openWriter(join(dir, 'store.db'));
});
afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true, force: true });
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
    else if (dice < 0.86) holder[key] = String(holder[key]);
    else if (dice < 0.92) holder[key] = Number(holder[key]);
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

/** The records as the client would have them, after their way as text. */
function received<T>(records: readonly unknown[], parse: (raw: unknown) => { ok: boolean }): T[][] {
  const text = JSON.stringify(records).replace(/12345678901234567000/g, '12345678901234567890');
  const raw = parseGongJson(text) as unknown[];
  const good: unknown[] = [];
  const bad: unknown[] = [];
  for (const record of raw) {
    const parsed = parse(record) as { ok: boolean; reason?: string; id?: string | null };
    if (parsed.ok) good.push(record);
    else bad.push({ raw: record, reason: parsed.reason, id: parsed.id });
  }
  return [good as T[], bad as T[]];
}

it(`${cases} mutated records are stored or listed with a reason, and every stored one can be shown (seed ${seed})`, () => {
  const random = seeded(seed);
  const corpus = loadSampleCorpus();
  const base = corpus
    .heads()
    .slice(0, 12)
    .map((head) => trimmed(withTimeOfCall(corpus.call(head.id) as CallData)) as CallData);
  let unreadable = 0;
  /** Every record listed under Problems so far; the same one again is no new problem. */
  const kept = new Set<string>();
  for (let at = 0; at < cases; at += 100) {
    const page = Array.from({ length: 100 }, (_, index) => {
      const call = base[(at + index) % base.length] as CallData;
      // Ids repeat now and then, so that changes of stored calls are mutated too.
      const id = String(10_000 + Math.floor((at + index) * (random() < 0.2 ? 0.5 : 1)));
      return mutated({ ...call, metaData: { ...call.metaData, id } }, random);
    });
    const [records = [], rejected = []] = received<never>(page, parseCallData);
    const before = db.prepare('SELECT count(*) FROM problem').pluck().get() as number;
    const summary = commitPage(db, { records, rejected, atMs: at + 1, privateCalls: 'show', sweep: 's' });
    const accounted = summary.added + summary.changed + summary.unchanged;
    const problems = (db.prepare('SELECT count(*) FROM problem').pluck().get() as number) - before;
    unreadable += rejected.length;
    // The same broken record twice is one problem.
    expect(accounted + (records.length - accounted) + rejected.length).toBe(100);
    if (rejected.length > 0 || accounted < records.length) expect(problems).toBeGreaterThan(0);
    for (const problem of db.prepare('SELECT raw, reason FROM problem WHERE at_ms = ?').all(at + 1) as {
      raw: Buffer;
      reason: string;
    }[]) {
      expect(problem.reason.length).toBeGreaterThan(3);
      kept.add(unpack(problem.raw));
    }
    for (const { raw } of rejected as { raw: unknown }[]) expect(kept).toContain(JSON.stringify(raw));
  }
  expect(unreadable).toBeGreaterThan(cases / 20);
  const ids = db.prepare('SELECT gong_id FROM call').pluck().all() as string[];
  expect(ids.length).toBeGreaterThan(cases / 4);
  for (const id of ids) expect(JSON.stringify(readCallDetail(db, id)).length).toBeGreaterThan(10);
  expect(examine(db)).toMatchObject({ integrity: 'ok', ftsIntegrity: 'ok' });
}, 300_000);

it('2,000 mutated transcripts too', () => {
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
  for (let at = 0; at < 2000; at += 100) {
    const page = Array.from({ length: 100 }, (_, index) => {
      const spoken = corpus.transcript(heads[index % 8]?.id ?? '');
      const transcript = spoken?.transcript?.slice(0, 4);
      return mutated({ callId: String((at + index) % 260), transcript }, random);
    });
    const [records = [], rejected = []] = received<never>(page, parseTranscript);
    const summary = commitTranscripts(db, { records, rejected, atMs: at + 2, runId: 1 });
    const accounted = summary.added + summary.changed + summary.unchanged + summary.refused;
    if (rejected.length > 0 || accounted < records.length)
      expect(
        db
          .prepare('SELECT count(*) FROM problem WHERE at_ms <= ?')
          .pluck()
          .get(at + 2),
      ).toBeGreaterThan(0);
  }
  for (let id = 0; id < 200; id++) readTranscript(db, String(id));
  expect(examine(db)).toMatchObject({ integrity: 'ok', ftsIntegrity: 'ok' });
}, 300_000);
