import type { Bucket, PointsReport } from '../../../../electron/contract/trends.ts';

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
