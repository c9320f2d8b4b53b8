import { createEffect, createMemo, createSignal } from 'solid-js';
import type { RequestInput } from '../../../../electron/contract/bridge.ts';
import type { Bucket, PointsReport } from '../../../../electron/contract/trends.ts';
import type { Query } from '../../../data/query.ts';
import { createLive } from '../live.ts';
import { fittingBucket } from './fitting.ts';

/**
 * A report whose bucket the user chose, or (null) the one that fits: it is asked by month first. An answer in another
 * bucket than the one that fits is not shown, so nothing jumps.
 */
export function createPoints(
  input: () => Omit<RequestInput<'trends/points'>, 'bucket'> | null,
  chosen: () => Bucket | null,
): Query<PointsReport, RequestInput<'trends/points'>> & { bucket(): Bucket } {
  const [fitting, setFitting] = createSignal<{ of: string; bucket: Bucket } | null>(null);
  const base = createMemo(() => JSON.stringify([input()?.q, input()?.tz]));
  const bucket = createMemo(
    () => chosen() ?? (fitting()?.of === base() ? fitting()?.bucket : null) ?? 'month',
  );
  const query = createLive('trends/points', () => {
    const value = input();
    return value && { ...value, bucket: bucket() };
  });
  /** The bucket that fits the newest answer; null while that answer is about other calls than those asked for now. */
  const fits = createMemo(() => {
    const [found, asked] = [query.data(), query.asked()];
    return found && JSON.stringify([asked?.q, asked?.tz]) === base() ? fittingBucket(found) : null;
  });
  createEffect(() => {
    const fit = fits();
    if (fit !== null) setFitting({ of: base(), bucket: fit });
  });
  const settled = createMemo<PointsReport | undefined>((before) => {
    const found = query.data();
    if (!found || chosen() !== null || fits() === null || found.bucket === fits()) return found;
    return before;
  });
  return { ...query, data: settled, bucket };
}
