import * as v from 'valibot';
import type { Bridge } from '../bridge.ts';
import { EarshotError, fromWireError, toWireError } from '../errors.ts';
import type { EventName, Events } from '../events.ts';
import { type Input, type Output, type ProcedureName, procedures } from '../procedures.ts';
import { createListeners } from './listeners.ts';
import { cancelled, disconnected } from './wire.ts';

/** Answers of a fake core, by procedure; what is left out answers 'core/not-available'. */
type FakeHandlers = {
  readonly [N in ProcedureName]?: (input: Input<N>, signal?: AbortSignal) => Output<N> | Promise<Output<N>>;
};

interface FakeBridge extends Bridge {
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

/** The error of a name that is no procedure. */
export function unknownMethod(name: unknown): EarshotError {
  return new EarshotError({
    code: 'core/unknown-method',
    message: `Earshot has no procedure called ${JSON.stringify(String(name).slice(0, 100))}.`,
    nextStep: 'Reload the window: the page and the core may be of different versions.',
  });
}

/** The error of an input the contract refuses; names each field and what is wrong with it. */
export function invalidInput(name: string, issues: readonly v.BaseIssue<unknown>[]): EarshotError {
  const problems = issues.slice(0, 3).map((issue) => {
    const path = issue.path?.map((item) => String(item.key)).join('.');
    // What was received is not quoted: it may be a secret in the wrong place.
    const message = issue.message.replace(/ but received .*$/s, '');
    return path ? `${path}: ${message}` : message;
  });
  return new EarshotError({
    code: 'core/invalid-input',
    message: `${name} was asked with input it cannot take (${problems.join('; ')}).`,
    nextStep: 'Change the value and try again.',
  });
}

/** The error of a procedure nobody answers. */
export function notAvailable(name: string): EarshotError {
  return new EarshotError({
    code: 'core/not-available',
    message: `${name} is not available here.`,
    nextStep: 'Update Earshot.',
  });
}
