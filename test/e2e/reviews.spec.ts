import type { CallDetail } from '../../electron/contract/call.ts';
import type { SearchResult } from '../../electron/contract/library.ts';
import { answered, expect, expectAccessible, nowhere, picture, rpc, test } from './app.ts';

test.use({ start: nowhere });

const origin = (page: import('@playwright/test').Page) => new URL(page.url()).origin;

/** A call that was reviewed and is kept as an example, with its detail. */
async function keptCall(page: import('@playwright/test').Page, q: string): Promise<CallDetail> {
  const found = await rpc<SearchResult>(page, 'library/search', { q, limit: 50, facets: false });
  for (const hit of found.hits) {
    const call = await rpc<CallDetail>(page, 'call/get', { id: hit.id });
    if (call.scorecards.length > 0 && call.library.some((place) => place.startSec !== null)) return call;
  }
  throw new Error('the sample has such a call');
}

test('a call shows its reviews with every answer, and where the team keeps it', async ({ sample: page }) => {
  const call = await keptCall(page, 'has:scorecard has:folder');
  await page.goto(`${origin(page)}/#/call/${call.id}`);
  const scorecards = page.getByRole('region', { name: 'Scorecards' });
  await expect(scorecards.getByRole('article')).toHaveCount(call.scorecards.length);
  for (const review of call.scorecards) {
    await expect(scorecards.getByRole('link', { name: review.name })).toBeVisible();
    for (const answer of review.answers.filter((item) => item.score !== null))
      await expect(scorecards).toContainText(`${answer.score} of ${answer.highest}`);
  }
  const library = page.getByRole('region', { name: 'Team library' });
  for (const place of call.library) {
    await expect(library).toContainText(place.path);
    if (place.note) await expect(library).toContainText(place.note);
  }
  await page.getByRole('navigation', { name: 'Parts of the digest' }).getByText('Scorecards').click();
  await picture(page, 'call-scorecards');
  await expectAccessible(page, 'scorecards', '#scorecards');
  await expectAccessible(page, 'team library', '#library');
  // A scorecard leads to the calls that were reviewed with it.
  await scorecards.getByRole('link').first().click();
  await expect(page.getByRole('list', { name: 'Filters of this query' })).toContainText('Scorecard');
});

test('a snippet plays from its first second and stops at its last', async ({ sample: page }) => {
  const call = await keptCall(page, 'has:scorecard has:folder');
  await answered(page, 'call/get', (detail: CallDetail) => ({
    result: {
      ...detail,
      library: detail.library.slice(0, 1).map((place) => ({ ...place, startSec: 30, endSec: 32 })),
    },
  }));
  await page.goto(`${origin(page)}/#/call/${call.id}`);
  await page.getByRole('button', { name: /^Play 0:30–0:32/ }).click();
  const player = page.getByRole('region', { name: 'Player' });
  const position = async () => Number(await player.getByRole('slider', { name: 'Position' }).inputValue());
  await expect(player.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(player.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  expect(await position()).toBeGreaterThanOrEqual(31.9);
  expect(await position()).toBeLessThan(33);
  // Play goes on past it.
  await player.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(position).toBeGreaterThan(33.5);
});

test('a report has the scores of its calls over time, what is not reviewed, scorecards and questions', async ({
  sample: page,
}) => {
  await page.goto(`${origin(page)}/#/trends?s=${encodeURIComponent('q:')}`);
  const scores = page.getByRole('region', { name: 'Scores', exact: true });
  await expect(scores).toContainText(/Mean score \d+ %/);
  await expect(scores).toContainText(/Not reviewed:\s*\d+ of 197/);
  await scores.getByRole('combobox', { name: 'Scorecard' }).selectOption('Discovery call');
  await expect(scores.getByRole('region', { name: 'Scores by question' })).toContainText('as a whole');
  await expect(page).toHaveURL(/scorecard=Discovery/);
  await scores.scrollIntoViewIfNeeded();
  await picture(page, 'trends-scores');
  await expectAccessible(page, 'scores', 'section:has(.scoretables)');
  // What is not reviewed opens exactly those calls.
  const text = (await scores.textContent()) ?? '';
  const missed = /Not reviewed:\s*(\d+) of 197/.exec(text)?.[1];
  await scores.getByRole('button', { name: `${missed} of 197` }).click();
  await expect(page.getByText(`${missed} of 197 calls`)).toBeVisible();
});
