import { causeCodes, proxyError } from './proxy.ts';

/** What a code says of what was asked for. */
interface Meaning {
  /**
   * That one part cannot be had while others can: 'refused' where the key may not have it (a missing scope is 401 with words of
   * its own; people and workspaces document 403, trackers 404), 'broken' where it cannot be read however often it is asked for.
   */
  readonly part?: 'refused' | 'broken';
  /** That the place in a list is lost: 'always', or in a request that named one, which began well. */
  readonly list?: 'always' | 'withCursor';
  /** That it says when to ask again, too far ahead to wait for silently: whoever wants to wait that long can. */
  readonly longWait?: true;
}

/** Stable causes of a failed request; each is listed in docs/errors.md. */
const codes = {
  'gong/unauthorized': {},
  'gong/missing-scope': { part: 'refused' },
  'gong/forbidden': { part: 'refused' },
  'gong/bad-request': { part: 'broken', list: 'withCursor' },
  'gong/cursor-refused': { part: 'broken', list: 'withCursor' },
  'gong/cursor-repeated': { part: 'broken', list: 'always' },
  'gong/not-found': { part: 'refused', list: 'withCursor' },
  'gong/rate-limited': {},
  'gong/daily-limit': { longWait: true },
  'gong/daily-share': { longWait: true },
  'gong/server': { part: 'broken' },
  'gong/unavailable': { longWait: true },
  'gong/network': {},
  'gong/proxy-address': {},
  'gong/proxy-auth': {},
  'gong/proxy-refused': {},
  'gong/proxy-unreachable': {},
  'gong/timeout': {},
  'gong/tls': {},
  'gong/redirect': {},
  'gong/not-json': { part: 'broken' },
  'gong/bad-answer': { part: 'broken', list: 'withCursor' },
  'gong/empty-answer': { part: 'broken' },
  'gong/library-emptied': {},
  'gong/truncated': { part: 'broken' },
  'gong/too-large': { part: 'broken' },
  'gong/too-deep': { part: 'broken' },
  'gong/insecure-url': {},
  'gong/bad-url': {},
} as const satisfies Readonly<Record<string, Meaning>>;
type GongErrorCode = keyof typeof codes;

interface Fields {
  code: GongErrorCode;
  message: string;
  nextStep: string;
  retryable?: boolean;
  status?: number;
  requestId?: string;
  /** For missing-scope. */
  scope?: string;
  /** Epoch ms before which asking again is pointless. */
  retryAtMs?: number;
  cause?: unknown;
}

/** A failed request to Gong. Never carries a credential: only the status, Gong's own words and its request id. */
export class GongError extends Error {
  readonly code: GongErrorCode;
  readonly nextStep: string;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly scope: string | undefined;
  readonly retryAtMs: number | undefined;

  constructor(fields: Fields) {
    super(fields.message, { cause: fields.cause });
    this.name = 'GongError';
    this.code = fields.code;
    this.nextStep = fields.nextStep;
    this.retryable = fields.retryable ?? false;
    this.status = fields.status;
    this.requestId = fields.requestId;
    this.scope = fields.scope;
    this.retryAtMs = fields.retryAtMs;
  }

  get meaning(): Meaning {
    return codes[this.code];
  }
}

const transient = 'Earshot tries again by itself; nothing is lost.';

/** Reads what a failed connection means from the error that fetch threw. */
export function connectionError(error: unknown, host: string): GongError {
  const behindProxy = proxyError(error, host);
  if (behindProxy) return behindProxy;
  const codes = causeCodes(error);
  const has = (...names: string[]) => names.some((name) => codes.includes(name));
  const failed = (code: GongErrorCode, message: string, nextStep = transient) =>
    new GongError({ code, message, nextStep, retryable: true, cause: error });
  if (has('ENOTFOUND', 'EAI_AGAIN')) {
    const nextStep = 'Check the network and the spelling of the base URL.';
    return failed('gong/network', `The name ${host} could not be found.`, nextStep);
  }
  if (has('ECONNREFUSED')) {
    const nextStep = 'Check the base URL and that the network (VPN, proxy) lets you reach it.';
    return failed('gong/network', `Nothing answers at ${host} (connection refused).`, nextStep);
  }
  if (codes.some((code) => /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)))
    return new GongError({
      code: 'gong/tls',
      message: `${host} did not prove who it is (TLS: ${codes.find((code) => /[A-Z]/.test(code)) ?? 'unknown'}).`,
      nextStep:
        'Nothing was sent. Check the base URL. If your company inspects traffic, its certificate must be among those the system trusts (or, for command line and browser, in the file that NODE_EXTRA_CA_CERTS names): ask IT.',
      cause: error,
    });
  if (has('UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'))
    return failed('gong/timeout', `${host} could not be reached in time.`);
  return failed('gong/network', `The connection to ${host} broke.`);
}

