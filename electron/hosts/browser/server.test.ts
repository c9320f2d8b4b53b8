import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { createMemorySecrets } from '../../core/app/secrets/memory.ts';
import { createCore } from '../../core/create-core.ts';
import type { Core } from '../../core/rpc/core.ts';
import { maxBodyBytes } from './guard.ts';
import { type ShellServer, startShellServer } from './server.ts';

let dir: string;
let core: Core;
let server: ShellServer;
beforeEach(async () => {
  dir = testFolder();
  mkdirSync(join(dir, 'view', 'assets'), { recursive: true });
  writeFileSync(join(dir, 'view', 'index.html'), '<!doctype html><title>Earshot</title>');
  writeFileSync(join(dir, 'view', 'assets', 'a.js'), 'export {};');
  writeFileSync(join(dir, 'secret.js'), 'not yours');
  core = await createCore({ dataDir: join(dir, 'data'), shell: 'browser', secrets: createMemorySecrets() });
  server = await startShellServer({ core, port: 0, rendererDir: join(dir, 'view') });
});
afterEach(async () => {
  await server.close();
  await core.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** A request with exactly these headers: fetch would not let a test lie about Host or Origin. */
function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        method: options.method ?? 'GET',
        headers: { host: `127.0.0.1:${server.port}`, ...options.headers },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

const tokenPath = () => server.url.slice(server.url.indexOf('/?t='));

async function enter(): Promise<string> {
  const { status, headers } = await send(tokenPath());
  expect(status).toBe(303);
  return String(headers['set-cookie']).split(';')[0] as string;
}

const info = JSON.stringify({ v: 1, id: 7, method: 'app/info', input: {} });
const good = (cookie: string) => ({
  cookie,
  origin: `http://127.0.0.1:${server.port}`,
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/json',
});

test('the link works once, and its cookie is bound to this port and to this site', async () => {
  const { status, headers } = await send(tokenPath());
  expect(status).toBe(303);
  expect(headers['location']).toBe('/');
  expect(String(headers['set-cookie'])).toMatch(
    new RegExp(`^earshot_${server.port}=[\\w-]{40,}; HttpOnly; SameSite=Strict; Path=/$`),
  );
  expect(await send(tokenPath())).toMatchObject({
    status: 403,
    body: expect.stringContaining('used already'),
  });
  expect((await send('/?t=wrong')).status).toBe(403);
  expect((await send('/?t=')).status).toBe(403);
});

test('a reload of the spent link in the browser that used it is let through', async () => {
  const cookie = await enter();
  expect((await send(tokenPath(), { headers: { cookie } })).status).toBe(303);
});

test('a HEAD request (a link preview) does not use up the link', async () => {
  await send(tokenPath(), { method: 'HEAD' });
  await enter();
});

test.each(['/', '/assets/a.js', '/events', '/media/1/audio', '/rpc'])('%s needs the cookie', async (path) => {
  const method = path === '/rpc' ? 'POST' : 'GET';
  const body = method === 'POST' ? { body: info } : {};
  const refused = await send(path, { method, headers: good('x=y'), ...body });
  expect(refused).toMatchObject({ status: 401, body: expect.stringContaining('link') });
  const forged = await send(path, {
    method,
    headers: good(`earshot_${server.port}=${'A'.repeat(43)}`),
    ...body,
  });
  expect(forged.status).toBe(401);
});

test('with the cookie, requests are answered', async () => {
  const cookie = await enter();
  const answer = await send('/rpc', { method: 'POST', headers: good(cookie), body: info });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({ id: 7, ok: true, result: { shell: 'browser' } });
});

test.each([
  ['another Host (DNS rebinding)', { host: 'evil.example' }, 403],
  ['localhost instead of the address', { host: 'localhost' }, 403],
  ['another port in Host', { host: '127.0.0.1:1' }, 403],
  ['another Origin', { origin: 'http://evil.example' }, 403],
  ['the null Origin of a sandboxed frame', { origin: 'null' }, 403],
  ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a fetch from another port of this host', { 'sec-fetch-site': 'same-site' }, 403],
  ['a form’s content type', { 'content-type': 'text/plain' }, 415],
  ['a content type that only begins like JSON', { 'content-type': 'application/jsonp' }, 415],
  ['a body announced too large', { 'content-length': String(maxBodyBytes + 1) }, 413],
])('a POST with %s is refused even with the cookie', async (_what, headers, status) => {
  const cookie = await enter();
  expect(
    await codeOf(send('/rpc', { method: 'POST', headers: { ...good(cookie), ...headers }, body: info })),
  ).toBe(status);
});

async function codeOf(work: Promise<Answer>): Promise<number> {
  return (await work).status;
}

test('a POST without an Origin is refused', async () => {
  const { origin: _, ...headers } = good(await enter());
  expect(await codeOf(send('/rpc', { method: 'POST', headers, body: info }))).toBe(403);
});

test('a body that grows beyond the limit without announcing it is cut off', async () => {
  const cookie = await enter();
  const outcome = await send('/rpc', {
    method: 'POST',
    headers: { ...good(cookie), 'transfer-encoding': 'chunked' },
    body: ' '.repeat(maxBodyBytes + 1),
  }).then(
    (answer) => answer.status,
    () => 413,
  );
  expect(outcome).toBe(413);
});

test.each([
  ['/', { host: 'evil.example' }, 403],
  ['/', { 'sec-fetch-site': 'cross-site' }, 403],
  ['/media/1/audio', { 'sec-fetch-site': 'cross-site' }, 403],
  ['/events', { origin: 'http://evil.example' }, 403],
])('a GET of %s with %j is refused even with the cookie', async (path, headers, status) => {
  const cookie = await enter();
  expect(await codeOf(send(path, { headers: { cookie, ...headers } }))).toBe(status);
});

test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
  '%s is not answered, and no CORS header is ever sent',
  async (method) => {
    const cookie = await enter();
    const answer = await send('/rpc', { method, headers: good(cookie) });
    expect(answer.status).toBe(405);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  },
);

test('every answer carries the strict policy and is stored nowhere', async () => {
  const cookie = await enter();
  for (const path of ['/', '/assets/a.js', '/nothing', '/?t=x']) {
    const { headers } = await send(path, { headers: { cookie } });
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['x-content-type-options']).toBe('nosniff');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  }
});

