import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { keyHeader, signPath } from '../../contract/transport/session-key.ts';
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

const tokenPath = () => server.url().slice(server.url().indexOf('/?t='));

/** What a browser that was let in sends by itself (the cookie), and what only its page does (the key). */
interface Session {
  readonly cookie: string;
  readonly key: string;
}

const keyIn = (page: string) => /<meta name="earshot-key" content="([\w-]{40,})">/.exec(page)?.[1] ?? '';

async function enter(): Promise<Session> {
  const { status, headers, body } = await send(tokenPath());
  expect(status).toBe(200);
  return { cookie: String(headers['set-cookie']).split(';')[0] as string, key: keyIn(body) };
}

const info = JSON.stringify({ v: 1, id: 7, method: 'app/info', input: {} });
const good = ({ cookie, key }: Session) => ({
  cookie,
  [keyHeader]: key,
  origin: `http://127.0.0.1:${server.port}`,
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/json',
});

test('the link works once, and its cookie is bound to this port and to this site', async () => {
  const path = tokenPath();
  const { status, headers, body } = await send(path);
  expect(status).toBe(200);
  expect(keyIn(body)).not.toBe('');
  expect(String(headers['set-cookie'])).toMatch(
    new RegExp(`^earshot_${server.port}=[\\w-]{40,}; HttpOnly; SameSite=Strict; Path=/$`),
  );
  expect(await send(path)).toMatchObject({
    status: 403,
    body: expect.stringContaining('used before'),
  });
  expect((await send('/?t=wrong')).status).toBe(403);
  expect((await send('/?t=')).status).toBe(403);
});

test('a reload of the spent link in the browser that used it is let through', async () => {
  const path = tokenPath();
  const { cookie } = await enter();
  expect(await send(path, { headers: { cookie } })).toMatchObject({
    status: 303,
    headers: { location: '/' },
    body: '',
  });
});

test('a HEAD request (a link preview) does not use up the link', async () => {
  await send(tokenPath(), { method: 'HEAD' });
  await enter();
});

test.each(['/', '/assets/a.js', '/events', '/media/1/audio', '/rpc'])('%s needs the cookie', async (path) => {
  const method = path === '/rpc' ? 'POST' : 'GET';
  const body = method === 'POST' ? { body: info } : {};
  const refused = await send(path, { method, headers: good({ cookie: 'x=y', key: '' }), ...body });
  expect(refused).toMatchObject({ status: 401, body: expect.stringContaining('link') });
  const forged = await send(path, {
    method,
    headers: good({ cookie: `earshot_${server.port}=${'A'.repeat(43)}`, key: 'A'.repeat(43) }),
    ...body,
  });
  expect(forged.status).toBe(401);
});

test('with the cookie, requests are answered', async () => {
  const session = await enter();
  const answer = await send('/rpc', { method: 'POST', headers: good(session), body: info });
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
  const session = await enter();
  expect(
    await codeOf(send('/rpc', { method: 'POST', headers: { ...good(session), ...headers }, body: info })),
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
  const session = await enter();
  const outcome = await send('/rpc', {
    method: 'POST',
    headers: { ...good(session), 'transfer-encoding': 'chunked' },
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
  const { cookie } = await enter();
  expect(await codeOf(send(path, { headers: { cookie, ...headers } }))).toBe(status);
});

test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
  '%s is not answered, and no CORS header is ever sent',
  async (method) => {
    const session = await enter();
    const answer = await send('/rpc', { method, headers: good(session) });
    expect(answer.status).toBe(405);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  },
);

test('every answer carries the strict policy and is stored nowhere', async () => {
  const { cookie } = await enter();
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
  const answer = await send(path, { headers: { cookie: (await enter()).cookie } });
  expect(answer.status).toBe(404);
  expect(answer.body).not.toContain('not yours');
});

test('messages that are no requests get an error, not a crash', async () => {
  const session = await enter();
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '{"v":2,"id":1,"method":"app/info","input":{}}',
    '{"v":1,"id":-1,"method":"x"}',
  ]) {
    const answer = await send('/rpc', { method: 'POST', headers: good(session), body });
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
  const answer = await send('/', { headers: { cookie: (await enter()).cookie } });
  expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('npm start') });
});

