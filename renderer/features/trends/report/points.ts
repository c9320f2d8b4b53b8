import { createEffect, createMemo, createSignal } from 'solid-js';
import type { RequestInput } from '../../../../electron/contract/bridge.ts';
import type { Bucket, PointsReport } from '../../../../electron/contract/trends.ts';
import { createQuery, type Query } from '../../../data/query.ts';

/** Calls a bucket should have on average, so that its share means something. */
const enough = 8;

/** The finest bucket in which the calls of a report are not spread too thin. */
export function fittingBucket(report: PointsReport): Bucket {
  const points = report.series[0]?.points ?? [];
  const days = points.reduce(
    (sum, point) => sum + (Date.parse(point.to) - Date.parse(point.from)) / 86_400_000,
    0,
  );
  const daily = report.footer.denominator / Math.max(1, days);
  if (days <= 45 && daily >= enough) return 'day';
  if (daily * 7 >= enough) return 'week';
  return daily * 30.4 >= enough ? 'month' : 'quarter';
}

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
  const query = createQuery(
    'trends/points',
    () => {
      const value = input();
      return value && { ...value, bucket: bucket() };
    },
    { live: true },
  );
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
