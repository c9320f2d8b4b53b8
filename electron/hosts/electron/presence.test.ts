import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { createPresence } from './presence.ts';

function system(idle: string, touchId = false) {
  const power = Object.assign(new EventEmitter(), { getSystemIdleState: vi.fn(() => idle) });
  const preferences = { canPromptTouchID: () => touchId, promptTouchID: vi.fn(async () => {}) };
  const on = (platform: NodeJS.Platform) => createPresence(platform, power as never, preferences);
  return { power, preferences, on };
}

test('macOS asks for Touch ID where there is one; Windows, and macOS without, tell when their screen is unlocked', async () => {
  const mac = system('active', true);
  expect(mac.on('darwin')?.by()).toBe('touchId');
  await mac.on('darwin')?.confirm();
  expect(mac.preferences.promptTouchID).toHaveBeenCalledOnce();
  expect(system('active').on('darwin')?.by()).toBe('unlock');
  expect(system('active', true).on('win32')?.by()).toBe('unlock');
});

test('Linux says nothing that could be relied on', () => {
  expect(system('active', true).on('linux')).toBeUndefined();
});

test.each([
  ['active', false],
  ['idle', true],
  ['unknown', false],
])('a system that calls itself %s is idle: %s', (state, is) => {
  const { power, on } = system(state);
  expect(on('win32')?.isIdle(300)).toBe(is);
  expect(power.getSystemIdleState).toHaveBeenCalledWith(300);
});

test('a screen that is locked and unlocked is told', () => {
  const { power, on } = system('active');
  const told: string[] = [];
  const presence = on('darwin');
  presence?.onLock(() => told.push('locked'));
  presence?.onUnlock(() => told.push('unlocked'));
  power.emit('lock-screen');
  power.emit('unlock-screen');
  expect(told).toEqual(['locked', 'unlocked']);
});
