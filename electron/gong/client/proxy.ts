import { GongError } from './errors.ts';

/** What went wrong between this computer and the host that was asked for. */
export type ProxyTrouble = 'address' | 'auth' | 'unreachable' | 'refused';

/**
 * Thrown by a fetch that goes through a proxy, for what the proxy (not the host) is the cause of. `proxy` is its host and port
 * (or the place where its address stands, for 'address'), never its password.
 */
export class ProxyFailure extends Error {
  readonly trouble: ProxyTrouble;
  readonly proxy: string;
  /** The proxy's own answer, when it gave one. */
  readonly status: number | undefined;
  /** For 'auth': ways to sign in that the proxy offers, e.g. ['Basic']. */
  readonly schemes: readonly string[];
  /** For 'auth': a user name and password were sent. */
  readonly signedIn: boolean;
  /** System's code of a failed connection, e.g. 'ECONNREFUSED'. */
  readonly reason: string | undefined;

  constructor(
    trouble: ProxyTrouble,
    proxy: string,
    more: {
      status?: number;
      schemes?: readonly string[];
      signedIn?: boolean;
      reason?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(`proxy ${trouble}`, { cause: more.cause });
    this.name = 'ProxyFailure';
    this.trouble = trouble;
    this.proxy = proxy;
    this.status = more.status;
    this.schemes = more.schemes ?? [];
    this.signedIn = more.signedIn ?? false;
    this.reason = more.reason;
  }
}

/** What a proxy's failure means for a request to `host`; null when the error is none of a proxy's. */
export function proxyError(error: unknown, host: string): GongError | null {
  const failure = causesOf(error).find((one) => one instanceof ProxyFailure);
  if (!failure) return null;
  const { proxy, status } = failure;
  // The inside is not carried along: a proxy's address there may hold a password.
  if (failure.trouble === 'address') {
    return new GongError({
      code: 'gong/proxy-address',
      message: `The address of a proxy in ${proxy} cannot be read.`,
      nextStep:
        'Write it like http://HOST:PORT, without quotation marks or a path. In a user name or password, characters such as / # % \\ must be %-encoded (CORP%5CNAME).',
    });
  }
  if (failure.trouble === 'auth') {
    const basic = failure.schemes.length === 0 || failure.schemes.some((scheme) => /^basic$/i.test(scheme));
    return new GongError({
      code: 'gong/proxy-auth',
      ...(status ? { status } : {}),
      message: !basic
        ? `The proxy ${proxy} asks for a way to sign in that Earshot does not have (${failure.schemes.join(', ')}).`
        : failure.signedIn
          ? `The proxy ${proxy} refused the user name and password.`
          : `The proxy ${proxy} asks for a user name and password.`,
      nextStep: basic
        ? 'Enter them under Network (Sync & settings), or in the address in HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT).'
        : `Ask IT for an exception for ${host}, or for a proxy with a user name and password.`,
    });
  }
  if (failure.trouble === 'unreachable') {
    return new GongError({
      code: 'gong/proxy-unreachable',
      message: `The proxy ${proxy} could not be reached${failure.reason ? ` (${failure.reason})` : ''}.`,
      nextStep:
        'Check the network (VPN) and the proxy’s address: under Network (Sync & settings), in HTTPS_PROXY, or in the system’s settings.',
      retryable: true,
    });
  }
  const passing = status !== undefined && status >= 500;
  return new GongError({
    code: 'gong/proxy-refused',
    ...(status ? { status } : {}),
    message: passing
      ? `The proxy ${proxy} could not connect to ${host} (${status}).`
      : `The proxy ${proxy} does not let you connect to ${host}${status ? ` (${status})` : ''}.`,
    nextStep: passing
      ? 'Check the spelling of the base URL; if it is right, the proxy or the network behind it has a problem: ask IT.'
      : `Ask IT to allow ${host}, or to say which proxy leads there.`,
    retryable: passing,
  });
}

/** An error and what it was caused by, the outermost first; of several at once all. */
export function causesOf(error: unknown): Error[] {
  const found: Error[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    found.push(at);
    if (at instanceof AggregateError) found.push(...at.errors.flatMap(causesOf));
  }
  return found;
}

/** The system's codes of an error and of its causes. */
export const causeCodes = (error: unknown): string[] =>
  causesOf(error).flatMap((one) => ('code' in one && typeof one.code === 'string' ? [one.code] : []));
