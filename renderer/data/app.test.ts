import { expect, test, vi } from 'vitest';
import type { AppInfo } from '../../electron/contract/app.ts';

const listeners = new Map<string, (data: unknown) => void>();
const asked: { method: string; answer: (value: unknown) => void }[] = [];
vi.stubGlobal('window', { addEventListener() {} });
vi.mock('../bridge/bridge.ts', () => ({
  bridge: {
    request: (method: string) => new Promise((answer) => asked.push({ method, answer })),
    on: (event: string, listener: (data: unknown) => void) => listeners.set(event, listener),
    onConnection() {},
  },
}));

const infoOf = (status: string) =>
  ({
    state: { status },
    activeProfileId: 'sample',
    zone: { name: 'UTC', rules: null, note: null, offsets: [[0, 0]] },
  }) as unknown as AppInfo;

test('an answer from before an event does not take back what the event said', async () => {
  const { followCore, info, sync } = await import('./app.ts');
  followCore();
  expect(asked.map(({ method }) => method)).toEqual(['app/info']);
  listeners.get('app/info')?.(infoOf('ready'));
  listeners.get('sync/status')?.({ state: 'idle' });
  asked[0]?.answer(infoOf('opening'));
  for (const { method, answer } of asked.slice(1)) if (method === 'sync/status') answer({ state: 'running' });
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(1));
  await new Promise((resolve) => setTimeout(resolve));
  expect(info()?.state.status).toBe('ready');
  expect(sync()).toEqual({ state: 'idle' });
});
