import type { Bucket, SeriesFigures, SeriesPoint, ShareChange } from '../../../electron/contract/trends.ts';
import { count, dayOf, percent } from '../../ui/format.ts';
import { dayText } from '../../ui/local-time.ts';
import { type Measure, measures } from './state.ts';

/** 'Week of 1 Sep 2025', 'September 2025', 'Q3 2025', '1 Sep 2025'. */
export function bucketName(from: string, bucket: Bucket): string {
  if (bucket === 'month') return dayText(from, { month: 'long', year: 'numeric' });
  if (bucket === 'quarter')
    return `Q${Math.floor((Number(from.slice(5, 7)) - 1) / 3) + 1} ${from.slice(0, 4)}`;
  return bucket === 'day' ? dayOf(from) : `Week of ${dayOf(from)}`;
}

/** The figure a chart shows; null is "not available". */
export function figureOf(figures: SeriesFigures, measure: Measure): number | null {
  return measure === 'calls' ? figures.mentioning : figures[measure];
}

/** A figure as people read it. */
function show(value: number | null, measure: Measure): string {
  if (value === null) return 'not available';
  if (measure === 'share') return percent(value);
  if (measure === 'calls' || measure === 'mentions') return count(value);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** On an axis: no decimals that say nothing. */
export function showTick(value: number, measure: Measure): string {
  if (measure === 'share') return `${Number((value * 100).toFixed(1))} %`;
  return measure === 'calls' || measure === 'mentions' ? count(value) : String(Number(value.toFixed(2)));
}

/** '41 % (37 of 90 calls)': what a point says beside its time. */
export function pointWords(point: SeriesPoint, measure: Measure): string {
  const value = figureOf(point, measure);
  if (point.available === 'empty') return 'no calls';
  if (value === null || point.mentioning === null) return 'not available';
  const calls = `${count(point.mentioning)} of ${count(point.known)} calls`;
  const figure =
    measure === 'calls'
      ? calls
      : `${show(value, measure)}${measure === 'share' ? '' : ` ${measures[measure].toLowerCase()}`} (${calls})`;
  return `${figure}${point.small ? ', too few calls' : ''}${point.partial ? ', not the whole time' : ''}`;
}

/** '+8 points', with a real minus. */
export const points = (delta: number): string => {
  const rounded = Math.round(delta * 100);
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : '±'}${Math.abs(rounded)}`;
};

/** How a share changed, and whether that can be told apart from chance. */
export const changeWords = (change: ShareChange): string =>
  `${percent(change.from)} → ${percent(change.to)}, ${points(change.delta)} points (95 % band ${points(change.low)} to ${points(change.high)})${change.certain ? '' : ': may be chance'}`;
