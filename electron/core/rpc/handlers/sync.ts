import type { Handlers } from '../../../contract/procedures.ts';
import type { MainContext } from '../context.ts';

/** Commands of the sync; each answers with the status as it is then. */
export const syncMain = {
  'sync/status': async (ctx) => (await ctx.session()).sync.status(),
  'sync/start': async (ctx) => (await ctx.session()).sync.start(),
  'sync/pause': async (ctx) => (await ctx.session()).sync.pause(),
  'sync/resume': async (ctx) => (await ctx.session()).sync.resume(),
  'sync/cancel': async (ctx) => (await ctx.session()).sync.cancel(),
  'sync/retryProblems': async (ctx) => (await ctx.session()).sync.retryProblems(),
  'sync/plan': async (ctx, { scope }) => (await ctx.session()).sync.plan(scope),
  'sync/scope': async (ctx) => (await ctx.session()).scope.get(),
  'sync/setScope': async (ctx, input) => {
    const session = await ctx.session();
    await session.scope.set(input);
    await session.sync.applyVisibility();
    return session.scope.get();
  },
  'sync/chooseCalls': async ({ session, app }, choice) => {
    await (await session()).scope.choose(choice);
    return app.changed();
  },
} satisfies Partial<Handlers<'main', MainContext>>;
