import type { Page } from '@playwright/test';
import { expect, nowhere, rpc, test } from './app.ts';

test.use({ start: nowhere });

const call = '1289968119210253771';
const visit = (page: Page, place: string) => page.goto(`${new URL(page.url()).origin}/${place}`);
const told = (page: Page, words: string) => expect(page.locator('.toast').getByText(words)).toBeVisible();

test('Ctrl+Z takes back the last edit on every page, whatever it was of, and with Shift does it again', async ({
  sample: page,
}) => {
  const starred = async () =>
    (await rpc<{ mine: { starred: boolean } }>(page, 'call/get', { id: call })).mine.starred;
  const trackers = async () => (await rpc<{ name: string }[]>(page, 'trackers/list', {})).length;
  const notes = async () => (await rpc<unknown[]>(page, 'annotations/list', {})).length;
  const saved = async () => (await rpc<unknown[]>(page, 'saved/list', {})).length;
  const searches = await saved();
  const definition = {
    languages: [{ language: null, phrases: ['battery'], relatedForms: false }],
    saidBy: 'anyone',
    onlyQuestions: false,
    saidAt: null,
  };

  // One edit of each kind, made on four pages and in another window.
  await visit(page, `#/call/${call}`);
  await expect(page.getByRole('button', { name: 'Star (S)' })).toBeVisible();
  await page.keyboard.press('s');
  await told(page, 'Starred');
  const other = await page.context().newPage();
  await other.goto(page.url());
  await rpc(other, 'trackers/save', { name: 'Batteries', definition });
  await rpc(other, 'annotations/save', { day: '2024-03-01', text: 'Launch' });
  await rpc(other, 'saved/save', { name: 'Watched', q: 'battery' });

  // The library: the saved search goes, here and in the other window.
  await visit(page, '#/library');
  await expect(page.locator('.saved a', { hasText: 'Watched' })).toBeVisible();
  await page
    .getByRole('combobox', { name: /Search/ })
    .first()
    .focus();
  await page.keyboard.press('Control+z');
  await page.locator('.results').focus();
  expect(await saved()).toBe(searches + 1);
  await page.keyboard.press('Control+z');
  await told(page, 'Taken back: Saved “Watched”');
  await expect(page.locator('.saved a', { hasText: 'Watched' })).toHaveCount(0);
  await expect(other.locator('.saved a', { hasText: 'Watched' })).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await told(page, 'Done again: Saved “Watched”');
  expect(await saved()).toBe(searches + 1);
  await page.keyboard.press('Control+z');
  await told(page, 'Taken back: Saved “Watched”');

  // Trends: the annotation.
  await visit(page, '#/trends');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+z');
  await told(page, 'Taken back: Added “Launch”');
  expect(await notes()).toBe(0);

  // The trackers: the tracker.
  await visit(page, '#/trends/trackers');
  await expect(page.getByRole('link', { name: 'Batteries' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await told(page, 'Taken back: Made “Batteries”');
  await expect(page.getByRole('heading', { name: 'No trackers of your own yet' })).toBeVisible();
  expect(await trackers()).toBe(0);

  // The call: its star. Then all of it again, in order.
  await visit(page, `#/call/${call}`);
  await expect(page.getByRole('button', { name: 'Star (S)' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Star (S)' })).toHaveAttribute('aria-pressed', 'false');
  for (const what of ['Starred', 'Made “Batteries”', 'Added “Launch”', 'Saved “Watched”']) {
    await page.keyboard.press('Control+Shift+z');
    await told(page, `Done again: ${what}`);
  }
  expect([await starred(), await trackers(), await notes(), await saved()]).toEqual([
    true,
    1,
    1,
    searches + 1,
  ]);
  for (let left = 4; left > 0; left--) await page.keyboard.press('Control+z');
  await expect.poll(starred).toBe(false);
  await other.close();
});
