import { matchingGongIds } from '../../../../../db/search/ids.ts';
import type { Handlers, Input } from '../../../../contract/procedures.ts';
import { assertUnderstood } from '../../../../contract/query/understood.ts';
import { checkMasks, exportCalls } from '../../../../documents/export-calls.ts';
import type { ReaderContext } from '../../context.ts';

/** Gong ids of what is exported. */
function idsOf(ctx: ReaderContext, input: Input<'export/calls'>): readonly string[] {
  if (input.q !== undefined) assertUnderstood(input.q);
  if (input.id !== undefined) return [input.id];
  const { tz, weekStart } = input;
  return matchingGongIds(ctx.db, ctx.columns, input.q ?? '', { tz, weekStart, nowMs: ctx.now() });
}

/** Files of one call or of everything a query finds. */
export const exportsRead = {
  'export/calls': (ctx, input) => exportCalls(ctx.db, ctx.columns, idsOf(ctx, input), input),
  'export/masks': (ctx, input) => checkMasks(ctx.db, ctx.columns, idsOf(ctx, input), input),
} satisfies Partial<Handlers<'read', ReaderContext>>;
