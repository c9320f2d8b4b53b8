import type { Readable } from 'node:stream';
import type { OfflineStatus, RecordingLoading } from '../../contract/call.ts';
import type { SyncScope } from '../../contract/sync.ts';
import type { GongClient } from '../../gong/client/client.ts';
import type { Logger } from '../app/log.ts';
import type { StartProcess } from '../app/processes.ts';
import type { MediaTasks, StoredMedia } from '../workers/tasks/media.ts';

/** What a media service is made from. */
export interface MediaDeps {
  /** The profile's own folder; media files go below it. */
  readonly dir: string;
  readonly tasks: MediaTasks;
  /** What the store says of a call. Asked of the reader: playing waits for no page of a sync, and works without a writer. */
  storedMedia(callId: string): Promise<StoredMedia>;
  /** Rejects when there are no credentials. */
  client(): Promise<GongClient>;
  scope(): SyncScope;
  now(): number;
  /** How the process that reads levels is started; Node's way unless given. */
  readonly startProcess?: StartProcess | undefined;
  onStatus(status: OfflineStatus): void;
  /** A streamed recording is being read through. */
  onLoading?(progress: RecordingLoading): void;
  readonly log: Logger;
}

/** An answer with bytes: a status, headers and a body for the shells to send on. */
export interface MediaReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | null;
  /** The media host's ETag or date of the bytes, for whoever puts pieces together. */
  readonly validator?: string | null;
}
