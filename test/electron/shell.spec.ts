import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';

const root = resolve(import.meta.dirname, '../..');
const isRoot = process.getuid?.() === 0;
let app: ElectronApplication;
let page: Page;
let dir: string;

test.beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'earshot-electron-'));
  app = await _electron.launch({ args: [root, `--data=${dir}`, ...(isRoot ? ['--no-sandbox'] : [])] });
  page = await app.firstWindow();
});
test.afterEach(async () => {
  await app.close();
  rmSync(dir, { recursive: true, force: true });
});

test('the window shows the first run under our own scheme', async () => {
  await expect(page.getByRole('button', { name: /sample/i })).toBeVisible();
  expect(page.url()).toMatch(/^app:\/\/earshot\//);
  expect(existsSync(join(dir, 'lock'))).toBe(true);
});

test('the page has the bridge and nothing of Node', async () => {
  // As text: this file is checked without the types of a page.
  const seen = await page.evaluate(
    `({ bridge: Object.keys(earshot).sort(), node: [typeof process, typeof require] })`,
  );
  expect(seen).toEqual({ bridge: ['listen', 'post'], node: ['undefined', 'undefined'] });
});

test('the page cannot be led elsewhere, opens no windows and gets no permissions', async () => {
  await page.evaluate(`open('https://example.invalid/'); location.href = 'https://example.invalid/'`);
  const permission = await page.evaluate(
    `navigator.permissions.query({ name: 'geolocation' }).then((answer) => answer.state)`,
  );
  expect(permission).toBe('denied');
  expect(page.url()).toMatch(/^app:\/\/earshot\//);
  expect(app.windows()).toHaveLength(1);
});

test('the sample workspace can be started and searched', async () => {
  await page.getByRole('button', { name: /sample/i }).click();
  await page.getByRole('searchbox').fill('remote control battery');
  await expect(page.locator('mark').first()).toBeVisible({ timeout: 30_000 });
});
