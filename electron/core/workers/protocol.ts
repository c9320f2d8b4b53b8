import type { WireError } from '../../contract/errors.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly file: string;
}

/** Messages to a worker. Results of calls come back as JSON text: made off the main thread, sent on as it is. */
export type ToWorker =
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'task'; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  /** The store changed: a good time to bring in-memory columns up to date. */
  | { readonly type: 'refresh' }
  | { readonly type: 'close' };

/** What went wrong inside a worker, for the log only. */
export interface WorkerFault {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

/** Messages from a worker. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: WireError; readonly fault: WorkerFault }
  | { readonly type: 'json'; readonly id: number; readonly json: string; readonly ms: number }
  | { readonly type: 'value'; readonly id: number; readonly value: unknown; readonly ms: number }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly error: WireError;
      readonly fault: WorkerFault;
      readonly ms: number;
    }
  | { readonly type: 'changed'; readonly generation: number }
  | { readonly type: 'notice'; readonly notice: WireError };
