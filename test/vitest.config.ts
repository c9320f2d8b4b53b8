import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: [
      'electron/**/*.test.ts',
      'db/**/*.test.ts',
      'renderer/**/*.test.ts',
      'test/{unit,db,contract,sync,search,trends,renderer,keychain}/**/*.test.ts',
    ],
    // Forks, not threads: better-sqlite3 connections and worker threads are closed with their process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
