import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppInfo } from '../../electron/contract/app.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { type Opened, transports } from './transports.ts';

const until = (look: () => boolean) => expect.poll(look, { interval: 5 }).toBe(true);

describe.each(Object.keys(transports))('bridge over %s', (name) => {
  let opened: Opened;
  beforeEach(async () => {
    opened = await (transports[name] as () => Promise<Opened>)();
  });
  afterEach(async () => {
    opened.bridge.close();
    await opened.end();
  });

  test('answers a request', async () => {
    expect(await opened.bridge.request('app/info', {})).toMatchObject({
      shell: 'browser',
      state: { status: 'noProfile' },
      activeProfileId: null,
      prefs: { weekStart: 1 },
    });
  });

  test('answers many requests at once, each with its own answer', async () => {
    const asked = Array.from({ length: 40 }, (_, i): 'dark' | 'light' => (i % 2 ? 'dark' : 'light'));
    const answers = await Promise.all(asked.map((theme) => opened.bridge.request('app/setPrefs', { theme })));
    expect(answers.map((info) => info.prefs.theme)).toEqual(asked);
  });

  test('an error arrives as EarshotError with code, message, next step and whether to retry', async () => {
    const error = await opened.bridge.request('library/search', { q: '' }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(EarshotError);
    expect(error).toMatchObject({
      code: 'app/no-profile',
      message: expect.stringMatching(/account/),
      nextStep: expect.stringMatching(/\w/),
      retryable: false,
    });
  });

  test('input the contract refuses is refused, and the field is named', async () => {
    await expect(opened.bridge.request('app/setPrefs', { theme: 'neon' as never })).rejects.toMatchObject({
      code: 'core/invalid-input',
      message: expect.stringContaining('theme'),
    });
    await expect(opened.bridge.request('library/search', null as never)).rejects.toMatchObject({
      code: 'core/invalid-input',
    });
  });

  test.each(['nothing/here', 'constructor', '__proto__', ''])(
    'a name that is no procedure is refused: %j',
    async (method) => {
      await expect(opened.bridge.request(method as 'app/info', {})).rejects.toMatchObject({
        code: 'core/unknown-method',
      });
    },
  );

  test('text of any kind crosses without harm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), async (baseUrl) => {
        const report = await opened.bridge.request('connection/test', { baseUrl: `${baseUrl} x` });
        expect(report.ok).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  test('a request that is aborted before or while it runs rejects with core/cancelled, and later ones work', async () => {
    const aborted = AbortSignal.abort();
    await expect(opened.bridge.request('app/info', {}, { signal: aborted })).rejects.toMatchObject({
      code: 'core/cancelled',
    });
    const controller = new AbortController();
    const asked = opened.bridge.request('app/info', {}, { signal: controller.signal });
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'core/cancelled' });
    await opened.bridge.request('app/info', {});
  });

  test('events arrive until the listener is taken off', async () => {
    const first: AppInfo[] = [];
    const second: AppInfo[] = [];
    let connected = false;
    opened.bridge.onConnection((now) => {
      connected = now;
    });
    const stop = opened.bridge.on('app/info', (info) => first.push(info));
    opened.bridge.on('app/info', (info) => second.push(info));
    await until(() => connected);
    await opened.bridge.request('app/setPrefs', { theme: 'dark' });
    await until(() => second.length === 1);
    expect(first).toEqual(second);
    expect(first[0]?.prefs.theme).toBe('dark');
    stop();
    await opened.bridge.request('app/setPrefs', { theme: 'light' });
    await until(() => second.length === 2);
    expect(first).toHaveLength(1);
  });

  test('after closing, requests are refused and waiting ones do not hang', async () => {
    const waiting = opened.bridge.request('app/info', {}).then(
      () => 'ok',
      (error) => error.code,
    );
    opened.bridge.close();
    expect(['ok', 'core/disconnected']).toContain(await waiting);
    await expect(opened.bridge.request('app/info', {})).rejects.toMatchObject({ code: 'core/disconnected' });
  });
});
