import { scoreBands, scoreValues } from '../../electron/contract/query/fields.ts';
import type { Columns } from '../index/columns/columns.ts';

const kept = new WeakMap<Columns, Uint8Array>();
const noScore = scoreValues.indexOf('no-score');
const notReviewed = scoreValues.indexOf('not-reviewed');

/** Value of `score:` of each slot, as its place in `scoreValues`. Made once per columns. */
export function scoreColumn(columns: Columns): Uint8Array {
  const known = kept.get(columns);
  if (known) return known;
  const { offsets } = columns.multi.scorecard;
  const made = Uint8Array.from(columns.scores, (score, slot) => {
    if (score < 0) return (offsets[slot + 1] as number) > (offsets[slot] as number) ? noScore : notReviewed;
    return scoreBands.findIndex(([, from, to]) => score >= from * 100 && score < to * 100);
  });
  kept.set(columns, made);
  return made;
}
