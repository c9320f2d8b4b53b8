import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type KnownCompany, readCompanyOf } from '../../../db/sync/company.ts';
import type { EarshotError } from '../../contract/errors.ts';
import { calls, count } from '../../contract/units.ts';
import type { GongClient } from '../../gong/client/client.ts';
import { otherCompany, recognise } from '../../sync/company.ts';
import type { Logger } from '../app/log.ts';

/** A key that is of another company than an account's calls. */
export interface OtherCompany {
  readonly error: EarshotError;
  /** What the other company calls its first workspace; null where the key is not told. */
  readonly name: string | null;
}

/**
 * Compares what Gong shows a key with what lies in an account's folder. Null: the same company, nothing there yet, or it cannot be told
 * now; a sync asks again before it stores anything.
 */
export async function findOtherCompany(
  dir: string,
  connect: () => GongClient,
  log: Logger,
): Promise<OtherCompany | null> {
  const file = join(dir, 'store.db');
  if (!existsSync(file)) return null;
  let known: KnownCompany;
  try {
    known = readCompanyOf(file);
    if (known.calls + known.users.length + known.workspaces.length === 0) return null;
    const found = await recognise(connect(), known, (request) => request());
    if (found.is !== 'other') return null;
    return { error: otherCompany(found, known, choice(known)), name: found.workspaces[0] ?? null };
  } catch (error) {
    log.log('warn', 'company.recognise', { error });
    return null;
  }
}

const choice = ({ calls: stored, notes }: KnownCompany) =>
  `Add it as another account: what is here stays as it is. Replacing what is here removes ${calls(stored)} with their transcripts and recordings${notes > 0 ? `, and ${count(notes)} ${notes === 1 ? 'note' : 'notes'} of yours,` : ''} for good.`;
