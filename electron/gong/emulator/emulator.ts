import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { readRange } from '../schema/range.ts';
import type { Corpus, HeadTime, LiveCorpus } from './corpus.ts';
import { expiredCursor, foreignCursor } from './cursor.ts';
import {
  type Answer,
  accessDenied,
  allScopes,
  type EndpointContext,
  findEndpoint,
  missingScope,
  noCalls,
  refuse,
  unknownCall,
} from './endpoints.ts';
import { type FaultAction, FaultPlan, type FaultRule, seeded } from './faults.ts';
import { amzDate, type MediaSource, readAmzDate } from './media.ts';
import { strange } from './strange.ts';

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
  readonly onRequest?: (request: { readonly method: string; readonly url: string }) => void;
}

type FilterBy = 'started' | 'scheduled';

interface EmulatorCounters {
  readonly total: number;
  readonly byEndpoint: Readonly<Record<string, number>>;
  /** Requests that started as the fourth or later within one second. */
  readonly rateViolations: number;
  readonly refused: number;
  /** Answers with data that were sent to their end. */
  readonly served: number;
  /** Answers that a fault made useless, so that the request has to be repeated. */
  readonly spoiled: number;
  /** Of `total`, `served` and `spoiled`: requests to calls/extensive whose filter names ids. */
  readonly byIds: number;
  readonly servedByIds: number;
  readonly spoiledByIds: number;
  readonly mediaRequests: number;
}

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
  counters(): EmulatorCounters;
  resetCounters(): void;
  stop(): Promise<void>;
}

const hour = 3_600_000;

const timeOf = (by: FilterBy): HeadTime => (by === 'started' ? 'startedMs' : 'scheduledMs');

/** The key under which an answer lists what was asked for. */
const listKeyOf = (body: Readonly<Record<string, unknown>>) =>
  Object.keys(body).find((key) => Array.isArray(body[key])) ?? null;

/** A request as the faults see it. */
interface Asked {
  readonly endpoint: string;
  /** Method, address and body without the cursor. */
  readonly key: string;
  readonly cursor: string | null;
  readonly byIds: boolean;
}

function readAsked(endpoint: string, method: string, url: URL, body: unknown): Asked {
  const query = new URLSearchParams(url.searchParams);
  query.delete('cursor');
  const { cursor: inBody = null, ...rest } = ((typeof body === 'object' && body) || {}) as {
    readonly cursor?: unknown;
    readonly filter?: { readonly callIds?: unknown } | null;
  };
  const { filter } = rest;
  const cursor = method === 'GET' ? url.searchParams.get('cursor') : inBody;
  return {
    endpoint,
    key: JSON.stringify([method, url.pathname, query.toString(), rest]),
    cursor: typeof cursor === 'string' && cursor !== '' ? cursor : null,
    byIds: endpoint === 'calls/extensive' && Array.isArray(filter?.callIds) && filter.callIds.length > 0,
  };
}

/** Faults that take from an answer what a client came for, where it has that. */
const viewFaults: readonly FaultAction['kind'][] = ['emptyList', 'nullList', 'lostView', 'repeatCursor'];
const useless: readonly FaultAction['kind'][] = [
  'status',
  'drop',
  'reset',
  'truncate',
  'html',
  'hang',
  'redirect',
  'huge',
  'deep',
  'body',
  'emptyBody',
];

