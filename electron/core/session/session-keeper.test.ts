import { expect, test, vi } from 'vitest';
import { EarshotError } from '../../contract/errors.ts';
import { silentLog } from '../app/log.ts';
import type { ProfileRecord } from '../app/settings.ts';
import type { OpenSession } from './session.ts';
import { createSessionKeeper } from './session-keeper.ts';

test('a session that may not be used any more is closed, and whoever asks for it is told why', async () => {
  const close = vi.fn(async () => {});
  const keeper = createSessionKeeper({
    log: silentLog,
    onState: () => {},
    open: async () => ({ close }) as unknown as OpenSession,
  });
  await keeper.switchTo({ id: 'gong-1' } as ProfileRecord);
  expect(keeper.state()).toEqual({ status: 'ready' });
  const lost = new EarshotError({ code: 'core/locked', message: 'Taken by another computer.' });
  await keeper.fail(lost);
  expect(close).toHaveBeenCalledOnce();
  expect(keeper.now()).toBeNull();
  expect(keeper.state()).toMatchObject({ status: 'failed', error: { code: 'core/locked' } });
  await expect(keeper.current()).rejects.toBe(lost);
});
