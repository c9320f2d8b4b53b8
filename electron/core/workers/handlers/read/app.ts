import { examine } from '../../../../../db/doctor/doctor.ts';
import { setAsideCopies } from '../../../../../db/store/set-aside.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import type { ReaderContext } from '../../context.ts';

/** What the app asks of the store itself. */
export const appRead = {
  'doctor/report': ({ db }) => examine(db),
  'copies/list': ({ db }) => setAsideCopies(db.name),
} satisfies Partial<Handlers<'read', ReaderContext>>;
