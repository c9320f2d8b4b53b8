import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { EarshotError, toWireError } from '../../contract/errors.ts';
import type { Core } from '../../core/rpc/core.ts';
import { answerText } from '../../core/rpc/wire-server.ts';
import { readViewFile } from '../view-files.ts';
import { securityHeaders } from '../view-headers.ts';
import { entryFormPath, entryPage, entryScript, entryScriptPath, usedTwicePage } from './entry.ts';
import { createEventStreams } from './events.ts';
import { createGuard, maxBodyBytes, type Refusal, tooLarge } from './guard.ts';

/** A running browser shell. */
export interface ShellServer {
  readonly port: number;
  /** The one-time token that opens the app; null once it was used. */
  token(): string | null;
  /** The one-time URL that opens the app: for the user's own eyes, in no argument of a program. */
  url(): string;
  close(): Promise<void>;
}

interface ShellServerOptions {
  readonly core: Core;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Folder of the built view. */
  readonly rendererDir: string;
  /** Told the number of open pages whenever it changes. */
  readonly onPages?: (count: number) => void;
  /** Told when the token was traded for a session. */
  readonly onEntered?: () => void;
  /** Told when a second one came with the token: the session has been ended, and `url()` is a new link. */
  readonly onUsedTwice?: () => void;
}

/** Serves a core and its view on loopback. Rejects with 'shell/port-in-use' or 'shell/port-refused'. */
export async function startShellServer(options: ShellServerOptions): Promise<ShellServer> {
  const { core } = options;
  const server = createServer();
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const guard = createGuard(port);
  const streams = createEventStreams(core, (count) => options.onPages?.(count));
  const closing = new AbortController();
  /** Answers that a session is getting. */
  const live = new Set<ServerResponse>();

  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    handle(request, response).catch((error) => {
      if (response.headersSent) return void response.destroy();
      if (!response.destroyed) core.log.log('error', 'http.failed', { error });
      sendText(response, 500, 'Something unexpected went wrong.\n');
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
    if (path === entryFormPath && request.method === 'POST') return takeForm(request, response);
    const refusal = guard.checkSource(request);
    if (refusal) return refuse(response, refusal);
    const query = new URLSearchParams(search);
    const token = path === '/' ? query.get('t') : null;
    if (token !== null) return enter(token, request, response);
    const media = /^\/media\/([^/]+)\/(audio|video)$/.exec(path);
    const stranger =
      guard.checkCookie(request) ??
      (path === '/rpc' || path === '/events' ? guard.checkKey(request) : null) ??
      (media ? await guard.checkSignature(request.url ?? '') : null);
    if (stranger) return refuse(response, stranger);
    if (request.method === 'POST' && path !== '/rpc') return refuse(response, noPost);
    live.add(response);
    response.once('close', () => live.delete(response));
    if (request.method === 'POST') return rpc(request, response);
    if (path === '/events') return streams.open(response);
    if (path === entryScriptPath) return sendText(response, 200, entryScript, 'text/javascript');
    if (media) return sendMedia(media[1] as string, media[2] as 'audio' | 'video', search, request, response);
    const file = await readViewFile(options.rendererDir, path);
    response.writeHead(file.status, { 'content-type': file.type });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  }

  /** The form of the entry file. */
  async function takeForm(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = guard.checkForm(request);
    if (refusal) return refuse(response, refusal);
    const text = await readBody(request, maxFormBytes);
    if (text === null) return refuse(response, tooLarge, true);
    enter(new URLSearchParams(text).get('token') ?? '', request, response);
  }

  function enter(token: string, request: IncomingMessage, response: ServerResponse): void {
    const mayRedeem = request.method === 'GET' || request.method === 'POST';
    const outcome = mayRedeem ? guard.redeem(token) : ({ is: 'wrong' } as const);
    if (outcome.is === 'opened') {
      response.setHeader('set-cookie', outcome.cookie);
      sendText(response, 200, entryPage(outcome.key), 'text/html');
      options.onEntered?.();
      return;
    }
    // A reload of the spent link within the same browser is not turned away: its page has the key.
    if (guard.checkCookie(request) === null) {
      response.writeHead(303, { location: '/' });
      response.end();
      return;
    }
    if (outcome.is === 'wrong') return refuse(response, unknownLink);
    // Either the first or the second is not the user, and both may be: nobody goes on with this session.
    guard.startOver();
    for (const one of live) one.destroy();
    core.log.log('warn', 'shell.link-used-twice');
    sendText(response, 403, usedTwicePage, 'text/html');
    options.onUsedTwice?.();
  }

  async function rpc(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readBody(request);
    if (text === null) return refuse(response, tooLarge, true);
    const answer = await answerText(core, text, { signal: gone(response, closing.signal) });
    if (response.destroyed) return;
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(answer);
  }

  async function sendMedia(
    callId: string,
    kind: 'audio' | 'video',
    query: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const signal = gone(response, closing.signal);
    try {
      const reply = await core.media.open(
        decodeURIComponent(callId),
        kind,
        request.headers.range,
        signal,
        query,
      );
      response.writeHead(reply.status, reply.headers);
      if (!reply.body || request.method === 'HEAD') {
        reply.body?.destroy();
        response.end();
        return;
      }
      await pipeline(reply.body, response);
    } catch (error) {
      // Players drop connections whenever they seek; that is no failure.
      if (response.headersSent || signal.aborted) return void response.destroy();
      const wire = toWireError(error);
      sendText(
        response,
        error instanceof URIError ? 400 : 502,
        `${`${wire.message} ${wire.nextStep}`.trim()}\n`,
      );
    }
  }

  return {
    port,
    token: guard.token,
    url: () => `http://127.0.0.1:${port}/?t=${guard.token() ?? ''}`,
    async close() {
      closing.abort();
      streams.close();
      const done = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await done;
    },
  };
}

/** Longest form with a token, in bytes. */
const maxFormBytes = 1024;

const unknownLink: Refusal = {
  status: 403,
  message:
    'This link opens nothing: it was mistyped, or is of a former start. Start Earshot again for a new one.',
};
const noPost: Refusal = { status: 405, message: 'Nothing can be posted here.' };

function refuse(response: ServerResponse, refusal: Refusal, hangUp = false): void {
  if (hangUp) response.setHeader('connection', 'close');
  sendText(response, refusal.status, `${refusal.message}\n`);
}

function sendText(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` });
  response.end(text);
}

/** Aborts when the other side hangs up before the answer is complete, or when the server closes. */
function gone(response: ServerResponse, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return AbortSignal.any([controller.signal, closing]);
}

async function readBody(request: IncomingMessage, longest = maxBodyBytes): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longest) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(port, error)));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve());
  });
}

function portError(port: number, cause: NodeJS.ErrnoException): EarshotError {
  if (cause.code === 'EADDRINUSE') {
    return new EarshotError({
      code: 'shell/port-in-use',
      message: `Port ${port} is already in use by another program.`,
      nextStep: 'Choose another one, or let the system choose: --port 0.',
      cause,
    });
  }
  return new EarshotError({
    code: 'shell/port-refused',
    message: `Port ${port} cannot be opened (${cause.code ?? cause.message}).`,
    nextStep: 'Ports below 1024 need special rights; let the system choose: --port 0.',
    cause,
  });
}
