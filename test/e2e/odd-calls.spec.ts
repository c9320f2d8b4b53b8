import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import {
  hostile,
  hostileId,
  hostileText,
  marathon,
  marathonId,
  quiet,
  quietId,
  talked,
  talkedId,
} from '../fixtures/odd-calls.ts';
import { expectAccessible } from './app.ts';
import { type OwnGong, someMeetings, startOwnGong } from './gong.ts';

let gong: OwnGong;
const pageErrors: string[] = [];
test.beforeAll(async ({ browser }) => {
  const corpus = someMeetings(['1289968119210253771']);
  for (const { call, transcript } of [marathon(), hostile(), quiet(), talked()]) corpus.put(call, transcript);
  gong = await startOwnGong(browser, corpus, (source) => ({
    audio: (id) => (id === quietId ? null : source.audio(id)),
    video: () => null,
  }));
  gong.page.on('pageerror', (error) => pageErrors.push(error.message));
});
test.afterAll(() => gong.stop());
test.afterEach(() => expect(pageErrors).toEqual([]));

async function open(id: string, search = ''): Promise<void> {
  await gong.page.goto(`${gong.origin}/#/call/${id}${search}`);
  await expect(gong.page.locator('#facts')).toBeAttached();
}

test('whatever a text tries, it is shown as text', async () => {
  const { page } = gong;
  await open(hostileId);
  await expect(page.locator('#brief')).toContainText('<script>window.hacked=1</script>');
  await expect(page.locator('.line').first()).toContainText('<img src=x onerror=');
  await page.locator('.tracker summary').click();
  await page.keyboard.press('r');
  await expect(page.getByRole('dialog', { name: 'Raw record' })).toContainText('onerror');
  await page.keyboard.press('Escape');
  await page.goto(`${gong.origin}/#/library?q=hyperlink`);
  await expect(page.getByText(/^1 of 5 calls/)).toBeVisible();
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();
  expect(await page.locator('img[src="x"]').count()).toBe(0);
});

