import type { AppInfo } from './app.ts';
import type { OfflineStatus, RecordingLoading } from './call.ts';
import type { SyncStatus } from './sync.ts';
import type { TrackersProgress } from './trackers.ts';

/** What the core pushes to the view. Events broadcast state; they never drive control flow. */
export interface Events {
  'app/info': AppInfo;
  'sync/status': SyncStatus;
  /** The store's visible content changed: views of the query refetch. Sent at most a few times a second. */
  'store/changed': { readonly generation: number };
  'media/offline': OfflineStatus;
  /** A streamed recording is being read through; the last one has all its bytes. */
  'media/loading': RecordingLoading;
  /** Trackers of mine are being computed; sent a few times a second, and with an empty list when all are done. */
  'trackers/progress': TrackersProgress;
}

export type EventName = keyof Events;
