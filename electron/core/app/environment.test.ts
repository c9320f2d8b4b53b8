import { expect, test, vi } from 'vitest';
import { takeEnvironmentAccount } from './environment.ts';
import { threadEnvironment } from './thread-environment.ts';

test('credentials are read once and taken out, so that no child inherits them', () => {
  const env = {
    PATH: '/bin',
    EARSHOT_GONG_URL: ' https://gong.invalid ',
    EARSHOT_ACCESS_KEY: 'AK',
    EARSHOT_ACCESS_KEY_SECRET: 's',
  };
  expect(takeEnvironmentAccount(env)).toEqual({
    baseUrl: 'https://gong.invalid',
    auth: { kind: 'key', accessKey: 'AK', secret: 's' },
  });
  expect(env).toEqual({ PATH: '/bin' });
});

test('a bearer token goes instead of the pair; nothing set means nothing given', () => {
  expect(
    takeEnvironmentAccount({ EARSHOT_GONG_URL: 'https://g.invalid', EARSHOT_BEARER_TOKEN: 't' }),
  ).toEqual({
    baseUrl: 'https://g.invalid',
    auth: { kind: 'bearer', token: 't' },
  });
  expect(takeEnvironmentAccount({ EARSHOT_GONG_URL: '' })).toBeUndefined();
});

test('half of the credentials are refused, naming the missing half', () => {
  expect(() =>
    takeEnvironmentAccount({ EARSHOT_GONG_URL: 'https://g.invalid', EARSHOT_ACCESS_KEY: 'a' }),
  ).toThrowError(
    expect.objectContaining({
      code: 'secrets/environment',
      message: expect.stringMatching(/: EARSHOT_ACCESS_KEY_SECRET not set/),
    }),
  );
});

test('a thread is told of the environment only where compiled code is kept', () => {
  vi.stubEnv('EARSHOT_BEARER_TOKEN', 'hush');
  vi.stubEnv('NODE_COMPILE_CACHE', '/somewhere');
  expect(threadEnvironment()).toEqual({ NODE_COMPILE_CACHE: '/somewhere' });
  vi.stubEnv('NODE_COMPILE_CACHE', undefined);
  expect(threadEnvironment()).toEqual({});
  vi.unstubAllEnvs();
});
