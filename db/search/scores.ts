import { scoreBands, scoreValues } from '../../electron/contract/query/fields.ts';
import { memo } from '../index/arrays/memo.ts';
import type { Columns } from '../index/columns/columns.ts';

const noScore = scoreValues.indexOf('no-score');
const notReviewed = scoreValues.indexOf('not-reviewed');

/** Value of `score:` of each slot, as its place in `scoreValues`. Made once per columns. */
export const scoreColumn = memo((columns: Columns): Uint8Array => {
  const { offsets } = columns.multi.scorecard;
  return Uint8Array.from(columns.scores, (score, slot) => {
    if (score < 0) return (offsets[slot + 1] as number) > (offsets[slot] as number) ? noScore : notReviewed;
    return scoreBands.findIndex(([, from, to]) => score >= from * 100 && score < to * 100);
  });
});
