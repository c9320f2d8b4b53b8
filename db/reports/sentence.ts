import { isolate } from '../../electron/contract/direction.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import type { Bucket, ReportSeries, SeriesPoint } from '../../electron/contract/trends.ts';
import { percent } from '../../electron/contract/units.ts';
import { dayNumber } from '../index/columns/local-days.ts';
import { changeOf } from '../index/figures/wilson.ts';
import type { Base } from './base.ts';

const dayMs = 86_400_000;
const months = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const days = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const whole = new Intl.NumberFormat('en');

/** A bucket in words, by its first day. */
function bucketName(from: string, unit: Bucket): string {
  const date = new Date(dayNumber(from) * dayMs);
  if (unit === 'month') return months.format(date);
  if (unit === 'quarter') return `Q${Math.floor(date.getUTCMonth() / 3) + 1} ${date.getUTCFullYear()}`;
  return unit === 'week' ? `the week of ${days.format(date)}` : days.format(date);
}

const isExternal = (node: Node) =>
  node.kind === 'value' &&
  node.field === 'scope' &&
  node.values.every((value) => value.text.toLowerCase() === 'external');

/** The calls of a base as the subject of a sentence. */
function subject(base: Base): string {
  const filters = base.nodes.filter((node) => node.kind !== 'date');
  if (filters.length === 0) return 'calls';
  return filters.length === 1 && filters.every(isExternal) ? 'external calls' : 'these calls';
}

const isKnown = (point: SeriesPoint) => point.known > 0 && point.share !== null;

/**
 * The finding of a series in words: the newest bucket that is over, against the one before. A difference that chance alone
 * may make is called so.
 */
export function sentenceOf(series: ReportSeries | undefined, unit: Bucket, base: Base): string {
  if (!series) return '';
  const name = series.type === 'QUERY' ? `“${series.name}”` : isolate(series.name);
  if (base.count === 0) return `There are no calls here, so nothing is known of ${name}.`;
  const { points } = series;
  let at = points.findLastIndex((point) => isKnown(point) && !point.partial);
  if (at < 0) at = points.findLastIndex(isKnown);
  const point = points[at];
  if (!point || point.share === null || point.mentioning === null)
    return `Nothing is known of ${name} on these calls: ${
      series.type === 'MINE' ? 'none has a transcript' : 'none has tracker figures'
    }.`;
  const on = unit === 'day' ? 'on' : 'in';
  const parts = [
    `${name} came up in ${percent(point.share)} of ${subject(base)} ${on} ${bucketName(point.from, unit)}${
      point.partial ? ' so far' : ''
    } (${whole.format(point.mentioning)} of ${whole.format(point.known)})`,
  ];
  const before = points[at - 1];
  if (before && isKnown(before) && before.share !== null) {
    const change = changeOf(
      { part: before.mentioning ?? 0, whole: before.known },
      { part: point.mentioning, whole: point.known },
    );
    const was = percent(before.share);
    if (was === percent(point.share)) parts.push(`as the ${unit} before`);
    else
      parts.push(
        `${point.share > before.share ? 'up' : 'down'} from ${was}${change?.certain ? '' : ' (within chance)'}`,
      );
  }
  const first = series.raisedFirst;
  const rest =
    first && first.known >= 5 ? `; customers raise it first in ${percent(first.customer / first.known)}` : '';
  return `${parts.join(', ')}${rest}.`;
}
