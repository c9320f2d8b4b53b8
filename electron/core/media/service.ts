import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptTrack } from '../../../db/media/files.ts';
import type { MediaState, RecordingFacts } from '../../contract/call.ts';
import { type AddressBook, createAddressBook, unsafeAddress } from './addresses.ts';
import { createDownloads } from './downloads.ts';
import { codeOf, mediaError, sentence } from './errors.ts';
import { sizeOf } from './local.ts';
import type { MediaDeps } from './media.ts';
import { createPlayback } from './playback.ts';
import { createRecordings, factsOf, queryOf } from './recordings.ts';
import type { FetchMedia } from './remote.ts';

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
  const book = createAddressBook(deps);
  async function refuseErased(callId: string): Promise<void> {
    if (!(await deps.hasErased(callId))) return;
    throw mediaError(
      'media/erased',
      'Somebody on this call was erased, so its recording is neither kept nor played.',
      'What the others said can be read.',
    );
  }
  const addresses: AddressBook = {
    ...book,
    get: (callId, signal) => refuseErased(callId).then(() => book.get(callId, signal)),
    renew: (callId, signal) => refuseErased(callId).then(() => book.renew(callId, signal)),
  };
  const closing = new AbortController();
  const recordings = createRecordings({
    addresses,
    fetch: fetchMedia,
    onLoading: (progress) => deps.onLoading?.(progress),
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
        await deps.tasks.dropKept([track.callId], track.kind);
    }
    return kept;
  }

  const pathOf = (callId: string, kind: 'audio' | 'video') => `/media/${encodeURIComponent(callId)}/${kind}`;

  /** Path of a kept recording's exact form; a file that cannot be read keeps its own path, whose answer says why. */
  async function keptPath({
    callId,
    kind,
    path,
    bytes,
    validator,
  }: KeptTrack & { path: string }): Promise<string> {
    const recording = await recordings.kept(path, bytes, validator).catch(() => null);
    return pathOf(callId, kind) + queryOf(recording);
  }

  const streamPath = async (callId: string, kind: 'audio' | 'video') =>
    pathOf(callId, kind) + queryOf(await recordings.knownStream(callId, kind));

  function checkScope(): void {
    if (deps.scope().media) return;
    throw mediaError('media/off', 'Recordings are switched off.', 'Switch them on under Sync & settings.');
  }

  const playback = createPlayback({ keptOf, checkScope, recordings, addresses, fetch: fetchMedia });

  async function stateOf(callId: string, renew: boolean): Promise<MediaState> {
    const none = { callId, audioUrl: null, videoUrl: null, offlineBytes: 0 };
    const kept = await keptOf(callId);
    if (kept.length > 0) {
      const paths = new Map<string, string>();
      for (const track of kept) paths.set(track.kind, await keptPath(track));
      return {
        callId,
        state: 'offline',
        message: 'On this laptop: plays without a network.',
        audioUrl: paths.get('audio') ?? null,
        videoUrl: paths.get('video') ?? null,
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
        audioUrl: found.audio ? await streamPath(callId, 'audio') : null,
        videoUrl: found.video ? await streamPath(callId, 'video') : null,
        offlineBytes: 0,
      };
    } catch (error) {
      return { ...none, state: stateOfError(error), message: sentence(error) };
    }
  }

  return {
    open: playback.open,
    state: (callId: string) => stateOf(callId, false),
    renew: (callId: string) => stateOf(callId, true),
    /** What a recording is. Rejects with what keeps its bytes from being read. */
    async describe(callId: string, kind: 'audio' | 'video'): Promise<RecordingFacts> {
      const kept = (await keptOf(callId)).find((track) => track.kind === kind);
      if (!kept) checkScope();
      const recording = await (kept
        ? recordings.kept(kept.path, kept.bytes, kept.validator)
        : recordings.streamed(callId, kind, closing.signal));
      return factsOf(callId, kind, recording);
    },
    /** Reads a streamed recording through, so that its path plays exactly; a kept one needs no loading. */
    async load(callId: string, kind: 'audio' | 'video', signal?: AbortSignal): Promise<MediaState> {
      if (!(await keptOf(callId)).some((track) => track.kind === kind)) {
        checkScope();
        await recordings.load(
          callId,
          kind,
          AbortSignal.any(signal ? [closing.signal, signal] : [closing.signal]),
        );
      }
      return stateOf(callId, false);
    },
    async keep(ids: readonly string[]) {
      await forgetLost(ids);
      return queue().keep(ids);
    },
    drop: (ids: readonly string[]) => queue().drop(ids),
    /** Deletes everything that was kept or made of some calls' recordings, by the stems of their files. */
    async forget(stems: readonly string[]) {
      if (stems.length > 0) await queue().forget(stems);
    },
    offline: () => queue().status(),
    setBudget: (bytes: number) => queue().setBudget(bytes),
    idle: async () => {
      await ready;
      await downloads?.idle();
    },
    async close() {
      closing.abort();
      await ready;
      await downloads?.close();
    },
  };
}

/** Streaming, renewing and keeping of recordings. */
export type MediaService = ReturnType<typeof createMedia>;

/** What an error means for the player. */
function stateOfError(error: unknown): MediaState['state'] {
  const code = codeOf(error);
  if (code === 'gong/missing-scope' || code === 'gong/forbidden') return 'scopeMissing';
  if (code === 'media/erased') return 'none';
  return code === 'media/gone' ? 'gone' : 'unreachable';
}
