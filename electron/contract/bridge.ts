import type { InferInput } from 'valibot';
import type { WireError } from './errors.ts';
import type { EventName, Events } from './events.ts';
import type { Output, ProcedureName, Procedures } from './procedures.ts';

/** What callers may leave out: fields with defaults are optional on the way in. */
export type RequestInput<N extends ProcedureName> = InferInput<Procedures[N]['input']>;

/** The view's only way to the core; every transport implements it and passes test/contract. */
export interface Bridge {
  /** Rejects with EarshotError. Aborting cancels a request that has not started and ignores a later answer. */
  request<N extends ProcedureName>(
    name: N,
    input: RequestInput<N>,
    options?: { signal?: AbortSignal },
  ): Promise<Output<N>>;
  /** Subscribes; returns the function that unsubscribes. */
  on<E extends EventName>(event: E, listener: (data: Events[E]) => void): () => void;
  /** Called when the connection to the core is lost or found again. */
  onConnection(listener: (connected: boolean) => void): () => void;
  close(): void;
}

/** One request on the wire. */
export interface WireRequest {
  readonly v: 1;
  readonly id: number;
  readonly method: string;
  readonly input: unknown;
}

/** Its answer. */
export type WireResponse =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError };

export interface WireCancel {
  readonly cancel: number;
}

export interface WireEvent {
  readonly event: EventName;
  readonly seq: number;
  readonly data: unknown;
}
