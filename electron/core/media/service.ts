import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptTrack } from '../../../db/media/files.ts';
import type { MediaState } from '../../contract/call.ts';
import type { Peaks, RecordingWithoutPeaks } from '../../contract/waveform.ts';
import { createAddressBook, unsafeAddress } from './addresses.ts';
import { createDownloads } from './downloads.ts';
import { codeOf, mediaError, sentence } from './errors.ts';
import { serveFile, sizeOf } from './local.ts';
import type { MediaDeps, MediaReply } from './media.ts';
import { hasPeaks, readPeaks, removePeaks, writePeaks } from './peaks.ts';
import { type FetchMedia, streamTrack } from './remote.ts';

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
  const fetchMedia: FetchMedia = deps.fetch ?? ((url, init) => fetch(url, init));
  const addresses = createAddressBook(deps);
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
  const ready = forgetLost()
    .then((kept) => {
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

  /** Recordings of a call that are here in full. */
  async function keptOf(callId: string): Promise<readonly (KeptTrack & { path: string })[]> {
    const here: (KeptTrack & { path: string })[] = [];
    for (const track of await deps.keptOf(callId).catch(() => [])) {
      const path = await pathOfWhole(track);
      if (path !== null) here.push({ ...track, path });
    }
    return here;
  }

  /** Forgets recordings whose files somebody deleted or cut, of some calls or of all, so that they can be kept again. */
  async function forgetLost(ids?: readonly string[]): Promise<readonly KeptTrack[]> {
    const wanted = ids && new Set(ids);
    const kept = (await deps.tasks.listKept()).filter(({ callId }) => wanted?.has(callId) ?? true);
    for (const track of kept) {
      if (track.state === 'done' && (await pathOfWhole(track)) === null)
        await removePeaks(dir, await deps.tasks.dropKept([track.callId], track.kind));
    }
    return kept;
  }

  const pathOf = (callId: string, kind: 'audio' | 'video') => `/media/${encodeURIComponent(callId)}/${kind}`;

  async function stateOf(callId: string, renew: boolean): Promise<MediaState> {
    const none = { callId, audioUrl: null, videoUrl: null, offlineBytes: 0 };
    const kept = await keptOf(callId);
    if (kept.length > 0) {
      const has = (kind: 'audio' | 'video') => kept.some((track) => track.kind === kind);
      return {
        callId,
        state: 'offline',
        message: 'On this laptop: plays without a network.',
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
        message: 'Streamed from Gong.',
        audioUrl: found.audio ? pathOf(callId, 'audio') : null,
        videoUrl: found.video ? pathOf(callId, 'video') : null,
        offlineBytes: 0,
      };
    } catch (error) {
      return { ...none, state: stateOfError(error), message: sentence(error) };
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
      const kept = (await keptOf(callId)).find((track) => track.kind === kind);
      if (kept) return serveFile(kept.path, kept.bytes, kept.contentType ?? `${kind}/mpeg`, range);
      if (!deps.scope().media)
        throw mediaError(
          'media/off',
          'Recordings are switched off.',
          'Switch them on under Sync & settings.',
        );
      return streamTrack({ addresses, fetch: fetchMedia }, callId, kind, range, signal);
    },
    /** Peaks of a kept recording of a call; null while it has none. */
    async peaks(callId: string): Promise<Peaks | null> {
      for (const track of soundFirst(await keptOf(callId))) {
        const peaks = track.file && (await readPeaks(dir, track.file, track.bytes));
        if (peaks) return peaks;
      }
      return null;
    },
    /** A kept recording that nobody has looked through: that of `first`, else the one kept last. */
    async withoutPeaks(first: string | null): Promise<RecordingWithoutPeaks | null> {
      const kept = soundFirst(await deps.tasks.listKept());
      const calls = [...new Map(kept.map((track) => [track.callId, track.addedMs]))]
        .toSorted(([a, addedA], [b, addedB]) => Number(b === first) - Number(a === first) || addedB - addedA)
        .map(([callId]) => callId);
      for (const callId of calls) {
        const track = kept.find((one) => one.callId === callId && one.state === 'done');
        if (!track?.file || (await hasPeaks(dir, track.file, track.bytes))) continue;
        if (await pathOfWhole(track)) return { callId, kind: track.kind, bytes: track.bytes };
      }
      return null;
    },
    /** Keeps peaks beside the recording they were made of; false when it is gone or another by now. */
    async savePeaks({ callId, kind, bytes }: RecordingWithoutPeaks, peaks: Peaks | null): Promise<boolean> {
      const track = (await keptOf(callId)).find((one) => one.kind === kind && one.bytes === bytes);
      if (!track?.file) return false;
      await writePeaks(dir, track.file, bytes, peaks);
      return true;
    },
    state: (callId: string) => stateOf(callId, false),
    renew: (callId: string) => stateOf(callId, true),
    async keep(ids: readonly string[]) {
      await forgetLost(ids);
      return queue().keep(ids);
    },
    drop: (ids: readonly string[]) => queue().drop(ids),
    offline: () => queue().status(),
    setBudget: (bytes: number) => queue().setBudget(bytes),
    idle: async () => {
      await ready;
      await downloads?.idle();
    },
    async close() {
      await ready;
      await downloads?.close();
    },
  };
}

/** Streaming, renewing and keeping of recordings. */
export type MediaService = ReturnType<typeof createMedia>;

/** The sound of a call before its video, which has the same sound in a larger file. */
const soundFirst = <T extends KeptTrack>(tracks: readonly T[]): readonly T[] =>
  tracks.toSorted((a, b) => Number(a.kind === 'video') - Number(b.kind === 'video'));

/** What an error means for the player. */
function stateOfError(error: unknown): MediaState['state'] {
  const code = codeOf(error);
  if (code === 'gong/missing-scope' || code === 'gong/forbidden') return 'scopeMissing';
  return code === 'media/gone' ? 'gone' : 'unreachable';
}
