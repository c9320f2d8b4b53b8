import { relative } from 'node:path';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = new URL('..', import.meta.url).pathname;

/** Tests say what must come, not how soon, and a busy machine may take its time: what takes longer hangs, or has become slow. */
const patience = (ms: number) => ({
  testTimeout: ms,
  hookTimeout: ms,
  expect: { poll: { timeout: ms / 2 } },
});

/**
 * Files whose tests run programs and whole syncs by the hundred: may take longer, and start first, the longest of all at the
 * beginning, so that none is left over alone.
 */
const slow = [
  'test/sync/kill.test.ts',
  'test/sync/real-answers.test.ts',
  'electron/hosts/cli/sync.test.ts',
  'test/sync/faults.test.ts',
  'test/sync/sync.test.ts',
  'electron/hosts/cli/cli.test.ts',
  'test/sync/fuzz.test.ts',
  'test/search/differential.test.ts',
  'test/sync/rate.test.ts',
  'test/erase/kill.test.ts',
  'electron/core/core.test.ts',
  'test/sync/reviews.test.ts',
  'electron/documents/markdown-text.test.ts',
  'test/sync/secrets.test.ts',
  'electron/core/app/network/network.test.ts',
  'electron/hosts/cli/connect.test.ts',
  'test/search/robust.test.ts',
  'electron/gong/emulator/synthetic.test.ts',
  'db/search/differential.test.ts',
  'electron/core/app/lock-race.test.ts',
  'test/keychain/keychain.test.ts',
  'test/damage/damage.test.ts',
];

/** Whatever runs in the thread of the test alone and leaves nothing behind: these files share their modules. */
const together = [
  '{db,renderer,electron/contract,electron/documents}/**/*.test.ts',
  'test/{unit,db,search,trends}/**/*.test.ts',
];

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = (file: TestSpecification) => {
      const at = slow.indexOf(relative(root, file.moduleId));
      return at < 0 ? slow.length : at;
    };
    return sorted.toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    root,
    setupFiles: ['test/support/setup.ts'],
    // Forks, not threads: better-sqlite3 connections and worker threads are closed with their process.
    pool: 'forks',
    // More than there are processors on the smallest machines: most of the slow files wait for a process, a pace or a clock.
    maxWorkers: 5,
    // What tests make is mostly forgotten at once: with room for it, far less is looked through again and again.
    execArgv: ['--max-semi-space-size=64'],
    sequence: { sequencer: SlowFirst },
    // As test/run.mjs does, for what is run without it.
    env: {
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? `${root}test/.output/compiled`,
      // As a core does before anything (`allowReadOnlyDrives`): where tests share a process, one of others opens the first database.
      SQLITE_USE_URI: '1',
    },
    projects: [
      { extends: true, test: { name: 'slow', include: slow, ...patience(240_000) } },
      {
        extends: true,
        test: { name: 'together', include: together, exclude: slow, isolate: false, ...patience(60_000) },
      },
      // Pages of the view, in a document without a browser, over the real core.
      {
        extends: true,
        plugins: [solid()],
        test: {
          name: 'view',
          include: ['renderer/**/*.test.tsx'],
          environment: 'happy-dom',
          globalSetup: ['test/support/view/prepare.ts'],
          ...patience(60_000),
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['{db,electron,renderer,test}/**/*.test.ts'],
          exclude: [...slow, ...together],
          ...patience(60_000),
        },
      },
    ],
  },
});
