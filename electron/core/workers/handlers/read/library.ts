import { history, savedSearches } from '../../../../../db/personal/saved.ts';
import { matchingGongIds } from '../../../../../db/search/ids.ts';
import { facet, search } from '../../../../../db/search/search.ts';
import { complete, didYouMean } from '../../../../../db/search/suggest.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import { assertUnderstood } from '../../../../contract/query/understood.ts';
import type { ReaderContext } from '../../context.ts';

/** Search, facets, completion, saved searches and history. */
export const libraryRead = {
  'library/search': (ctx, input) => search(ctx.db, ctx.columns, input, ctx.now()),
  'library/ids': (ctx, { q, ...where }) => {
    assertUnderstood(q);
    return { ids: matchingGongIds(ctx.db, ctx.columns, q, { ...where, nowMs: ctx.now() }) };
  },
  'library/facet': (ctx, input) => facet(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'library/complete': (ctx, input) => complete(ctx.columns, input.q, input.caret),
  'library/didYouMean': (ctx, input) => ({ q: didYouMean(ctx.columns.words(), input.q) }),
  'saved/list': (ctx, input) => savedSearches(ctx.db, ctx.columns, { ...input, now: ctx.now() }),
  'history/list': (ctx) => history(ctx.db),
} satisfies Partial<Handlers<'read', ReaderContext>>;
