import type { TranscriptRecord } from '../gong/schema/transcript.ts';
import { idsPerRequest as batchSize } from './by-id.ts';
import { type Notifier, runLanes } from './lanes.ts';
import { isRefusedPart, partitionPage, type RunDeps, readPages, requestWithinQuota } from './request.ts';

const hour = 3_600_000;
/** A transcript that was not ready is asked for again after this long. */
export const transcriptRetryMs = 6 * hour;
/** Requests under way at once: one is on its way while another is stored. */
const lanes = 2;

/** What the transcripts follow: calls that are still being stored. */
export interface CallsAhead {
  done: boolean;
  /** Rings when calls were stored and when there are no more. */
  readonly notifier: Notifier;
}

/** Transcripts of calls that have none, newest calls first, while calls still come in; only whole batches until they end. */
export async function readTranscripts(deps: RunDeps, calls: CallsAhead): Promise<void> {
  const askedBeforeMs = deps.now() - transcriptRetryMs;
  const asked = new Set<string>();
  let waiting: string[] = [];
  let done = 0;
  let refused = false;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    // Those under way are still without transcript in the store.
    const ids = await deps.store.callsWithoutTranscript({
      limit: asked.size + batchSize * 10,
      askedBeforeMs,
      hosts: deps.scope.primaryUserIds,
    });
    waiting = ids.filter((id) => !asked.has(id));
  }

  /** The next ids to ask for; null when nothing is left. Lanes take turns, so that no id is asked for twice. */
  async function take(signal: AbortSignal): Promise<string[] | null> {
    for (;;) {
      const ended = calls.done;
      if (refused) return null;
      if (waiting.length < batchSize) await look();
      if (waiting.length >= batchSize || (ended && waiting.length > 0)) {
        const batch = waiting.splice(0, batchSize);
        for (const id of batch) asked.add(id);
        return batch;
      }
      if (ended) return null;
      // What rang while looking is not missed: `done` was read before.
      if (!calls.done) await calls.notifier.next(signal);
    }
  }

  async function lane(signal: AbortSignal): Promise<void> {
    for (;;) {
      const turn = looking.then(() => take(signal));
      looking = turn.then(
        () => undefined,
        () => undefined,
      );
      const batch = await turn;
      if (!batch) return;
      if (!(await readBatch({ ...deps, signal }, batch))) {
        refused = true;
        calls.notifier.notify();
        return;
      }
      for (const id of batch) asked.delete(id);
      done += batch.length;
      deps.status.transcripts(done);
      deps.status.set({ requestsToday: deps.requestsToday() });
    }
  }
  await runLanes(deps.signal, Array(lanes).fill(lane));
}

/** Reads and stores one batch. False when the key may not read transcripts. */
async function readBatch(deps: RunDeps, batch: readonly string[]): Promise<boolean> {
  const { client, store, signal } = deps;
  const records: TranscriptRecord[] = [];
  const rejected: { raw: unknown; reason: string; id: string | null }[] = [];
  let requestId: string | null = null;
  try {
    const pages = await readPages((cursor) =>
      requestWithinQuota(deps, () =>
        client.transcripts({ filter: { callIds: [...batch] }, ...(cursor ? { cursor } : {}) }, { signal }),
      ),
    );
    for (const page of pages) {
      const parts = partitionPage<TranscriptRecord>(page);
      records.push(...parts.records);
      rejected.push(...parts.rejected);
      requestId = page.requestId;
    }
  } catch (error) {
    if (!isRefusedPart(error)) throw error;
    deps.status.limit(error, 'Transcripts');
    return false;
  }
  await store.commitTranscripts({
    atMs: deps.now(),
    records,
    rejected,
    asked: batch,
    runId: deps.runId,
    requestId,
  });
  return true;
}
