import { defineConfig } from '@playwright/test';

/** Smoke tests of the Electron shell; behaviour is tested in Chromium (test/e2e). Needs a binary, a display and a build. */
export default defineConfig({
  testDir: '.',
  outputDir: '../.output/electron',
  workers: 1,
  timeout: 60_000,
  reporter: 'line',
});
