import type { EventName, Events } from '../../contract/events.ts';

/** Delivers events to the shells, at most a few times a second for those that come in bursts. */
export interface EventBus {
  on<E extends EventName>(event: E, listener: (data: Events[E]) => void): () => void;
  /** Every event, in order, with its sequence number: what a shell sends on. */
  onAny(listener: (event: EventName, data: unknown, seq: number) => void): () => void;
  emit<E extends EventName>(event: E, data: Events[E]): void;
  close(): void;
}

/** Milliseconds between two deliveries of the same bursty event; the last one always arrives. */
const burstMs: Partial<Record<EventName, number>> = {
  'store/changed': 250,
  'sync/status': 100,
  'media/offline': 250,
  'media/loading': 250,
  'trackers/progress': 250,
};

/** Makes an event bus. Listeners that throw are reported to `onError` and never stop the others. */
export function createEventBus(onError: (error: unknown) => void): EventBus {
  const listeners = new Set<(event: EventName, data: unknown, seq: number) => void>();
  const waiting = new Map<EventName, { timer: NodeJS.Timeout; latest: unknown; has: boolean }>();
  let seq = 0;

  function deliver(event: EventName, data: unknown): void {
    seq++;
    for (const listener of [...listeners]) {
      try {
        listener(event, data, seq);
      } catch (error) {
        onError(error);
      }
    }
  }

  function arm(event: EventName, ms: number): void {
    const timer = setTimeout(() => {
      const state = waiting.get(event);
      waiting.delete(event);
      if (!state?.has) return;
      deliver(event, state.latest);
      arm(event, ms);
    }, ms);
    timer.unref();
    waiting.set(event, { timer, latest: undefined, has: false });
  }

  return {
    on(event, listener) {
      const any = (name: EventName, data: unknown) => {
        if (name === event) listener(data as never);
      };
      listeners.add(any);
      return () => listeners.delete(any);
    },
    onAny(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(event, data) {
      const ms = burstMs[event];
      const state = waiting.get(event);
      if (state) {
        state.latest = data;
        state.has = true;
        return;
      }
      deliver(event, data);
      if (ms) arm(event, ms);
    },
    close() {
      for (const [event, state] of waiting) {
        clearTimeout(state.timer);
        if (state.has) deliver(event, state.latest);
      }
      waiting.clear();
      listeners.clear();
    },
  };
}
