import type { Page } from '@playwright/test';
import type { AppInfo } from '../../electron/contract/app.ts';
import type { SearchResult } from '../../electron/contract/library.ts';
import { answered, expect, expectAccessible, nowhere, picture, rpc, sameSession, test } from './app.ts';

test.use({ start: nowhere });

/** The page again, in a browser that is elsewhere. */
async function elsewhere(page: Page, timezoneId: string): Promise<Page> {
  const context = await sameSession(page, { viewport: { width: 1440, height: 900 }, timezoneId });
  const other = await context.newPage();
  await other.goto(page.url());
  return other;
}

test('local time is the core’s, wherever the browser is and whatever it knows of zones', async ({
  sample: page,
}) => {
  const timeZone = 'America/Vancouver';
  await rpc(page, 'app/setPrefs', { timeZone });
  const { hits } = await rpc<SearchResult>(page, 'library/search', { q: '', sort: 'newest', limit: 20 });
  // In the core's engine, which is the one this test runs in.
  const dayOf = (ms: number) =>
    new Intl.DateTimeFormat('en-US', { timeZone, dateStyle: 'medium' }).format(ms);
  const odd = hits.find(
    ({ startedMs }) =>
      new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Tokyo', dateStyle: 'medium' }).format(startedMs) !==
      dayOf(startedMs),
  );
  if (!odd) throw new Error('No call of another day.');
  const iso = new Intl.DateTimeFormat('sv', { timeZone }).format(odd.startedMs);
  const tokyo = await elsewhere(page, 'Asia/Tokyo');
  expect(await tokyo.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)).toBe('Asia/Tokyo');
  const list = (on: Page, date: string) => on.goto(page.url().replace(/#.*/, `#/library?q=date:${date}`));
  await list(tokyo, iso);
  await expect(tokyo.locator('time').first()).toHaveText(dayOf(odd.startedMs));
  for (const text of await tokyo.locator('.results time').allTextContents())
    expect(text).toBe(dayOf(odd.startedMs));
  await picture(tokyo, 'library-elsewhere');
  await tokyo.goto(page.url().replace(/#.*/, `#/call/${odd.id}`));
  const clock = new Intl.DateTimeFormat('en-US', { timeZone, hour: '2-digit', minute: '2-digit' });
  await expect(tokyo.getByText(clock.format(odd.startedMs)).first()).toBeVisible();
  await tokyo.context().close();

  // A law that the browser has not heard of: clocks twelve hours and a half ahead of what it would say.
  const ahead = await elsewhere(page, timeZone);
  await answered(ahead, 'app/info', (info: AppInfo) => ({
    result: {
      ...info,
      zone: { ...info.zone, offsets: info.zone.offsets.map(([since, minutes]) => [since, minutes + 750]) },
    },
  }));
  await list(ahead, iso);
  await ahead.reload();
  await expect(ahead.locator('time').first()).toHaveText(dayOf(odd.startedMs + 750 * 60_000));
  await ahead.context().close();
  await rpc(page, 'app/setPrefs', { timeZone: 'system' });
});

test('a report says what of its query was not understood, and a comparison lies by the calendar', async ({
  sample: page,
}) => {
  const visit = (hash: string) => page.goto(page.url().replace(/#.*/, hash));
  await visit(`#/trends?q=${encodeURIComponent('date:2025-02-30 scope:external')}`);
  const footer = page.locator('footer.method');
  await expect(footer).toContainText('“2025-02-30” is no date');
  await expect(footer.locator('mark')).toHaveText('2025-02-30');
  await expectAccessible(page, 'report with a query problem', 'footer.method');
  await visit(
    `#/trends?q=${encodeURIComponent('date:2026-03..2026-04 dur:abc')}&compare=previous&bucket=day&measure=calls`,
  );
  await expect(
    page.getByText(/Against the previous period, Jan 1, 2026 to Feb 28, 2026/).first(),
  ).toBeVisible();
  await expect(footer).toContainText('“abc” is no duration');
  // 30 April has no day in February; 1 March lies over 1 January.
  const readout = page.locator('.panel:not([data-part="scores"]) .readout').first();
  const marks = page.locator('.panel:not([data-part="scores"]) .linechart .mark');
  await marks.last().hover({ force: true });
  await expect(readout).toContainText('Apr 30, 2026');
  await expect(readout).toContainText('previous period: no such day');
  await marks.first().hover({ force: true });
  await expect(readout).toContainText('Mar 1, 2026');
  await expect(readout).not.toContainText('no such day');
  await picture(page, 'report-compared');
});
