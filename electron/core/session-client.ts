import { createGongClient, type GongClient } from '../gong/client/client.ts';
import { createLimiter } from '../gong/client/limiter.ts';
import type { Session } from './contexts.ts';
import type { Profiles } from './profiles.ts';

/** Gong allows three request starts a second per company. */
const perSecond = 3;

/** The client of a profile: its address and secret, and the limiter whose starts the store remembers. */
export async function makeClient(from: {
  readonly id: string;
  readonly profiles: Profiles;
  readonly tasks: Session['tasks'];
}): Promise<GongClient> {
  const { profiles, id, tasks } = from;
  const auth = await profiles.auth(id);
  return createGongClient({
    baseUrl: profiles.find(id).baseUrl,
    auth,
    limiter: createLimiter({
      store: { reserve: tasks.reserve, usedToday: tasks.usedToday },
      rules: () => ({ perSecond, perDay: profiles.find(id).scope.dailyRequests }),
    }),
  });
}
