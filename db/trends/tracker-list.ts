import type { TrackerInfo } from '../../electron/contract/trends.ts';
import type { Db } from '../open.ts';
import type { ColumnStore } from '../search/columns.ts';
import { trackerStore } from './tracker-store.ts';

/** All trackers with how often they came up in all visible calls, most calls first. */
export function trackerList(db: Db, store: ColumnStore): TrackerInfo[] {
  const trackers = trackerStore(db, store);
  return trackers
    .trackers()
    .map((tracker): TrackerInfo => {
      const { slots, mentions, size } = trackers.block(tracker);
      let calls = 0;
      let sum = 0;
      for (let entry = 0; entry < size; entry++) {
        if ((slots[entry] as number) < 0 || mentions[entry] === 0) continue;
        calls++;
        sum += mentions[entry] as number;
      }
      return { key: tracker.key, name: tracker.name, type: tracker.type, calls, mentions: sum };
    })
    .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
}
