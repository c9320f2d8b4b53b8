import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KeptTrack, mediaStem } from '../../../db/media/files.ts';
import type { OfflineItem, OfflineStatus } from '../../contract/call.ts';
import { toWireError } from '../../contract/errors.ts';
import type { AddressBook } from './addresses.ts';
import { diskError, downloadTrack } from './download.ts';
import { codeOf, hiddenCall, mediaError, sentence } from './errors.ts';
import { companionBytes, fileName, folderBytes, removeByStem, removeFiles, sizeOf } from './local.ts';
import type { MediaDeps } from './media.ts';
import { likelyBytes, planBatch, planEviction } from './plan.ts';
import type { FetchMedia } from './remote.ts';

const defaultBudget = 5 * 1024 ** 3;
const tries = 3;

interface DownloadDeps extends Pick<MediaDeps, 'tasks' | 'storedMedia' | 'log' | 'scope'> {
  readonly dir: string;
  readonly addresses: AddressBook;
  readonly fetch: FetchMedia;
  /** A recording is here in full, before the next one is downloaded. */
  onKept(path: string, bytes: number, validator: string | null): Promise<void>;
}

interface Downloads {
  status(): Promise<OfflineStatus>;
  keep(ids: readonly string[]): Promise<OfflineStatus>;
  drop(ids: readonly string[]): Promise<OfflineStatus>;
  /** Ends the download of these calls, whose rows are gone, and deletes their files. */
  forget(stems: readonly string[]): Promise<void>;
  setBudget(bytes: number): Promise<OfflineStatus>;
  /** Goes on with what was queued before. */
  resume(): Promise<void>;
  /** Resolves when nothing is queued or running any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** The queue of recordings to keep: one download at a time, in the order asked, inside the disk budget. */
export function createDownloads(
  deps: DownloadDeps & Pick<MediaDeps, 'now' | 'onStatus'> & { readonly retryMs: number },
): Downloads {
  const closing = new AbortController();
  let running: Promise<void> | null = null;
  let current: { readonly track: KeptTrack; readonly stop: AbortController; bytes: number } | null = null;
  /** When the download that is under way has ended. */
  let ended: Promise<void> = Promise.resolve();
  /** Bytes per second of the downloads so far; a cautious guess until then. */
  let speed = 500_000;

  async function status(): Promise<OfflineStatus> {
    const tracks = (await listOnDisk(deps)).filter((track) => track.hidden === 0);
    const calls = new Map<string, KeptTrack[]>();
    for (const track of tracks) calls.set(track.callId, [...(calls.get(track.callId) ?? []), track]);
    return {
      budgetBytes: await budgetOf(deps),
      usedBytes: await folderBytes(deps.dir),
      items: [...calls.values()].map((own) => itemOf(own, bytesOf)),
    };
  }

  const bytesOf = (track: KeptTrack) =>
    current && current.track.callId === track.callId && current.track.kind === track.kind
      ? current.bytes
      : track.bytes;

  let publishing: Promise<void> | null = null;
  /** Tells the view, at most once at a time: a burst of progress is one status. */
  function publishStatus(): void {
    publishing ??= status()
      .then(deps.onStatus, () => undefined)
      .finally(() => {
        publishing = null;
      });
  }

  async function run(): Promise<void> {
    for (;;) {
      const queue = (await deps.tasks.listKept()).filter(waits);
      if (queue.length === 0 || closing.signal.aborted) return;
      const batch = planBatch(queue, speed);
      // Addresses are fetched together; what this cannot get fails, with its reason, at its own turn.
      await deps.addresses
        .prefetch([...new Set(batch.map((track) => track.callId))], closing.signal)
        .catch((error) => deps.log.log('warn', 'media.prefetch', { code: codeOf(error) }));
      for (const track of batch) {
        if (closing.signal.aborted) return;
        if (await stillWanted(track)) await keepOne(track);
      }
    }
  }

  const stillWanted = async (track: KeptTrack) =>
    (await deps.storedMedia(track.callId)).kept.some((now) => now.kind === track.kind && waits(now));

  async function keepOne(track: KeptTrack): Promise<void> {
    const stop = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    ended = promise;
    current = { track, stop, bytes: track.bytes };
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          const signal = AbortSignal.any([stop.signal, closing.signal]);
          const measured = await download(deps, track, signal, (bytes) => {
            if (current && bytes !== undefined) current.bytes = bytes;
            publishStatus();
          });
          if (measured !== null) speed = (speed + measured) / 2;
          break;
        } catch (error) {
          if (stop.signal.aborted || closing.signal.aborted) return;
          if (attempt === tries || !toWireError(error).retryable) throw error;
          await sleep(deps.retryMs * attempt, undefined, { signal: closing.signal }).catch(() => undefined);
        }
      }
    } catch (error) {
      if (closing.signal.aborted) return;
      deps.log.log('warn', 'media.download', { code: codeOf(error) });
      if (codeOf(error) === 'media/none' && track.kind === 'video') {
        await deps.tasks.dropKept([track.callId], 'video');
      } else {
        await deps.tasks.saveKept(track.callId, track.kind, {
          state: 'failed',
          error: sentence(diskError(error) ?? error),
          bytes: current?.bytes ?? 0,
        });
      }
    } finally {
      current = null;
      resolve();
      publishStatus();
    }
  }

  function start(): void {
    if (closing.signal.aborted) return;
    running ??= run()
      .catch((error) => deps.log.log('error', 'media.queue', { error }))
      .finally(() => {
        running = null;
        publishStatus();
      });
  }

  return {
    status,
    async keep(ids) {
      const queued = await deps.tasks.queueKept(ids, 'audio', deps.now());
      if (queued === 0 && ids.length > 0) throw hiddenCall();
      // Asked for while the last of the queue was ending: the loop may have looked already.
      const before = running;
      start();
      if (before) void before.then(start);
      return status();
    },
    async drop(ids) {
      if (current && ids.includes(current.track.callId)) current.stop.abort();
      const files = await deps.tasks.dropKept(ids);
      await removeFiles(deps.dir, files);
      publishStatus();
      return status();
    },
    async forget(stems) {
      while (current && stems.includes(mediaStem(current.track.callId))) {
        current.stop.abort();
        await ended;
      }
      // A download that was under way may have asked for the call's video after its rows were gone.
      const asked = (await deps.tasks.listKept()).map(({ callId }) => callId);
      const again = asked.filter((callId) => stems.includes(mediaStem(callId)));
      if (again.length > 0) await deps.tasks.dropKept(again);
      await removeByStem(deps.dir, stems);
      publishStatus();
    },
    async setBudget(bytes) {
      await deps.tasks.writeMediaBudget(bytes);
      const kept = await listOnDisk(deps);
      const out =
        planEviction(kept, await beside(deps.dir, kept), bytes, Number.POSITIVE_INFINITY) ??
        kept.filter((track) => track.state === 'done');
      for (const old of out) await removeFiles(deps.dir, await deps.tasks.dropKept([old.callId], old.kind));
      return status();
    },
    async resume() {
      await deps.tasks.requeueKept();
      start();
    },
    idle: async () => {
      while (running) await running;
    },
    async close() {
      closing.abort();
      await running;
      await publishing;
    },
  };
}

