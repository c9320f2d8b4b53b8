import type { WriterDb } from '../../db/store/open.ts';
import { unpack } from '../../db/store/raw.ts';
import { readMonologues } from '../../db/transcripts/monologues.ts';
import { defaultSyncScope, type SyncScope, type SyncStatus } from '../../electron/contract/sync.ts';
import { createGongClient } from '../../electron/gong/client/client.ts';
import type { FetchLike, Timeouts } from '../../electron/gong/client/http.ts';
import { createLimiter, type Limiter } from '../../electron/gong/client/limiter.ts';
import { type Corpus, LiveCorpus } from '../../electron/gong/emulator/corpus.ts';
import { selectContent, withTimeOfCall } from '../../electron/gong/emulator/select.ts';
import { createSyntheticCorpus } from '../../electron/gong/emulator/synthetic.ts';
import type { CallData } from '../../electron/gong/schema/call.ts';
import { parseGongJson } from '../../electron/gong/schema/json.ts';
import type { CallTranscript } from '../../electron/gong/schema/transcript.ts';
import { createSyncEngine, type SyncEngine } from '../../electron/sync/engine.ts';
import { selectorOf } from '../../electron/sync/plan.ts';
import type { SyncStore } from '../../electron/sync/store.ts';
import { syncTasks } from '../../electron/sync/store.ts';
import { directTasks } from '../support/direct-tasks.ts';

/** Everything of every call, whatever its age: each sync of a test reads all of it again. */
export const wholeScope: SyncScope = {
  ...defaultSyncScope,
  privateCalls: true,
  lookbackDays: 3650,
  dailyRequests: 1_000_000,
};

/** A clock that jumps instead of waiting; ms. */
export interface TestClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

const unpaced = createLimiter({
  store: { reserve: (nowMs) => ({ startMs: nowMs }), usedToday: () => 0 },
  rules: () => ({ perSecond: 1000, perDay: 1_000_000 }),
});

/** Tasks after which a test may end the sync. */
const commits: ReadonlySet<string> = new Set([
  'commitPage',
  'commitTranscripts',
  'ingestUsers',
  'ingestWorkspaces',
  'ingestTrackers',
  'ingestScorecards',
  'beginPlan',
  'commitAnswered',
  'finishAnsweredSweep',
  'ingestFolders',
  'ingestFolderContent',
]);

/** The product's sync engine and client over an open store, unpaced and without threads. */
export function engineOver(
  db: WriterDb,
  server: { readonly url: string; readonly bearer: string },
  clock: TestClock,
  options: {
    readonly scope?: SyncScope;
    /** 'UTC' unless given. */
    readonly zone?: string;
    readonly committed?: () => void;
    readonly limiter?: Limiter;
    readonly onStatus?: (status: SyncStatus) => void;
    /** Short ones where the server hangs on purpose; else a busy machine would count as a hanging server. */
    readonly timeouts?: Timeouts;
    readonly fetch?: FetchLike;
  } = {},
): SyncEngine {
  const direct = directTasks(syncTasks, db);
  const store = new Proxy(direct, {
    get: (target, name) => {
      const task = target[name as keyof SyncStore] as (...args: unknown[]) => Promise<unknown>;
      if (!commits.has(String(name))) return task;
      return async (...args: unknown[]) => {
        const result = await task(...args);
        // Answers to questions by id are counted apart.
        if (name !== 'commitPage' || (args[0] as { list?: string }).list) options.committed?.();
        return result;
      };
    },
  });
  return createSyncEngine({
    client: async () =>
      createGongClient({
        baseUrl: server.url,
        auth: { kind: 'bearer', token: server.bearer },
        limiter: options.limiter ?? unpaced,
        clock,
        timeouts: options.timeouts ?? { firstByteMs: 30_000, idleMs: 30_000 },
        ...(options.fetch ? { fetch: options.fetch } : {}),
      }),
    store,
    scope: () => options.scope ?? wholeScope,
    zone: () => options.zone ?? 'UTC',
    clock: () => clock.now(),
    onStatus: options.onStatus ?? (() => undefined),
    requestsToday: () => 0,
    sleep: clock.sleep,
  });
}

/**
 * A corpus that can change, of synthetic calls with the first minutes of their transcripts. Where `whole` says that one call in
 * so many is as large as they come, the others have every field, but of each list its first items only: tests that read the
 * same pages many times over, each for what its network does, need many calls and not long ones.
 */
export function liveSynthetic(calls: number, seed: number, monologues = 12, whole = 1): LiveCorpus {
  const key = `${calls} ${seed} ${monologues} ${whole}`;
  const parts = made.get(key) ?? partsOf(createSyntheticCorpus({ calls, seed }), monologues, whole);
  made.set(key, parts);
  return new LiveCorpus(parts);
}

/** Making them takes longer than syncing them. Records are never changed in place. */
const made = new Map<string, ConstructorParameters<typeof LiveCorpus>[0]>();

/** A record with the first two items of each of its lists. */
function shortened<T>(value: T): T {
  if (Array.isArray(value)) return value.slice(0, 2).map(shortened) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shortened(part)])) as T;
}

