import type { Page } from '@playwright/test';
import { answered, expect, expectAccessible, nowhere, picture, rpc, test } from './app.ts';

test.use({ start: nowhere });

/** Opens an address inside the app. */
async function visit(page: Page, hash: string): Promise<void> {
  await page.goto(page.url().replace(/#.*/, hash));
}

const callsFound = (page: Page, n: number) =>
  expect(page.getByText(new RegExp(`^${n} of 197 calls`))).toBeVisible();

/** Words of a mark that stand for at least one call. */
async function markWithCalls(page: Page, root: string): Promise<{ words: string; at: number }> {
  const words = await page
    .locator(`${root} .mark`)
    .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label') ?? ''));
  const at = words.findIndex((text, index) => index > 0 && /\([1-9]\d* of/.test(text));
  return { words: words[at] ?? '', at };
}

test('a report: the finding, its course, and every mark opens exactly its calls', async ({
  sample: page,
}) => {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  await visit(page, '#/trends');
  await expect(page.locator('.finding')).toContainText('% of calls');
  await expect(page.getByRole('heading', { name: 'How this was counted' })).toBeVisible();
  await expect(page.getByText('moments in')).toBeVisible();
  await expectAccessible(page, 'trend report');
  await picture(page, 'trends');
  expect(refused).toEqual([]);

  // One Tab stop; arrows move along the line, the readout follows.
  const mark = await markWithCalls(page, '.panel:not([data-part="scores"]) .linechart');
  const marks = page.locator('.panel:not([data-part="scores"]) .linechart .mark');
  expect(await page.locator('.panel:not([data-part="scores"]) .linechart .mark[tabindex="0"]').count()).toBe(
    1,
  );
  await marks.first().focus();
  for (let at = 0; at < mark.at; at++) await page.keyboard.press('ArrowRight');
  await expect(marks.nth(mark.at)).toBeFocused();
  await expect(page.locator('.wide .readout').first()).toContainText(
    /(\d+ of \d+ calls)/.exec(mark.words)?.[1] ?? '?',
  );
  // A sync changes the store under the reader's eyes: the report is asked again, and the mark keeps the focus.
  for (const on of [true, false]) {
    const again = page.waitForResponse((answer) =>
      /"trends\/points"/.test(answer.request().postData() ?? ''),
    );
    await rpc(page, 'personal/star', { id: '1289968119210253771', on });
    await (await again).finished();
  }
  await expect(marks.nth(mark.at)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/library\?/);
  await callsFound(page, Number(/\((\d+) of/.exec(mark.words)?.[1]));
});

test('a row of the breakdown and a phrase open exactly their calls', async ({ sample: page }) => {
  await visit(page, '#/trends');
  const row = page.locator('table.breakdown tbody tr').first();
  const mentioning = Number(/(\d+) of/.exec((await row.locator('td').nth(3).textContent()) ?? '')?.[1]);
  await row.getByRole('button').click();
  await callsFound(page, mentioning);
  await page.goBack();
  const phrase = page.getByRole('region', { name: 'Phrases' }).locator('tbody tr').first();
  const calls = Number(await phrase.locator('td').nth(2).textContent());
  await phrase.getByRole('button').click();
  await callsFound(page, calls);
});

/** How many moments the evidence list says it shows, and in how many calls. */
async function evidenceSays(page: Page, moments: number, calls?: number): Promise<void> {
  const lead = page.getByRole('region', { name: 'Evidence' }).locator('.lead');
  await expect(lead).toContainText(
    new RegExp(
      `^${moments.toLocaleString('en')} moments in ${calls?.toLocaleString('en') ?? '[\\d,]+'} calls`,
    ),
  );
}

test('what follows and who said it show exactly the moments they count', async ({ sample: page }) => {
  await visit(page, '#/trends?bucket=month');
  const follows = page.getByRole('region', { name: /^What follows within/ });
  const row = follows.locator('tbody tr').first();
  const [times, calls] = [
    Number(await row.locator('td').nth(3).textContent()),
    Number(await row.locator('td').nth(4).textContent()),
  ];
  await row.getByRole('button').first().click();
  await evidenceSays(page, times, calls);
  await expect(page.getByRole('region', { name: 'Evidence' }).locator('.chip')).toContainText('within 60 s');
  await page.reload();
  await evidenceSays(page, times, calls);
  await expect(page.getByRole('heading', { name: 'Evidence' })).toBeInViewport();
  // Its tracker can be laid over the chart as before.
  await row.getByRole('button', { name: /^Add .* to the chart$/ }).click();
  await expect(page.locator('.seriesbar .serieschip')).toHaveCount(2);
  await page.goBack();

  const column = page.locator('.columns[aria-label="Mentions by side over time"] .column').nth(6);
  const words = (await column.getAttribute('aria-label')) ?? '';
  await column.click();
  await evidenceSays(
    page,
    [...words.matchAll(/(?:Company|Customer|Not known) (\d+)/g)].reduce(
      (sum, found) => sum + Number(found[1]),
      0,
    ),
  );
  const side = page.locator('.splitnames li').first();
  const said = Number(((await side.locator('.muted').textContent()) ?? '').replace(/\D/g, ''));
  await side.getByRole('button').click();
  await evidenceSays(page, said);
});

/** Begins an annotation at a point of the chart by month, from which these keys mark a stretch. */
async function annotate(page: Page, at: number, ...keys: string[]) {
  await visit(page, '#/trends?bucket=month');
  const marks = page.locator('.panel:not([data-part="scores"]) .linechart .mark');
  await marks.nth(at).focus();
  for (const key of [...keys, 'n']) await page.keyboard.press(key);
  return { dialog: page.getByRole('dialog', { name: 'New annotation' }), marks };
}

test('annotations: made at a point, on every chart and in every file, changed, removed and back', async ({
  sample: page,
}) => {
  const { dialog, marks } = await annotate(page, 4);
  await dialog.getByLabel('What happened').fill('Pricing page launched');
  await expectAccessible(page, 'new annotation', '.dialog');
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: 'Annotations' });
  await expect(list.getByRole('listitem')).toHaveText(/^1.*Pricing page launched$/);
  await page.getByRole('button', { name: 'Annotate' }).click();
  await page.getByLabel('What happened').fill('Trade fair');
  await page.getByLabel('Day').fill('2025-11-20');
  await page.getByLabel('Show it on').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
  const flags = page.locator('.panel:not([data-part="scores"]) .linechart .flagmark');
  await expect(flags).toHaveCount(2);
  await expect(page.locator('.columns[aria-label="Mentions by side over time"] .flag')).toHaveCount(2);
  await page.locator('.panel:not([data-part="scores"]) .linechart').scrollIntoViewIfNeeded();
  await expectAccessible(page, 'annotated report');
  await picture(page, 'trends-annotated');

  // Arrows reach the flags; Enter changes the note. There is one Tab stop as before.
  expect(await page.locator('.panel:not([data-part="scores"]) .linechart [tabindex="0"]').count()).toBe(1);
  await marks.nth(4).focus();
  await page.keyboard.press('ArrowDown');
  await expect(flags.first()).toBeFocused();
  await expect(page.locator('.wide .readout').first()).toContainText('Pricing page launched');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('What happened').fill('Price list');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(list).toContainText('Price list');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(list).toContainText('Pricing page launched');

  // In the table behind the chart, and in every file of it.
  const panel = page.locator('section.panel').filter({ hasText: 'Share of calls by' }).first();
  await panel.getByRole('button', { name: 'Table' }).click();
  await expect(panel.getByRole('columnheader', { name: 'Annotations' })).toBeVisible();
  await expect(panel.getByRole('cell', { name: /Pricing page launched/ })).toHaveCount(1);
  await panel.getByRole('button', { name: 'Table' }).click();
  for (const item of ['Drawing (SVG)', 'Figures (CSV)']) {
    await panel.getByRole('button', { name: /^Save / }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    const text = await import('node:fs').then(async (fs) =>
      fs.readFileSync(await (await saved).path(), 'utf8'),
    );
    expect(text, item).toContain('launched');
    expect(text, item).not.toContain('var(--');
  }

  // Another tracker's chart shows the one on every chart only; so does a search.
  await visit(page, '#/trends?s=q%3Abattery&bucket=month');
  await expect(page.locator('.panel:not([data-part="scores"]) .linechart .flagmark')).toHaveCount(1);

  // The report before this one has one flag too: this one is there when it shows both.
  await visit(page, '#/trends?bucket=month');
  await expect(flags).toHaveCount(2);
  for (const left of [1, 0]) {
    await list
      .getByRole('button', { name: /^Remove the annotation/ })
      .first()
      .click();
    await expect(flags).toHaveCount(left);
  }
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(list).toContainText('Trade fair');
  await list.getByRole('button', { name: /^Remove the annotation/ }).click();
  await expect(list).toHaveCount(0);
});

test('an annotation that lasts: made of a marked stretch, a band on every chart, in every file', async ({
  sample: page,
}) => {
  const { dialog, marks } = await annotate(page, 2, 'Shift+ArrowRight', 'Shift+ArrowRight');
  const day = await dialog.getByLabel('Day').inputValue();
  const until = await dialog.getByLabel('Until').inputValue();
  expect(day).toMatch(/-01$/);
  expect(until > day).toBe(true);
  await dialog.getByLabel('What happened').fill('Spring campaign');
  await dialog.getByLabel('Until').fill('2001-01-01');
  await expect(dialog.getByRole('alert')).toHaveText('It would end before it begins.');
  await expect(dialog.getByRole('button', { name: 'Add', exact: true })).toBeDisabled();
  await expectAccessible(page, 'annotation with an end', '.dialog');
  await dialog.getByLabel('Until').fill(until);
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await picture(page, 'trends-annotation-range-dialog');
  await dialog.getByLabel('What happened').press('Enter');
  const list = page.getByRole('list', { name: 'Annotations' });
  await expect(list.getByRole('listitem')).toHaveText(/^1.* – .*Spring campaign$/);
  await expect(page.locator('.panel:not([data-part="scores"]) .linechart .brush')).toHaveCount(0);

  // As wide as the stretch, on every chart over time; each of its points says it.
  const band = page.locator('.panel:not([data-part="scores"]) .linechart .flagband');
  const [box, from, to] = await Promise.all([
    band.boundingBox(),
    marks.nth(2).boundingBox(),
    marks.nth(4).boundingBox(),
  ]);
  if (!box || !from || !to) throw new Error('nothing is drawn');
  expect(Math.abs(box.x + 4 - (from.x + from.width / 2))).toBeLessThan(2);
  expect(Math.abs(box.x + box.width - 4 - (to.x + to.width / 2))).toBeLessThan(2);
  await expect(page.locator('.columns[aria-label="Mentions by side over time"] .flagband')).toHaveCount(1);
  await marks.nth(3).focus();
  await expect(page.locator('.wide .readout').first()).toContainText('Spring campaign');
  await marks.nth(5).focus();
  await expect(page.locator('.wide .readout').first()).not.toContainText('Spring campaign');
  await page.locator('.panel:not([data-part="scores"]) .linechart').scrollIntoViewIfNeeded();
  await expectAccessible(page, 'report with an annotation that lasts');
  await picture(page, 'trends-annotation-range');
  await page.locator('.columns[aria-label="Mentions by side over time"]').scrollIntoViewIfNeeded();
  await picture(page, 'trends-annotation-range-columns');
  await page.locator('.panel:not([data-part="scores"]) .linechart').scrollIntoViewIfNeeded();

  const panel = page.locator('section.panel').filter({ hasText: 'Share of calls by' }).first();
  await panel.getByRole('button', { name: 'Table' }).click();
  await expect(panel.getByRole('cell', { name: /Spring campaign/ })).toHaveCount(3);
  await panel.getByRole('button', { name: 'Table' }).click();
  await panel.getByRole('button', { name: /^Save / }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Drawing (SVG)' }).click();
  const svg = await import('node:fs').then(async (fs) => fs.readFileSync(await (await saved).path(), 'utf8'));
  expect(svg).toContain('Spring campaign');
  expect(svg).toContain('fill-opacity="0.13"');

  // Its end is taken away, and back by Undo.
  await list.getByRole('button', { name: /^Change the annotation/ }).click();
  await page.getByRole('dialog').getByLabel('Until').fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(band).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(band).toHaveCount(1);
  await list.getByRole('button', { name: /^Remove the annotation/ }).click();
  await expect(list).toHaveCount(0);
});

test('a report that asks for words says how many calls wait for the index', async ({ sample: page }) => {
  let waiting = 1234;
  await answered(page, 'trends/points', (answer: { footer: object }) => ({
    result: { ...answer, footer: { ...answer.footer, unindexed: waiting } },
  }));
  await visit(page, '#/trends?q=battery&bucket=month');
  const notice = page
    .locator('footer.method')
    .getByText('1,234 calls are still being prepared for text search');
  await expect(notice).toBeVisible();
  await notice.scrollIntoViewIfNeeded();
  await expectAccessible(page, 'report while calls wait for the index', 'footer.method');
  waiting = 0;
  await visit(page, '#/trends?q=remote&bucket=month');
  await expect(page.locator('footer.method')).toBeVisible();
  await expect(page.getByText('still being prepared')).toHaveCount(0);
  await page.unroute('**/rpc');
});

test('the same question as a table, a chart of small ones, and a file', async ({ sample: page }) => {
  await visit(page, '#/trends');
  const panel = page.locator('section.panel').filter({ hasText: 'Share of calls by' }).first();
  await panel.getByRole('button', { name: 'Table' }).click();
  await expect(panel.getByRole('columnheader', { name: 'Mentioning' })).toBeVisible();
  await expectAccessible(page, 'trend as a table', 'section.panel');
  await panel.getByRole('button', { name: 'Table' }).click();
  await expect(panel.locator('.linechart')).toBeVisible();
  for (const [item, ending, starts] of [
    ['Picture (PNG)', '.png', '\x89PNG'],
    ['Drawing (SVG)', '.svg', '<svg'],
    ['Figures (CSV)', '.csv', '\xef\xbb\xbf"From",'],
  ] as const) {
    await panel.getByRole('button', { name: /^Save / }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toContain(ending);
    const bytes = await import('node:fs').then(async (fs) => fs.readFileSync(await file.path()));
    expect(bytes.toString('latin1').startsWith(starts)).toBe(true);
    if (item !== 'Picture (PNG)') expect(bytes.toString('utf8')).toContain('197 calls');
    expect(bytes.toString('latin1')).not.toContain('var(--');
    // Names at line ends have an outline below their fill: without the order the picture would lose them.
    if (item === 'Drawing (SVG)') expect(bytes.toString('utf8')).toContain('paint-order="stroke"');
  }
  await page.getByRole('button', { name: 'Small charts' }).click();
  await expect(page.locator('.multiples li').first()).toBeVisible();
});

test('brushing the chart narrows the query, in the Library too', async ({ sample: page }) => {
  await visit(page, '#/trends?bucket=month');
  const marks = page.locator('.panel:not([data-part="scores"]) .linechart .mark');
  await expect(marks.first()).toBeVisible();
  // By keyboard: Shift and arrows, then Enter.
  await marks.nth(2).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/after%3A2025-03-01/);
  await expect(page).toHaveURL(/before%3A2025-06-01/);
  await expect(marks).toHaveCount(3);
  await page.getByRole('button', { name: 'All dates' }).click();
  await expect(page).not.toHaveURL(/after/);
  // By pointer.
  const box = await page.locator('.panel:not([data-part="scores"]) .linechart').boundingBox();
  if (!box) throw new Error('no chart');
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/after%3A/);

  // A search as list and chart: T toggles, a brush narrows the same query.
  await visit(page, '#/library?q=battery');
  await expect(page.locator('.result').first()).toBeVisible();
  await page.locator('.result').first().focus();
  await page.keyboard.press('t');
  await expect(page.locator('.searchtrend .linechart')).toBeVisible();
  await expectAccessible(page, 'search as a trend', '.searchtrend');
  await picture(page, 'search-trend');
  await page.locator('.searchtrend .mark').nth(3).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=battery\+after|q=battery%20after/);
  await expect(page.locator('.searchtrend')).toBeVisible();
  await page.locator('h1').first().focus();
  await page.keyboard.press('t');
  await expect(page.locator('.result').first()).toBeVisible();
});

test('several series on one axis, each named at its end; a search is one too', async ({ sample: page }) => {
  await visit(page, '#/trends');
  await page.getByRole('button', { name: 'Compare with another' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Competition');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Competition/ })
    .click();
  await expect(page.locator('.panel:not([data-part="scores"]) .endlabel')).toHaveCount(2);
  await expect(page.getByRole('button', { name: /^Only Competition/ })).toBeVisible();
  const both = page.locator('[data-part=overlap] li').nth(1);
  const calls = Number(await both.locator('strong').textContent());
  await expectAccessible(page, 'two series', '.seriesbar');
  await picture(page, 'trends-two');
  await page.getByRole('button', { name: 'Compare with another' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('battery');
  await page.keyboard.press('Enter');
  await expect(page.locator('.panel:not([data-part="scores"]) .endlabel')).toHaveCount(3);
  await page.goBack();
  await both.getByRole('button').click();
  await callsFound(page, calls);
});

test('a bar of the place in the call plays its seconds', async ({ sample: page }) => {
  await visit(page, '#/trends');
  const bar = page.locator('.columns[aria-label^="Mentions by place"] .column').nth(4);
  await bar.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Playing the hits of a search' })).toBeVisible();
  // What is heard is also listed, and the address says so.
  const chip = page.locator('section.panel').filter({ hasText: 'Evidence' }).locator('.lead .chip');
  await expect(chip).toBeVisible();
  await expect(page).toHaveURL(/only=/);
  await chip.getByRole('button').click();
  await expect(page).not.toHaveURL(/only=/);
  const lead = page.locator('section.panel').filter({ hasText: 'Evidence' }).locator('.lead');
  const all = (await lead.textContent()) ?? '';
  await page.getByRole('button', { name: 'Customer', exact: true }).click();
  await expect(chip).toContainText('said by customers');
  await expect(lead).not.toHaveText(all);
  await expect(page.locator('.evidencelist .dot.company')).toHaveCount(0);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the moments as CSV' }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.csv$/);
});

test('designed states: no calls, no trackers, a failure that can be tried again', async ({
  sample: page,
}) => {
  await visit(page, '#/trends?q=zzzzqqq');
  await expect(page.getByRole('heading', { name: 'No calls match this query' })).toBeVisible();
  await expectAccessible(page, 'no calls');
  await page.getByRole('button', { name: 'Count over all calls' }).click();
  await expect(page.locator('.panel:not([data-part="scores"]) .linechart .mark').first()).toBeVisible();

  await answered(page, 'trends/points', () => ({
    ok: false,
    error: {
      code: 'store/busy',
      message: 'The store is busy.',
      nextStep: 'Try again in a moment.',
      retryable: true,
    },
  }));
  await visit(page, '#/trends?bucket=quarter');
  await expect(page.getByRole('alert').getByText('The store is busy.')).toBeVisible();
  await expectAccessible(page, 'a report that failed');
  await page.unroute('**/rpc');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('.panel:not([data-part="scores"]) .linechart .mark').first()).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);

  await answered(page, 'trends/trackers', () => ({ result: [] }));
  await visit(page, '#/settings');
  await expect(page.locator('.page.trends')).toHaveCount(0);
  await visit(page, '#/trends');
  await expect(page.getByRole('heading', { name: 'No trackers yet' })).toBeVisible();
  await expectAccessible(page, 'no trackers');
  await picture(page, 'trends-none');
  // Any search can be counted all the same.
  await page.getByRole('button', { name: 'Choose a tracker' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('battery');
  await page.keyboard.press('Enter');
  await expect(page.locator('.finding')).toContainText('battery');
});

test('a tracker of my own: previewed while typed, saved, marked, changed, taken back, removed and back', async ({
  sample: page,
}) => {
  await visit(page, '#/trends/trackers');
  await expect(page.getByRole('heading', { name: 'No trackers of your own yet' })).toBeVisible();
  await page.getByRole('link', { name: 'New tracker' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Battery talk');
  const phrases = page.getByLabel('Add a phrase');
  await phrases.fill('battery');
  await phrases.press('Enter');
  await phrases.fill('solar cell');
  await phrases.press('Enter');
  const found = page.locator('.preview .lead');
  await expect(found).toContainText(/\d+ mentions in \d+ calls/);
  await expect(page.locator('.preview mark').first()).toHaveText(/batter/i);
  await expect(page.locator('.preview .evidencelist .dot.company').first()).toBeVisible();
  await page.getByRole('button', { name: 'Customers' }).click();
  await expect(page.locator('.preview .evidencelist .dot.company')).toHaveCount(0);
  await expect(page.locator('.preview .evidencelist .dot.customer').first()).toBeVisible();
  await page.getByRole('button', { name: 'Anyone' }).click();
  await expect(page.locator('.preview .evidencelist .dot.company').first()).toBeVisible();
  await expectAccessible(page, 'tracker editor');
  await page.getByRole('button', { name: 'Make tracker' }).click();
  await expect(page).toHaveURL(/#\/trends\/trackers\/\d+/);
  // All history is computed at once.
  const evidence = page.locator('section.panel').filter({ hasText: 'Evidence' }).locator('.lead');
  await expect(evidence).toContainText(/^[1-9]\d* moments in \d+ calls/);
  const moments = (await evidence.textContent()) ?? '';
  await page
    .getByRole('button', { name: /^Right: / })
    .nth(0)
    .click();
  await expect(page.getByText('100 % right (1 of 1 marked')).toBeVisible();
  await page
    .getByRole('button', { name: /^Wrong: / })
    .nth(1)
    .click();
  await expect(page.getByText('50 % right (1 of 2 marked')).toBeVisible();
  await page.getByLabel('Compare with').selectOption({ label: 'Usability' });
  await expect(page.getByRole('button', { name: 'Only Battery talk' })).toBeVisible();
  await picture(page, 'tracker-editor');

  await page.getByLabel('Only in questions').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('.versions li')).toHaveCount(2);
  await expect(evidence).not.toHaveText(moments);
  await page.getByRole('button', { name: 'Go back to it' }).click();
  await expect(page.getByLabel('Only in questions')).not.toBeChecked();
  await expect(evidence).toHaveText(moments);

  await page.getByRole('link', { name: 'Report', exact: true }).last().click();
  await expect(page.locator('.finding')).toContainText('Battery talk');
  const mark = await markWithCalls(page, '.panel:not([data-part="scores"]) .linechart');
  await page.locator('.panel:not([data-part="scores"]) .linechart .mark').nth(mark.at).focus();
  await page.keyboard.press('Enter');
  await callsFound(page, Number(/\((\d+) of/.exec(mark.words)?.[1]));

  await visit(page, '#/trends/trackers');
  await expect(page.getByRole('link', { name: 'Battery talk' })).toBeVisible();
  await expectAccessible(page, 'my trackers');
  await picture(page, 'my-trackers');
  await page.getByRole('button', { name: 'Remove Battery talk' }).click();
  await expect(page.getByRole('heading', { name: 'No trackers of your own yet' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByRole('link', { name: 'Battery talk' })).toBeVisible();
});

test('dashboards: pinned charts that are up to date, in order, renamed, printed, saved, taken off and back', async ({
  sample: page,
}) => {
  await visit(page, '#/trends/dashboards');
  await expect(page.getByRole('heading', { name: 'No dashboards yet' })).toBeVisible();
  await visit(page, '#/trends?bucket=month');
  await page.getByRole('button', { name: /^Pin .*Share of calls/ }).click();
  await page.getByRole('menuitem', { name: 'New dashboard…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Monday review');
  await page.getByRole('button', { name: 'Make and pin' }).click();
  await expect(page.getByText('Pinned to “Monday review”')).toBeVisible();
  await page.getByRole('button', { name: /^Pin .*By rep/ }).click();
  await page.getByRole('menuitem', { name: 'Monday review' }).click();
  await expect(page.getByText('Pinned to “Monday review”').last()).toBeVisible();

  await page.getByRole('link', { name: 'Dashboards' }).click();
  await expect(page.locator('.pinned > li')).toHaveCount(2);
  await expect(page.locator('.pinned .linechart .mark').first()).toBeVisible();
  await expect(page.locator('.pinned table.breakdown tbody tr').first()).toBeVisible();
  // A board has no list of moments: the report behind a chart opens at them.
  await visit(page, '#/trends?bucket=month');
  await page.getByRole('button', { name: /^Pin .*Who said it/ }).click();
  await page.getByRole('menuitem', { name: 'Monday review' }).click();
  await visit(page, '#/trends/dashboards');
  const side = page.locator('.pinned .splitnames li').first();
  const said = Number(((await side.locator('.muted').textContent()) ?? '').replace(/\D/g, ''));
  await side.getByRole('button').click();
  await evidenceSays(page, said);
  await expect(page.getByRole('heading', { name: 'Evidence' })).toBeInViewport();
  await page.goBack();
  await page.getByRole('button', { name: /^Take .*Who said it off/ }).click();
  await expect(page.locator('.pinned > li')).toHaveCount(2);
  await expectAccessible(page, 'dashboard');
  await picture(page, 'dashboard');
  const titles = page.locator('.pinned h3');
  const first = (await titles.first().textContent()) ?? '';
  // Saved searches in the sidebar can be moved, too.
  await page
    .locator('.pinned')
    .getByRole('button', { name: /^Move .* down$/ })
    .first()
    .click();
  await expect(titles.nth(1)).toHaveText(first);
  await page.getByRole('button', { name: `Rename ${first}` }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('How often');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await expect(titles.nth(1)).toHaveText('How often');

  // A sheet of paper holds the charts and how they were counted, and none of the buttons.
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(page.locator('.sidebar')).toBeHidden();
  await expect(page.locator('.counted').first()).toBeVisible();
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
  await page.emulateMedia({ media: null });
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'HTML' }).click();
  const html = await import('node:fs').then(async (fs) =>
    fs.readFileSync(await (await saved).path(), 'utf8'),
  );
  expect(html).toContain('How often');
  expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);

  await page.getByRole('button', { name: 'Take How often off this dashboard' }).click();
  await expect(page.locator('.pinned > li')).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.locator('.pinned > li')).toHaveCount(2);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No dashboards yet' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.locator('.pinned > li')).toHaveCount(2);
});
