import { join } from 'node:path';
import type { KeptTrack } from '../../../db/media/files.ts';
import { hiddenCall } from './errors.ts';
import { removeFiles, sizeOf } from './local.ts';
import type { MediaDeps } from './media.ts';

/** A kept recording that is here in full. */
export type WholeTrack = KeptTrack & { readonly path: string };

/** How what is said of a recording begins whose file somebody deleted or cut. */
const wasKept = 'It was kept on this laptop, but';

/** What is kept below `dir`, held against the files that are there. */
export function createKeptFiles(deps: Pick<MediaDeps, 'tasks' | 'storedMedia'>, dir: string) {
  /** Where a recording lies that is here in full; null for one that never came or that somebody deleted or cut. */
  async function pathOfWhole(track: KeptTrack): Promise<string | null> {
    if (track.state !== 'done' || !track.file) return null;
    const path = join(dir, track.file);
    return (await sizeOf(path)) === track.bytes ? path : null;
  }

  /**
   * What a call has kept: recordings that are here in full, and what is said of those that somebody deleted or cut; nothing where somebody
   * on it was erased. Every way to a recording begins here: throws 'call/not-found' for a call that the settings hide.
   */
  async function shownKeptOf(callId: string): Promise<{
    here: readonly WholeTrack[];
    lost: string | null;
    erased: boolean;
  }> {
    const { hidden, erased, kept } = await deps.storedMedia(callId);
    if (hidden) throw hiddenCall();
    const here: WholeTrack[] = [];
    let lost: string | null = null;
    for (const track of erased ? [] : kept) {
      const path = await pathOfWhole(track);
      if (path !== null) here.push({ ...track, path });
      else if (track.state === 'done') lost = await lossOf(track);
      else if (track.state === 'failed' && track.error?.startsWith(wasKept)) lost = track.error;
    }
    return { here, lost, erased };
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

  return { shownKeptOf, markLost };
}