function partsOf(
  base: Corpus,
  monologues: number,
  whole: number,
): ConstructorParameters<typeof LiveCorpus>[0] {
  const transcripts = new Map<string, CallTranscript | null>();
  const calls = base.heads().map((head) => base.call(head.id) as CallData);
  return {
    calls: calls.map((call, at) => (at % whole === 0 ? call : withTimeOfCall(shortened(call)))),
    transcript(id) {
      const known = transcripts.get(id);
      if (known !== undefined) return known;
      const full = base.transcript(id);
      const short = full && { ...full, transcript: full.transcript?.slice(0, monologues) ?? [] };
      transcripts.set(id, short);
      return short;
    },
    users: base.users().slice(0, 40),
    workspaces: base.workspaces(),
    trackers: base.trackers(),
  };
}

/** Calls of the source that a store lacks or believes gone: none, whenever a sync says that it is complete. */
export function losses(db: WriterDb, corpus: LiveCorpus): string[] {
  const goneMs = db.prepare('SELECT gone_ms FROM call WHERE gong_id = ?').pluck();
  return corpus.heads().flatMap(({ id }) => {
    const gone = goneMs.get(id);
    return gone === undefined ? [`${id} is missing`] : gone === null ? [] : [`${id} is marked gone`];
  });
}

function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `at ${at}: ${JSON.stringify(a.slice(Math.max(0, at - 40), at + 60))} instead of ${JSON.stringify(b.slice(Math.max(0, at - 40), at + 60))}`;
}

/** Texts of records as a sync of some scope gets them, by record: records are never changed in place. */
const sentTexts = new WeakMap<CallData, Map<string, string>>();

/** A record as a store has it after a sync of this scope. */
function sentText(call: CallData, scope: SyncScope): string {
  const selector = selectorOf(scope);
  const key = JSON.stringify(selector);
  const texts = sentTexts.get(call) ?? new Map<string, string>();
  sentTexts.set(call, texts);
  const known = texts.get(key);
  if (known !== undefined) return known;
  const sent = selectContent(withTimeOfCall(call), selector, null);
  // NUL and lone surrogates become U+FFFD on their way in: no index may be cut short by them.
  const text = JSON.stringify(parseGongJson(JSON.stringify(sent)));
  texts.set(key, text);
  return text;
}

/** What differs between a store and its source: every record, transcript and deletion, and the store's own integrity. */
export function differences(db: WriterDb, corpus: LiveCorpus, scope: SyncScope = wholeScope): string[] {
  const wrong: string[] = [];
  const rows = db
    .prepare('SELECT gong_id, gone_ms, json FROM call JOIN call_raw ON call_id = call.id')
    .all() as { gong_id: string; gone_ms: number | null; json: Buffer }[];
  const stored = new Map(rows.map((row) => [row.gong_id, row]));
  for (const { id } of corpus.heads()) {
    const row = stored.get(id);
    stored.delete(id);
    if (!row) wrong.push(`${id} is missing`);
    else if (row.gone_ms !== null) wrong.push(`${id} is marked gone`);
    else {
      const there = sentText(corpus.call(id) as CallData, scope);
      if (unpack(row.json) !== there) wrong.push(`${id} differs ${firstDifference(unpack(row.json), there)}`);
    }
    if (!scope.transcripts) continue;
    const spoken = corpus.transcript(id)?.transcript ?? null;
    const kept = readMonologues(db, id);
    if (JSON.stringify(spoken ?? []) !== JSON.stringify(kept ?? []))
      wrong.push(`transcript of ${id} differs`);
  }
  for (const [id, row] of stored) if (row.gone_ms === null) wrong.push(`${id} is not marked gone`);
  return wrong;
}

/** Tables that tell about runs, not about calls. */
const bookkeeping = /^(run|checkpoint|seen|meta|sqlite_.*)$/;

/** Every row that the calls left in the store, without row ids and generations, which depend on the order of arrival. */
export function contentOf(db: WriterDb): Readonly<Record<string, readonly string[]>> {
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[];
  const call = new Map(
    (db.prepare('SELECT id, gong_id FROM call').all() as { id: number; gong_id: string }[]).map((row) => [
      row.id,
      row.gong_id,
    ]),
  );
  const tracker = new Map(
    (db.prepare('SELECT id, key FROM tracker').all() as { id: number; key: string }[]).map((row) => [
      row.id,
      row.key,
    ]),
  );
  const out: Record<string, string[]> = {};
  for (const name of names) {
    if (bookkeeping.test(name)) continue;
    out[name] = (db.prepare(`SELECT * FROM "${name}"`).all() as Record<string, unknown>[])
      .map((row) => {
        const { id: _, generation: __, ...rest } = row;
        if ('call_id' in rest && typeof rest['call_id'] === 'number')
          rest['call_id'] = call.get(rest['call_id']);
        if ('tracker_id' in rest) rest['tracker_id'] = tracker.get(rest['tracker_id'] as number);
        for (const [key, value] of Object.entries(rest))
          if (Buffer.isBuffer(value)) rest[key] = value.toString('base64');
        return JSON.stringify(rest);
      })
      .sort();
  }
  return out;
}
