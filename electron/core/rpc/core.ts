import type { RequestInput } from '../../contract/bridge.ts';
import type { EventName, Events } from '../../contract/events.ts';
import type { Output, ProcedureName } from '../../contract/procedures.ts';
import type { Logger } from '../app/log.ts';
import type { MediaService } from '../media/service.ts';
import type { Backups } from '../session/backups.ts';
import type { RouteOptions } from './router.ts';

/** One running Earshot, whatever shows it. */
export interface Core {
  request<N extends ProcedureName>(
    name: N,
    input: RequestInput<N>,
    options?: RouteOptions,
  ): Promise<Output<N>>;
  /** The same with the answer as JSON text, for transports to send on as it is. */
  requestJson(name: string, input: unknown, options?: RouteOptions): Promise<string>;
  on<E extends EventName>(event: E, listener: (data: Events[E]) => void): () => void;
  onAny(listener: (event: EventName, data: unknown, seq: number) => void): () => void;
  /** Bytes of a recording. */
  readonly media: Pick<MediaService, 'open'>;
  readonly backups: Backups;
  readonly log: Logger;
  /** True when another Earshot holds the folder and this one only reads. */
  readonly readOnly: boolean;
  /** Resolves when it is known where the accounts' secrets lie; until then `app/info` calls them missing. */
  readonly secretsFound: Promise<void>;
  /** To be called by a host that knows that the machine woke up or the network is back. */
  nudge(): void;
  /** Resolves once every word of the open store can be found: for whoever asks once and cannot look again. */
  indexed(): Promise<void>;
  /** Ends sync, workers, sample server and lock; safe to call twice. */
  close(): Promise<void>;
}