/** A refused request as it came: status, Gong's own words, and until when it asks to be left alone. */
interface Refusal {
  readonly status: number;
  readonly errors: readonly string[];
  readonly requestId: string | undefined;
  readonly host: string;
  /** From `Retry-After`, epoch ms. */
  readonly retryAtMs: number | undefined;
  /** Whether that is so far away that it is to be shown instead of waited out silently. */
  readonly longWait: boolean;
}

/** Statuses of a server, or of one in front of it, that could not answer now: 5xx of every kind, and "too early". */
const isTransient = (status: number) => status >= 500 || status === 408 || status === 425;

/**
 * What a refusal means, told by Gong's text where the status is ambiguous: a missing scope is 401, not 403; a refused
 * cursor is recorded as 400, and clients met it as 401, 404, 410 and 422 too.
 */
export function refusal({ status, errors, requestId, host, retryAtMs, longWait }: Refusal): GongError {
  const words = errors.join(' ').slice(0, 500);
  const refused = (code: GongErrorCode, message: string, nextStep: string, more: Partial<Fields> = {}) =>
    new GongError({
      code,
      message,
      nextStep,
      status,
      ...(requestId ? { requestId } : {}),
      ...(retryAtMs === undefined ? {} : { retryAtMs }),
      ...more,
    });
  const passing = { retryable: true };
  const scope = /permission to use '([^']+)'/.exec(words)?.[1];
  if ((status === 401 || status === 403) && scope)
    return refused(
      'gong/missing-scope',
      `The key may not use ${scope}.`,
      `Ask a Gong admin to grant the scope ${scope} to this key; until then Earshot leaves that part out.`,
      { scope },
    );
  if (status >= 400 && status < 500 && status !== 429 && /cursor/i.test(words))
    return refused(
      'gong/cursor-refused',
      'Gong refused the place in the list (cursor).',
      'Earshot goes on without it, from the last call that it read.',
    );
  if (status === 429 && longWait)
    return refused(
      'gong/daily-limit',
      'Gong’s daily limit of requests is used up (it is shared by every integration of your company).',
      'Earshot goes on by itself when Gong allows it again. A smaller daily share leaves more to others.',
      passing,
    );
  if (status === 429)
    return refused('gong/rate-limited', 'Gong asked for a pause.', 'Earshot goes on by itself.', passing);
  if (isTransient(status) || (status === 403 && retryAtMs !== undefined))
    return longWait
      ? refused(
          'gong/unavailable',
          `${host} is not available for a while (${status}) and says when to ask again.`,
          'Earshot goes on by itself then; nothing is lost.',
          passing,
        )
      : refused('gong/server', serverMessage(status, host), transient, passing);
  if (status === 401)
    return refused(
      'gong/unauthorized',
      `Gong at ${host} refused the credentials.`,
      'Check the access key and its secret, and that the base URL is your company’s own (Gong: Company settings → API, e.g. https://us-12345.api.gong.io): the generic host refuses valid keys.',
    );
  if (status === 403)
    return refused(
      'gong/forbidden',
      `Gong at ${host} does not allow this.${words ? ` It says: ${words}` : ''}`,
      'The key may not read this part, may have a list of trusted IP addresses, or may have expired: ask a Gong admin.',
    );
  if (status === 404)
    return refused(
      'gong/not-found',
      words ? `Gong answered: ${words}` : `${host} knows no such address (404).`,
      'Check the base URL: it is the host of the API, without a path.',
    );
  return refused(
    'gong/bad-request',
    `Gong did not accept the request (${status})${words ? `: ${words}` : '.'}`,
    'This is a fault of Earshot or of the sync scope: report it with the request id.',
  );
}

function serverMessage(status: number, host: string): string {
  if (status === 408 || status === 425) return `${host} asked for the request again (${status}).`;
  // 520 to 530 are statuses of the content networks that stand in front of many APIs.
  if (status >= 520 && status <= 530) return `A server in front of ${host} could not reach it (${status}).`;
  return `Gong had a problem of its own (${status}).`;
}

/**
 * An answer with a good status that holds not what was asked for: of a sign-in page, of a proxy, of a server that is half
 * up. Never an empty list, which has words of its own (404), so it is asked again and ends nothing.
 */
export function badAnswer(host: string, why: string, requestId?: string): GongError {
  return new GongError({
    code: 'gong/bad-answer',
    message: `${host} answered, but ${why}.`,
    nextStep:
      'Earshot tries again by itself; nothing is lost. If it stays so, check the base URL and whether a proxy or sign-in page stands in between.',
    retryable: true,
    ...(requestId ? { requestId } : {}),
  });
}
