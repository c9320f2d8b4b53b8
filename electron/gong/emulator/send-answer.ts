import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Answer } from './answers.ts';
import type { FaultAction } from './faults.ts';

/** Sends an answer as Gong does, or as a fault spoils it on the way. `id`: of the request; `extra`: more headers. */
export function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  id: string,
  extra: Record<string, string>,
  fault: FaultAction | null,
): void {
  let status = answer.status;
  const headers: Record<string, string> = {
    'content-type': 'application/json;charset=UTF-8',
    'x-traceid': id,
    'x-gong-service-version': 'emulator',
    ...extra,
  };
  let text = JSON.stringify({ requestId: id, ...answer.body });
  if (fault?.kind === 'numericIds')
    text = text.replace(/("(?:id|userId|speakerId|primaryUserId|workspaceId|callId)":)"(\d+)"/g, '$1$2');
  if (fault?.kind === 'html') {
    status = fault.status ?? 200;
    headers['content-type'] = 'text/html';
    text = '<!doctype html><html><body><h1>Service temporarily unavailable</h1></body></html>';
  }
  if (fault?.kind === 'contentType') headers['content-type'] = fault.type;
  if (fault?.kind === 'body') {
    status = fault.status ?? 200;
    headers['content-type'] = fault.contentType ?? 'application/json;charset=UTF-8';
    text = JSON.stringify(fault.body ?? null);
  }
  if (fault?.kind === 'emptyBody') {
    status = fault.status;
    text = '';
  }
  if (fault?.kind === 'deep') text = `{"calls":${'['.repeat(fault.depth)}${']'.repeat(fault.depth)}}`;
  if (fault?.kind === 'truncate') text = text.slice(0, fault.keep ?? Math.floor(text.length / 2));
  if (fault?.kind === 'redirect') {
    response.writeHead(302, { location: fault.location });
    response.end();
    return;
  }
  if (fault?.kind === 'huge') return sendHuge(response, fault.bytes);
  let body = Buffer.from(text);
  if (fault?.kind === 'gzip') {
    headers['content-encoding'] = 'gzip';
    body = gzipSync(body);
  }
  if (status === 204) delete headers['content-type'];
  else headers['content-length'] = String(body.length);
  response.writeHead(status, headers);
  if (fault?.kind === 'reset') {
    response.write(
      body.subarray(0, Math.min(body.length - 1, fault.afterBytes ?? Math.floor(body.length / 2))),
      () => response.destroy(),
    );
    return;
  }
  if (fault?.kind === 'slow') return drip(response, body, fault.chunkBytes, fault.delayMs);
  response.end(body);
}

function drip(response: ServerResponse, body: Buffer, size: number, delayMs: number): void {
  let at = 0;
  const next = () => {
    if (response.destroyed) return;
    if (at >= body.length) {
      response.end();
      return;
    }
    response.write(body.subarray(at, at + size));
    at += size;
    setTimeout(next, delayMs);
  };
  next();
}

function sendHuge(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const block = Buffer.alloc(1 << 20, ' ');
  let left = bytes;
  const next = () => {
    while (left > 0 && !response.destroyed) {
      left -= block.length;
      if (!response.write(block)) {
        response.once('drain', next);
        return;
      }
    }
    if (!response.destroyed) response.end('{}');
  };
  next();
}
