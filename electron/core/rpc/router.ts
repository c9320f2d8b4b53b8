import * as v from 'valibot';
import { type ProcedureName, procedures } from '../../contract/procedures.ts';
import { invalidInput, notAvailable, readOnly, unknownMethod } from '../../contract/refusals.ts';
import { cancelled } from '../../contract/transport/wire.ts';
import type { WorkerClient } from '../workers/client.ts';
import type { MainContext } from './context.ts';

export interface RouteOptions {
  /** Whoever asked does not want the answer any more: what waits is dropped. */
  readonly signal?: AbortSignal | undefined;
}

/** Where requests go. `writer` is null when the folder is opened for reading only. */
interface Destinations {
  readonly context: MainContext;
  readonly main: Readonly<Record<string, unknown>>;
  workers(): Promise<{
    readonly reader: WorkerClient;
    readonly writer: WorkerClient | null;
    /** Why there is no writer. */
    readonly refusal: Error | null;
  }>;
}

/** Answers one request with JSON text: checks name and input against the contract, then asks whoever is responsible. */
type Route = (name: string, input: unknown, options?: RouteOptions) => Promise<string>;

/** Makes the router of a core. */
export function createRouter(to: Destinations): Route {
  return async (name, input, options = {}) => {
    const procedure = Object.hasOwn(procedures, name) ? procedures[name as ProcedureName] : undefined;
    if (!procedure) throw unknownMethod(name);
    const parsed = v.safeParse(procedure.input, input);
    if (!parsed.success) throw invalidInput(name, parsed.issues);
    if (options.signal?.aborted) throw cancelled();
    if (procedure.kind === 'main') {
      const handler = to.main[name] as
        | ((context: MainContext, input: unknown, signal?: AbortSignal) => unknown)
        | undefined;
      if (!handler) throw notAvailable(name);
      return JSON.stringify(await handler(to.context, parsed.output, options.signal));
    }
    const { reader, writer, refusal } = await to.workers();
    if (procedure.kind === 'read') return reader.call(name, parsed.output, { signal: options.signal });
    if (!writer) throw refusal ?? readOnly();
    return writer.call(name, parsed.output, { signal: options.signal, urgent: true });
  };
}
