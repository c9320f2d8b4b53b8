import { Readable } from 'node:stream';
import { toWireError } from '../../contract/errors.ts';
import type { Core } from '../../core/rpc/core.ts';
import { readViewFile } from '../view-files.ts';
import { securityHeaders } from '../view-headers.ts';

/** Answers a request of the view for a file of its own or for the bytes of a recording. */
export async function answerViewRequest(
  core: Pick<Core, 'media'>,
  rendererDir: string,
  request: Request,
): Promise<Response> {
  const { hostname, pathname, search } = new URL(request.url);
  if (hostname !== 'earshot' || (request.method !== 'GET' && request.method !== 'HEAD')) {
    return new Response('Not found\n', { status: 404, headers: securityHeaders });
  }
  const media = /^\/media\/([^/]+)\/(audio|video)$/.exec(pathname);
  if (media)
    return answerMedia(core, media[1] as string, media[2] as 'audio' | 'video', search.slice(1), request);
  const file = await readViewFile(rendererDir, pathname);
  return new Response(file.body as Uint8Array<ArrayBuffer> | string, {
    status: file.status,
    headers: { ...securityHeaders, 'content-type': file.type },
  });
}

async function answerMedia(
  core: Pick<Core, 'media'>,
  callId: string,
  kind: 'audio' | 'video',
  query: string,
  request: Request,
): Promise<Response> {
  try {
    const range = request.headers.get('range') ?? undefined;
    const reply = await core.media.open(decodeURIComponent(callId), kind, range, request.signal, query);
    const body = reply.body && request.method === 'GET' ? Readable.toWeb(reply.body) : null;
    if (reply.body && !body) reply.body.destroy();
    return new Response(body as ReadableStream<Uint8Array> | null, {
      status: reply.status,
      headers: { ...securityHeaders, ...reply.headers },
    });
  } catch (error) {
    const { message, nextStep } = toWireError(error);
    return new Response(`${message} ${nextStep}\n`, {
      status: 502,
      headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' },
    });
  }
}
