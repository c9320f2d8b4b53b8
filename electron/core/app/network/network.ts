import type { Dispatcher, Pool } from 'undici';
import type { ProxySetting } from '../../../contract/app.ts';
import type { FetchLike } from '../../../gong/client/http.ts';
import { causeCodes, causesOf, ProxyFailure } from '../../../gong/client/proxy.ts';
import { trustSystemCertificates } from './certificates.ts';
import { isLoopback, type ProxyServer, routeOf, routeText } from './rules.ts';

/** The way from the core to the world: all requests to Gong and to the hosts of recordings take it. */
export interface Network {
  readonly fetch: FetchLike;
  /** Which way requests to this address take, as a sentence without credentials. Never rejects. */
  describe(url: string): Promise<string>;
  /** The setting has changed: the next request goes by it. */
  changed(): void;
  close(): Promise<void>;
}

/** What a network is made from. */
export interface NetworkDeps {
  setting(): ProxySetting;
  /** Password of the proxy in the setting; null when there is none. */
  password(): Promise<string | null>;
  /** Told every secret that is about to be used, for the log to blank. */
  hide(secret: string): void;
}

/** Longest wait for a proxy to connect, ms. */
const connectMs = 20_000;

/**
 * Node's network with proxies by setting or environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, also in lower case).
 * This computer's own addresses are always reached directly.
 */
export function createNodeNetwork(deps: NetworkDeps & { readonly env?: NodeJS.ProcessEnv }): Network {
  const env = deps.env ?? process.env;
  const proxies = new Map<string, Dispatcher>();
  let direct: Dispatcher | null = null;
  let undici: Promise<typeof import('undici')> | null = null;

  const password = async () => {
    const setting = deps.setting();
    return setting.mode === 'address' && setting.user ? await deps.password() : null;
  };

  function dispatcherFor(library: typeof import('undici'), proxy: ProxyServer): Dispatcher {
    const key = JSON.stringify([proxy.origin, proxy.user, proxy.password]);
    const known = proxies.get(key);
    if (known) return known;
    for (const secret of secretsOf(proxy)) deps.hide(secret);
    const made = proxyDispatcher(library, proxy);
    proxies.set(key, made);
    return made;
  }

  return {
    async fetch(url, init) {
      const target = new URL(url);
      if (isLoopback(target.hostname)) return fetch(url, init);
      trustSystemCertificates(env);
      const setting = deps.setting();
      const secret = await password();
      const wayOf = (to: URL) => routeOf(to, setting, env, secret);
      if (!wayOf(target).proxy) return fetch(url, init);
      undici ??= import('undici');
      const library = await undici;
      direct ??= new library.Agent({ allowH2: false });
      const straight = direct;
      // Chosen for each hop: a redirect may lead to a host that goes another way.
      const dispatcher = choosing(library, (origin) => {
        const { proxy } = wayOf(origin);
        return proxy ? dispatcherFor(library, proxy) : straight;
      });
      try {
        return (await library.fetch(url, { ...init, dispatcher } as object)) as unknown as Response;
      } catch (error) {
        throw asProxyFailure(error, wayOf(target).proxy) ?? error;
      }
    },
    async describe(url) {
      try {
        return routeText(routeOf(new URL(url), deps.setting(), env, null));
      } catch (error) {
        return error instanceof ProxyFailure
          ? `The address of a proxy in ${error.proxy} cannot be read.`
          : '';
      }
    },
    changed() {
      void drop();
    },
    close: drop,
  };

  async function drop(): Promise<void> {
    const old = [...proxies.values(), ...(direct ? [direct] : [])];
    proxies.clear();
    direct = null;
    await Promise.all(old.map((dispatcher) => dispatcher.destroy().catch(() => undefined)));
  }
}

/** The secret parts of a proxy's credentials, their encoded form included. */
function secretsOf({ user, password }: ProxyServer): string[] {
  return user && password ? [password, Buffer.from(`${user}:${password}`).toString('base64')] : [];
}

