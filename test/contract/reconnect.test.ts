import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createHttpBridge } from '../../electron/contract/transport/http.ts';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';
import { createEventStreams } from '../../electron/hosts/browser/events.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

test('nothing is asked before the stream of events stands, so no change after an answer goes untold', async () => {
  const asked: string[] = [];
  let open = (_response: Response) => {};
  let tries = 0;
  const bridge = createHttpBridge({
    reconnectMs: 1,
    fetch: async (url) => {
      asked.push(String(url));
      if (url === '/rpc') return new Response('{"id":1,"ok":true,"result":[]}');
      if (tries++ > 0) return new Response(new ReadableStream());
      return new Promise((resolve) => {
        open = resolve;
      });
    },
  });
  ends.push(() => bridge.close());
  const changes: number[] = [];
  bridge.on('store/changed', ({ generation }) => changes.push(generation));
  const answer = bridge.request('history/list', {});
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toEqual(['/events']);
  // A stream that cannot be opened does not hold requests back, but then the view asks again once there is one.
  open(new Response('', { status: 500 }));
  await expect(answer).resolves.toEqual([]);
  await expect.poll(() => changes).toEqual([-1]);
});

test('a page whose stream breaks reconnects by itself and refetches what it shows', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'earshot-reconnect-'));
  ends.push(() => rmSync(dir, { recursive: true, force: true }));
  const core = await createCore({ dataDir: dir, shell: 'browser', secrets: createMemorySecrets() });
  ends.push(() => core.close());
  const streams = createEventStreams(core, () => {});
  ends.push(() => streams.close());
  const server: Server = createServer((request, response) => {
    if (request.url === '/events') return streams.open(response);
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  ends.push(() => server.close());
  const { port } = server.address() as { port: number };

  const bridge = createHttpBridge({ baseUrl: `http://127.0.0.1:${port}`, reconnectMs: 5 });
  ends.push(() => bridge.close());
  const seen: string[] = [];
  bridge.onConnection((connected) => seen.push(connected ? 'up' : 'down'));
  bridge.on('store/changed', ({ generation }) => seen.push(`changed ${generation}`));
  await expect.poll(() => seen).toEqual(['up']);
  server.closeAllConnections();
  await expect.poll(() => seen).toEqual(['up', 'down', 'up', 'changed -1']);
});
