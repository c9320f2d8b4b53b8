import type { ServerResponse } from 'node:http';
import type { Core } from '../../core/rpc/core.ts';

/** Milliseconds between comments that keep an idle stream open. */
const keepAliveMs = 15_000;

/** Streams of events to the pages that are open. */
interface EventStreams {
  /** Takes over a response; the stream ends with it. */
  open(response: ServerResponse): void;
  /** Number of open streams. */
  count(): number;
  close(): void;
}

/** Sends every event of the core to every open page. `onCount` is told how many pages are listening. */
export function createEventStreams(core: Core, onCount: (count: number) => void): EventStreams {
  const open = new Set<ServerResponse>();
  const stop = core.onAny((event, data, seq) => {
    if (open.size === 0) return;
    const text = `id: ${seq}\ndata: ${JSON.stringify({ event, seq, data })}\n\n`;
    for (const response of open) response.write(text);
  });
  const keepAlive = setInterval(() => {
    for (const response of open) response.write(':\n\n');
  }, keepAliveMs);
  keepAlive.unref();
  return {
    open(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.write(':\n\n');
      open.add(response);
      onCount(open.size);
      response.once('close', () => {
        open.delete(response);
        onCount(open.size);
      });
    },
    count: () => open.size,
    close() {
      stop();
      clearInterval(keepAlive);
      for (const response of open) response.end();
    },
  };
}