test.each([
  '/../secret.js',
  '/%2e%2e/secret.js',
  '/..%2fsecret.js',
  '/assets/..%5c..%5csecret.js',
  '//etc/passwd',
  '/%00.js',
  '/%zz',
])('nothing outside the view is served: %s', async (path) => {
  const answer = await send(path, { headers: { cookie: await enter() } });
  expect(answer.status).toBe(404);
  expect(answer.body).not.toContain('not yours');
});

test('messages that are no requests get an error, not a crash', async () => {
  const cookie = await enter();
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '{"v":2,"id":1,"method":"app/info","input":{}}',
    '{"v":1,"id":-1,"method":"x"}',
  ]) {
    const answer = await send('/rpc', { method: 'POST', headers: good(cookie), body });
    expect(JSON.parse(answer.body)).toMatchObject({ id: 0, ok: false, error: { code: 'core/bad-message' } });
  }
});

test('a port that is taken is named with the way out', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  await expect(startShellServer({ core, port, rendererDir: dir })).rejects.toMatchObject({
    code: 'shell/port-in-use',
    message: expect.stringContaining(String(port)),
    nextStep: expect.stringContaining('--port 0'),
  });
  taken.close();
});

test('a view that was not built says how to build it', async () => {
  rmSync(join(dir, 'view', 'index.html'));
  const answer = await send('/', { headers: { cookie: await enter() } });
  expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('npm start') });
});
