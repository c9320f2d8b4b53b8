import type { ConnectionAuth, ConnectionCheck, ConnectionReport } from '../../contract/app.ts';
import { EarshotError, toWireError } from '../../contract/errors.ts';
import { cleanPasted, oddSign } from '../../contract/pasted.ts';
import { createGongClient, type GongClient } from '../../gong/client/client.ts';
import { GongError } from '../../gong/client/errors.ts';
import { checkBaseUrl } from '../../gong/client/http.ts';
import { allowedPerSecond, type Clock, createLimiter, type LimiterStore } from '../../gong/client/limiter.ts';
import type { Network } from './network/network.ts';

/** Tries out an address and credentials. */
export interface ConnectionTester {
  (baseUrl: string, auth: ConnectionAuth | null): Promise<ConnectionReport>;
  /** The base URL in its normal form; throws 'gong/bad-url' or 'gong/insecure-url'. */
  checkUrl(baseUrl: string): string;
  /** A client that does not try for long. Throws 'secrets/missing', 'secrets/odd-sign', 'gong/bad-url' or 'gong/insecure-url'. */
  connect(baseUrl: string, auth: ConnectionAuth | null): GongClient;
}

/** What one check finds and a later one asks with. */
interface State {
  callId: string | null;
  workspaceId: string | null;
}

interface Check {
  readonly id: string;
  readonly label: string;
  readonly scope: string;
  readonly works: string;
  readonly without: string;
  /** What it means that Gong answers with an empty list, where that is no good news. */
  readonly empty?: string;
  /** Resolves with false when there is nothing in the answer. */
  run(client: GongClient, state: State): Promise<unknown>;
}

const day = 86_400_000;
/** A sync tries again by itself; a test that somebody waits for does not. */
const again = 'Test again in a moment. If it stays so, check the address and the network.';

function lastDays(now: number, days: number) {
  return {
    fromDateTime: new Date(now - days * day).toISOString(),
    toDateTime: new Date(now).toISOString(),
  };
}

/** The first check decides whether there is a connection at all; the others say what it may be used for. */
function checksAt(now: number): readonly Check[] {
  return [
    {
      id: 'calls',
      label: 'Calls with all details',
      scope: 'api:calls:read:extensive',
      works: 'Calls with their briefs, outlines, trackers and people can be synced.',
      without: 'Nothing can be synced without it: it is the one scope Earshot cannot do without.',
      empty:
        'Gong shows this key no calls, so there is nothing to sync. If there should be some, ask a Gong admin whether the key may see them.',
      async run(client, state) {
        let page = await client.callsExtensive({ filter: lastDays(now, 7) });
        // A quiet week is no empty account.
        if (page.items.length === 0) page = await client.callsExtensive({ filter: {} });
        if (page.items.length === 0) return false;
        const first = page.items.find((item) => item.ok);
        state.callId = first?.ok ? (first.value.metaData?.id ?? null) : null;
        return true;
      },
    },
    {
      id: 'basic',
      label: 'List of calls',
      scope: 'api:calls:read:basic',
      works: 'Single calls can be looked up.',
      without: 'Calls that were deleted in Gong are noticed later.',
      run: (client) => client.calls(lastDays(now, 1)),
    },
    {
      id: 'transcripts',
      label: 'Transcripts',
      scope: 'api:calls:read:transcript',
      works: 'Every spoken line can be searched and read.',
      without: 'Calls come without their transcript; search covers briefs and outlines only.',
      run: (client, { callId }) =>
        client.transcripts({ filter: callId ? { callIds: [callId] } : lastDays(now, 1) }),
    },
    {
      id: 'media',
      label: 'Audio and video',
      scope: 'api:calls:read:media-url',
      works: 'Recordings can be played and kept offline.',
      without: 'Calls can be read but not played.',
      run: (client, { callId }) =>
        client.callsExtensive({
          filter: callId ? { callIds: [callId] } : lastDays(now, 1),
          contentSelector: { exposedFields: { media: true } },
        }),
    },
    {
      id: 'users',
      label: 'People',
      scope: 'api:users:read',
      works: 'Hosts, comment authors and mentions show names.',
      without: 'Some people show as ids, and “my calls only” cannot be chosen by name.',
      run: (client) => client.users(null),
    },
    {
      id: 'workspaces',
      label: 'Workspaces',
      scope: 'api:workspaces:read',
      works: 'A single workspace can be chosen.',
      without: 'All workspaces are synced together, without their names.',
      async run(client, state) {
        state.workspaceId = (await client.workspaces())[0]?.id ?? null;
      },
    },
    {
      id: 'trackers',
      label: 'Tracker definitions',
      scope: 'api:settings:trackers:read',
      works: 'Trackers show what they listen for.',
      without: 'Trackers are counted all the same, without their keyword lists.',
      run: (client) => client.trackers(null),
    },
    {
      id: 'scorecards',
      label: 'Scorecards',
      scope: 'api:settings:scorecards:read',
      works: 'Reviews show the questions they answer.',
      without: 'Reviews come without the texts of their questions.',
      run: (client) => client.scorecards(),
    },
    {
      id: 'answered-scorecards',
      label: 'Reviewed calls',
      scope: 'api:stats:scorecards',
      works: 'Calls show their scores, and can be found by them.',
      without: 'Calls come without their scores.',
      run: (client) =>
        client.answeredScorecards({
          filter: {
            callFromDate: lastDays(now, 1).fromDateTime.slice(0, 10),
            callToDate: new Date(now + 2 * day).toISOString().slice(0, 10),
          },
        }),
    },
    {
      id: 'library',
      label: 'Team library',
      scope: 'api:library:read',
      works: 'Calls that the team keeps as examples can be found by folder.',
      without: 'It is not known which calls the team keeps as examples.',
      run: (client, { workspaceId }) => client.libraryFolders(workspaceId),
    },
  ];
}

