import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { routeOfLink } from './deep-link.ts';
import { isOwnPage, mayOpenOutside } from './navigation.ts';
import { readShellOptions } from './options.ts';
import { answerViewRequest } from './protocol.ts';
import { isHeard } from './sender.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

let dir: string;
beforeEach(() => {
  dir = testFolder();
});

test.each([
  ['earshot://call/7782342274025937895?t=61.5', '#/call/7782342274025937895?t=61.5'],
  ['earshot://call/1', '#/call/1'],
  ['earshot://call/1/', '#/call/1'],
  ['earshot://call/1?t=javascript:1', '#/call/1'],
  ['earshot://call/1?t=-5', '#/call/1'],
  ['earshot://call/../../settings', null],
  ['earshot://settings/1', null],
  ['earshot://call/1%2f2', null],
  ['https://call/1', null],
  ['nonsense', null],
])('the deep link %s leads to %s', (link, route) => {
  expect(routeOfLink(link)).toBe(route);
});

test.each([
  ['app://earshot/', true],
  ['app://earshot/index.html#/call/1', true],
  ['app://earshot.evil/', false],
  ['app://other/', false],
  ['https://earshot/', false],
  ['file:///etc/passwd', false],
])('%s is a page of ours: %s', (url, own) => {
  expect(isOwnPage(url)).toBe(own);
});

test.each([
  ['https://us-1.app.gong.io/call?id=1', true],
  ['http://example.com', false],
  ['https://user@example.com', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['earshot://call/1', false],
  ['not a url', false],
])('%s may be opened in the system’s browser: %s', (url, may) => {
  expect(mayOpenOutside(url)).toBe(may);
});

test('only text from our page in the main frame is heard', () => {
  const own = { isMainFrame: true, url: 'app://earshot/' };
  expect(isHeard(own, '{}')).toBe(true);
  expect(isHeard({ ...own, isMainFrame: false }, '{}')).toBe(false);
  expect(isHeard({ ...own, url: 'https://evil.example/' }, '{}')).toBe(false);
  expect(isHeard(null, '{}')).toBe(false);
  expect(isHeard(own, { a: 1 })).toBe(false);
  expect(isHeard(own, 'x'.repeat(8 * 1024 * 1024 + 1))).toBe(false);
});

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
const usual = { width: 1360, height: 880, maximized: false };

test('the window comes back where it was, unless that screen is gone', () => {
  const file = join(dir, 'window.json');
  const state = { x: 100, y: 50, width: 1000, height: 700, maximized: true };
  writeWindowState(file, state);
  expect(readWindowState(file, screens)).toEqual(state);
  writeWindowState(file, { ...state, x: 3000 });
  expect(readWindowState(file, screens)).toEqual({ width: 1000, height: 700, maximized: true });
});

test.each(['', '{', '[]', '{"width":1e9,"height":1}', '{"width":"wide"}'])(
  'a window file that says %j is passed over',
  (text) => {
    const file = join(dir, 'window.json');
    writeFileSync(file, text);
    expect(readWindowState(file, screens)).toEqual(usual);
    writeWindowState('/dev/null/window.json', usual);
  },
);

test('the command line gives the data folder and the link', () => {
  expect(readShellOptions(['electron', '.', '--data=/tmp/x', 'earshot://call/1'], '/home/u/Earshot')).toEqual(
    {
      dataDir: '/tmp/x',
      link: 'earshot://call/1',
      accountComes: false,
    },
  );
  expect(readShellOptions(['electron', '.'], '/home/u/Earshot')).toEqual({
    dataDir: '/home/u/Earshot',
    link: null,
    accountComes: false,
  });
});

const bytes = {
  media: {
    open: async (callId: string, kind: string, range: string | undefined) => ({
      status: range ? 206 : 200,
      headers: { 'content-type': 'audio/mpeg', 'x-asked': `${callId} ${kind} ${range ?? 'all'}` },
      body: Readable.from([Buffer.from('abc')]),
    }),
  },
};
const ask = (url: string, init?: RequestInit) => answerViewRequest(bytes, dir, new Request(url, init));

test('the app scheme serves the view with the strict policy, and nothing outside it', async () => {
  writeFileSync(join(dir, 'index.html'), 'hello');
  const page = await ask('app://earshot/');
  expect([page.status, await page.text()]).toEqual([200, 'hello']);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await ask('app://other/')).status).toBe(404);
  expect((await ask('app://earshot/', { method: 'POST' })).status).toBe(404);
  expect((await ask('app://earshot/%2e%2e%2fpackage.json')).status).toBe(404);
});

test('the app scheme serves recordings with ranges', async () => {
  const all = await ask('app://earshot/media/7/audio');
  expect([all.status, await all.text(), all.headers.get('x-asked')]).toEqual([200, 'abc', '7 audio all']);
  const part = await ask('app://earshot/media/7/video', { headers: { range: 'bytes=0-2' } });
  expect([part.status, part.headers.get('x-asked')]).toEqual([206, '7 video bytes=0-2']);
  const failing = await answerViewRequest(
    { media: { open: () => Promise.reject(new Error('x')) } },
    dir,
    new Request('app://earshot/media/7/audio'),
  );
  expect(failing.status).toBe(502);
});
