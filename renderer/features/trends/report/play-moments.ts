import type { EvidenceFilter, EvidenceMoment, SeriesRef } from '../../../../electron/contract/trends.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { where } from '../../../data/app.ts';
import { asError } from '../../../data/query.ts';
import { toast } from '../../../ui/kit.tsx';
import { playStops, type Stop } from '../../player/playlist.ts';

const most = 200;

/** A moment as the player takes it. */
const stopOf = (item: EvidenceMoment): Stop => ({
  callId: item.callId,
  title: item.title,
  startedMs: item.startedMs,
  startSec: item.startMs / 1000,
  text: item.line ?? item.phrase ?? item.title,
  speaker: item.speaker,
  tags: [],
});

/** Plays the seconds around the occurrences behind a mark, one after the other. */
export async function playMoments(
  title: string,
  q: string,
  series: SeriesRef,
  filter: EvidenceFilter,
): Promise<void> {
  try {
    const page = await bridge.request('trends/evidence', { q, series, filter, limit: most, ...where() });
    playStops(title, page.items.map(stopOf));
    if (page.total > page.items.length) toast(`Playing the newest ${page.items.length} of ${page.total}.`);
  } catch (error) {
    toast(asError(error).message);
  }
}