/** Makes the tester of a core. Credentials are used for these requests and kept nowhere. */
export function createConnectionTester(deps: {
  /** The pace of requests is kept by it. */
  readonly clock: Clock;
  /** Where the starts of requests to a host are counted: a test must not break the pace of a sync that runs. */
  starts(host: string): LimiterStore;
  readonly network: Pick<Network, 'fetch' | 'describe'>;
}): ConnectionTester {
  const connect = (baseUrl: string, auth: ConnectionAuth | null): GongClient =>
    createGongClient({
      baseUrl,
      auth: complete(auth),
      fetch: deps.network.fetch,
      limiter: createLimiter({
        store: deps.starts(checkBaseUrl(baseUrl).host),
        rules: () => ({ perSecond: allowedPerSecond, perDay: 10_000 }),
        clock: deps.clock,
      }),
      timeouts: { firstByteMs: 20_000, idleMs: 10_000 },
      attempts: 2,
    });

  const test = async (typed: string, auth: ConnectionAuth | null): Promise<ConnectionReport> => {
    const baseUrl = cleanPasted(typed).text;
    const report = await tried(baseUrl, auth);
    // Nothing was sent when the address or the key was not even complete.
    if (report.checks.every(({ status }) => status === 'skipped')) return report;
    const route = await deps.network.describe(checkBaseUrl(baseUrl).href);
    return route ? { ...report, route } : report;
  };

  const tried = async (baseUrl: string, auth: ConnectionAuth | null): Promise<ConnectionReport> => {
    const checks = checksAt(deps.clock.now());
    const skippedFrom = (at: number): ConnectionCheck[] =>
      checks.slice(at).map(({ id, label, scope }) => ({
        id,
        label,
        scope,
        status: 'skipped',
        message: 'Not tried, because there is no connection.',
      }));
    const results: ConnectionCheck[] = [];
    let client: GongClient;
    try {
      client = connect(baseUrl, auth);
    } catch (error) {
      return { ok: false, error: toWireError(error), checks: skippedFrom(0) };
    }
    const state: State = { callId: null, workspaceId: null };
    for (const [at, check] of checks.entries()) {
      const { result, fatal } = await perform(check, client, state);
      results.push(result);
      if (fatal && at === 0)
        return {
          ok: false,
          // What a proxy is the cause of says where to look.
          error:
            fatal.retryable && !fatal.code.startsWith('gong/proxy-') ? { ...fatal, nextStep: again } : fatal,
          checks: [...results, ...skippedFrom(1)],
        };
    }
    const first = results[0];
    if (first?.status === 'ok' || first?.status === 'empty') return { ok: true, checks: results };
    return {
      ok: false,
      error: toWireError(
        new EarshotError({
          code: 'gong/missing-scope',
          message: 'The key is right, but it may not read calls (api:calls:read:extensive).',
          nextStep: 'Ask a Gong admin to grant this scope to the key, then test again.',
          ...(first?.requestId ? { requestId: first.requestId } : {}),
        }),
      ),
      checks: results,
    };
  };
  return Object.assign(test, {
    connect,
    checkUrl: (baseUrl: string) => checkBaseUrl(cleanPasted(baseUrl).text).origin,
  });
}

async function perform(check: Check, client: GongClient, state: State) {
  const { id, label, scope } = check;
  const result = (
    status: ConnectionCheck['status'],
    message: string,
    requestId?: string,
  ): ConnectionCheck => ({
    id,
    label,
    scope,
    status,
    message,
    ...(requestId ? { requestId } : {}),
  });
  try {
    const answer = await check.run(client, state);
    const { empty, works } = check;
    return { result: empty && answer === false ? result('empty', empty) : result('ok', works) };
  } catch (error) {
    const wire = toWireError(error);
    if (!(error instanceof GongError && ['gong/missing-scope', 'gong/forbidden'].includes(error.code)))
      return { result: result('failed', wire.message, wire.requestId), fatal: wire };
    const why =
      error.code === 'gong/missing-scope'
        ? `The key lacks the scope ${error.scope ?? scope}.`
        : 'Gong denies it to this key.';
    return { result: result('missing', `${check.without} ${why}`, wire.requestId) };
  }
}

/** Credentials as they were meant: they are pasted, with what is no part of them. Throws 'secrets/missing' and 'secrets/odd-sign'. */
export function complete(auth: ConnectionAuth | null): ConnectionAuth {
  if (auth?.kind === 'key') {
    const [accessKey, secret] = [cleanPasted(auth.accessKey).text, cleanPasted(auth.secret).text];
    if (accessKey && secret) return { kind: 'key', accessKey, secret };
  }
  if (auth?.kind === 'bearer') {
    const token = cleanPasted(auth.token).text;
    const odd = oddSign(token);
    // A header cannot carry it, which would look like a fault of the network.
    if (odd)
      throw new EarshotError({
        code: 'secrets/odd-sign',
        message: `The token has a sign in it (${odd}) that no token has.`,
        nextStep: 'Copy it again from where it was made, alone and whole.',
      });
    if (token) return { kind: 'bearer', token };
  }
  throw new EarshotError({
    code: 'secrets/missing',
    message: auth?.kind === 'bearer' ? 'The token is missing.' : 'The access key or its secret is missing.',
    nextStep: 'Create both in Gong (Company settings → API) and paste them here.',
  });
}
