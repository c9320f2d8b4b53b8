import { parentPort, workerData } from 'node:worker_threads';
import { landed } from '../landing.ts';
import type { FromEmulator } from '../sample.ts';

const { port } = workerData as { port: number };
const say = (message: FromEmulator) => parentPort?.postMessage(message);
say({ type: 'failed', message: 'not there yet' });
void landed;
void port;
