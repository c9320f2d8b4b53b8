import { expect, test, vi } from 'vitest';
import type { ProxySetting } from '../../contract/app.ts';
import type { Network } from '../../core/app/network/network.ts';
import { defaultProxy } from '../../core/app/settings.ts';
import { connectionError } from '../../gong/client/errors.ts';
import { sendOnce } from '../../gong/client/http.ts';
import { chromiumBypass, createElectronNetwork, type NetSession } from './network.ts';

const url = 'https://us-1.api.gong.io/v2/users';

function made(answer: () => Promise<Response>, setting: ProxySetting = defaultProxy, resolved = 'DIRECT') {
  const session = {
    fetch: vi.fn<NetSession['fetch']>(answer),
    setProxy: vi.fn<NetSession['setProxy']>(async () => {}),
    resolveProxy: vi.fn<NetSession['resolveProxy']>(async () => resolved),
    closeAllConnections: vi.fn<NetSession['closeAllConnections']>(async () => {}),
  };
  const node: Network = {
    fetch: vi.fn(async () => new Response('node')),
    describe: vi.fn(async () => 'by node'),
    changed: vi.fn(),
    close: vi.fn(async () => {}),
  };
  let now = setting;
  const network = createElectronNetwork(
    session,
    { setting: () => now, password: async () => null, hide: () => {} },
    node,
  );
  const set = (next: ProxySetting) => {
    now = next;
    network.changed();
  };
  return { network, session, node, set };
}
const ok = async () => new Response('{}');
const failing = (message: string) => () => Promise.reject(new Error(message));

test('the system says which proxy; the setting, once it is another, takes its place for the next request', async () => {
  const { network, session, set } = made(ok, defaultProxy, 'PROXY proxy.corp:8080; DIRECT');
  await network.fetch(url, {});
  expect(session.setProxy).toHaveBeenLastCalledWith({ mode: 'system' });
  expect(await network.describe(url)).toBe('Through the proxy proxy.corp:8080 (the system’s settings).');
  set({ mode: 'address', address: 'http://mine:8', bypass: 'corp.test', user: '' });
  await network.fetch(url, {});
  expect(session.setProxy).toHaveBeenLastCalledWith({
    mode: 'fixed_servers',
    proxyRules: 'http://mine:8',
    proxyBypassRules: 'corp.test,*.corp.test',
  });
  set({ ...defaultProxy, mode: 'none' });
  await network.fetch(url, {});
  expect(session.setProxy).toHaveBeenLastCalledWith({ mode: 'direct' });
  expect(session.fetch).toHaveBeenCalledTimes(3);
});

test('this computer, and a proxy with a password, are left to Node', async () => {
  const { network, session, node, set } = made(ok);
  await network.fetch('http://127.0.0.1:4700/v2/users', {});
  set({ mode: 'address', address: 'http://mine:8', bypass: '', user: 'ada' });
  await network.fetch(url, {});
  expect(await network.describe(url)).toBe('by node');
  expect(node.fetch).toHaveBeenCalledTimes(2);
  expect(session.fetch).not.toHaveBeenCalled();
});

test.each([
  ['net::ERR_PROXY_CONNECTION_FAILED', 'gong/proxy-unreachable', 'p:1'],
  ['net::ERR_TUNNEL_CONNECTION_FAILED', 'gong/proxy-refused', 'p:1'],
  ['net::ERR_PROXY_AUTH_UNSUPPORTED', 'gong/proxy-auth', 'p:1'],
  ['net::ERR_PAC_SCRIPT_FAILED', 'gong/proxy-unreachable', 'p:1'],
  ['net::ERR_NAME_NOT_RESOLVED', 'gong/network', 'could not be found'],
  ['net::ERR_CONNECTION_REFUSED', 'gong/network', 'connection refused'],
  ['net::ERR_CERT_AUTHORITY_INVALID', 'gong/tls', 'ERR_CERT_AUTHORITY_INVALID'],
  ['net::ERR_SSL_PROTOCOL_ERROR', 'gong/tls', 'ERR_SSL_PROTOCOL_ERROR'],
  ['net::ERR_CONNECTION_TIMED_OUT', 'gong/timeout', 'in time'],
  ['net::ERR_INTERNET_DISCONNECTED', 'gong/network', 'broke'],
])('%s is %s', async (message, code, text) => {
  const { network } = made(failing(message), defaultProxy, 'PROXY p:1');
  const error = await network.fetch(url, {}).catch((reason) => connectionError(reason, 'us-1.api.gong.io'));
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) });
});

test('a 407 is the proxy’s, not Gong’s', async () => {
  const { network } = made(async () => new Response('', { status: 407 }), defaultProxy, 'HTTPS p:2');
  const error = await network.fetch(url, {}).catch((reason) => connectionError(reason, 'gong'));
  expect(error).toMatchObject({ code: 'gong/proxy-auth', message: expect.stringContaining('p:2') });
});

test('a redirect, which Chromium reports as cancelled, is refused as one', async () => {
  const { network } = made(failing('Redirect was cancelled'));
  const timeouts = { firstByteMs: 60_000, idleMs: 60_000 };
  const sent = sendOnce(network.fetch, new URL(url), { method: 'GET', headers: {} }, timeouts);
  await expect(sent).rejects.toMatchObject({ code: 'gong/redirect' });
});

test('a list of exceptions means the same to Chromium', () => {
  expect(chromiumBypass('b.com, .c.com *.d.com 10.0.0.0/8 10.1.2.3 e.com:8443 [::1]:80 *')).toBe(
    'b.com,*.b.com,c.com,*.c.com,*.d.com,10.0.0.0/8,10.1.2.3,e.com:8443,*.e.com:8443,[::1]:80,*',
  );
});
