import type { Bridge, WireResponse } from '../bridge.ts';
import type { MediaState } from '../call.ts';
import { EarshotError, fromWireError } from '../errors.ts';
import type { Output, ProcedureName } from '../procedures.ts';
import type { RecordingWithoutPeaks } from '../waveform.ts';
import { createListeners } from './listeners.ts';
import { keyHeader, signPath } from './session-key.ts';
import { readEvents } from './sse.ts';
import { cancelled, disconnected, parseFromCore, requestText } from './wire.ts';

interface HttpBridgeOptions {
  /** Origin of the browser shell without a trailing slash; the page's own by default. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
  /** The key of the page's session; null when nobody gave it one. Requests wait for it. */
  readonly key?: Promise<string | null>;
  /** First pause before a lost event stream is opened again, in ms; doubles up to 5 s. */
  readonly reconnectMs?: number;
}

/**
 * A bridge over the loopback shell: POST /rpc for requests, one streamed GET /events for events. Requests wait for the
 * stream: what changes after an answer and before the stream stands would never be told.
 */
export function createHttpBridge(options: HttpBridgeOptions = {}): Bridge {
  const baseUrl = options.baseUrl ?? '';
  const send = options.fetch ?? ((input, init) => fetch(input, init));
  const listeners = createListeners();
  const closing = new AbortController();
  const key = options.key ?? Promise.resolve(null);
  let nextId = 1;
  /** The stream stands, or could not be opened at the first try. */
  let listening = () => {};
  const listened = new Promise<void>((resolve) => {
    listening = resolve;
  });

  async function request(method: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
    await listened;
    if (closing.signal.aborted) throw disconnected();
    if (signal?.aborted) throw cancelled();
    let response: Response;
    let text: string;
    try {
      response = await send(`${baseUrl}/rpc`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(await keyed()) },
        body: requestText({ id: nextId++, method, input }),
        signal: signal ? AbortSignal.any([signal, closing.signal]) : closing.signal,
      });
      text = await response.text();
    } catch (error) {
      throw signal?.aborted ? cancelled() : disconnected(error);
    }
    const answer = parseFromCore(text) as WireResponse | null;
    if (!answer || !('ok' in answer)) throw refused(response.status);
    if (!answer.ok) throw fromWireError(answer.error);
    const paths = mediaPaths.get(method);
    return paths ? signed(answer.result, paths) : answer.result;
  }

  async function keyed(): Promise<Record<string, string>> {
    const held = await key;
    return held === null ? {} : { [keyHeader]: held };
  }

  /** An answer with the paths of a recording as the shell gives them out: to whoever holds the key. */
  async function signed(answer: unknown, names: readonly string[]): Promise<unknown> {
    const held = await key;
    if (held === null || typeof answer !== 'object' || answer === null) return answer;
    const out: Record<string, unknown> = { ...answer };
    for (const name of names) {
      const path = out[name];
      if (typeof path === 'string') out[name] = `${baseUrl}${await signPath(held, path, Date.now())}`;
      else if (Array.isArray(path)) out[name] = await Promise.all(path.map((part) => signed(part, ['url'])));
    }
    return out;
  }

  async function follow(): Promise<void> {
    let pause = options.reconnectMs ?? 250;
    let lastSeq = 0;
    let known = false;
    while (!closing.signal.aborted) {
      try {
        const response = await send(`${baseUrl}/events`, {
          headers: {
            accept: 'text/event-stream',
            ...(await keyed()),
            ...(lastSeq ? { 'last-event-id': String(lastSeq) } : {}),
          },
          signal: closing.signal,
        });
        if (!response.ok || !response.body) throw refused(response.status);
        listeners.connection(true);
        // Events may have been missed while away: the view refetches what it shows.
        if (known) listeners.emit('store/changed', { generation: -1 });
        if (known) request('app/info', {}).then((info) => listeners.emit('app/info', info), ignore);
        known = true;
        listening();
        pause = options.reconnectMs ?? 250;
        for await (const data of readEvents(response.body)) {
          const message = parseFromCore(data);
          if (!message || !('event' in message)) continue;
          lastSeq = message.seq;
          listeners.emit(message.event, message.data);
        }
      } catch {
        // The stream ended or could not be opened: both are handled by opening it again below.
      }
      known = true;
      listening();
      if (closing.signal.aborted) return;
      listeners.connection(false);
      await sleep(pause, closing.signal);
      pause = Math.min(pause * 2, 5000);
    }
  }
  void follow();

  return {
    request: <N extends ProcedureName>(name: N, input: unknown, opts?: { signal?: AbortSignal }) =>
      request(name, input, opts?.signal) as Promise<Output<N>>,
    on: listeners.on,
    onConnection: listeners.onConnection,
    close() {
      closing.abort();
      listeners.connection(false);
      listeners.clear();
    },
  };
}

const ofState: readonly (keyof MediaState)[] = ['audioUrl', 'videoUrl', 'originalUrl', 'parts'];
const ofTrack: readonly (keyof RecordingWithoutPeaks)[] = ['path'];
/** Procedures that answer with paths of recordings, and where in the answer they stand. */
const mediaPaths: ReadonlyMap<string, readonly string[]> = new Map<ProcedureName, readonly string[]>([
  ['media/state', ofState],
  ['media/renew', ofState],
  ['media/load', ofState],
  ['media/withoutPeaks', ofTrack],
]);

function refused(status: number): EarshotError {
  return new EarshotError({
    code: status === 401 || status === 403 ? 'shell/session' : 'core/disconnected',
    message:
      status === 401 || status === 403
        ? 'This page no longer belongs to the running Earshot.'
        : `Earshot answered in a way this page does not understand (${status}).`,
    nextStep: 'Close this window and start Earshot again.',
    retryable: false,
  });
}

function ignore(): void {}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
