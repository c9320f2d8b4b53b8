import type { WireEvent, WireRequest, WireResponse } from '../bridge.ts';
import { EarshotError } from '../errors.ts';

/** A two-way channel of JSON text: a MessagePort, Electron's IPC behind the preload script, or a test double. */
export interface WirePort {
  post(text: string): void;
  /** Subscribes to texts from the other side; returns the function that unsubscribes. */
  listen(receive: (text: string) => void): () => void;
}

/** The error an aborted request rejects with. Callers ignore it silently. */
export function cancelled(): EarshotError {
  return new EarshotError({ code: 'core/cancelled', message: 'The request was cancelled.', retryable: true });
}

/** The error of a request whose connection to the core is gone. */
export function disconnected(cause?: unknown): EarshotError {
  return new EarshotError({
    code: 'core/disconnected',
    message: 'The connection to Earshot was lost.',
    nextStep: 'Check that Earshot is still running; this page reconnects on its own.',
    retryable: true,
    cause,
  });
}

/** Reads a message from the core; anything malformed is null (and ignored by transports). */
export function parseFromCore(text: string): WireResponse | WireEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if ('event' in value && 'seq' in value) return value as WireEvent;
  if ('id' in value && 'ok' in value) return value as WireResponse;
  return null;
}

/** One request as it goes over the wire. */
export function requestText(request: Omit<WireRequest, 'v'>): string {
  return JSON.stringify({ v: 1, ...request } satisfies WireRequest);
}
