import { memoBy } from '../index/arrays/memo.ts';
import { readGeneration } from '../store/generation.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';

/** Median of a host's values of one statistic, and over how many calls. */
interface HostMedian {
  readonly median: number;
  readonly calls: number;
}

/** The middle of the values, or the mean of the two in the middle. */
function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  return high === undefined || low === undefined ? null : (low + high) / 2;
}

/** Hosts whose medians are kept: those of former states of the store go first. */
const hostsKept = 1000;

/** Medians by the name of the statistic over all visible calls of a host; kept until the store changes. */
export const hostMedians = (db: Db, hostUserId: string): ReadonlyMap<string, HostMedian> =>
  mediansAt(db, readGeneration(db), hostUserId);

const mediansAt = memoBy(
  (db: Db, _generation: number, hostUserId: string) => {
    const rows = prepared(
      db,
      `SELECT s.name, s.value FROM call c JOIN interaction_stat s ON s.call_id = c.id
     WHERE c.primary_user_id = ? AND c.hidden = 0 AND s.name IS NOT NULL AND s.value IS NOT NULL`,
    ).all(hostUserId) as { name: string; value: number }[];
    const values = Map.groupBy(rows, (row) => row.name);
    const medians = new Map<string, HostMedian>();
    for (const [name, list] of values) {
      const median = medianOf(list.map((row) => row.value));
      if (median !== null) medians.set(name, { median, calls: list.length });
    }
    return medians;
  },
  (generation, hostUserId) => `${generation} ${hostUserId}`,
  hostsKept,
);
