import { defineConfig } from '@playwright/test';

// As test/run.mjs does, for what is run without it: the shells of the specs find their code compiled.
process.env['NODE_COMPILE_CACHE'] ??= new URL('../.output/compiled', import.meta.url).pathname;

const long = ['trends.spec.ts', 'library.spec.ts'];

/** End-to-end tests in the Chromium of the machine, through the built browser shell. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  globalSetup: './prepare.ts',
  outputDir: '../.output/e2e',
  // Tests say what must come, not how soon: a busy machine may take its time. Only what hangs is ended.
  timeout: 240_000,
  expect: { timeout: 40_000 },
  // Spec files share nothing, but two browsers at once are more than two processors hold: a wheel then turns on after a key.
  workers: 1,
  projects: [
    { name: 'long', testMatch: long },
    { name: 'short', testIgnore: long },
  ],
  // A machine that stands still in the wrong moment fails a test. test/run.mjs names each that passed only the second time.
  retries: 1,
  forbidOnly: Boolean(process.env['CI']),
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env['EARSHOT_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--autoplay-policy=no-user-gesture-required',
      ],
    },
  },
});
