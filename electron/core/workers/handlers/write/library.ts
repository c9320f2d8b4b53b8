import {
  addHistory,
  clearHistory,
  markSeen,
  orderSavedSearches,
  removeSavedSearch,
  saveSearch,
} from '../../../../../db/personal/saved.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import type { WriterContext } from '../../context.ts';

/** Saved searches and history. */
export const libraryWrite = {
  'saved/save': (ctx, input) => saveSearch(ctx.db, input, ctx.now()),
  'saved/order': (ctx, { ids }) => orderSavedSearches(ctx.db, ids, ctx.now()),
  'saved/remove': (ctx, { id }) => removeSavedSearch(ctx.db, id, ctx.now()),
  'saved/seen': (ctx, input) => {
    markSeen(ctx.db, input.id, ctx.now());
    return { ok: true };
  },
  'history/add': (ctx, input) => {
    addHistory(ctx.db, input.q, ctx.now());
    return { ok: true };
  },
  'history/clear': (ctx) => {
    clearHistory(ctx.db);
    return { ok: true };
  },
} satisfies Partial<Handlers<'write', WriterContext>>;
