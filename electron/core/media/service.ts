import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaState, RecordingFacts, RecordingPart } from '../../contract/call.ts';
import { startNodeProcess } from '../app/processes.ts';
import { type AddressBook, createAddressBook, unsafeAddress } from './addresses.ts';
import { budgetOf, createDownloads } from './downloads.ts';
import { codeOf, erasedCall, mediaError, sentence } from './errors.ts';
import { createKeptFiles, type WholeTrack } from './kept-files.ts';
import { createLevelsProcess } from './levels-process.ts';
import { createLoads } from './loads.ts';
import { fileName, folderBytes, removeOrphans } from './local.ts';
import type { MediaDeps } from './media.ts';
import { createPeakStore } from './peaks.ts';
import { createPlayback } from './playback.ts';
import { createRecordings, factsOf, queryOf, type Recording } from './recordings.ts';
import { followRedirects } from './redirects.ts';
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
  const fetchMedia = followRedirects(deps.fetch ?? ((url, init) => fetch(url, init)), deps.log);
  const addresses = createAddressBook(deps);
  const { shownKeptOf, markLost } = createKeptFiles(deps, dir);
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
  const closing = new AbortController();
  const recordings = createRecordings({
    addresses,
    fetch: fetchMedia,
    loads,
    onLoading: (progress) => deps.onLoading?.(progress),
  });
  const levels = createLevelsProcess(deps.startProcess ?? startNodeProcess);
  let downloads: ReturnType<typeof createDownloads> | null = null;
  function queue() {
    if (!downloads) {
      mkdirSync(dir, { recursive: true });
      downloads = createDownloads({
        ...deps,
        dir,
        addresses: withoutErased(addresses, deps.storedMedia),
        fetch: fetchMedia,
        retryMs: deps.retryMs ?? 5_000,
        // Its index is made now, so that no player has to wait for it.
        async onKept(path, bytes, validator) {
          await recordings.kept(path, bytes, validator);
        },
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

  const pathOf = (callId: string, kind: 'audio' | 'video') => `/media/${encodeURIComponent(callId)}/${kind}`;

  function formOf(callId: string, kind: 'audio' | 'video', recording: Recording | null): Form {
    const path = pathOf(callId, kind) + queryOf(recording);
    const parts = recording?.parts ?? [];
    return { path, parts: parts.map(({ startSec }, nth) => ({ startSec, url: `${path}&part=${nth}` })) };
  }

  /** The exact form of a kept recording; a file that cannot be read keeps its own path, whose answer says why. */
  const keptForm = async ({ callId, kind, path, bytes, validator }: WholeTrack) =>
    formOf(callId, kind, await recordings.kept(path, bytes, validator).catch(() => null));

  const streamForm = async (callId: string, kind: 'audio' | 'video') =>
    formOf(callId, kind, await recordings.knownStream(callId, kind));

  /** The kept track of a call; null for one that may be streamed. Throws what forbids to play it. */
  async function trackOf(callId: string, kind: 'audio' | 'video'): Promise<WholeTrack | null> {
    const { here, erased } = await shownKeptOf(callId);
    const kept = here.find((track) => track.kind === kind);
    if (kept) return kept;
    if (erased) throw erasedCall();
    if (deps.scope().media) return null;
    throw mediaError('media/off', 'Recordings are switched off.', 'Switch them on under Sync & settings.');
  }

  const playback = createPlayback({
    trackOf,
    recordings,
    addresses,
    fetch: fetchMedia,
    loads,
  });

  const stateOf = createStates({
    shownKeptOf,
    keptForm,
    streamForm,
    pathOf,
    addresses,
    loads,
    scope: deps.scope,
  });

  return {
    open: playback.open,
    ...createPeakStore({
      dir,
      keptOf: async (callId) => (await shownKeptOf(callId)).here,
      listKept: async () => (await deps.tasks.listKept()).filter((track) => track.hidden === 0),
      levelsOf: (question) => levels.ask(question),
      async headsOf({ path, bytes, validator }) {
        const { head, parts } = await recordings.kept(path, bytes, validator);
        const heads = parts.length > 0 ? parts : [{ startSec: 0, head }];
        return heads.flatMap(({ startSec, head }) =>
          head ? { startSec, head: Buffer.from(head).toString('base64') } : [],
        );
      },
      pathFor: async (track) => (await keptForm(track)).path,
    }),
    state: (callId: string) => stateOf(callId, false),
    renew: (callId: string) => stateOf(callId, true),
    /** What a recording is. Rejects with what keeps its bytes from being read. */
    async describe(callId: string, kind: 'audio' | 'video'): Promise<RecordingFacts> {
      const kept = await trackOf(callId, kind);
      const recording = await (kept
        ? recordings.kept(kept.path, kept.bytes, kept.validator)
        : recordings.streamed(callId, kind, closing.signal));
      return factsOf(callId, kind, recording);
    },
    /** Reads a streamed recording through, so that its path plays exactly; a kept one needs no loading. */
    async load(callId: string, kind: 'audio' | 'video', signal?: AbortSignal): Promise<MediaState> {
      if (!(await trackOf(callId, kind)))
        await recordings.load(
          callId,
          kind,
          AbortSignal.any(signal ? [closing.signal, signal] : [closing.signal]),
        );
      return stateOf(callId, false);
    },
    async keep(ids: readonly string[]) {
      await ready;
      await markLost(ids);
      return queue().keep(ids);
    },
    drop: (ids: readonly string[]) => queue().drop(ids),
    /** Deletes everything that was kept or made of some calls' recordings, by the stems of their files. */
    async forget(stems: readonly string[]) {
      if (stems.length > 0) await queue().forget(stems);
    },
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
      closing.abort();
      levels.close();
      await ready;
      await downloads?.close();
      await loads.close();
    },
  };
}

/** Streaming, renewing and keeping of recordings. */
export type MediaService = ReturnType<typeof createMedia>;

/** Where a track plays, in its best form that is known. */
interface Form {
  readonly path: string;
  readonly parts: readonly RecordingPart[];
}

const partsOfPlayed = (form: Form | null): Pick<MediaState, 'parts'> =>
  form && form.parts.length > 0 ? { parts: form.parts } : {};

/** Tells what of a call's recordings there is and where it plays. */
function createStates({
  shownKeptOf,
  keptForm,
  streamForm,
  pathOf,
  addresses,
  loads,
  scope,
}: {
  readonly shownKeptOf: ReturnType<typeof createKeptFiles>['shownKeptOf'];
  keptForm(track: WholeTrack): Promise<Form>;
  streamForm(callId: string, kind: 'audio' | 'video'): Promise<Form>;
  pathOf(callId: string, kind: 'audio' | 'video'): string;
  readonly addresses: AddressBook;
  readonly loads: ReturnType<typeof createLoads>;
  readonly scope: MediaDeps['scope'];
}) {
  return async function stateOf(callId: string, renew: boolean): Promise<MediaState> {
    const none = { callId, audioUrl: null, videoUrl: null, originalUrl: null, offlineBytes: 0 };
    const original = (kind: 'audio' | 'video') => `${pathOf(callId, kind)}?original`;
    const { here: kept, lost, erased } = await shownKeptOf(callId);
    const after = lost === null ? '' : ` ${lost}`;
    if (kept.length > 0) {
      const forms = new Map<string, Form>();
      for (const track of kept) forms.set(track.kind, await keptForm(track));
      return {
        callId,
        state: 'offline',
        message: `On this laptop: plays without a network.${after}`,
        audioUrl: forms.get('audio')?.path ?? null,
        videoUrl: forms.get('video')?.path ?? null,
        ...partsOfPlayed(forms.get('video') ?? forms.get('audio') ?? null),
        originalUrl: original(forms.has('video') ? 'video' : 'audio'),
        offlineBytes: kept.reduce((sum, track) => sum + track.bytes, 0),
      };
    }
    if (!scope().media)
      return {
        ...none,
        state: 'off',
        message: 'Recordings are switched off. Switch them on under Sync & settings.',
      };
    try {
      if (erased) throw erasedCall();
      const found = await (renew ? addresses.renew(callId) : addresses.get(callId));
      if (!found.audio && !found.video && found.unsafe) throw unsafeAddress();
      if (!found.audio && !found.video)
        return { ...none, state: 'none', message: 'Gong has no recording of this call.' };
      const audio = found.audio ? await streamForm(callId, 'audio') : null;
      const video = found.video ? await streamForm(callId, 'video') : null;
      return {
        callId,
        state: 'streamable',
        message: `${
          loads.has(callId)
            ? 'Loaded from Gong: its media host cannot jump within a recording.'
            : 'Streamed from Gong.'
        }${after}`,
        audioUrl: audio?.path ?? null,
        videoUrl: video?.path ?? null,
        ...partsOfPlayed(video ?? audio),
        originalUrl: original(found.video ? 'video' : 'audio'),
        offlineBytes: 0,
      };
    } catch (error) {
      return { ...none, state: stateOfError(error), message: `${sentence(error)}${after}` };
    }
  };
}

/** What an error means for the player. */
function stateOfError(error: unknown): MediaState['state'] {
  const code = codeOf(error);
  if (code === 'gong/missing-scope' || code === 'gong/forbidden') return 'scopeMissing';
  if (code === 'media/erased') return 'none';
  return code === 'media/gone' ? 'gone' : 'unreachable';
}

/** Addresses for downloads, which last: rejects with 'media/erased' where somebody was erased since they were queued. */
function withoutErased(book: AddressBook, storedMedia: MediaDeps['storedMedia']): AddressBook {
  const checked = async <T>(callId: string, get: () => Promise<T>): Promise<T> => {
    if ((await storedMedia(callId)).erased) throw erasedCall();
    return get();
  };
  return {
    ...book,
    get: (callId, signal) => checked(callId, () => book.get(callId, signal)),
    renew: (callId, signal) => checked(callId, () => book.renew(callId, signal)),
  };
}
