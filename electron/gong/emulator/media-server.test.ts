import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CallData } from '../schema/call.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { createSampleMedia } from './media/sample-media.ts';
import { loadSampleCorpus } from './sample-corpus.ts';

const corpus = loadSampleCorpus();
const source = createSampleMedia(corpus);
const id = '1289968119210253771';
const size = source.audio(id)?.size as number;

let emulator: Emulator;
let url: string;
beforeAll(async () => {
  emulator = await startEmulator({ corpus, media: source, ratePerSecond: 0 });
});
afterAll(() => emulator.stop());
beforeEach(async () => {
  emulator.setFaults([]);
  emulator.setOffsetMs(0);
  const answer = await fetch(`${emulator.url}/v2/calls/extensive`, {
    method: 'POST',
    headers: { authorization: `Bearer ${emulator.bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      filter: { callIds: [id] },
      contentSelector: { exposedFields: { media: true } },
    }),
  });
  url = ((await answer.json()) as { calls: CallData[] }).calls[0]?.media?.audioUrl as string;
});

const ask = async (headers: Record<string, string> = {}, init: RequestInit = {}) => {
  const answer = await fetch(url, { headers, redirect: 'manual', ...init });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, headers: answer.headers, bytes, text: bytes.toString('latin1') };
};

test('only GET is signed: HEAD is refused without a body, other verbs with XML', async () => {
  const head = await ask({}, { method: 'HEAD' });
  expect(head.status).toBe(403);
  expect(head.bytes).toHaveLength(0);
  const put = await ask({}, { method: 'PUT', body: 'x' });
  expect(put.status).toBe(403);
  expect(put.text).toContain('<Code>SignatureDoesNotMatch</Code>');
});

test.each(['Bearer x', 'Basic eDp5', 'AWS4-HMAC-SHA256 Credential=x'])(
  'a second authentication is refused: %s',
  async (authorization) => {
    const { status, text, headers } = await ask({ authorization });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/xml');
    expect(text).toMatch(/<Code>InvalidArgument<\/Code><Message>Only one auth mechanism allowed/);
  },
);

test('an address whose time is over is refused with when that was', async () => {
  emulator.setOffsetMs(9 * 3_600_000);
  const { status, text } = await ask();
  expect(status).toBe(403);
  expect(text).toMatch(/<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>.*<ServerTime>/);
});

test('has a quoted tag, a date, and the type of what was stored without one', async () => {
  const { status, headers } = await ask();
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('binary/octet-stream');
  expect(headers.get('accept-ranges')).toBe('bytes');
  expect(headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
  expect(Date.parse(headers.get('last-modified') as string)).toBeGreaterThan(0);
});

test.each([
  ['bytes=10-19', 206, `bytes 10-19/${size}`, 10],
  ['bytes=-500', 206, `bytes ${size - 500}-${size - 1}/${size}`, 500],
  ['bytes=0-', 206, `bytes 0-${size - 1}/${size}`, size],
  ['bytes=0-1,5-6', 200, null, size],
  ['bytes=5-4', 200, null, size],
])('range %s', async (range, status, contentRange, length) => {
  const answer = await ask({ range });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-range')).toBe(contentRange);
  expect(answer.bytes).toHaveLength(length);
});

test('a range beyond the end is refused with the size', async () => {
  const { status, headers, text } = await ask({ range: `bytes=${size}-` });
  expect(status).toBe(416);
  expect(headers.get('content-range')).toBe(`bytes */${size}`);
  expect(text).toContain(`<Code>InvalidRange</Code>`);
  expect(text).toContain(`<ActualObjectSize>${size}</ActualObjectSize>`);
});

test('conditions: If-Range by tag and by date, If-Match, If-None-Match', async () => {
  const { headers } = await ask({ range: 'bytes=0-0' });
  const etag = headers.get('etag') as string;
  const modified = headers.get('last-modified') as string;
  const range = 'bytes=5-9';
  const statusOf = async (more: Record<string, string>) => (await ask({ range, ...more })).status;
  expect(await statusOf({ 'if-range': etag })).toBe(206);
  expect(await statusOf({ 'if-range': modified })).toBe(206);
  expect(await statusOf({ 'if-range': '"other"' })).toBe(200);
  expect(await statusOf({ 'if-range': new Date(0).toUTCString() })).toBe(200);
  expect(await statusOf({ 'if-match': etag })).toBe(206);
  expect(await statusOf({ 'if-match': '"other"' })).toBe(412);
  expect(await statusOf({ 'if-none-match': etag })).toBe(304);
  expect(await statusOf({ 'if-none-match': '"other"' })).toBe(206);
});

test('faults: no Range, no length, redirects', async () => {
  emulator.setFaults([{ endpoint: 'media', action: { kind: 'noRange' } }]);
  const whole = await ask({ range: 'bytes=5-9' });
  expect([whole.status, whole.bytes.length, whole.headers.get('accept-ranges')]).toEqual([200, size, null]);
  emulator.setFaults([{ endpoint: 'media', action: { kind: 'noRange', length: false } }]);
  const chunked = await ask({ range: 'bytes=5-9' });
  expect(chunked.headers.get('content-length')).toBeNull();
  expect(chunked.bytes).toHaveLength(size);
  emulator.setFaults([{ endpoint: 'media', action: { kind: 'redirect', location: 'http://a.test{path}' } }]);
  const moved = await ask();
  expect(moved.status).toBe(307);
  expect(moved.headers.get('location')).toBe(url.replace(emulator.url, 'http://a.test'));
});