test('exports of a hostile call do nothing where they are opened', async () => {
  test.slow();
  const { page } = gong;
  await open(hostileId);
  const saved: Record<string, string> = {};
  for (const format of ['html', 'markdown', 'csv', 'csv-transcript', 'json', 'jsonl', 'srt', 'vtt']) {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('combobox', { name: 'Format' }).selectOption(format);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the file' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(
      /^2026-06-10-[\p{L}\p{N}\p{M}\p{Extended_Pictographic}-]{1,80}\.(html|md|csv|json|jsonl|srt|vtt)$/u,
    );
    saved[format] = await file.path();
  }
  const read = (format: string) => readFileSync(saved[format] ?? '', 'utf8');
  for (const format of ['html', 'markdown', 'csv', 'csv-transcript', 'srt', 'vtt'])
    expect(read(format)).not.toMatch(/[\u202e\u2066]/);
  expect(
    read('csv')
      .split('","')
      .some((cell) => /^"?\s*[=+\-@]/.test(cell)),
  ).toBe(false);
  expect(JSON.parse(read('json')).brief).toBe(hostileText);
  const viewer = await page.context().newPage();
  const asked: string[] = [];
  viewer.on('request', (request) => asked.push(request.url()));
  await viewer.setContent(read('html').slice(0, 4_000_000));
  await expect(viewer.locator('h1')).toContainText('<img src=x');
  expect(await viewer.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();
  expect(await viewer.locator('script, img').count()).toBe(0);
  expect(asked).toEqual([]);
  await viewer.close();
});

test('a call with nothing but its facts says what is missing, and nothing fails', async () => {
  const { page } = gong;
  await open(quietId);
  await expect(page.getByRole('heading', { name: 'No summary of this call' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No transcript yet' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Player' })).toContainText(
    'Gong has no recording of this call',
  );
  await expect(page.getByRole('region', { name: 'Numbers' })).toHaveCount(0);
  await expectAccessible(page, 'a quiet call');
});

test('comments stand in their threads with mentions by name; CRM then and now; people lead to their other calls', async () => {
  const { page } = gong;
  await open(talkedId);
  const comments = page.locator('#comments li');
  await expect(comments).toHaveCount(27);
  await expect(comments.first().locator('.mention')).toHaveText('@Chloe Costa');
  const indent = (at: number) =>
    comments.nth(at).evaluate((one) => Number.parseInt((one as HTMLElement).style.marginLeft, 10));
  expect([await indent(0), await indent(1), await indent(2)]).toEqual([0, 18, 36]);
  await comments
    .nth(3)
    .getByRole('button', { name: /^Play from 0:39/ })
    .click();
  const slider = page.getByRole('region', { name: 'Player' }).getByRole('slider', { name: 'Position' });
  await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThanOrEqual(39);
  await page.keyboard.press('k');
  const stage = page.locator('#crm tr.changed').first();
  await expect(stage).toContainText(/StageName\s*Discovery\s*Negotiation\s*changed/);
  await expect(page.locator('#crm tr.changed')).toHaveCount(2);
  await expect(page.locator('#key-points')).toContainText('no support found');
  await expect(page.locator('#highlights h3').first()).toHaveText('Next steps');
  await page.locator('#key-points .why').first().click();
  await expect(page.locator('#key-points blockquote')).toContainText('discount of ten percent');
  await page
    .locator('#people')
    .getByRole('link', { name: /other call/ })
    .first()
    .click();
  await expect(page.getByRole('combobox', { name: 'Search calls' })).toHaveValue(/^who:/);
  await expect(page.getByText(/^[2-9] of 5 calls/)).toBeVisible();
});

test('a timeline of 5,000 marks steps by keys within and across lanes and is read out as a list', async () => {
  const { page } = gong;
  await open(marathonId);
  const timeline = page.getByRole('listbox', { name: /^Timeline/ });
  expect(Number(await timeline.getAttribute('data-marks'))).toBeGreaterThan(5000);
  await timeline.focus();
  await page.keyboard.press('Home');
  const chosen = page.locator('.timeline [role=option][aria-selected=true]');
  await expect(chosen).toHaveAttribute('aria-posinset', '1');
  await page.keyboard.press('ArrowRight');
  await expect(chosen).toHaveAttribute('aria-posinset', '2');
  const active = await timeline.getAttribute('aria-activedescendant');
  expect(await chosen.getAttribute('id')).toBe(active);
  await page.keyboard.press('ArrowDown');
  await expect(timeline).toHaveAccessibleName(/^Timeline: Outline, 60 marks/);
  await page.keyboard.press('End');
  await expect(chosen).toHaveAttribute('aria-posinset', '60');
  await expect(chosen).toContainText('3:56:00 Section 60');
  await page.keyboard.press('+');
  await expect(page.getByRole('button', { name: 'Zoom out' })).toBeEnabled();
  await page.keyboard.press('Enter');
  const slider = page.getByRole('region', { name: 'Player' }).getByRole('slider', { name: 'Position' });
  await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThanOrEqual(59 * 240);
  const canvas = timeline.locator('canvas');
  await canvas.dblclick({ position: { x: 5, y: 5 } });
  await expect(page.getByRole('button', { name: 'Zoom out' })).toBeDisabled();
  const { width = 0 } = (await canvas.boundingBox()) ?? {};
  await canvas.hover({ position: { x: width / 2, y: 44 } });
  await expect(page.locator('.timeline-tip')).toContainText(/^(1:5\d|2:0\d):\d\d .*Section 3\d/);
  await canvas.click({ position: { x: width / 2, y: 44 } });
  await expect.poll(async () => Math.abs(Number(await slider.inputValue()) - 7200)).toBeLessThan(60);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('k');
});

test('the transcript follows what plays until the reader scrolls away, and then leads back', async () => {
  const { page } = gong;
  await open(marathonId, '?t=7200');
  const now = page.locator('.sentence.now');
  await expect(now).toBeInViewport();
  await expect(page.getByRole('button', { name: 'Jump to playhead' })).toHaveCount(0);
  await page.locator('.lines').hover();
  await page.mouse.wheel(0, 4000);
  await expect(page.getByRole('button', { name: 'Jump to playhead' })).toBeVisible();
  await page.getByRole('button', { name: 'Jump to playhead' }).click();
  await expect(now).toBeInViewport();
  await expect(page.getByRole('button', { name: 'Jump to playhead' })).toHaveCount(0);
});
