import type { TrackerInfo } from '../../electron/contract/trends.ts';
import type { ColumnStore } from '../index/columns/columns.ts';
import { trackerStore } from '../index/figures/tracker-store.ts';
import type { Db } from '../store/open.ts';
import { countMentioned } from './mentioned.ts';
import { add } from './tally.ts';

/** All trackers with how often they came up in all visible calls, most calls first. */
export function trackerList(db: Db, store: ColumnStore): TrackerInfo[] {
  const known = trackerStore(db, store);
  const trackers = known.trackers();
  const { calls, mentions: sums } = countMentioned(store, trackers);
  trackers.forEach((tracker, at) => {
    if (tracker.type !== 'MINE') return;
    const { slots, mentions, size } = known.block(tracker);
    for (let entry = 0; entry < size; entry++) {
      if ((slots[entry] as number) < 0 || mentions[entry] === 0) continue;
      add(calls, at, 1);
      add(sums, at, mentions[entry] as number);
    }
  });
  return trackers
    .map(
      ({ key, name, type }, at): TrackerInfo => ({
        key,
        name,
        type,
        calls: calls[at] as number,
        mentions: sums[at] as number,
      }),
    )
    .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
}
