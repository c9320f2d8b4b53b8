import type { Readable } from 'node:stream';
import type { KeptTrack } from '../../db/media/files.ts';
import type { ReaderDb, WriterDb } from '../../db/open.ts';
import type { ColumnStore } from '../../db/search/columns.ts';
import type { Profile } from '../contract/app.ts';
import type { RequestInput } from '../contract/bridge.ts';
import type { MediaState, OfflineStatus } from '../contract/call.ts';
import type { NamesOf, Output } from '../contract/procedures.ts';
import type { SyncScope } from '../contract/sync.ts';
import type { GongClient } from '../gong/client/client.ts';
import type { SyncEngine } from '../sync/engine.ts';
import type { AppService } from './app-service.ts';
import type { Logger } from './log.ts';
import type { WriterTasks } from './workers/tasks.ts';

/** What a read handler gets: a read-only connection and the in-memory columns, on the reader worker. */
export interface ReaderContext {
  readonly db: ReaderDb;
  readonly columns: ColumnStore;
  now(): number;
}

/** What a write handler gets: the only writing connection, on the writer worker. */
export interface WriterContext {
  readonly db: WriterDb;
  now(): number;
  /** To be called once after a transaction that changed visible content. */
  changed(): void;
}

/** What a handler on the core's main thread gets. */
export interface MainContext {
  now(): number;
  readonly log: Logger;
  readonly app: AppService;
  /** The open store of the active profile. Rejects with 'app/no-profile', or with what stopped it from opening. */
  session(): Promise<Session>;
}

/** Asks a contract procedure of one kind on its worker. */
export type Ask<K extends 'read' | 'write'> = <N extends NamesOf<K>>(
  name: N,
  input: RequestInput<N>,
  options?: { signal?: AbortSignal },
) => Promise<Output<N>>;

/** Where a profile's sync scope is kept. */
interface ScopeSetting {
  get(): SyncScope;
  /** Persists; rejects when the settings file cannot be written. */
  set(scope: SyncScope): Promise<void>;
}

/** What a media service is made from. */
export interface MediaDeps {
  /** The profile's own folder; media files go below it. */
  readonly dir: string;
  readonly tasks: WriterTasks;
  /** Kept recordings of a call. Asked of the reader: playing waits for no page of a sync, and works without a writer. */
  keptOf(callId: string): Promise<readonly KeptTrack[]>;
  /** Rejects when there are no credentials. */
  client(): Promise<GongClient>;
  scope(): SyncScope;
  now(): number;
  onStatus(status: OfflineStatus): void;
  readonly log: Logger;
}

/** An answer with bytes: a status, headers and a body for the shells to send on. */
export interface MediaReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | null;
}

/** Streaming, renewing and keeping of recordings. */
export interface MediaService {
  open(
    callId: string,
    kind: 'audio' | 'video',
    range: string | undefined,
    signal: AbortSignal,
  ): Promise<MediaReply>;
  state(callId: string): Promise<MediaState>;
  renew(callId: string): Promise<MediaState>;
  keep(ids: readonly string[]): Promise<OfflineStatus>;
  drop(ids: readonly string[]): Promise<OfflineStatus>;
  offline(): Promise<OfflineStatus>;
  setBudget(bytes: number): Promise<OfflineStatus>;
  close(): Promise<void>;
}

/** The open store of one profile, with everything that works on it. */
export interface Session {
  readonly profile: Profile;
  readonly dir: string;
  readonly read: Ask<'read'>;
  readonly write: Ask<'write'>;
  readonly tasks: WriterTasks;
  client(): Promise<GongClient>;
  readonly scope: ScopeSetting;
  readonly sync: SyncEngine;
  readonly media: MediaService;
}
