import type { Node } from '../../electron/contract/query/ast.ts';
import type { OverlapReport } from '../../electron/contract/trends.ts';
import type { ColumnStore } from '../index/columns/columns.ts';
import type { QueryContext } from '../search/match.ts';
import type { Db } from '../store/open.ts';
import { openBase, written } from './base.ts';
import { mentioningMask } from './occurrences.ts';
import { openSeries } from './series.ts';

const span = { from: 0, to: 0 };
const hasTranscript: Node = {
  kind: 'value',
  field: 'has',
  values: [{ text: 'transcript', exact: false }],
  span,
};

/** Two trackers over the same calls: in which both come up, and in which only one does. */
export function overlapReport(
  db: Db,
  store: ColumnStore,
  input: QueryContext & { readonly q: string; readonly a: string; readonly b: string },
): OverlapReport {
  const begin = performance.now();
  const base = openBase(db, store, input.q, input);
  const a = openSeries(base, { kind: 'tracker', key: input.a });
  const b = openSeries(base, { kind: 'tracker', key: input.b });
  const spoken = a.type === 'MINE' || b.type === 'MINE';
  const nodes: Node[] = [...base.nodes, ...(spoken ? [hasTranscript] : [])];
  const [hasA, hasB] = [mentioningMask(base, a), mentioningMask(base, b)];
  const counts = [0, 0, 0, 0];
  const transcript = a.type === 'MINE' ? a.known : b.type === 'MINE' ? b.known : null;
  for (let slot = 0; slot < base.mask.length; slot++) {
    if (base.mask[slot] === 0 || transcript?.[slot] === 0) continue;
    const at = (hasA[slot] as number) * 2 + (hasB[slot] as number);
    counts[at] = (counts[at] as number) + 1;
  }
  const not = (list: readonly Node[]): Node[] => list.map((node) => ({ kind: 'not', node, span }));
  const set = (at: number, ...more: (readonly Node[])[]) => ({
    calls: counts[at] as number,
    q: written([...nodes, ...more.flat()]),
  });
  return {
    a: { key: input.a, name: a.name },
    b: { key: input.b, name: b.name },
    both: set(3, a.nodes, b.nodes),
    onlyA: set(2, a.nodes, not(b.nodes)),
    onlyB: set(1, not(a.nodes), b.nodes),
    neither: set(0, not(a.nodes), not(b.nodes)),
    ms: performance.now() - begin,
  };
}