/** The disk budget of recordings, bytes. */
export const budgetOf = async (deps: Pick<MediaDeps, 'tasks'>): Promise<number> =>
  (await deps.tasks.readMediaBudget()) ?? defaultBudget;

const waits = (track: KeptTrack) => track.state === 'queued' && track.hidden === 0;

/** Bytes in the media folder that are in none of these recordings. */
const beside = async (dir: string, tracks: readonly KeptTrack[]) =>
  Math.max(0, (await folderBytes(dir)) - sumOf(tracks, (track) => track.bytes));

/** Every kept recording with the bytes that it takes on the disk: its own, and those of its index and its peaks. */
async function listOnDisk(deps: Pick<DownloadDeps, 'tasks' | 'dir'>): Promise<readonly KeptTrack[]> {
  const [tracks, extra] = await Promise.all([deps.tasks.listKept(), companionBytes(deps.dir)]);
  return tracks.map((track) =>
    track.state === 'done' ? { ...track, bytes: track.bytes + (extra.get(track.file ?? '') ?? 0) } : track,
  );
}

const sumOf = (tracks: readonly KeptTrack[], bytesOf: (track: KeptTrack) => number) =>
  tracks.reduce((sum, track) => sum + bytesOf(track), 0);

function itemOf(tracks: readonly KeptTrack[], bytesOf: (track: KeptTrack) => number): OfflineItem {
  const first = tracks[0] as KeptTrack;
  const states = tracks.map((track) => track.state);
  const state = (['downloading', 'queued', 'failed'] as const).find((name) => states.includes(name));
  const totals = tracks.map((track) => track.totalBytes);
  return {
    callId: first.callId,
    title: first.title,
    state: state ?? 'done',
    bytes: sumOf(tracks, bytesOf),
    totalBytes: totals.includes(null) ? null : totals.reduce<number>((sum, total) => sum + (total ?? 0), 0),
    error: tracks.find((track) => track.state === 'failed')?.error ?? null,
  };
}

