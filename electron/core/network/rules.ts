import { BlockList, isIP } from 'node:net';
import type { ProxySetting } from '../../contract/app.ts';
import { ProxyFailure } from '../../gong/client/proxy.ts';

/** A proxy as requests use it. The credentials are for the proxy alone: they are never logged, shown or put into an error. */
export interface ProxyServer {
  /** e.g. 'http://proxy.corp:8080', without credentials. */
  readonly origin: string;
  /** Host and port, as shown. */
  readonly name: string;
  readonly user: string | null;
  readonly password: string | null;
}

/** The way of requests to one address. */
interface Route {
  /** Null: directly. */
  readonly proxy: ProxyServer | null;
  /** Where that was decided, in the words of a sentence. */
  readonly why: string;
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443', 'socks5:': '1080' };

/**
 * Reads the address of a proxy: `[scheme://][user:password@]host[:port]`, http unless it says https or socks5. Throws
 * ProxyFailure 'address', which names `where` it stands and never repeats it.
 */
export function readProxy(text: string, where: string): ProxyServer {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  // WHATWG URLs know the default ports of http only, and treat the hosts of other schemes loosely.
  const scheme = /^[^:]+/.exec(withScheme)?.[0].toLowerCase() ?? '';
  const protocol = /^socks(5h?)?$/.test(scheme) ? 'socks5:' : `${scheme}:`;
  let url: URL;
  try {
    if (!(protocol in defaultPorts)) throw new Error('unknown scheme');
    // URL itself takes a backslash for a slash, repairs wrong ones and drops line ends, so that a user name or a scheme would be the host.
    if (!/^[^/?#\\\p{Cc}]*[^/?#\\\p{Cc}:]\/?$/u.test(withScheme.slice(withScheme.indexOf('://') + 3)))
      throw new Error('more than host and port');
    url = new URL(withScheme.replace(/^[^:]+/, 'http'));
    if (!/^(?:[a-z\d._-]+|\[.+\])$/.test(url.hostname) || url.port === '0') throw new Error('no host');
  } catch {
    throw new ProxyFailure('address', where);
  }
  // http's own default port is not part of the URL any more when it was written down.
  const given = /:(\d+)\/?$/.exec(withScheme.slice(withScheme.indexOf('://') + 3))?.[1];
  const port = url.port || (given ? String(Number(given)) : defaultPorts[protocol]);
  const decoded = (part: string): string => {
    try {
      return decodeURIComponent(part);
    } catch {
      // A password with a bare % was not meant to be encoded.
      return part;
    }
  };
  return {
    origin: `${protocol}//${url.hostname}:${port}`,
    name: `${url.hostname}:${port}`,
    user: url.username ? decoded(url.username) : null,
    password: url.username ? decoded(url.password) : null,
  };
}

/** Whether an address is this computer's own: never a matter for a proxy. */
export function isLoopback(hostname: string): boolean {
  const host = bare(hostname);
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /^127\./.test(host) ||
    host === '::1' ||
    /^::ffff:(127\.|7f)/.test(host)
  );
}

/** A host name as lists have it: lower case, no brackets, no final dot. */
const bare = (hostname: string) =>
  hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');

/**
 * Whether a NO_PROXY list excepts an address. Entries, separated by commas or blanks: `*`, a host (with all below it), `.host`
 * (the same), `*.host` (only below it), an IP address or range (10.0.0.0/8), each with an optional `:port`.
 */
export function isExcepted(url: URL, list: string): boolean {
  const host = bare(url.hostname);
  const port = url.port || defaultPorts[url.protocol] || '';
  return list
    .split(/[\s,;]+/)
    .filter(Boolean)
    .some((entry) => {
      const range = /^\[?([0-9a-f.:]+?)\]?\/(\d{1,3})(?::(\d*))?$/i.exec(entry);
      if (range)
        return (
          (!range[3] || Number(range[3]) === Number(port)) &&
          inRange(host, range[1] as string, Number(range[2]))
        );
      // The colons of a bare IPv6 address are no port.
      const colons = entry.split(':').length - 1;
      const [, name, only] = /^(\[.*\]|[^[\]]*?)(?::(\d*))?$/.exec(entry) ?? [];
      const whole = colons > 1 && !entry.startsWith('[');
      if (!whole && only && Number(only) !== Number(port)) return false;
      const wanted = bare(whole ? entry : (name ?? entry));
      if (wanted === '*') return true;
      if (isIP(wanted) === 6) return isIP(host) === 6 && sameAddress(host, wanted);
      if (wanted.startsWith('*.')) return host.endsWith(wanted.slice(1));
      const plain = wanted.replace(/^\./, '');
      return plain !== '' && (host === plain || host.endsWith(`.${plain}`));
    });
}

function inRange(host: string, net: string, bits: number): boolean {
  const family = isIP(net);
  if (family === 0 || isIP(host) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const block = new BlockList();
  block.addSubnet(net, bits, family === 4 ? 'ipv4' : 'ipv6');
  return block.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

const sameAddress = (a: string, b: string) => inRange(a, b, 128);

/** The first of these variables that holds something; lower case first, as curl and others have it. */
function variable(env: NodeJS.ProcessEnv, name: string): { name: string; value: string } | null {
  for (const key of [name.toLowerCase(), name]) {
    const value = env[key]?.trim();
    if (value) return { name: key, value };
  }
  return null;
}

/** Which way a request goes by the setting or, where that says so, by the environment. Throws ProxyFailure 'address'. */
export function routeOf(
  url: URL,
  setting: ProxySetting,
  env: NodeJS.ProcessEnv,
  password: string | null,
): Route {
  if (isLoopback(url.hostname)) return { proxy: null, why: 'it is this computer' };
  if (setting.mode === 'none') return { proxy: null, why: 'the settings say so' };
  if (setting.mode === 'address') {
    if (isExcepted(url, setting.bypass)) return { proxy: null, why: 'the settings except this host' };
    const proxy = readProxy(setting.address, 'the settings');
    return {
      proxy: setting.user ? { ...proxy, user: setting.user, password } : proxy,
      why: 'from the settings',
    };
  }
  // A secure address goes by HTTPS_PROXY; many set only HTTP_PROXY or ALL_PROXY and mean everything.
  const names =
    url.protocol === 'https:' ? ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'] : ['HTTP_PROXY', 'ALL_PROXY'];
  const found = names.map((name) => variable(env, name)).find((one) => one !== null);
  if (!found) return { proxy: null, why: 'no proxy is set' };
  const except = variable(env, 'NO_PROXY');
  if (except && isExcepted(url, except.value))
    return { proxy: null, why: `${except.name} excepts this host` };
  return { proxy: readProxy(found.value, found.name), why: `from ${found.name}` };
}

/** A route as one sentence for people. */
export function routeText({ proxy, why }: { proxy: Pick<ProxyServer, 'name'> | null; why: string }): string {
  return proxy ? `Through the proxy ${proxy.name} (${why}).` : `Directly, without a proxy (${why}).`;
}
