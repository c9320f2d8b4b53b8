import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext } from '@playwright/test';
import { procedures } from '../../electron/contract/procedures.ts';
import { keyHeader } from '../../electron/contract/transport/session-key.ts';
import type { Outcome } from './through.ts';

interface Target {
  /** A browser that is signed in. */
  readonly context: BrowserContext;
  readonly port: number;
  asked(): number;
}

/**
 * What a page of another site, and one of another server of this computer, can make a signed-in browser send: every procedure in every
 * way that a page has. Nothing may reach the core, and nothing of an answer the page. Cookies that reach the other server are replayed.
 */
export async function attackCrossSite({ context, port, asked }: Target): Promise<Outcome> {
  const stolen = new Set<string>();
  const server = createServer((request, response) => {
    if (request.headers.cookie) stolen.add(request.headers.cookie);
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>another site</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const other = (server.address() as AddressInfo).port;
  const through: string[] = [];
  let tried = 0;
  // Its own host, which shares cookies with ours; and one that is another site to the browser.
  for (const site of [`http://127.0.0.1:${other}/`, `http://localhost:${other}/`]) {
    const page = await context.newPage();
    await page.goto(site);
    for (const method of Object.keys(procedures)) {
      const before = asked();
      const { count, read } = await page.evaluate(tryAll, {
        target: `http://127.0.0.1:${port}`,
        method,
        keyHeader,
      });
      tried += count;
      for (const what of read) through.push(`${site} read ${method} by ${what}`);
      if (asked() !== before) through.push(`${site} had ${method} done`);
    }
    const { count, read } = await page.evaluate(tryToLook, `http://127.0.0.1:${port}`);
    tried += count;
    for (const what of read) through.push(`${site} read ${what}`);
    await page.close();
  }
  for (const cookie of stolen) {
    for (const method of Object.keys(procedures)) {
      tried++;
      const origin = `http://127.0.0.1:${port}`;
      const answer = await fetch(`${origin}/rpc`, {
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'application/json' },
        body: JSON.stringify({ v: 1, id: 1, method, input: {} }),
      });
      if (answer.ok) through.push(`${method} with a replayed cookie`);
    }
  }
  if (stolen.size === 0) through.push('the other server saw no cookie: the replay was not tried');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return { tried, through };
}

/** Runs in the other site's page: one procedure in every way. Answers how many, and which of them could be read. */
async function tryAll({
  target,
  method,
  keyHeader: header,
}: {
  target: string;
  method: string;
  keyHeader: string;
}): Promise<{ count: number; read: string[] }> {
  const body = JSON.stringify({ v: 1, id: 1, method, input: {} });
  const ways: Record<string, RequestInit> = {
    'a simple POST': { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body },
    'a simple POST with cookies': { method: 'POST', mode: 'no-cors', credentials: 'include', body },
    'a POST of JSON': {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json' },
      body,
    },
    'a POST with a key': {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json', [header]: 'A'.repeat(43) },
      body,
    },
    'a form': {
      method: 'POST',
      mode: 'no-cors',
      credentials: 'include',
      body: new URLSearchParams({ [body]: '' }),
    },
  };
  const read: string[] = [];
  for (const [what, init] of Object.entries(ways)) {
    try {
      const answer = await fetch(`${target}/rpc`, init);
      if (answer.type !== 'opaque' && answer.ok) read.push(what);
    } catch {
      // Refused, as it must be.
    }
  }
  navigator.sendBeacon(`${target}/rpc`, body);
  return { count: Object.keys(ways).length + 1, read };
}

/** Runs in the other site's page: the ways to look at a page or a recording of ours. */
async function tryToLook(target: string): Promise<{ count: number; read: string[] }> {
  const read: string[] = [];
  const loads = (tag: 'img' | 'script' | 'audio' | 'video' | 'link' | 'iframe', path: string) =>
    new Promise<void>((resolve) => {
      const element = document.createElement(tag);
      const done = (loaded: boolean) => {
        if (loaded) {
          if (tag !== 'iframe') read.push(`${tag} ${path}`);
          else if ((element as HTMLIFrameElement).contentDocument?.body?.textContent)
            read.push(`${tag} ${path}`);
        }
        element.remove();
        resolve();
      };
      for (const event of ['load', 'loadeddata']) element.addEventListener(event, () => done(true));
      element.addEventListener('error', () => done(false));
      if (element instanceof HTMLLinkElement) {
        element.rel = 'stylesheet';
        element.href = target + path;
      } else (element as HTMLImageElement).src = target + path;
      document.body.append(element);
    });
  const tags = ['img', 'script', 'audio', 'video', 'link', 'iframe'] as const;
  const paths = ['/', '/media/1/audio', '/assets/index.js', '/events'];
  for (const tag of tags) for (const path of paths) await loads(tag, path);
  await new Promise<void>((resolve) => {
    const events = new EventSource(`${target}/events`, { withCredentials: true });
    events.onopen = () => read.push('EventSource');
    events.onmessage = () => read.push('EventSource');
    events.onerror = () => {
      events.close();
      resolve();
    };
  });
  await new Promise<void>((resolve) => {
    const socket = new WebSocket(`${target.replace('http', 'ws')}/rpc`);
    socket.onopen = () => read.push('WebSocket');
    socket.onclose = () => resolve();
  });
  for (const path of paths) {
    try {
      const answer = await fetch(target + path, { credentials: 'include' });
      if (answer.ok) read.push(`fetch ${path}`);
    } catch {
      // Refused, as it must be.
    }
  }
  return { count: tags.length * paths.length + 2 + paths.length, read };
}
