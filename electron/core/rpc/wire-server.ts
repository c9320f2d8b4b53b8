import * as v from 'valibot';
import { EarshotError, toWireError, type WireError } from '../../contract/errors.ts';
import type { WirePort } from '../../contract/transport/wire.ts';
import type { Core } from './core.ts';

const wireRequest = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    v: v.literal(1),
    id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    method: v.pipe(v.string(), v.maxLength(100)),
    input: v.unknown(),
  }),
);
const wireCancel = v.object({ cancel: v.pipe(v.number(), v.safeInteger()) });

/** Answers one request text with one response text; never throws. */
export async function answerText(
  core: Core,
  text: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<string> {
  const request = parseRequest(text);
  if ('error' in request) return failureText(0, request.error);
  try {
    const result = await core.requestJson(request.method, request.input, options);
    return `{"id":${request.id},"ok":true,"result":${result}}`;
  } catch (error) {
    return failureText(request.id, toWireError(error));
  }
}

function failureText(id: number, error: WireError): string {
  return JSON.stringify({ id, ok: false, error });
}

function parseRequest(text: string): v.InferOutput<typeof wireRequest> | { error: WireError } {
  const parsed = v.safeParse(wireRequest, text);
  if (parsed.success) return parsed.output;
  return {
    error: toWireError(
      new EarshotError({
        code: 'core/bad-message',
        message: 'Earshot got a message it cannot read.',
        nextStep: 'Reload the window: the page and the core may be of different versions.',
      }),
    ),
  };
}

/** Serves a core over a channel of JSON text (Electron's IPC, a MessagePort). Returns the function that stops. */
export function serveWire(core: Core, port: WirePort): () => void {
  const running = new Map<number, AbortController>();
  const stopEvents = core.onAny((event, data, seq) => port.post(JSON.stringify({ event, seq, data })));
  const unlisten = port.listen((text) => {
    const cancel = parseCancel(text);
    if (cancel !== null) {
      running.get(cancel)?.abort();
      return;
    }
    const request = parseRequest(text);
    if ('error' in request) {
      port.post(failureText(0, request.error));
      return;
    }
    const controller = new AbortController();
    running.set(request.id, controller);
    void answerText(core, text, { signal: controller.signal }).then((answer) => {
      running.delete(request.id);
      if (!controller.signal.aborted) port.post(answer);
    });
  });
  return () => {
    stopEvents();
    unlisten();
    for (const controller of running.values()) controller.abort();
  };
}

function parseCancel(text: string): number | null {
  if (!text.startsWith('{"cancel"')) return null;
  try {
    const parsed = v.safeParse(wireCancel, JSON.parse(text));
    return parsed.success ? parsed.output.cancel : null;
  } catch {
    return null;
  }
}
