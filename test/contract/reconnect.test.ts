import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createHttpBridge } from '../../electron/contract/transport/http.ts';
import { createCore } from '../../electron/core/create-core.ts';
import { createMemorySecrets } from '../../electron/core/secrets/memory.ts';
import { createEventStreams } from '../../electron/shell-browser/events.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
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
