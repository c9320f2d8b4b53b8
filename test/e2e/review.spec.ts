import type { Page } from '@playwright/test';
import { expect, expectAccessible, nowhere, picture, test } from './app.ts';

test.use({ start: nowhere });

const speech = '1289968119210253771';
const origin = (page: Page) => new URL(page.url()).origin;

test('the inbox goes through the unreviewed calls of a search, done with one key and taken back', async ({
  sample: page,
}) => {
  await page.goto(`${origin(page)}/#/library?q=battery`);
  await page.getByRole('link', { name: 'Review', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Review inbox' })).toBeVisible();
  const status = page.locator('.inbox-progress [role=status]');
  await expect(status).toContainText(/\d+ to review/);
  const left = async () => Number(/(\d+) to review/.exec((await status.textContent()) ?? '')?.[1]);
  const total = await left();
  const current = page.locator('.inbox-row[aria-current=true]');
  const first = await current.locator('b').textContent();
  await page.keyboard.press('j');
  await expect(current.locator('b')).not.toHaveText(first ?? '');
  const second = await current.locator('b').textContent();
  await page.keyboard.press('k');
  await expect(current.locator('b')).toHaveText(first ?? '');
  await expectAccessible(page, 'inbox');
  await picture(page, 'inbox');

  await page.keyboard.press('e');
  await expect(current.locator('b')).toHaveText(second ?? '');
  await expect.poll(left).toBe(total - 1);
  await page.keyboard.press('Control+z');
  await expect.poll(left).toBe(total);
  await expect(page.locator('.inbox-row b').first()).toHaveText(first ?? '');
  await expect(current.locator('b')).toHaveText(first ?? '');

  // What is done leaves `is:unreviewed` too.
  await page.keyboard.press('e');
  await expect.poll(left).toBe(total - 1);
  await page.goto(`${origin(page)}/#/library?q=${encodeURIComponent('battery is:unreviewed')}`);
  await expect(page.getByText(new RegExp(`^${total - 1} of \\d+ calls`))).toBeVisible();
});

test('an inbox with nothing left says so', async ({ sample: page }) => {
  await page.goto(`${origin(page)}/#/inbox?q=${encodeURIComponent('zzzznothing')}`);
  await expect(page.getByRole('heading', { name: 'No calls here' })).toBeVisible();
  await page.goto(`${origin(page)}/#/inbox?q=${encodeURIComponent('"grandma" is:reviewed')}`);
  await expect(page.getByRole('heading', { name: /All reviewed|No calls here/ })).toBeVisible();
  await expectAccessible(page, 'empty inbox');
});

test('selected words become a highlight that stands in the transcript, a quote, a note; notes are found by search', async ({
  sample: page,
  context: _,
}) => {
  await page.goto(`${origin(page)}/#/call/${speech}`);
  await expect(page.locator('.line').first()).toBeVisible();
  const select = () =>
    page.evaluate(() => {
      const sentence = [...document.querySelectorAll('.sentence')].find(
        (one) => (one.textContent ?? '').length > 30,
      );
      const text = sentence ? document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT).nextNode() : null;
      if (!text) throw new Error('no sentence');
      const range = document.createRange();
      range.setStart(text, 3);
      range.setEnd(text, 20);
      const selection = window.getSelection();
      selection?.removeAllRanges();
      selection?.addRange(range);
      return range.toString().trim();
    });
  const words = await select();
  await expect(page.getByRole('toolbar', { name: 'Selected words' })).toBeVisible();
  await page.keyboard.press('h');
  await expect(page.locator('.lit')).toHaveText(words);
  await expect(page.locator('#notes blockquote')).toContainText(words);
  await page.keyboard.press('Control+z');
  await expect(page.locator('.lit')).toHaveCount(0);
  await expect(page.getByText(/^Taken back/)).toBeVisible();

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await select();
  await page.getByRole('button', { name: 'Copy quote' }).click();
  const quote = await page.evaluate(() => navigator.clipboard.readText());
  expect(quote).toContain(`“${words}”`);
  expect(quote).toMatch(/, \d+:\d\d\n/);
  expect(quote).toContain(`earshot://call/${speech}?t=`);

  await select();
  await page.getByRole('button', { name: 'Copy without names' }).click();
  // The core takes the names out; until its answer comes, the clipboard holds what was copied before.
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toMatch(/\n(our side|the customer|a participant), \d+:\d\d\n/);
  const masked = await copied();
  expect(masked).not.toMatch(/Manager|Designer|Marketing|User Interface/);

  await select();
  await page.getByRole('toolbar', { name: 'Selected words' }).getByRole('button', { name: 'Note' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill('pistachio follow-up');
  await page.keyboard.press('Enter');
  await expect(page.locator('#notes')).toContainText('pistachio follow-up');
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  await page.getByRole('combobox', { name: 'New tag' }).fill('follow up');
  await page.keyboard.press('Enter');
  await expect(page.locator('.call-head .chip')).toContainText('follow up');
  for (const q of ['note:pistachio', 'pistachio', 'tag:"follow up"']) {
    await page.goto(`${origin(page)}/#/library?q=${encodeURIComponent(q)}`);
    await expect(page.getByText(/^1 of 197 calls/)).toBeVisible();
  }
});
