import { expect, expectAccessible, picture, startShell, test } from './app.ts';

test('first run offers Gong and the sample, and says exactly what is wrong with an address', async ({
  browser,
}) => {
  const shell = await startShell();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(shell.url);
    await expect(page.getByRole('heading', { name: 'Connect Gong' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Explore the sample workspace' })).toBeVisible();
    await page.getByLabel('Base URL of the API').fill('http://gong.example.com');
    // What was pasted with a key and is no part of it is said at its field, and taken out.
    await page.getByLabel('Access key', { exact: true }).fill('“KE\u200bY”');
    await expect(
      page.getByText('Taken out, for they are no part of it: invisible characters, quotes around it.'),
    ).toBeVisible();
    await expect(page.getByLabel('Access key', { exact: true })).toHaveValue('KEY');
    await page.getByLabel('Access key secret').fill('not-a-real-secret');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(page.getByText(/not encrypted/).first()).toBeVisible();
    await expectAccessible(page, 'first run');
    await picture(page, 'first-run');
    await context.close();
  } finally {
    await shell.stop();
  }
});

test('searching, narrowing, opening and trending the real meetings', async ({ sample: page }) => {
  await expectAccessible(page, 'library');
  await picture(page, 'library');
  await page.keyboard.press('/');
  await page.keyboard.type('remote control battery');
  await expect(page.getByText(/^81 of 197 calls/)).toBeVisible();
  await expect(page.locator('.passage mark').first()).toBeVisible();
  // Rows follow their content when the window gets narrower: none lies over the next.
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect
    .poll(() =>
      page.locator('.result').evaluateAll((rows) => {
        const boxes = rows.map((row) => row.getBoundingClientRect()).sort((a, b) => a.top - b.top);
        return boxes.filter((box, at) => at > 0 && box.top < (boxes[at - 1]?.bottom ?? 0) - 1).length;
      }),
    )
    .toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: /^Meeting booked/ }).click();
  await expect(page).toHaveURL(/outcome/);
  // Fewer than before, and the same number as beside the value that was clicked.
  await expect(page.getByText(/^([1-7]?\d) of 197 calls/)).toBeVisible();
  await expectAccessible(page, 'library with a query');
  await picture(page, 'library-query');

  await page.locator('.result h2 a').first().click();
  await expect(page).toHaveURL(/#\/call\/\d+/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  await page.getByRole('link', { name: 'Trends', exact: true }).click();
  await expect(page.locator('.finding')).toContainText('% of calls');
  await expect(page.locator('.linechart .mark').first()).toBeVisible();
});

test('quick look, saved searches and settings', async ({ sample: page }) => {
  await page.getByRole('combobox', { name: 'Search calls' }).fill('budget');
  await page.getByRole('combobox', { name: 'Search calls' }).press('Enter');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).last().click();
  await expect(page.getByRole('navigation').getByText('budget')).toBeVisible();
  await page
    .getByRole('button', { name: /^Quick look at/ })
    .first()
    .click();
  await expect(
    page.getByRole('complementary', { name: 'Quick look' }).getByRole('heading', { name: 'Outline' }),
  ).toBeVisible();
  await expectAccessible(page, 'quick look');
  await picture(page, 'quick-look');
  await page.goto(page.url().replace(/#.*/, '#/settings'));
  await expect(page.getByRole('heading', { name: 'What is synced' })).toBeVisible();
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByText('Everything is in order.')).toBeVisible();
  await expectAccessible(page, 'settings');
  await picture(page, 'settings');
});
