import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptTrack } from '../../../db/media/files.ts';
import type { MediaState } from '../../contract/call.ts';
import { createAddressBook, unsafeAddress } from './addresses.ts';
import { budgetOf, createDownloads } from './downloads.ts';
import { codeOf, hiddenCall, mediaError, sentence } from './errors.ts';
import { createLoads } from './loads.ts';
import { fileName, folderBytes, removeFiles, removeOrphans, serveFile, sizeOf } from './local.ts';
import type { MediaDeps, MediaReply } from './media.ts';
import { followRedirects } from './redirects.ts';
import { type FetchMedia, streamTrack } from './remote.ts';

/** How what is said of a recording begins whose file somebody deleted or cut. */
const wasKept = 'It was kept on this laptop, but';

/**
 * Recordings of a profile: streamed from Gong's short-lived addresses, or kept on this laptop. The view only ever sees
 * `/media/<callId>/audio|video`.
 */
export function createMedia(
  deps: MediaDeps & {
    readonly fetch?: FetchMedia;
    /** Pause before a failed download is tried again (times the number of tries). */
    readonly retryMs?: number;
  },
) {
  const dir = join(deps.dir, 'media');
  const fetchMedia = followRedirects(deps.fetch ?? ((url, init) => fetch(url, init)), deps.log);
  const addresses = createAddressBook(deps);
  const loads = createLoads({
    addresses,
    fetch: fetchMedia,
    dir,
    async fits(bytes) {
      // What a former run left is deleted first. Without a writer nothing is loaded.
      await ready;
      const budget = await budgetOf(deps).catch(() => 0);
      if (bytes > budget) return false;
      mkdirSync(dir, { recursive: true });
      return (await folderBytes(dir)) + bytes <= budget;
    },
  });
  let downloads: ReturnType<typeof createDownloads> | null = null;
  function queue() {
    if (!downloads) {
      mkdirSync(dir, { recursive: true });
      downloads = createDownloads({
        ...deps,
        dir,
        addresses,
        fetch: fetchMedia,
        retryMs: deps.retryMs ?? 5_000,
      });
    }
    return downloads;
  }
  const ready = markLost()
    .then(async (kept) => {
      const names = kept.map((track) => fileName(track.callId, track.kind));
      await removeOrphans(dir, new Set(names));
      if (kept.some((track) => track.state === 'queued' || track.state === 'downloading'))
        return queue().resume();
    })
    .catch(() => undefined);

  /** Where a recording lies that is here in full; null for one that never came or that somebody deleted or cut. */
  async function pathOfWhole(track: KeptTrack): Promise<string | null> {
    if (track.state !== 'done' || !track.file) return null;
    const path = join(dir, track.file);
    return (await sizeOf(path)) === track.bytes ? path : null;
  }

  /** What a call has kept: recordings that are here in full, and what is said of those that somebody deleted or cut. */
  async function keptOf(
    callId: string,
  ): Promise<{ here: readonly (KeptTrack & { path: string })[]; lost: string | null }> {
    const here: (KeptTrack & { path: string })[] = [];
    let lost: string | null = null;
    for (const track of await deps.keptOf(callId).catch(() => [])) {
      const path = await pathOfWhole(track);
      if (path !== null) here.push({ ...track, path });
      else if (track.state === 'done') lost = await lossOf(track);
      else if (track.state === 'failed' && track.error?.startsWith(wasKept)) lost = track.error;
    }
    return { here, lost };
  }

  const lossOf = async (track: KeptTrack) =>
    `${wasKept} ${
      track.file !== null && (await sizeOf(join(dir, track.file))) !== null
        ? 'its file has another length than it was kept with.'
        : 'its file is gone.'
    } Keep it again to have it offline.`;

  /** Notes recordings whose files somebody deleted or cut, of some calls or of all: said, and kept again when asked for. */
  async function markLost(ids?: readonly string[]): Promise<readonly KeptTrack[]> {
    const wanted = ids && new Set(ids);
    const kept = (await deps.tasks.listKept()).filter(({ callId }) => wanted?.has(callId) ?? true);
    for (const track of kept) {
      if (track.state !== 'done' || (await pathOfWhole(track)) !== null) continue;
      const error = await lossOf(track);
      if (track.file !== null) await removeFiles(dir, [track.file]);
      await deps.tasks.saveKept(track.callId, track.kind, { state: 'failed', bytes: 0, error });
    }
    return kept;
  }

  const pathOf = (callId: string, kind: 'audio' | 'video') => `/media/${encodeURIComponent(callId)}/${kind}`;

  async function stateOf(callId: string, renew: boolean): Promise<MediaState> {
    if (await deps.isHidden(callId)) throw hiddenCall();
    const none = { callId, audioUrl: null, videoUrl: null, offlineBytes: 0 };
    const { here: kept, lost } = await keptOf(callId);
    const after = lost === null ? '' : ` ${lost}`;
    if (kept.length > 0) {
      const has = (kind: 'audio' | 'video') => kept.some((track) => track.kind === kind);
      return {
        callId,
        state: 'offline',
        message: `On this laptop: plays without a network.${after}`,
        audioUrl: has('audio') ? pathOf(callId, 'audio') : null,
        videoUrl: has('video') ? pathOf(callId, 'video') : null,
        offlineBytes: kept.reduce((sum, track) => sum + track.bytes, 0),
      };
    }
    if (!deps.scope().media)
      return {
        ...none,
        state: 'off',
        message: 'Recordings are switched off. Switch them on under Sync & settings.',
      };
    try {
      const found = await (renew ? addresses.renew(callId) : addresses.get(callId));
      if (!found.audio && !found.video && found.unsafe) throw unsafeAddress();
      if (!found.audio && !found.video)
        return { ...none, state: 'none', message: 'Gong has no recording of this call.' };
      return {
        callId,
        state: 'streamable',
        message: `${
          loads.has(callId)
            ? 'Loaded from Gong: its media host cannot jump within a recording.'
            : 'Streamed from Gong.'
        }${after}`,
        audioUrl: found.audio ? pathOf(callId, 'audio') : null,
        videoUrl: found.video ? pathOf(callId, 'video') : null,
        offlineBytes: 0,
      };
    } catch (error) {
      return { ...none, state: stateOfError(error), message: `${sentence(error)}${after}` };
    }
  }

  return {
    /** An answer with the bytes of a recording, for the shells. Rejects with what keeps it from playing. */
    async open(
      callId: string,
      kind: 'audio' | 'video',
      range: string | undefined,
      signal: AbortSignal,
    ): Promise<MediaReply> {
      if (await deps.isHidden(callId)) throw hiddenCall();
      const kept = (await keptOf(callId)).here.find((track) => track.kind === kind);
      if (kept) return serveFile(kept.path, kept.bytes, kept.contentType ?? `${kind}/mpeg`, range);
      if (!deps.scope().media)
        throw mediaError(
          'media/off',
          'Recordings are switched off.',
          'Switch them on under Sync & settings.',
        );
      return streamTrack({ addresses, fetch: fetchMedia, loads }, callId, kind, range, signal);
    },
    state: (callId: string) => stateOf(callId, false),
    renew: (callId: string) => stateOf(callId, true),
    async keep(ids: readonly string[]) {
      await ready;
      await markLost(ids);
      return queue().keep(ids);
    },
    drop: (ids: readonly string[]) => queue().drop(ids),
    async offline() {
      await markLost();
      return queue().status();
    },
    setBudget: (bytes: number) => queue().setBudget(bytes),
    idle: async () => {
      await ready;
      await downloads?.idle();
    },
    async close() {
      await ready;
      await downloads?.close();
      await loads.close();
    },
  };
}

/** Streaming, renewing and keeping of recordings. */
export type MediaService = ReturnType<typeof createMedia>;

/** What an error means for the player. */
function stateOfError(error: unknown): MediaState['state'] {
  const code = codeOf(error);
  if (code === 'gong/missing-scope' || code === 'gong/forbidden') return 'scopeMissing';
  return code === 'media/gone' ? 'gone' : 'unreachable';
}
