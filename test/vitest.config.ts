import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: [
      'electron/**/*.test.ts',
      'db/**/*.test.ts',
      'renderer/**/*.test.ts',
      'test/*.test.ts',
      'test/{unit,db,contract,sync,search,trends,renderer,keychain}/**/*.test.ts',
    ],
    setupFiles: ['test/support/setup.ts'],
    // Forks, not threads: better-sqlite3 connections and worker threads are closed with their process.
    pool: 'forks',
    maxWorkers: 2,
    // Tests say what must come, not how soon: a busy machine may take its time. Only what hangs is ended.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
