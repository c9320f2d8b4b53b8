import { matchingGongIds } from '../../../../../db/search/ids.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import { assertUnderstood } from '../../../../contract/query/understood.ts';
import { exportCalls } from '../../../../documents/export-calls.ts';
import type { ReaderContext } from '../../context.ts';

/** Files of one call or of everything a query finds. */
export const exportsRead = {
  'export/calls': (ctx, input) => {
    if (input.q !== undefined) assertUnderstood(input.q);
    const ids =
      input.id === undefined
        ? matchingGongIds(ctx.db, ctx.columns, input.q ?? '', {
            tz: input.tz,
            weekStart: input.weekStart,
            nowMs: ctx.now(),
          })
        : [input.id];
    return exportCalls(ctx.db, ctx.columns, ids, input);
  },
} satisfies Partial<Handlers<'read', ReaderContext>>;
