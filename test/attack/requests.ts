import { request } from 'node:http';
import { procedures } from '../../electron/contract/procedures.ts';
import { keyHeader, signPath } from '../../electron/contract/transport/session-key.ts';
import type { Outcome } from './through.ts';

interface Target {
  readonly port: number;
  readonly cookie: string;
  readonly key: string;
  /** How many requests have reached the core. */
  asked(): number;
}

type Headers = Readonly<Record<string, string>>;

/** Sends a request with exactly these headers. Resolves with 0 when the server hung up. */
function send(port: number, method: string, path: string, headers: Headers, body?: string) {
  return new Promise<{ readonly status: number; readonly body: string }>((resolve) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('latin1');
      response.on('data', (chunk) => {
        text += chunk;
        // A stream of events that was opened never ends.
        if (response.headers['content-type']?.startsWith('text/event-stream')) response.destroy();
      });
      response.once('close', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    sent.once('error', () => resolve({ status: 0, body: '' }));
    sent.end(body);
  });
}

/** Requests that lack something, or come from where they may not: each must be refused before it reaches the core. */
export async function attackRequests({ port, cookie, key, asked }: Target): Promise<Outcome> {
  const host = `127.0.0.1:${port}`;
  const own = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
  const session = { cookie, [keyHeader]: key };
  const forged = 'A'.repeat(43);
  const name = cookie.split('=')[0] ?? '';
  const strangers: Readonly<Record<string, Headers>> = {
    nothing: {},
    'the cookie alone': { cookie },
    'the key alone': { [keyHeader]: key },
    'a forged cookie': { cookie: `${name}=${forged}`, [keyHeader]: key },
    'a forged key': { cookie, [keyHeader]: forged },
    'an empty key': { cookie, [keyHeader]: '' },
    'the key as another’s cookie': { cookie: `${name}=${key}`, [keyHeader]: key },
    'the key with a letter more': { cookie, [keyHeader]: `${key}A` },
    'the cookie under another name': { cookie: cookie.replace(name, 'earshot_1'), [keyHeader]: key },
  };
  const sources: Readonly<Record<string, Headers>> = {
    'another host': { host: 'evil.example' },
    localhost: { host: `localhost:${port}` },
    IPv6: { host: `[::1]:${port}` },
    'no port': { host: '127.0.0.1' },
    'a number for the host': { host: `2130706433:${port}` },
    'another origin': { origin: 'http://evil.example' },
    'a null origin': { origin: 'null' },
    'an origin of another port': { origin: 'http://127.0.0.1:1' },
    'an origin by https': { origin: `https://${host}` },
    'an origin that begins like ours': { origin: `http://${host}.evil.example` },
    'a cross-site fetch': { 'sec-fetch-site': 'cross-site' },
    'a same-site fetch': { 'sec-fetch-site': 'same-site' },
  };
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    '',
    'application/jsonp',
  ];
  const json = { 'content-type': 'application/json' };
  const through: string[] = [];
  let tried = 0;
  const before = asked();
  const attempt = async (what: string, method: string, path: string, headers: Headers, body?: string) => {
    tried++;
    const reached = asked();
    const { status } = await send(port, method, path, headers, body);
    if ((status > 0 && status < 400) || asked() !== reached)
      through.push(`${method} ${path}: ${what} (${status})`);
  };

  for (const method of Object.keys(procedures)) {
    const body = JSON.stringify({ v: 1, id: 1, method, input: {} });
    for (const [what, headers] of Object.entries(strangers))
      await attempt(`${method} with ${what}`, 'POST', '/rpc', { ...own, ...json, ...headers }, body);
    for (const [what, headers] of Object.entries(sources))
      await attempt(
        `${method} from ${what}`,
        'POST',
        '/rpc',
        { ...own, ...json, ...session, ...headers },
        body,
      );
  }
  const body = JSON.stringify({ v: 1, id: 1, method: 'app/info', input: {} });
  for (const type of types)
    await attempt(`as ${type}`, 'POST', '/rpc', { ...own, ...session, 'content-type': type }, body);
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'TRACE'])
    for (const path of ['/', '/rpc', '/events', '/media/1/audio'])
      await attempt('method', method, path, { ...own, ...session });
  const media = await signPath(key, '/media/1/audio', Date.now());
  const paths = ['/', '/events', '/media/1/audio', media, '/enter.js', '/assets/index.js'];
  for (const path of paths) {
    for (const [what, headers] of Object.entries(sources))
      await attempt(what, 'GET', path, { ...own, ...session, ...headers });
    for (const [what, headers] of Object.entries(strangers)) {
      // The files of the view are no secret: the cookie is all they ask for.
      const isFile = path === '/' || path.startsWith('/enter') || path.startsWith('/assets');
      if (!(isFile && headers['cookie'] === cookie) && !(path === media && headers['cookie'] === cookie))
        await attempt(what, 'GET', path, { ...own, ...headers });
    }
  }
  // Outside of the view's folder, with everything that is asked for.
  const up = ['..', '%2e%2e', '..%2f', '%2e%2e%2f', '..%5c', '....//', '%c0%ae%c0%ae', '..%00', '%252e%252e'];
  const files = [
    'etc/passwd',
    'package.json',
    'main/main.js',
    'electron/hosts/cli/main.ts',
    'etc/hostname.js',
  ];
  for (const way of up)
    for (const depth of [1, 2, 4, 8])
      for (const file of files)
        await attempt('a way out', 'GET', `/${`${way}/`.repeat(depth)}${file}`, { ...own, ...session });
  for (const t of ['', 'x', forged, key, cookie.split('=')[1] ?? '', '%00', 'x'.repeat(4000)]) {
    await attempt('a wrong token', 'GET', `/?t=${encodeURIComponent(t)}`, { host });
    await attempt(
      'a wrong token in a form',
      'POST',
      '/enter',
      { host, origin: 'null', 'content-type': types[1] ?? '' },
      `token=${encodeURIComponent(t)}`,
    );
  }
  if (asked() !== before && through.length === 0) through.push('something reached the core');
  return { tried, through };
}