/** Whether a fault leaves nothing to use of an answer. */
function spoils(fault: FaultAction, request: Asked): boolean {
  if (['cursorExpired', 'cursorForeign', 'clock'].includes(fault.kind)) return request.cursor !== null;
  return useless.includes(fault.kind);
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
  let scopes = new Set(options.scopes ?? allScopes);
  let forbidden = new Set(options.forbidden ?? []);
  let filterBy = timeOf(options.filterBy ?? 'started');
  let offsetCursors = options.offsetCursors ?? false;
  let offsetMs = 0;
  let starts: number[] = [];
  let today = 0;
  let usedToday = 0;
  let lastPage: Record<string, unknown> | null = null;
  /** The cursor that was last handed out for a request, by what is asked for. */
  const lastCursors = new Map<string, string>();
  const fresh = () => ({
    total: 0,
    byEndpoint: {} as Record<string, number>,
    rateViolations: 0,
    refused: 0,
    served: 0,
    spoiled: 0,
    byIds: 0,
    servedByIds: 0,
    spoiledByIds: 0,
    mediaRequests: 0,
  });
  let counters = fresh();
  const now = () => Date.now() + offsetMs;

  const requestId = () =>
    Array.from({ length: 18 + Math.floor(random() * 2) }, () => Math.floor(random() * 36).toString(36)).join(
      '',
    );

  /** Signs what an address is good for: the recording, since when, for how long. */
  const mediaSignature = (path: string, query: URLSearchParams) => {
    const signed = [...query].filter(([name]) => name !== 'X-Amz-Signature');
    return createHmac('sha256', cursorSecret)
      .update(`${path}?${new URLSearchParams(signed)}`)
      .digest('hex');
  };
  function mediaUrls(callId: string): { audioUrl?: string; videoUrl?: string } | null {
    const date = amzDate(now());
    const url = (track: 'audio' | 'video') => {
      const path = `/media/${callId}/${track}`;
      const query = new URLSearchParams({
        // Each answer has a session of its own, and so other addresses.
        'X-Amz-Security-Token': randomBytes(12).toString('base64url'),
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Date': date,
        'X-Amz-SignedHeaders': 'host',
        'X-Amz-Credential': `EMULATOR/${date.slice(0, 8)}/us-east-1/s3/aws4_request`,
        'X-Amz-Expires': String(Math.round((options.mediaLifeMs ?? 28_799_000) / 1000)),
      });
      query.set('X-Amz-Signature', mediaSignature(path, query));
      return `${base()}${path}?${query}`;
    };
    const audio = options.media?.audio(callId);
    const video = options.media?.video(callId);
    if (!audio && !video) return null;
    return { ...(audio ? { audioUrl: url('audio') } : {}), ...(video ? { videoUrl: url('video') } : {}) };
  }

  /** 429 decision and the count of violations. */
  function overLimit(): { retryAfter: number } | null {
    const at = performance.now();
    starts = starts.filter((start) => start > at - 1000);
    if (starts.length >= 3) counters.rateViolations++;
    const day = Math.floor(now() / 86_400_000);
    if (day !== today) {
      today = day;
      usedToday = 0;
    }
    const limit = options.ratePerSecond ?? 3;
    if (limit > 0 && starts.length >= limit) return { retryAfter: 1 };
    if (usedToday >= (options.dailyLimit ?? 10_000))
      return { retryAfter: Math.ceil(((day + 1) * 86_400_000 - now()) / 1000) };
    starts.push(at);
    usedToday++;
    return null;
  }

  function authorised(request: IncomingMessage): boolean {
    const header = request.headers.authorization ?? '';
    if (header === `Bearer ${bearer}`) return true;
    return header === `Basic ${Buffer.from(`${accessKey}:${secret}`).toString('base64')}`;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    options.onRequest?.({ method: request.method ?? 'GET', url: request.url ?? '/' });
    const url = new URL(request.url ?? '/', 'http://emulator');
    if (url.pathname.startsWith('/media/')) return serveMedia(request, response, url);
    const found = findEndpoint(request.method ?? 'GET', url.pathname);
    const name = typeof found === 'number' ? 'unknown' : found.endpoint.name;
    counters.total++;
    counters.byEndpoint[name] = (counters.byEndpoint[name] ?? 0) + 1;
    const bodyText = await readAll(request);
    const body = parse(bodyText);
    const asked = readAsked(name, request.method ?? 'GET', url, body);
    if (asked.byIds) counters.byIds++;
    const over = overLimit();
    const fault = faults.next(name);
    const count = (key: 'served' | 'spoiled') => {
      counters[key]++;
      if (asked.byIds) counters[`${key}ByIds`]++;
    };
    if (fault?.kind === 'hang' || fault?.kind === 'drop') {
      count('spoiled');
      if (fault.kind === 'drop') request.socket.destroy();
      return;
    }
    if (fault?.kind === 'clock') offsetMs += fault.ms;
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    let answer: Answer;
    let spoiled = over !== null || (fault !== null && spoils(fault, asked));
    const headers: Record<string, string> = {};
    if (over) {
      counters.refused++;
      answer = refuse(429, 'API request limit exceeded');
      headers['retry-after'] = String(over.retryAfter);
    } else if (fault?.kind === 'status') {
      answer = refuse(
        fault.status,
        ...(fault.errors ?? [
          fault.status === 429 ? 'API request limit exceeded' : 'Internal server error occurred',
        ]),
      );
    } else if (!authorised(request)) answer = refuse(401, 'Invalid access key or secret');
    else if (found === 404) answer = refuse(404, `No endpoint ${request.method} ${url.pathname}`);
    else if (found === 405) answer = refuse(405, 'Method Not Allowed');
    else if (!scopes.has(found.endpoint.scope)) answer = missingScope(found.endpoint.scope);
    else if (forbidden.has(found.endpoint.name)) answer = accessDenied;
    else if (request.method === 'POST' && !/json/i.test(request.headers['content-type'] ?? ''))
      answer = refuse(415, 'Unsupported Media Type');
    else if (fault?.kind === 'cursorExpired' && asked.cursor !== null)
      answer = refuse(fault.status ?? 400, expiredCursor);
    else if (fault?.kind === 'cursorForeign' && asked.cursor !== null)
      answer = refuse(fault.status ?? 400, foreignCursor);
    else {
      const context: EndpointContext = {
        corpus: options.corpus,
        nowMs: now(),
        secret: cursorSecret,
        cursorLifeMs: options.cursorLifeMs ?? hour,
        filterBy,
        offsetCursors,
        hasScope: (scope) => scopes.has(scope),
        mediaUrls,
      };
      const truth = found.endpoint.answer(
        context,
        {
          method: request.method ?? 'GET',
          path: url.pathname,
          query: url.searchParams,
          body,
        },
        found.match,
      );
      answer = withoutView(withCursor(bend(truth, fault), asked, fault), asked, found.match, fault);
      // Without its list, or without its way on, a page has to be asked for again.
      if (answer !== truth && fault && viewFaults.includes(fault.kind)) spoiled = true;
    }
    if (!over && fault && 'retryAfter' in fault && fault.retryAfter !== undefined)
      headers['retry-after'] = fault.retryAfter;
    if (spoiled) count('spoiled');
    else response.once('finish', () => count('served'));
    send(response, answer, headers, fault);
  }

  /** A page with the cursor of a fault; remembers the one it hands out. */
  function withCursor(answer: Answer, asked: Asked, fault: FaultAction | null): Answer {
    const page = answer.body['records'] as { readonly cursor?: string } | undefined;
    if (answer.status !== 200 || !page) return answer;
    if (fault?.kind === 'repeatCursor') {
      const cursor = asked.cursor ?? (page.cursor && lastCursors.get(asked.key));
      if (cursor && cursor !== page.cursor)
        return { status: 200, body: { ...answer.body, records: { ...page, cursor } } };
    }
    if (page.cursor) {
      // A server that runs for weeks need not know every window it was asked for.
      if (lastCursors.size >= 1000) lastCursors.clear();
      lastCursors.set(asked.key, page.cursor);
    }
    return answer;
  }

  /** The answer to a key that may see no calls. */
  function withoutView(
    answer: Answer,
    asked: Asked,
    match: RegExpExecArray,
    fault: FaultAction | null,
  ): Answer {
    if (fault?.kind !== 'lostView' || answer.status !== 200) return answer;
    if (asked.endpoint === 'calls/id') return unknownCall(decodeURIComponent(match[1] ?? ''));
    return ['calls', 'calls/extensive', 'calls/transcript'].includes(asked.endpoint)
      ? refuse(404, noCalls)
      : answer;
  }

  /** Faults that change what a page says. */
  function bend(answer: Answer, fault: FaultAction | null): Answer {
    const list = answer.status === 200 ? listKeyOf(answer.body) : null;
    if (!list) return answer;
    if (fault?.kind === 'nullList') return { status: 200, body: { ...answer.body, [list]: null } };
    if (fault?.kind === 'emptyList') {
      const { cursor: _, ...left } = (answer.body['records'] ?? {}) as Record<string, unknown>;
      return {
        status: 200,
        body: {
          ...answer.body,
          ...(answer.body['records'] ? { records: { ...left, currentPageSize: 0 } } : {}),
          [list]: [],
        },
      };
    }
    if (list !== 'calls' && list !== 'callTranscripts') return answer;
    const items = answer.body[list] as unknown[];
    const page = answer.body['records'] as Record<string, unknown>;
    const before = lastPage;
    lastPage = list === 'calls' ? { items } : lastPage;
    if (fault?.kind === 'duplicate')
      return { status: 200, body: { ...answer.body, [list]: [...items, ...items.slice(0, fault.count)] } };
    if (fault?.kind === 'repeatPage' && list === 'calls' && before)
      return {
        status: 200,
        body: { ...answer.body, [list]: [...items, ...((before['items'] as unknown[]) ?? [])] },
      };
    if (fault?.kind === 'shiftPage' && list === 'calls' && before) {
      const former = (before['items'] as unknown[]).slice(-fault.by);
      return { status: 200, body: { ...answer.body, [list]: [...former, ...items] } };
    }
    if (fault?.kind === 'total')
      return {
        status: 200,
        body: {
          ...answer.body,
          records: { ...page, totalRecords: Number(page['totalRecords']) + fault.add },
        },
      };
    if (fault?.kind === 'unknownFields')
      return {
        status: 200,
        body: {
          ...answer.body,
          newField: { deep: [1] },
          [list]: items.map((item) => ({ ...(item as object), addedByGong: { since: '2027' } })),
        },
      };
    if (
      fault?.kind === 'nulls' ||
      fault?.kind === 'dates' ||
      fault?.kind === 'enums' ||
      fault?.kind === 'text'
    ) {
      const { kind } = fault;
      return {
        status: 200,
        body: { ...answer.body, [list]: items.map((item) => strange(item, kind, random)) },
      };
    }
    return answer;
  }

  function send(
    response: ServerResponse,
    answer: Answer,
    extra: Record<string, string>,
    fault: FaultAction | null,
  ): void {
    const id = requestId();
    let status = answer.status;
    const headers: Record<string, string> = {
      'content-type': 'application/json;charset=UTF-8',
      'x-traceid': id,
      'x-gong-service-version': 'emulator',
      ...extra,
    };
    let text = JSON.stringify({ requestId: id, ...answer.body });
    if (fault?.kind === 'numericIds')
      text = text.replace(/("(?:id|userId|speakerId|primaryUserId|workspaceId|callId)":)"(\d+)"/g, '$1$2');
    if (fault?.kind === 'html') {
      status = fault.status ?? 200;
      headers['content-type'] = 'text/html';
      text = '<!doctype html><html><body><h1>Service temporarily unavailable</h1></body></html>';
    }
    if (fault?.kind === 'contentType') headers['content-type'] = fault.type;
    if (fault?.kind === 'body') {
      status = fault.status ?? 200;
      headers['content-type'] = fault.contentType ?? 'application/json;charset=UTF-8';
      text = JSON.stringify(fault.body ?? null);
    }
    if (fault?.kind === 'emptyBody') {
      status = fault.status;
      text = '';
    }
    if (fault?.kind === 'deep') text = `{"calls":${'['.repeat(fault.depth)}${']'.repeat(fault.depth)}}`;
    if (fault?.kind === 'truncate') text = text.slice(0, fault.keep ?? Math.floor(text.length / 2));
    if (fault?.kind === 'redirect') {
      response.writeHead(302, { location: fault.location });
      response.end();
      return;
    }
    if (fault?.kind === 'huge') return sendHuge(response, fault.bytes);
    let body = Buffer.from(text);
    if (fault?.kind === 'gzip') {
      headers['content-encoding'] = 'gzip';
      body = gzipSync(body);
    }
    if (status === 204) delete headers['content-type'];
    else headers['content-length'] = String(body.length);
    response.writeHead(status, headers);
    if (fault?.kind === 'reset') {
      response.write(
        body.subarray(0, Math.min(body.length - 1, fault.afterBytes ?? Math.floor(body.length / 2))),
        () => response.destroy(),
      );
      return;
    }
    if (fault?.kind === 'slow') return drip(response, body, fault.chunkBytes, fault.delayMs);
    response.end(body);
  }

  function serveMedia(request: IncomingMessage, response: ServerResponse, url: URL): void {
    counters.mediaRequests++;
    const fault = faults.next('media');
    const match = /^\/media\/([^/]+)\/(audio|video)$/.exec(url.pathname);
    const date = readAmzDate(url.searchParams.get('X-Amz-Date') ?? '');
    const life = Number(url.searchParams.get('X-Amz-Expires')) * 1000;
    const xml = (status: number, code: string, message: string) => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(
        `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
      );
    };
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'status') return xml(fault.status, 'AccessDenied', 'Fault on demand');
    if (!match || url.searchParams.get('X-Amz-Signature') !== mediaSignature(url.pathname, url.searchParams))
      return xml(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match');
    if (now() > date + life) return xml(403, 'AccessDenied', 'Request has expired');
    const id = decodeURIComponent(match[1] ?? '');
    const track = options.corpus.call(id)
      ? match[2] === 'audio'
        ? options.media?.audio(id)
        : options.media?.video(id)
      : null;
    if (!track) return xml(404, 'NoSuchKey', 'The specified key does not exist.');
    const range = readRange(request.headers.range, track.size);
    if (range === 'bad') {
      response.writeHead(416, { 'content-range': `bytes */${track.size}` });
      response.end();
      return;
    }
    const { from, to } = range ?? { from: 0, to: track.size - 1 };
    response.writeHead(range ? 206 : 200, {
      'content-type': track.mime,
      'accept-ranges': 'bytes',
      'content-length': String(to - from + 1),
      etag: `"${id}-${match[2]}-${track.size}"`,
      ...(range ? { 'content-range': `bytes ${from}-${to}/${track.size}` } : {}),
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    pump(response, track.read, from, to, fault?.kind === 'reset' ? (fault.afterBytes ?? 65_536) : null);
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
      scopes = new Set(list);
    },
    setForbidden: (endpoints) => {
      forbidden = new Set(endpoints);
    },
    setFilterBy: (by) => {
      filterBy = timeOf(by);
    },
    setOffsetCursors: (on) => {
      offsetCursors = on;
    },
    setOffsetMs: (ms) => {
      offsetMs = ms;
    },
    counters: () => structuredClone(counters),
    resetCounters: () => {
      counters = fresh();
    },
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

function drip(response: ServerResponse, body: Buffer, size: number, delayMs: number): void {
  let at = 0;
  const next = () => {
    if (response.destroyed) return;
    if (at >= body.length) {
      response.end();
      return;
    }
    response.write(body.subarray(at, at + size));
    at += size;
    setTimeout(next, delayMs);
  };
  next();
}

function sendHuge(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const block = Buffer.alloc(1 << 20, ' ');
  let left = bytes;
  const next = () => {
    while (left > 0 && !response.destroyed) {
      left -= block.length;
      if (!response.write(block)) {
        response.once('drain', next);
        return;
      }
    }
    if (!response.destroyed) response.end('{}');
  };
  next();
}

function pump(
  response: ServerResponse,
  read: (start: number, end: number) => Uint8Array,
  start: number,
  end: number,
  resetAfter: number | null,
): void {
  let at = start;
  const next = () => {
    while (at <= end && !response.destroyed) {
      if (resetAfter !== null && at - start >= resetAfter) {
        response.destroy();
        return;
      }
      const stop = Math.min(end, at + 262_143);
      const more = response.write(read(at, stop));
      at = stop + 1;
      if (!more) {
        response.once('drain', next);
        return;
      }
    }
    if (!response.destroyed) response.end();
  };
  next();
}
