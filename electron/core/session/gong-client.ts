import type { RequestLog } from '../../../db/sync/request-log.ts';
import { createGongClient, type GongClient } from '../../gong/client/client.ts';
import type { FetchLike } from '../../gong/client/http.ts';
import { allowedPerSecond, createLimiter } from '../../gong/client/limiter.ts';
import type { Profiles } from '../app/profiles.ts';

/** Under which name the starts of a profile's requests are counted: Gong counts by company, whose host is its own. */
export function companyOf(profile: { readonly kind: string; readonly baseUrl: string }): string {
  // The sample's server gets another port at each start.
  return profile.kind === 'sample' ? 'sample' : new URL(profile.baseUrl).host;
}

/** The client of a profile: its address and secret, and the limiter whose starts are remembered. */
export async function makeClient(from: {
  readonly id: string;
  readonly profiles: Profiles;
  readonly requests: RequestLog;
  readonly fetch: FetchLike;
}): Promise<GongClient> {
  const { profiles, id, requests } = from;
  const auth = await profiles.auth(id);
  return createGongClient({
    baseUrl: profiles.find(id).baseUrl,
    auth,
    fetch: from.fetch,
    limiter: createLimiter({
      store: requests.for(companyOf(profiles.find(id))),
      rules: () => ({ perSecond: allowedPerSecond, perDay: profiles.find(id).scope.dailyRequests }),
    }),
  });
}
