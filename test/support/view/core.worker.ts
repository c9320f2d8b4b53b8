import { parentPort, workerData } from 'node:worker_threads';
import { createMemorySecrets } from '../../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../../electron/core/create-core.ts';
import { serveWire } from '../../../electron/core/rpc/wire-server.ts';
import { wireOf } from '../wire.ts';

// The core behind the pages of a test, in a thread of its own: none of its globals is the page's. Data: its folder.
const port = parentPort;
if (!port) throw new Error('This is no thread.');
const core = await createCore({
  dataDir: String(workerData),
  shell: 'browser',
  secrets: createMemorySecrets(),
});
const stop = serveWire(core, wireOf(port));
port.on('message', (text) => {
  if (text !== 'end') return;
  stop();
  void core.close().then(() => port.close());
});
