import type { Session } from 'electron';
import { createNodeNetwork, type Network, type NetworkDeps } from '../../core/app/network/network.ts';
import { isLoopback, routeText } from '../../core/app/network/rules.ts';
import { ProxyFailure, type ProxyTrouble } from '../../gong/client/proxy.ts';

/** What is used of an Electron session. */
export type NetSession = Pick<Session, 'fetch' | 'setProxy' | 'resolveProxy' | 'closeAllConnections'>;

/**
 * Chromium's network: the system's proxies (also by script), sign-in and certificates. This computer's own addresses, and a
 * proxy with a password of its own (which Chromium takes from nobody but a person), go by Node's.
 */
export function createElectronNetwork(
  session: NetSession,
  deps: NetworkDeps,
  node: Network = createNodeNetwork(deps),
): Network {
  let applied: Promise<void> = apply();
  // Whoever fetches next is told; here nobody listens.
  applied.catch(() => undefined);

  function byNode(url: string): boolean {
    const { mode, user } = deps.setting();
    return isLoopback(new URL(url).hostname) || (mode === 'address' && user !== '');
  }

  async function apply(): Promise<void> {
    const { mode, address, bypass } = deps.setting();
    if (mode === 'address')
      await session.setProxy({
        mode: 'fixed_servers',
        proxyRules: address,
        proxyBypassRules: chromiumBypass(bypass),
      });
    else await session.setProxy({ mode: mode === 'none' ? 'direct' : 'system' });
    await session.closeAllConnections();
  }

  /** The proxy Chromium would use, as host and port; null for none. */
  async function proxyOf(url: string): Promise<string | null> {
    const first = (await session.resolveProxy(url)).split(';')[0]?.trim() ?? '';
    return /^(?:PROXY|HTTPS|QUIC|SOCKS[45]?) (\S+)$/i.exec(first)?.[1] ?? null;
  }

  return {
    async fetch(url, init) {
      if (byNode(url)) return node.fetch(url, init);
      await applied;
      let response: Response;
      try {
        response = await session.fetch(url, init);
      } catch (error) {
        if (init.redirect === 'manual' && messageOf(error).includes('Redirect was cancelled'))
          // Chromium shows nobody where a redirect would have led.
          return new Response(null, { status: 302 });
        throw asNodeError(error, (await proxyOf(url).catch(() => null)) ?? 'of the system');
      }
      if (response.status !== 407) return response;
      await response.body?.cancel();
      throw new ProxyFailure('auth', (await proxyOf(url)) ?? 'of the system', { status: 407 });
    },
    async describe(url) {
      if (byNode(url)) return node.describe(url);
      await applied;
      const name = await proxyOf(url).catch(() => null);
      const { mode } = deps.setting();
      const why = mode === 'system' ? 'the system’s settings' : 'Earshot’s settings';
      return routeText({ proxy: name === null ? null : { name }, why });
    },
    changed() {
      node.changed();
      applied = applied.catch(() => undefined).then(apply);
      applied.catch(() => undefined);
    },
    close: () => node.close(),
  };
}

/** NO_PROXY's entries as Chromium writes them: there a host alone does not stand for all below it. */
export function chromiumBypass(list: string): string {
  return list
    .split(/[\s,;]+/)
    .filter(Boolean)
    .flatMap((entry) => {
      const host = entry.replace(/^\./, '');
      return /[*/]|^[\d.]+(:\d+)?$|:.*:/.test(host) ? [host] : [host, `*.${host}`];
    })
    .join(',');
}

const troubles: readonly (readonly [RegExp, ProxyTrouble])[] = [
  [/^ERR_PROXY_AUTH/, 'auth'],
  [/^ERR_TUNNEL_CONNECTION_FAILED$|^ERR_SOCKS_CONNECTION_HOST_UNREACHABLE$/, 'refused'],
  [/^ERR_(PROXY|SOCKS|PAC_SCRIPT|MANDATORY_PROXY)_/, 'unreachable'],
];

const nodeCodes: Readonly<Record<string, string>> = {
  ERR_NAME_NOT_RESOLVED: 'ENOTFOUND',
  ERR_NAME_RESOLUTION_FAILED: 'EAI_AGAIN',
  ERR_CONNECTION_REFUSED: 'ECONNREFUSED',
  ERR_CONNECTION_TIMED_OUT: 'ETIMEDOUT',
  ERR_TIMED_OUT: 'ETIMEDOUT',
};

/** Chromium's errors have their code in the message (net::ERR_…); ours are told by the codes Node has. */
function asNodeError(error: unknown, proxy: string): unknown {
  const name = /net::(ERR_[A-Z0-9_]+)/.exec(messageOf(error))?.[1];
  if (!name) return error;
  const trouble = troubles.find(([pattern]) => pattern.test(name))?.[1];
  if (trouble) return new ProxyFailure(trouble, proxy, { reason: name, cause: error });
  return Object.assign(new Error(name, { cause: error }), { code: nodeCodes[name] ?? name });
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : '');
