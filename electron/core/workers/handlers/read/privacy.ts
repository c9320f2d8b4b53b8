import { readReceipts } from '../../../../../db/erase/people/erase.ts';
import { previewErasure } from '../../../../../db/erase/people/find.ts';
import { countOthers, previewRetention, readRemovals } from '../../../../../db/erase/retention.ts';
import { monthsBefore } from '../../../../contract/privacy.ts';
import type { Handlers } from '../../../../contract/procedures.ts';
import type { ReaderContext } from '../../context.ts';

const dayMs = 86_400_000;

/** What would be removed or erased, and what was. */
export const privacyRead = {
  'retention/preview': ({ db, now }, { keepMonths, gonePolicy, graceDays }) =>
    previewRetention(db, {
      beforeMs: monthsBefore(keepMonths, now()),
      goneMs: gonePolicy === 'purge' ? now() - graceDays * dayMs : null,
    }),
  'retention/others': ({ db }, { primaryUserIds }) => countOthers(db, primaryUserIds),
  'retention/removals': ({ db }) => readRemovals(db),
  'erase/preview': ({ db }, { person }) => previewErasure(db, person),
  'erase/receipts': ({ db }) => readReceipts(db),
} satisfies Partial<Handlers<'read', ReaderContext>>;
