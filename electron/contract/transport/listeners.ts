import type { EventName, Events } from '../events.ts';

type Listener<E extends EventName> = (data: Events[E]) => void;

/** Listeners of events and of the connection, shared by every transport. */
interface Listeners {
  on<E extends EventName>(event: E, listener: Listener<E>): () => void;
  onConnection(listener: (connected: boolean) => void): () => void;
  emit(event: EventName, data: unknown): void;
  /** Reports a change of the connection; repeated reports of the same state are dropped. */
  connection(connected: boolean): void;
  clear(): void;
}

/** Makes an empty set of listeners. A listener that throws never stops the others. */
export function createListeners(): Listeners {
  const byEvent = new Map<string, Set<(data: never) => void>>();
  const onConnection = new Set<(connected: boolean) => void>();
  let connected: boolean | null = null;
  const each = (run: () => void) => {
    try {
      run();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
  return {
    on(event, listener) {
      const set = byEvent.get(event) ?? new Set();
      byEvent.set(event, set);
      set.add(listener as (data: never) => void);
      return () => set.delete(listener as (data: never) => void);
    },
    onConnection(listener) {
      onConnection.add(listener);
      // Whoever comes late hears at once how things are.
      if (connected !== null) {
        queueMicrotask(() => {
          if (onConnection.has(listener) && connected !== null) listener(connected);
        });
      }
      return () => onConnection.delete(listener);
    },
    emit(event, data) {
      for (const listener of [...(byEvent.get(event) ?? [])]) each(() => listener(data as never));
    },
    connection(now) {
      if (connected === now) return;
      connected = now;
      for (const listener of [...onConnection]) each(() => listener(now));
    },
    clear() {
      byEvent.clear();
      onConnection.clear();
    },
  };
}
