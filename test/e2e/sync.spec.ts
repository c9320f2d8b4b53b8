import type { Page } from '@playwright/test';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import { expect, expectAccessible, openPage, picture, type Shell, startShell, test } from './app.ts';

let shell: Shell;
let emulator: Emulator;
let page: Page;
const scopes = [
  'api:calls:read:extensive',
  'api:calls:read:basic',
  'api:users:read',
  'api:workspaces:read',
  'api:settings:trackers:read',
];

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  shell = await startShell();
  emulator = await startEmulator({ corpus: loadSampleCorpus(), scopes });
  page = await openPage(browser, shell);
});
test.afterAll(async () => {
  await page.context().close();
  await shell.stop();
  await emulator.stop();
});

test('a connection is tested scope by scope, and a wrong secret is named', async () => {
  await page.getByLabel('Base URL').fill(emulator.url);
  await page.getByLabel('Access key', { exact: true }).fill(emulator.accessKey);
  await page.getByLabel('Access key secret').fill('wrong');
  const tryIt = page.getByRole('button', { name: 'Test connection' });
  await tryIt.click();
  await expect(page.getByText('refused the credentials')).toBeVisible();
  await expectAccessible(page, 'refused');
  await page.getByLabel('Access key secret').fill(emulator.secret);
  await expect(page.getByText('refused the credentials')).toBeHidden();
  await tryIt.click();
  await expect(page.getByText('The connection works, except for what is marked.')).toBeVisible({
    timeout: 20_000,
  });
  await expect(page.getByText(/Transcripts\. .*lacks the scope api:calls:read:transcript/)).toBeVisible();
  await expectAccessible(page, 'tested');
  await picture(page, 'connect-tested');
  await page.getByText('OAuth token').click();
  await page.getByLabel('Bearer token').fill(emulator.bearer);
  await tryIt.click();
  await expect(page.getByText('The connection works, except')).toBeVisible();
});

test('connecting syncs; what is left out and what could not be read is told', async () => {
  const id = emulator.corpus.heads()[50]?.id as string;
  const whole = emulator.corpus.call(id);
  emulator.corpus.edit(id, (call) => ({
    ...call,
    metaData: { ...call.metaData, duration: 'long' as never },
  }));
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('radio', { name: /^Everybody’s calls/ }).check();
  await page.getByRole('button', { name: 'Start syncing' }).click();
  await page.getByText(/18\d of 18\d calls/).waitFor();
  await page.getByRole('button', { name: '1 problem' }).click();
  await expect(page.getByText('The key may not use api:calls:read:transcript.')).toBeVisible();
  const row = page.getByRole('row', { name: new RegExp(id) });
  await expect(row).toContainText('metaData.duration');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await row.getByRole('button', { name: /^Copy / }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^[0-9a-z]{18,19}$/);
  await expectAccessible(page, 'settings');
  await picture(page, 'settings');
  emulator.corpus.edit(id, () => whole as never);
  await page.getByRole('button', { name: 'Ask Gong again' }).click();
  await expect(row).toBeHidden();
  await page.getByText('What former syncs did').click();
  await expect(page.getByRole('region', { name: 'Former syncs' })).toContainText('1 new');
});

test('the scope is thought about before it is saved', async () => {
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await expect(save).toBeDisabled();
  const someone = await page.locator('datalist option').first().getAttribute('value');
  const name = page.getByLabel('Only calls hosted by');
  await name.fill('Nobody At All');
  await name.press('Enter');
  await expect(page.getByText('Nobody is called “Nobody At All”.')).toBeVisible();
  await name.fill(someone ?? '');
  await name.press('Enter');
  await page.getByLabel('Trackers', { exact: true }).uncheck();
  await expect(page.getByLabel('Tracker occurrences')).toBeDisabled();
  await page.getByLabel('Transcripts', { exact: true }).uncheck();
  const before = emulator.counters().total;
  await page.getByRole('button', { name: 'What would a sync do?' }).click();
  await expect(page.getByText('Windows, newest first')).toBeVisible();
  expect(emulator.counters().total).toBe(before + 1);
  await expectAccessible(page, 'plan');
  await picture(page, 'settings-plan');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByLabel('Trackers', { exact: true })).toBeChecked();
  await page.getByLabel('Look back, days').fill('7');
  await page.getByLabel('Look back, days').blur();
  await save.click();
  await expect(save).toBeDisabled();
  await page.reload();
  await expect(page.getByLabel('Look back, days')).toHaveValue('7');
});

test('a running sync can be paused, resumed and cancelled', async () => {
  emulator.setFaults([{ endpoint: 'calls/extensive', action: { kind: 'delay', ms: 1500 } }]);
  const panel = page.getByRole('region', { name: 'Sync', exact: true });
  await panel.getByRole('button', { name: 'Sync now' }).click();
  await panel.getByRole('button', { name: 'Pause' }).click();
  await expect(panel).toContainText('Sync paused');
  // High enough for all of it: the bar with Save would lie half over what scrolls beneath it, which is no target's size.
  const size = page.viewportSize();
  await page.setViewportSize({ width: 1440, height: 3200 });
  await expectAccessible(page, 'paused');
  if (size) await page.setViewportSize(size);
  await picture(page, 'settings-paused');
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expect(panel).not.toContainText('Sync paused');
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByRole('button', { name: 'Sync now' })).toBeVisible();
  emulator.setFaults([]);
});

test('an account is removed with its data only when asked', async () => {
  await page.getByRole('button', { name: 'Remove My Gong account' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('deleted from the keychain');
  await expectAccessible(page, 'remove');
  await dialog.getByLabel(/Delete its calls/).check();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Your calls, on your laptop' })).toBeVisible();
});
