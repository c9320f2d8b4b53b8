import { expect, test } from '@playwright/test';
import { startShell } from './app.ts';

test('the page keeps its session over a reload, hands it to a second tab, and without it gets nothing', async ({
  browser,
}) => {
  const shell = await startShell();
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    const first = page.getByRole('heading', { name: 'Connect Gong' });
    await page.goto(shell.url);
    await expect(first).toBeVisible();
    // Neither the token nor the key stands in the address or in the tab's history.
    const { origin } = new URL(shell.url);
    expect(page.url().startsWith(`${origin}/#`) || page.url() === `${origin}/`).toBe(true);
    await page.reload();
    await expect(first).toBeVisible();
    const second = await context.newPage();
    await second.goto(`${origin}/#/settings`);
    await expect(second.getByRole('heading', { name: 'Connect Gong' }).first()).toBeVisible();
    await page.close();
    await second.reload();
    await expect(second.getByRole('heading', { name: 'Connect Gong' }).first()).toBeVisible();
    await second.close();
    // The cookie is still there; the key went with the last tab.
    const third = await context.newPage();
    await third.goto(`${origin}/`);
    await expect(third.getByText('no longer belongs to the running Earshot').first()).toBeVisible();
    await context.close();
  } finally {
    await shell.stop();
  }
});

test('a link that is used in a second browser ends the session of the first, and both are told', async ({
  browser,
}) => {
  const shell = await startShell();
  try {
    const one = await (await browser.newContext()).newPage();
    await one.goto(shell.url);
    await expect(one.getByRole('heading', { name: 'Connect Gong' })).toBeVisible();
    const two = await (await browser.newContext()).newPage();
    await two.goto(shell.url);
    await expect(two.getByRole('heading', { name: 'This link was used before' })).toBeVisible();
    await one.reload();
    await expect(one.getByText('Open Earshot with the link')).toBeVisible();
  } finally {
    await shell.stop();
  }
});
