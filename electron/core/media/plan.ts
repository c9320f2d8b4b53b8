import type { KeptTrack } from '../../../db/media/files.ts';

/** Downloads of a batch must be over well before its addresses expire. */
export const batchLifeMs = 6 * 3_600_000;
const largestBatch = 100;
/** Typical size of a recording per second, until its real length is known. */
const bytesPerSecond = { audio: 8_000, video: 60_000 } as const;

/** Bytes that a recording probably has. */
export function likelyBytes(track: Pick<KeptTrack, 'kind' | 'durationSec' | 'totalBytes' | 'bytes'>): number {
  return track.totalBytes ?? Math.max(1_000_000, track.durationSec * bytesPerSecond[track.kind]);
}

/**
 * The first queued recordings whose download, at the measured speed (bytes per second), ends within the life of
 * addresses fetched now; at least one, at most 100.
 */
export function planBatch(queue: readonly KeptTrack[], speed: number): readonly KeptTrack[] {
  const batch: KeptTrack[] = [];
  let bytes = 0;
  for (const track of queue) {
    bytes += likelyBytes(track) - track.bytes;
    if (batch.length > 0 && (bytes / speed) * 1000 > batchLifeMs) break;
    batch.push(track);
    if (batch.length === largestBatch) break;
  }
  return batch;
}

/**
 * Which kept recordings give way so that `needed` bytes fit into the budget: the least recently played first, and none
 * that was asked for at the same time as or after the newcomer. Null when even that is not enough.
 */
export function planEviction(
  kept: readonly KeptTrack[],
  needed: number,
  budget: number,
  newcomerAddedMs: number,
): readonly KeptTrack[] | null {
  let used = kept.reduce((sum, track) => sum + track.bytes, 0);
  const out: KeptTrack[] = [];
  const candidates = kept
    .filter((track) => track.state === 'done' && track.addedMs < newcomerAddedMs)
    .toSorted((a, b) => (a.playedMs ?? a.addedMs) - (b.playedMs ?? b.addedMs));
  for (const track of candidates) {
    if (used + needed <= budget) break;
    out.push(track);
    used -= track.bytes;
  }
  return used + needed <= budget ? out : null;
}