test('the cookie alone, replayed by another server of this computer, gets nothing of the calls', async () => {
  const { cookie, key } = await enter();
  const withCookie = { ...good({ cookie, key: '' }), [keyHeader]: 'A'.repeat(43) };
  const { [keyHeader]: _, ...without } = withCookie;
  for (const headers of [withCookie, without]) {
    expect((await send('/rpc', { method: 'POST', headers, body: info })).status).toBe(401);
    expect((await send('/events', { headers })).status).toBe(401);
    expect((await send('/media/1/audio', { headers })).status).toBe(401);
  }
  // Nor does the key without the cookie.
  expect(
    (await send('/rpc', { method: 'POST', headers: good({ cookie: 'x=y', key }), body: info })).status,
  ).toBe(401);
});

test('an address of a recording is good with its signature, for its path and its time only', async () => {
  const { cookie, key } = await enter();
  const statusOf = async (path: string) => (await send(path, { headers: { cookie } })).status;
  const path = '/media/1/audio';
  // There is no account, so a request that is let in fails later.
  expect(await statusOf(await signPath(key, path, Date.now()))).toBe(502);
  expect(await statusOf(await signPath(key, path, Date.now() - 86_400_000))).toBe(401);
  expect(await statusOf(await signPath(`${key}x`, path, Date.now()))).toBe(401);
  const other = await signPath(key, '/media/2/audio', Date.now());
  expect(await statusOf(`${path}?${other.split('?')[1]}`)).toBe(401);
  const later = (await signPath(key, path, Date.now())).replace(
    /until=(\d+)/,
    (_, until) => `until=${+until + 1}`,
  );
  expect(await statusOf(later)).toBe(401);
  // A form of the recording is part of what is signed.
  const indexed = await signPath(key, `${path}?mp4=abc`, Date.now());
  expect(await statusOf(indexed)).toBe(502);
  expect(await statusOf(indexed.replace('abc', 'abd'))).toBe(401);
  expect(await statusOf(indexed.replace('mp4=abc&', ''))).toBe(401);
  // What the key signs, an empty or doubled query does not get round.
  for (const query of ['', '?', '?until=&sign=', '?until=9999999999&sign=', '?until=1e12&sign=x'])
    expect(await statusOf(`${path}${query}`)).toBe(401);
});

/** Posts a token as the file does that the browser is started with. */
const postForm = (token: string, headers: Record<string, string> = {}) =>
  send('/enter', {
    method: 'POST',
    headers: {
      origin: 'null',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-dest': 'document',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: new URLSearchParams({ token }).toString(),
  });

test('the form of the entry file opens a session; others may not bring it', async () => {
  const token = server.token() ?? '';
  expect((await postForm(token, { host: 'evil.example' })).status).toBe(403);
  expect((await postForm(token, { origin: 'http://evil.example' })).status).toBe(403);
  expect((await postForm(token, { 'sec-fetch-dest': 'iframe' })).status).toBe(403);
  expect((await postForm(token, { 'content-type': 'application/json' })).status).toBe(415);
  expect((await postForm('wrong')).status).toBe(403);
  expect((await postForm('x'.repeat(5000))).status).toBe(413);
  expect((await send('/enter')).status).toBe(401);
  const { status, headers, body } = await postForm(token);
  expect(status).toBe(200);
  const session = { cookie: String(headers['set-cookie']).split(';')[0] as string, key: keyIn(body) };
  expect((await send('/rpc', { method: 'POST', headers: good(session), body: info })).status).toBe(200);
  expect(server.token()).toBeNull();
});

test('a link that a second one uses ends the session, says so to both, and makes a new link', async () => {
  await server.close();
  const told: string[] = [];
  server = await startShellServer({
    core,
    port: 0,
    rendererDir: join(dir, 'view'),
    onEntered: () => told.push('entered'),
    onUsedTwice: () => told.push(`twice, now ${server.url()}`),
  });
  const token = server.token() ?? '';
  const first = await enter();
  const events = request({
    host: '127.0.0.1',
    port: server.port,
    path: '/events',
    headers: { host: `127.0.0.1:${server.port}`, ...good(first) },
  });
  const stream = await new Promise<import('node:http').IncomingMessage>((resolve) => {
    events.once('response', resolve).end();
  });
  const cut = new Promise((resolve) => stream.resume().once('error', resolve).once('close', resolve));
  expect(await postForm(token)).toMatchObject({
    status: 403,
    body: expect.stringContaining('before this window'),
  });
  await cut;
  expect((await send('/rpc', { method: 'POST', headers: good(first), body: info })).status).toBe(401);
  expect((await send('/', { headers: { cookie: first.cookie } })).status).toBe(401);
  expect(told).toEqual(['entered', `twice, now ${server.url()}`]);
  const next = await enter();
  expect((await send('/rpc', { method: 'POST', headers: good(next), body: info })).status).toBe(200);
});
