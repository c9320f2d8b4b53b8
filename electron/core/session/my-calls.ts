import type { GongPerson } from '../../contract/app.ts';
import { EarshotError } from '../../contract/errors.ts';
import type { GongClient } from '../../gong/client/client.ts';
import { GongError } from '../../gong/client/errors.ts';
import type { GongUser } from '../../gong/schema/user.ts';

/** An error: nothing is synced before it was decided whose calls. */
export const notChosen = (): EarshotError =>
  new EarshotError({
    code: 'sync/calls-not-chosen',
    message: 'It has not been decided yet whose calls are synced: mine, or everybody’s.',
    nextStep:
      'Choose in the app, or with earshot sync --mine ADDRESS (the calls you host) or --everybody. Private calls stay out either way.',
  });

/** More pages of people than any company has. */
const pages = 1000;

const addressesOf = (user: GongUser) =>
  [user.emailAddress, user.trustedEmailAddress, ...(user.emailAliases ?? [])].flatMap((address) =>
    address ? [address.toLowerCase()] : [],
  );

/** The person with this e-mail address in Gong, in any of its spellings there. Rejects with 'sync/unknown-person', 'sync/people-unreadable'. */
export async function findUser(client: GongClient, email: string): Promise<GongPerson> {
  const wanted = email.toLowerCase();
  try {
    let cursor: string | null = null;
    for (let page = 0; page < pages; page++) {
      const from: string | null = cursor;
      const list = await client.users(from);
      for (const item of list.items)
        if (item.ok && addressesOf(item.value).includes(wanted)) return personOf(item.value, email);
      cursor = list.cursor;
      if (cursor === null) break;
    }
  } catch (error) {
    if (!(error instanceof GongError) || error.meaning.part !== 'refused') throw error;
    throw new EarshotError({
      code: 'sync/people-unreadable',
      message:
        'This key may not read who works here (api:users:read), so it cannot be told which calls are mine.',
      nextStep: 'Ask a Gong admin for that scope, or choose everybody’s calls yourself.',
      cause: error,
    });
  }
  throw new EarshotError({
    code: 'sync/unknown-person',
    message: `Nobody in Gong has the address ${JSON.stringify(email)}.`,
    nextStep: 'Enter the address you sign in to Gong with.',
  });
}

const personOf = (user: GongUser, email: string): GongPerson => ({
  id: user.id,
  name: [user.firstName, user.lastName].filter(Boolean).join(' ') || email,
  email: user.emailAddress ?? email,
});
