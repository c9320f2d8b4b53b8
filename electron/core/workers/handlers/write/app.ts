import { removeSetAside } from '../../../../../db/store/set-aside.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import type { WriterContext } from '../../context.ts';

/** What the app changes beside the store. */
export const appWrite = {
  'copies/remove': ({ db }, { name }) => ({ removed: removeSetAside(db.name, name) }),
} satisfies Partial<Handlers<'write', WriterContext>>;
