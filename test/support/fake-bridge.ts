import * as v from 'valibot';
import type { Bridge } from '../../electron/contract/bridge.ts';
import { fromWireError, toWireError } from '../../electron/contract/errors.ts';
import type { EventName, Events } from '../../electron/contract/events.ts';
import {
  type Input,
  type Output,
  type ProcedureName,
  procedures,
} from '../../electron/contract/procedures.ts';
import { invalidInput, notAvailable, unknownMethod } from '../../electron/contract/refusals.ts';
import { createListeners } from '../../electron/contract/transport/listeners.ts';
import { cancelled, disconnected } from '../../electron/contract/transport/wire.ts';

/** Answers of a fake core, by procedure; what is left out answers 'core/not-available'. */
type FakeHandlers = {
  readonly [N in ProcedureName]?: (input: Input<N>, signal?: AbortSignal) => Output<N> | Promise<Output<N>>;
};

/** A bridge whose core is a test. */
export interface FakeBridge extends Bridge {
  /** Pushes an event as the core would. */
  emit<E extends EventName>(event: E, data: Events[E]): void;
  connection(connected: boolean): void;
}

/** A bridge without a core, for tests of the view: same validation, same JSON, same errors as the real ones. */
export function createFakeBridge(handlers: FakeHandlers): FakeBridge {
  const listeners = createListeners();
  let closed = false;
  queueMicrotask(() => listeners.connection(true));

  async function answer(name: ProcedureName, input: unknown, signal?: AbortSignal): Promise<unknown> {
    const procedure = Object.hasOwn(procedures, name) ? procedures[name] : undefined;
    if (!procedure) throw unknownMethod(name);
    const parsed = v.safeParse(procedure.input, input);
    if (!parsed.success) throw invalidInput(name, parsed.issues);
    const handler = handlers[name] as ((value: unknown, signal?: AbortSignal) => unknown) | undefined;
    if (!handler) throw notAvailable(name);
    const result = await handler(parsed.output, signal);
    return JSON.parse(JSON.stringify(result));
  }

  return {
    async request(name, input, options) {
      const signal = options?.signal;
      if (closed) throw disconnected();
      if (signal?.aborted) throw cancelled();
      const aborted = new Promise<never>((_, reject) =>
        signal?.addEventListener('abort', () => reject(cancelled()), { once: true }),
      );
      const work = answer(name, input, signal).catch((error) => {
        throw fromWireError(toWireError(error));
      });
      return (await Promise.race([work, aborted])) as never;
    },
    on: listeners.on,
    onConnection: listeners.onConnection,
    emit: (event, data) => listeners.emit(event, JSON.parse(JSON.stringify(data))),
    connection: listeners.connection,
    close() {
      closed = true;
      listeners.connection(false);
      listeners.clear();
    },
  };
}
