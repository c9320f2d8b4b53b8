import { randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { AnswerFaults, type Asked, readAsked, spoils, viewFaults } from './answer-faults.ts';
import { type Answer, type EndpointContext, refuse } from './answers.ts';
import type { Corpus, HeadTime, LiveCorpus } from './corpus.ts';
import { expiredCursor, foreignCursor } from './cursor.ts';
import { accessDenied, allScopes, findEndpoint, missingScope } from './endpoints.ts';
import { type FaultAction, FaultPlan, type FaultRule, seeded } from './faults.ts';
import type { MediaSource } from './media.ts';
import { createMediaServer } from './media-server.ts';
import { type EmulatorCounters, RequestCount } from './request-count.ts';
import { sendAnswer } from './send-answer.ts';

export interface EmulatorOptions<C extends Corpus = LiveCorpus> {
  readonly corpus: C;
  readonly port?: number;
  readonly accessKey?: string;
  readonly secret?: string;
  readonly bearer?: string;
  /** Scopes of the key; all by default. */
  readonly scopes?: readonly string[];
  /** Names of endpoints that the key may not use whatever its scopes: 403 with Gong's words. */
  readonly forbidden?: readonly string[];
  /** Requests that may start in a second before 429; 0 = no limit (violations of 3 are counted all the same). */
  readonly ratePerSecond?: number;
  readonly dailyLimit?: number;
  readonly faults?: readonly FaultRule[];
  readonly seed?: number;
  readonly media?: MediaSource;
  readonly mediaLifeMs?: number;
  readonly cursorLifeMs?: number;
  /** The time of a call that `fromDateTime` and `toDateTime` bound; which it is at Gong is not proven. 'started' by default. */
  readonly filterBy?: FilterBy;
  /** Cursors are a place in the list instead of a keyset: what is added or removed before it shifts the next page. */
  readonly offsetCursors?: boolean;
  /** PEM key and certificate: serves https, e.g. with a certificate that nobody trusts. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Told of each request as it starts; `url` is path and query as they came. */
  readonly onRequest?: (request: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
  }) => void;
}

type FilterBy = 'started' | 'scheduled';

export interface Emulator<C extends Corpus = LiveCorpus> {
  readonly url: string;
  readonly port: number;
  readonly accessKey: string;
  readonly secret: string;
  readonly bearer: string;
  readonly corpus: C;
  setFaults(rules: readonly FaultRule[]): void;
  setScopes(scopes: readonly string[]): void;
  /** Endpoints, by name, that answer 403 "Access denied" from now on. */
  setForbidden(endpoints: readonly string[]): void;
  setFilterBy(filterBy: FilterBy): void;
  setOffsetCursors(on: boolean): void;
  /** Moves the server's clock (expiry of cursors and media). */
  setOffsetMs(ms: number): void;
  counters(): Readonly<EmulatorCounters>;
  resetCounters(): void;
  stop(): Promise<void>;
}

const hour = 3_600_000;
/** Stands for the address in addresses without one. */
const here = 'http://emulator';

const timeOf = (by: FilterBy): HeadTime => (by === 'started' ? 'startedMs' : 'scheduledMs');

/** What can be changed while the server runs. */
interface State {
  scopes: ReadonlySet<string>;
  forbidden: ReadonlySet<string>;
  filterBy: HeadTime;
  offsetCursors: boolean;
  offsetMs: number;
}

/** Why a request is refused whatever it asks for; null: it is answered. */
function refusalOf(
  { scopes, forbidden }: State,
  authorised: boolean,
  { method, url, headers }: IncomingMessage,
  found: ReturnType<typeof findEndpoint>,
  { cursor }: Asked,
  fault: FaultAction | null,
): Answer | null {
  if (fault?.kind === 'status') {
    const words = fault.status === 429 ? 'API request limit exceeded' : 'Internal server error occurred';
    return refuse(fault.status, ...(fault.errors ?? [words]));
  }
  if (!authorised) return refuse(401, 'Invalid access key or secret');
  if (found === 404) return refuse(404, `No endpoint ${method} ${new URL(url ?? '/', here).pathname}`);
  if (found === 405) return refuse(405, 'Method Not Allowed');
  if (!scopes.has(found.endpoint.scope)) return missingScope(found.endpoint.scope);
  if (forbidden.has(found.endpoint.name)) return accessDenied;
  if (method === 'POST' && !/json/i.test(headers['content-type'] ?? ''))
    return refuse(415, 'Unsupported Media Type');
  if (fault?.kind === 'cursorExpired' && cursor !== null) return refuse(fault.status ?? 400, expiredCursor);
  if (fault?.kind === 'cursorForeign' && cursor !== null) return refuse(fault.status ?? 400, foreignCursor);
  return null;
}

