import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { EarshotError, toWireError } from '../../contract/errors.ts';
import type { Core } from '../../core/rpc/core.ts';
import { answerText } from '../../core/rpc/wire-server.ts';
import { readViewFile } from '../view-files.ts';
import { securityHeaders } from '../view-headers.ts';
import { createEventStreams } from './events.ts';
import { createGuard, type Guard, maxBodyBytes, type Refusal, tooLarge } from './guard.ts';

/** A running browser shell. */
export interface ShellServer {
  /** The one-time URL that opens the app. */
  readonly url: string;
  readonly port: number;
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

  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    handle(request, response).catch((error) => {
      if (response.headersSent) return void response.destroy();
      if (!response.destroyed) core.log.log('error', 'http.failed', { error });
      sendText(response, 500, 'Something unexpected went wrong.');
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = guard.checkSource(request);
    if (refusal) return refuse(response, refusal);
    const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
    const token = path === '/' ? new URLSearchParams(search).get('t') : null;
    if (token !== null) return enter(guard, token, request, response);
    const stranger = guard.checkSession(request);
    if (stranger) return refuse(response, stranger);
    if (request.method === 'POST') return path === '/rpc' ? rpc(request, response) : refuse(response, noPost);
    if (path === '/events') return streams.open(response);
    const media = /^\/media\/([^/]+)\/(audio|video)$/.exec(path);
    if (media) return sendMedia(media[1] as string, media[2] as 'audio' | 'video', search, request, response);
    const file = await readViewFile(options.rendererDir, path);
    response.writeHead(file.status, { 'content-type': file.type });
    response.end(request.method === 'HEAD' ? undefined : file.body);
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
      sendText(response, error instanceof URIError ? 400 : 502, `${wire.message} ${wire.nextStep}`.trim());
    }
  }

  return {
    port,
    url: `http://127.0.0.1:${port}${guard.entryPath}`,
    async close() {
      closing.abort();
      streams.close();
      const done = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await done;
    },
  };
}

const spent: Refusal = {
  status: 403,
  message: 'This link was used already. Start Earshot again for a new one.',
};
const noPost: Refusal = { status: 405, message: 'Nothing can be posted here.' };

function enter(guard: Guard, token: string, request: IncomingMessage, response: ServerResponse): void {
  const cookie = request.method === 'GET' ? guard.redeem(token) : null;
  // A reload of the spent link within the same browser is not turned away: it has the cookie.
  if (cookie === null && guard.checkSession(request) !== null) {
    refuse(response, spent);
    return;
  }
  response.writeHead(303, { location: '/', ...(cookie ? { 'set-cookie': cookie } : {}) });
  response.end();
}

function refuse(response: ServerResponse, refusal: Refusal, hangUp = false): void {
  if (hangUp) response.setHeader('connection', 'close');
  sendText(response, refusal.status, refusal.message);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/** Aborts when the other side hangs up before the answer is complete, or when the server closes. */
function gone(response: ServerResponse, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return AbortSignal.any([controller.signal, closing]);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) return null;
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
