import { describe, expect, test } from 'vitest';
import { ProxyFailure } from '../../gong/client/proxy.ts';
import { defaultProxy } from '../settings.ts';
import { isExcepted, isLoopback, readProxy, routeOf, routeText } from './rules.ts';

const gong = new URL('https://us-1.api.gong.io/v2/calls');
const route = (env: NodeJS.ProcessEnv, url = gong) => routeText(routeOf(url, defaultProxy, env, null));

describe('the environment', () => {
  test.each([
    [{}, 'Directly, without a proxy (no proxy is set).'],
    [{ HTTPS_PROXY: 'http://p:3128' }, 'Through the proxy p:3128 (from HTTPS_PROXY).'],
    [{ https_proxy: 'low:1', HTTPS_PROXY: 'up:2' }, 'Through the proxy low:1 (from https_proxy).'],
    [{ https_proxy: ' ', HTTPS_PROXY: 'up:2' }, 'Through the proxy up:2 (from HTTPS_PROXY).'],
    [{ ALL_PROXY: 'socks5h://s' }, 'Through the proxy s:1080 (from ALL_PROXY).'],
    [{ HTTP_PROXY: 'p' }, 'Through the proxy p:80 (from HTTP_PROXY).'],
    [{ HTTPS_PROXY: 'p', NO_PROXY: 'gong.io' }, 'Directly, without a proxy (NO_PROXY excepts this host).'],
    [{ HTTPS_PROXY: 'p', no_proxy: 'other', NO_PROXY: '*' }, 'Through the proxy p:80 (from HTTPS_PROXY).'],
  ])('%j: %s', (env, text) => expect(route(env)).toBe(text));

  test.each([
    'http://127.0.0.1:9',
    'http://localhost',
    'http://[::1]:80',
    'http://a.localhost',
    'http://127.9.9.9',
  ])('%s is this computer: never through a proxy, also not one that is set by hand', (url) => {
    expect(isLoopback(new URL(url).hostname)).toBe(true);
    expect(route({ HTTP_PROXY: 'p', ALL_PROXY: 'p' }, new URL(url))).toContain('Directly');
    const byHand = { mode: 'address', address: 'http://p:1', bypass: '', user: '' } as const;
    expect(routeOf(new URL(url), byHand, {}, null).proxy).toBeNull();
  });
});

test('a setting wins over the environment', () => {
  const env = { HTTPS_PROXY: 'env:1', NO_PROXY: '*' };
  expect(routeOf(gong, { ...defaultProxy, mode: 'none' }, env, null).proxy).toBeNull();
  const address = { mode: 'address', address: 'http://mine:8', bypass: '', user: '' } as const;
  expect(routeText(routeOf(gong, address, env, null))).toBe('Through the proxy mine:8 (from the settings).');
  expect(routeOf(gong, { ...address, bypass: '.gong.io' }, env, null).proxy).toBeNull();
});

