import type { Handlers } from '../../../contract/procedures.ts';
import type { MainContext } from '../context.ts';

/** Removing and erasing for good: each answers when no file holds a trace any more. */
export const privacyMain = {
  'retention/apply': async ({ session }) => ({ removed: await (await session()).erasure.applyRetention() }),
  'retention/removeOthers': async ({ session }) => ({
    removed: await (await session()).erasure.removeOthers(),
  }),
  'erase/person': async ({ session }, { person, takes }) => (await session()).erasure.person(person, takes),
} satisfies Partial<Handlers<'main', MainContext>>;
