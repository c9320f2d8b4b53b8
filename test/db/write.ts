import type { WriterDb } from '../../db/store/open.ts';
import type { Input, Output } from '../../electron/contract/procedures.ts';
import type { WriterContext } from '../../electron/core/workers/context.ts';
import { writeHandlers } from '../../electron/core/workers/handlers/write/index.ts';

/** Does to a store what a request of the view does, at this time in ms. */
export function write<N extends keyof typeof writeHandlers>(
  db: WriterDb,
  name: N,
  input: Input<N>,
  atMs: number,
): Output<N> {
  const handler: (context: WriterContext, input: Input<N>) => Output<N> = writeHandlers[name];
  return handler({ db, now: () => atMs }, input);
}