describe('NO_PROXY', () => {
  test.each([
    ['*', 'https://a.b', true],
    ['b.com', 'https://b.com', true],
    ['b.com', 'https://a.b.com', true],
    ['b.com', 'https://ab.com', false],
    ['.b.com', 'https://a.b.com', true],
    ['.b.com', 'https://b.com', true],
    ['*.b.com', 'https://a.b.com', true],
    ['*.b.com', 'https://b.com', false],
    ['B.COM.', 'https://b.com', true],
    ['x, b.com', 'https://b.com', true],
    ['x b.com', 'https://b.com', true],
    ['b.com:443', 'https://b.com', true],
    ['b.com:8443', 'https://b.com', false],
    ['b.com:8443', 'https://b.com:8443', true],
    ['10.1.2.3', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/8:8', 'https://10.1.2.3:8', true],
    ['10.0.0.0/8:8', 'https://10.1.2.3', false],
    ['10.0.0.0/8:', 'https://10.1.2.3', true],
    ['2001:db8::/32:443', 'https://[2001:db8::9]', true],
    ['*:443', 'https://b.com', true],
    ['*:443', 'https://b.com:8443', false],
    ['*.b.com:443', 'https://a.b.com', true],
    ['b.com:', 'https://b.com:8443', true],
    ['[2001:db8::1]:', 'https://[2001:db8::1]', true],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://b.com', false],
    ['[2001:db8::1]', 'https://[2001:db8::1]', true],
    ['2001:db8:0::1', 'https://[2001:db8::1]', true],
    ['[2001:db8::1]:443', 'https://[2001:db8::1]', true],
    ['[2001:db8::1]:80', 'https://[2001:db8::1]', false],
    ['2001:db8::/32', 'https://[2001:db8::9]', true],
    ['', 'https://b.com', false],
    [',. ,', 'https://b.com', false],
  ])('%j and %s: %s', (list, url, expected) => expect(isExcepted(new URL(url), list)).toBe(expected));
});

describe('the address of a proxy', () => {
  test.each([
    ['proxy.corp:8080', 'http://proxy.corp:8080', null, null],
    ['http://proxy.corp', 'http://proxy.corp:80', null, null],
    ['http://proxy.corp:80/', 'http://proxy.corp:80', null, null],
    ['https://proxy.corp', 'https://proxy.corp:443', null, null],
    ['https://proxy.corp:80', 'https://proxy.corp:80', null, null],
    ['socks5h://proxy.corp', 'socks5://proxy.corp:1080', null, null],
    ['socks5://u:p@proxy.corp:80', 'socks5://proxy.corp:80', 'u', 'p'],
    ['http://u:p%40%C3%A4@proxy.corp:1', 'http://proxy.corp:1', 'u', 'p@ä'],
    ['u:p@ss@proxy.corp:1', 'http://proxy.corp:1', 'u', 'p@ss'],
    ['http://CORP%5Cjo:p@proxy.corp:1', 'http://proxy.corp:1', 'CORP\\jo', 'p'],
    ['http://u:a"b@proxy.corp:1', 'http://proxy.corp:1', 'u', 'a"b'],
    ['http://u:@proxy.corp:1', 'http://proxy.corp:1', 'u', ''],
    ['my_proxy:1/', 'http://my_proxy:1', null, null],
    ['http://u:50%@proxy.corp:1', 'http://proxy.corp:1', 'u', '50%'],
    ['http://[2001:db8::1]:3128', 'http://[2001:db8::1]:3128', null, null],
  ])('%s', (text, origin, user, password) =>
    expect(readProxy(text, 'X')).toMatchObject({ origin, user, password }),
  );

  test.each([
    'http://u:se#cret@proxy:1',
    'http://u:12/cret@proxy:1',
    'http://u:12?cret@proxy:1',
    'http://CORP\\jo:cret@proxy:1',
    'CORP\\jo:cret@proxy:1',
    '"http://u:cret@proxy:1"',
    "'http://proxy:1'",
    '"proxy:1"',
    '"proxy"',
    "u:cret@proxy'",
    'http:/proxy:1',
    'http:/u:cret@proxy:1',
    'http:/',
    'http:\\\\proxy:1',
    'http:proxy:1',
    'http://http://proxy:1',
    'http:///proxy:1',
    'http://proxy:',
    'http://proxy:0',
    'http://pro\nxy:1',
    'http=proxy',
    'http=proxy:1;https=proxy:2',
    'PROXY proxy:1',
    'http://proxy/proxy.pac',
    'ftp://proxy',
    'socks4://proxy',
    'http://',
    ':::',
    'proxy:99999',
  ])('%s is refused without repeating it', (text) => {
    let caught: unknown;
    try {
      readProxy(text, 'HTTPS_PROXY');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ProxyFailure);
    expect(caught).toMatchObject({ trouble: 'address', proxy: 'HTTPS_PROXY' });
    expect(`${(caught as Error).message}${String((caught as Error).cause)}`).not.toContain('cret');
  });
});
