import { onCleanup } from 'solid-js';
import type { RequestInput } from '../../../electron/contract/bridge.ts';
import type { Output, ProcedureName } from '../../../electron/contract/procedures.ts';
import { bridge } from '../../bridge/bridge.ts';
import { lastEditMs } from '../../data/edits.ts';
import { createQuery, type Query } from '../../data/query.ts';

/** A report asks a dozen questions: while a sync changes the store several times a second, they are asked again this often. */
const restMs = 4000;

/**
 * A question of a report, asked again when the store changes, but with a rest in between: searching goes first. What this window
 * itself has edited is shown at once.
 */
export function createLive<N extends ProcedureName>(
  name: N,
  input: () => RequestInput<N> | null,
): Query<Output<N>, RequestInput<N>> {
  const query = createQuery(name, input);
  let timer: ReturnType<typeof setTimeout> | null = null;
  let last = performance.now();
  const refetch = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    last = performance.now();
    query.refetch();
  };
  const stop = bridge.on('store/changed', () => {
    if (lastEditMs() >= last) refetch();
    else timer ??= setTimeout(refetch, Math.max(0, last + restMs - performance.now()));
  });
  onCleanup(() => {
    stop();
    if (timer) clearTimeout(timer);
  });
  return query;
}