/** A dispatcher that only chooses another one by the origin of each request. */
function choosing(library: typeof import('undici'), choose: (origin: URL) => Dispatcher): Dispatcher {
  return new (class extends library.Dispatcher {
    override dispatch(...[options, handler]: Parameters<Dispatcher['dispatch']>): boolean {
      return choose(new URL(String(options.origin))).dispatch(options, handler);
    }
  })();
}

function proxyDispatcher(library: typeof import('undici'), proxy: ProxyServer): Dispatcher {
  const signIn =
    proxy.user === null ? null : Buffer.from(`${proxy.user}:${proxy.password ?? ''}`).toString('base64');
  if (proxy.origin.startsWith('socks5:')) {
    const uri = new URL(proxy.origin);
    uri.username = encodeURIComponent(proxy.user ?? '');
    uri.password = encodeURIComponent(proxy.password ?? '');
    return new library.ProxyAgent({ uri: uri.href, connectTimeout: connectMs, allowH2: false });
  }
  return new library.ProxyAgent({
    uri: proxy.origin,
    ...(signIn === null ? {} : { token: `Basic ${signIn}` }),
    connectTimeout: connectMs,
    // As without a proxy.
    allowH2: false,
    clientFactory(origin, options) {
      const client = new library.Pool(origin, options as Pool.Options);
      const connect = client.connect.bind(client) as Connect;
      client.connect = ((request: Dispatcher.ConnectOptions) => tunnel(connect, request)) as Pool['connect'];
      return client;
    },
  });

  /** Asks the proxy for a connection: what fails here is its doing, and is told apart from what the host does. */
  async function tunnel(
    connect: Connect,
    request: Dispatcher.ConnectOptions,
  ): Promise<Dispatcher.ConnectData> {
    let answer: Dispatcher.ConnectData;
    const late = AbortSignal.timeout(connectMs);
    const given = request.signal instanceof AbortSignal ? [request.signal] : [];
    try {
      answer = await connect({ ...request, signal: AbortSignal.any([...given, late]) });
    } catch (cause) {
      const reason = late.aborted ? 'no answer in time' : causeCodes(cause)[0];
      throw new ProxyFailure('unreachable', proxy.name, { reason, cause });
    }
    const { statusCode: status, headers, socket } = answer;
    if (status === 200) return answer;
    socket.on('error', () => {});
    socket.destroy();
    // Tinyproxy says 401 to a wrong password. Gong cannot have said it: nobody has spoken to Gong yet.
    if (status !== 407 && status !== 401) throw new ProxyFailure('refused', proxy.name, { status });
    throw new ProxyFailure('auth', proxy.name, {
      status,
      schemes: schemesOf(headers['proxy-authenticate']),
      signedIn: signIn !== null,
    });
  }
}

type Connect = (request: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;

/** Names of the ways to sign in, from the header(s) of a 407. */
function schemesOf(header: string | string[] | undefined): string[] {
  return [header ?? []].flat().flatMap((line) => /^\s*([A-Za-z][\w-]*)/.exec(line)?.[1] ?? []);
}

/** What undici says of a proxy in words of its own: a 407 to a plain request, and SOCKS. */
function asProxyFailure(error: unknown, proxy: ProxyServer | null): ProxyFailure | null {
  if (!proxy) return null;
  const causes = causesOf(error);
  if (causes.some((one) => one instanceof ProxyFailure)) return null;
  if (causes.some(({ message }) => message.includes('(407)')))
    return new ProxyFailure('auth', proxy.name, { status: 407, signedIn: proxy.user !== null });
  if (!proxy.origin.startsWith('socks5:')) return null;
  const code = causeCodes(error)[0] ?? '';
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(code))
    return new ProxyFailure('unreachable', proxy.name, { reason: code, cause: error });
  if (code.startsWith('UND_ERR_SOCKS5_AUTH'))
    return new ProxyFailure('auth', proxy.name, { signedIn: proxy.user !== null });
  return code.startsWith('UND_ERR_SOCKS5') ? new ProxyFailure('refused', proxy.name, { cause: error }) : null;
}
