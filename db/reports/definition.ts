import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import type { StoredTracker } from '../index/figures/tracker-store.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { describeDefinition } from '../trackers/describe.ts';

/** What exactly a tracker counts, for the footer of every figure. */
export function definitionOf(db: Db, tracker: StoredTracker): string {
  if (tracker.type === 'MINE') {
    const row = prepared(
      db,
      'SELECT version, hits_version AS hits, definition FROM mine_tracker WHERE id = ?',
    ).get(tracker.ids[0]) as { version: number; hits: number; definition: string };
    const computing = row.hits === row.version ? '' : '; its hits are still being looked for';
    return `My tracker “${tracker.name}”, version ${row.version}: ${describeDefinition(JSON.parse(row.definition) as TrackerDefinition)}. Counted are the sentences of the transcripts in which a phrase begins${computing}.`;
  }
  const kind = { KEYWORD: 'keyword tracker', SMART: 'smart tracker', UNKNOWN: 'tracker' }[tracker.type];
  const several = tracker.ids.length > 1 ? ` (${tracker.ids.length} trackers of this name together)` : '';
  return `Gong’s ${kind} “${tracker.name}”${several}. Mentions are Gong’s counts, or the listed occurrences where those are more.`;
}