/** Starts a Gong API on 127.0.0.1. Rejects when the port is taken (EADDRINUSE). */
export async function startEmulator<C extends Corpus = LiveCorpus>(
  options: EmulatorOptions<C>,
): Promise<Emulator<C>> {
  const accessKey = options.accessKey ?? `EMULATOR${randomBytes(8).toString('hex').toUpperCase()}`;
  const secret = options.secret ?? randomBytes(24).toString('base64url');
  const bearer = options.bearer ?? randomBytes(24).toString('base64url');
  const cursorSecret = randomBytes(16).toString('hex');
  const faults = new FaultPlan(options.faults ?? [], options.seed ?? 1);
  const random = seeded((options.seed ?? 1) ^ 0x5eed);
  const answerFaults = new AnswerFaults(random);
  const requests = new RequestCount(options);
  const state: State = {
    scopes: new Set(options.scopes ?? allScopes),
    forbidden: new Set(options.forbidden ?? []),
    filterBy: timeOf(options.filterBy ?? 'started'),
    offsetCursors: options.offsetCursors ?? false,
    offsetMs: 0,
  };
  const now = () => Date.now() + state.offsetMs;
  const media = createMediaServer({
    corpus: options.corpus,
    media: options.media,
    lifeMs: options.mediaLifeMs,
    secret: cursorSecret,
    now,
    base: () => base(),
  });

  const requestId = () =>
    Array.from({ length: 18 + Math.floor(random() * 2) }, () => Math.floor(random() * 36).toString(36)).join(
      '',
    );

  function authorised(request: IncomingMessage): boolean {
    const header = request.headers.authorization ?? '';
    if (header === `Bearer ${bearer}`) return true;
    return header === `Basic ${Buffer.from(`${accessKey}:${secret}`).toString('base64')}`;
  }

  const context = (): EndpointContext => ({
    corpus: options.corpus,
    nowMs: now(),
    secret: cursorSecret,
    cursorLifeMs: options.cursorLifeMs ?? hour,
    filterBy: state.filterBy,
    offsetCursors: state.offsetCursors,
    hasScope: (scope) => state.scopes.has(scope),
    mediaUrls: media.urls,
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    options.onRequest?.({ method, url: request.url ?? '/', headers: request.headers });
    const url = new URL(request.url ?? '/', here);
    if (url.pathname.startsWith('/media/')) {
      requests.counters.mediaRequests++;
      return media.serve(request, response, url, faults.next('media'));
    }
    const found = findEndpoint(method, url.pathname);
    const name = typeof found === 'number' ? 'unknown' : found.endpoint.name;
    requests.counters.total++;
    requests.counters.byEndpoint[name] = (requests.counters.byEndpoint[name] ?? 0) + 1;
    const body = parse(await readAll(request));
    const asked = readAsked(name, method, url, body);
    if (asked.byIds) requests.counters.byIds++;
    const over = requests.over(now());
    const fault = faults.next(name);
    const count = (key: 'served' | 'spoiled') => {
      requests.counters[key]++;
      if (asked.byIds) requests.counters[`${key}ByIds`]++;
    };
    if (fault?.kind === 'hang' || fault?.kind === 'drop') {
      count('spoiled');
      if (fault.kind === 'drop') request.socket.destroy();
      return;
    }
    if (fault?.kind === 'clock') state.offsetMs += fault.ms;
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    let spoiled = over !== null || (fault !== null && spoils(fault, asked));

    let answer = over
      ? refuse(429, 'API request limit exceeded')
      : refusalOf(state, authorised(request), request, found, asked, fault);
    if (!answer) {
      const { endpoint, match } = found as Exclude<typeof found, number>;
      const truth = endpoint.answer(context(), { query: url.searchParams, body }, match);
      answer = answerFaults.apply(truth, asked, match, fault);
      // Without its list, or without its way on, a page has to be asked for again.
      if (answer !== truth && fault && viewFaults.includes(fault.kind)) spoiled = true;
    }
    const headers: Record<string, string> = {};
    if (over) {
      requests.counters.refused++;
      headers['retry-after'] = String(over.retryAfter);
    } else if (fault && 'retryAfter' in fault && fault.retryAfter !== undefined)
      headers['retry-after'] = fault.retryAfter;
    if (spoiled) count('spoiled');
    else response.once('finish', () => count('served'));
    sendAnswer(response, answer, requestId(), headers, fault);
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ requestId: requestId(), errors: ['Internal server error occurred'] }));
    });
  };
  const server: Server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  server.keepAliveTimeout = 15_000;
  await listen(server, options.port ?? 0);
  const port = (server.address() as AddressInfo).port;
  const base = () => `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;

  return {
    url: base(),
    port,
    accessKey,
    secret,
    bearer,
    corpus: options.corpus,
    setFaults: (rules) => faults.set(rules),
    setScopes: (list) => {
      state.scopes = new Set(list);
    },
    setForbidden: (endpoints) => {
      state.forbidden = new Set(endpoints);
    },
    setFilterBy: (by) => {
      state.filterBy = timeOf(by);
    },
    setOffsetCursors: (on) => {
      state.offsetCursors = on;
    },
    setOffsetMs: (ms) => {
      state.offsetMs = ms;
    },
    counters: () => structuredClone(requests.counters),
    resetCounters: () => requests.reset(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > 4 * 1024 * 1024) throw new Error('request too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