/**
 * Downloads one track within the disk budget; `onProgress` has no bytes when it starts.
 * @returns bytes per second, or null when too little came to tell
 */
async function download(
  deps: DownloadDeps,
  track: KeptTrack,
  signal: AbortSignal,
  onProgress: (bytes?: number) => void,
): Promise<number | null> {
  if (!deps.scope().media)
    throw mediaError('media/off', 'Recordings are switched off.', 'Switch them on under Sync & settings.');
  // A call with a video also has it kept, unless Gong has audio only; a video without an audio track is kept alone.
  const addresses = await deps.addresses.get(track.callId);
  if (track.kind === 'audio' && addresses.video) {
    await deps.tasks.queueKept([track.callId], 'video', track.addedMs);
    if (!addresses.audio) {
      await deps.tasks.dropKept([track.callId], 'audio');
      return null;
    }
  }
  const startedAt = performance.now();
  let reserved = 0;
  const done = await downloadTrack(
    deps,
    (await deps.storedMedia(track.callId)).kept.find((now) => now.kind === track.kind) ?? track,
    {
      async started({ totalBytes, validator, contentType, file }) {
        reserved = totalBytes ?? likelyBytes(track);
        await makeRoom(deps, track, reserved);
        await deps.tasks.saveKept(track.callId, track.kind, {
          state: 'downloading',
          totalBytes,
          validator,
          contentType,
          file,
        });
        onProgress();
      },
      async progress(bytes) {
        onProgress(bytes);
        if (bytes <= reserved) return;
        reserved = bytes + 16 * 1024 ** 2;
        await makeRoom(deps, track, reserved);
      },
    },
    signal,
  );
  // Hidden meanwhile, by a switch of the sync's scope, or somebody on it was erased: not kept.
  const { hidden, erased } = await deps.storedMedia(track.callId);
  if (hidden || erased) {
    await removeFiles(deps.dir, [done.file, ...(await deps.tasks.dropKept([track.callId], track.kind))]);
    return null;
  }
  await deps.tasks.saveKept(track.callId, track.kind, {
    state: 'done',
    file: done.file,
    bytes: done.bytes,
    totalBytes: done.totalBytes,
    contentType: done.contentType,
    validator: done.validator,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await deps.onKept(join(deps.dir, done.file), done.bytes, done.validator).catch(() => undefined);
  return done.bytes > 100_000 && seconds > 0.05 ? done.bytes / seconds : null;
}

/** Drops kept recordings until one of this size fits the budget. Throws `media/budget` when it cannot. */
async function makeRoom(deps: DownloadDeps, track: KeptTrack, totalBytes: number): Promise<void> {
  const others = (await listOnDisk(deps)).filter(
    (other) => other.callId !== track.callId || other.kind !== track.kind,
  );
  const part = (await sizeOf(join(deps.dir, `${fileName(track.callId, track.kind)}.part`))) ?? 0;
  const needed = totalBytes + Math.max(0, (await beside(deps.dir, others)) - part);
  const out = planEviction(others, needed, await budgetOf(deps), track.addedMs);
  if (out === null)
    throw mediaError(
      'media/budget',
      'The disk budget for recordings is used up.',
      'Raise it under Sync & settings, or remove kept calls.',
    );
  for (const old of out) {
    const files = await deps.tasks.dropKept([old.callId], old.kind);
    await removeFiles(deps.dir, files);
    deps.log.log('info', 'media.evicted', { bytes: old.bytes });
  }
}
