/** What may be wrong with a length of Gong's, which counts whole seconds, before it is another recording's. */
const slack = (gongSec: number) => 2 + gongSec / 50;
/** Whether a recording that ends at a second does so before the call: something is missing of it. */
export const endsEarly = (sec: number, gongSec: number): boolean => sec < gongSec - slack(gongSec);

const known = (sec: number | null): sec is number => sec !== null && Number.isFinite(sec) && sec > 0;

/**
 * Length of a recording in seconds, always finite; 0 while nobody knows it. Its own by its index where there is one; else what the
 * browser has worked out, unless that is longer than the call: a guess from the first frames of a file without a length. Such a one,
 * and one that has none at all, is as long as Gong says. What is shorter than the call ends there: nothing beyond it can be played.
 */
export function recordingLength(browserSec: number, indexSec: number | null, gongSec: number): number {
  if (known(indexSec)) return indexSec;
  if (!known(browserSec)) return known(gongSec) ? gongSec : 0;
  return known(gongSec) && browserSec > gongSec + slack(gongSec) ? gongSec : browserSec;
}
