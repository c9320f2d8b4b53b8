import type { Page } from '@playwright/test';
import { type NamedGong, startNamedGong, startProxy, type TestProxy } from '../fixtures/proxied.ts';
import { expect, expectAccessible, openPage, picture, type Shell, startShell, test } from './app.ts';

const password = 'hush-hush-7';
let gong: NamedGong;
let proxy: TestProxy;
let shell: Shell;
let page: Page;

test.beforeAll(async ({ browser }) => {
  gong = await startNamedGong();
  proxy = await startProxy({ user: 'ada', password });
  shell = await startShell(undefined, {
    SSL_CERT_FILE: gong.certificate,
    HTTPS_PROXY: 'http://127.0.0.1:9',
    https_proxy: '',
    no_proxy: '',
    NO_PROXY: '',
  });
  page = await openPage(browser, shell);
});
test.afterAll(async () => {
  await page.context().close();
  await shell.stop();
  await proxy.stop();
  await gong.stop();
});

test('behind a proxy: what is wrong is named, the proxy entered, and the account connected through it', async () => {
  const { emulator } = gong;
  await page.getByLabel('Base URL of the API').fill(gong.url);
  await page.getByLabel('Access key', { exact: true }).fill(emulator.accessKey);
  await page.getByLabel('Access key secret').fill(emulator.secret);
  const tryOut = page.getByRole('button', { name: 'Test connection' });
  await tryOut.click();
  await expect(page.getByText('The proxy 127.0.0.1:9 could not be reached (ECONNREFUSED).')).toBeVisible();

  await page.getByText('Network: is there a proxy?').click();
  await page.getByRole('combobox', { name: /^Proxy/ }).selectOption('This one');
  await page.getByLabel('Address', { exact: true }).fill('ftp://nowhere');
  await page.getByRole('button', { name: 'Use this proxy' }).click();
  await expect(page.getByText('That is not the address of a proxy.')).toBeVisible();
  await page.getByLabel('Address', { exact: true }).fill(proxy.host);
  await page.getByRole('button', { name: 'Use this proxy' }).click();
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue(`http://${proxy.host}`);
  await tryOut.click();
  await expect(page.getByText(`The proxy ${proxy.host} asks for a user name and password.`)).toBeVisible();

  await picture(page, 'network-refused');
  await page.getByLabel('User name, if the proxy asks for one').fill('ada');
  await page.getByLabel('Password at the proxy').fill(password);
  await page.getByRole('button', { name: 'Use this proxy' }).click();
  await expect(page.getByLabel('Password at the proxy')).toHaveAttribute('placeholder', 'unchanged');
  await tryOut.click();
  await expect(page.getByText(`Through the proxy ${proxy.host} (from the settings).`)).toBeVisible();
  await expectAccessible(page, 'network');
  await picture(page, 'network-tested');
  expect(await page.content()).not.toContain(password);

  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('radio', { name: /^Everybody’s calls/ }).check();
  await page.getByRole('button', { name: 'Start syncing' }).click();
  await expect(page.getByText(/\d+ of \d+ calls/).first()).toBeVisible();
  await page.goto(new URL('/#/settings', shell.url).href);
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue(`http://${proxy.host}`);
  await page.getByLabel('Address', { exact: true }).scrollIntoViewIfNeeded();
  await picture(page, 'network-settings');
  await page.getByRole('combobox', { name: /^Proxy/ }).selectOption('None: directly');
  await expect(page.getByText('Saved.')).toBeVisible();
});
