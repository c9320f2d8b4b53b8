import { parentPort, workerData } from 'node:worker_threads';
import { startEmulator } from '../../gong/emulator/emulator.ts';
import { createSampleMedia } from '../../gong/emulator/media/sample-media.ts';
import { loadSampleCorpus } from '../../gong/emulator/sample-corpus.ts';
import type { FromEmulator } from '../app/sample.ts';

const { port } = workerData as { port: number };
const say = (message: FromEmulator) => parentPort?.postMessage(message);

/** The port of before, so that the address stays the same; any other if it was taken meanwhile. */
async function start() {
  const corpus = loadSampleCorpus();
  const media = createSampleMedia(corpus);
  try {
    return await startEmulator({ corpus, port, media });
  } catch (error) {
    if (port === 0) throw error;
    return await startEmulator({ corpus, port: 0, media });
  }
}

try {
  const emulator = await start();
  parentPort?.once('message', () => {
    void emulator.stop().then(() => parentPort?.close());
  });
  say({ type: 'ready', baseUrl: emulator.url, accessKey: emulator.accessKey, secret: emulator.secret });
} catch (error) {
  say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}
