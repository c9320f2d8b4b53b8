import { expect, type Page, test } from '@playwright/test';
import { hostileText, hostileWords, hostileWordsId, override } from '../fixtures/hostile-words.ts';
import { type OwnGong, someMeetings, startOwnGong } from './gong.ts';

let gong: OwnGong;
test.beforeAll(async ({ browser }) => {
  const corpus = someMeetings(['1289968119210253771']);
  const { call, transcript } = hostileWords();
  corpus.put(call, transcript);
  gong = await startOwnGong(browser, corpus);
});
test.afterAll(() => gong.stop());

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
];

/**
 * Texts with an override that reach what is beside them, and boxes that their words run out of. What is cut off with an ellipsis is in
 * its box; what scrolls sideways on purpose has `overflow-x` of its own and is a chart, a table or the text of a field.
 */
function broken(page: Page): Promise<string[]> {
  return page.evaluate((control) => {
    const found: string[] = [];
    const isolates = (element: Element) =>
      /isolate|plaintext/.test(getComputedStyle(element).unicodeBidi) || element instanceof HTMLOptionElement;
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()}${element.id && `#${element.id}`}.${element.getAttribute('class') ?? ''}`;
    const open = (text: string) => text.replace(/\u2068[^\u2069]*\u2069/g, '').includes(control);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!open(node.textContent ?? '')) continue;
      let box = node.parentElement;
      while (box && !isolates(box)) box = box.parentElement;
      // The paragraph that it opens ends with its box; own words in the same one would be turned.
      const copy = box?.cloneNode(true) as Element | undefined;
      for (const inner of copy?.querySelectorAll('bdi, [dir], .badge, script, title') ?? []) inner.remove();
      const ours = (copy?.textContent ?? '')
        .match(/[A-Za-z]{2,}/g)
        ?.filter((one) => !/^Z[a-z]+$/.test(one) && !/^(?:wm)+$/.test(one) && one !== 'tail');
      if (!box) found.push(`no isolate: ${nameOf(node.parentElement as Element)}`);
      else if (ours?.length) found.push(`turns ${ours.join(' ')}: ${nameOf(box)}`);
    }
    if (open(document.title)) found.push('document.title');
    // An accessible name is read out, never laid out.
    for (const element of document.querySelectorAll('[title], [placeholder]'))
      for (const attribute of ['title', 'placeholder'])
        if (open(element.getAttribute(attribute) ?? '')) found.push(`${attribute}: ${nameOf(element)}`);
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const { overflowX, textOverflow, display, position } = getComputedStyle(element);
      if (element.scrollWidth <= element.clientWidth + 1 || display === 'inline' || element.clientWidth === 0)
        continue;
      if (element.matches('input, textarea, select, option, svg *, .sr') || textOverflow === 'ellipsis')
        continue;
      // Its content is seen to run out of it, or would have to be scrolled to.
      if (overflowX === 'hidden' || overflowX === 'clip') continue;
      const words = [...element.querySelectorAll('bdi, [dir]'), element].some((one) =>
        [...one.childNodes].some((node) => node.nodeType === 3 && /(?:wm){20}/.test(node.textContent ?? '')),
      );
      if (words)
        found.push(
          `runs out (${element.scrollWidth} of ${element.clientWidth}, ${position}): ${nameOf(element)}`,
        );
    }
    return found;
  }, override);
}

test('no text of a hostile call or of mine turns what is beside it round or runs out of its box', async () => {
  test.slow();
  const { page } = gong;
  const mine = (first: string) => hostileText(first).slice(0, 120);
  await gong.rpc('personal/tag', { id: hostileWordsId, tag: mine('Ztag').slice(0, 60), on: true });
  await gong.rpc('saved/save', { name: mine('Zsaved'), q: 'tail' });
  await gong.rpc('annotations/save', { day: '2026-06-08', endDay: null, text: mine('Zmark'), key: null });
  const { tracker } = await gong.rpc<{ tracker: { id: number; key: string } }>('trackers/save', {
    name: mine('Zmine').slice(0, 80),
    definition: {
      languages: [{ language: null, phrases: ['tail'], relatedForms: false }],
      saidBy: 'anyone',
      onlyQuestions: false,
      saidAt: null,
    },
  });
  const { dashboard } = await gong.rpc<{ dashboard: { id: number } }>('dashboards/save', {
    name: mine('Zboard').slice(0, 80),
  });
  const key = (await gong.rpc<{ key: string; name: string }[]>('trends/trackers', {})).find(({ name }) =>
    name.includes('Ztracker'),
  )?.key as string;
  await gong.rpc('dashboards/pin', {
    dashboardId: dashboard.id,
    title: mine('Zchart').slice(0, 80),
    spec: { kind: 'breakdown', q: '', series: [{ kind: 'tracker', key }], bucket: 'month', field: 'account' },
  });
  const shots = process.env['EARSHOT_SHOTS'];
  const clean = async (where: string) => {
    for (const size of sizes) {
      await page.setViewportSize(size);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      if (shots) await page.screenshot({ path: `${shots}/${where}-${size.width}.png` });
      expect.soft(await broken(page), `${where} at ${size.width}`).toEqual([]);
    }
    await page.setViewportSize(sizes[0] as (typeof sizes)[number]);
  };
  const open = (route: string) => page.goto(`${gong.origin}/#${route}`);

  await open(`/call/${hostileWordsId}?q=tail`);
  await expect(page.locator('#facts')).toBeAttached();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Note' }).fill(hostileText('Znote'));
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(page.locator('#notes')).toContainText('Znote');
  await page.locator('.pane.digest').evaluate((pane) => {
    for (const part of pane.querySelectorAll('details')) part.open = true;
  });
  await clean('call');

  await open('/library?q=tail');
  await expect(page.locator('.result .passage').first()).toBeVisible();
  await clean('library');
  await page
    .locator('.result')
    .first()
    .click({ position: { x: 4, y: 4 } });
  await page.keyboard.press('Space');
  await expect(page.locator('.quicklook h2')).toBeVisible();
  await clean('quicklook');
  await page.keyboard.press('Control+k');
  await page.keyboard.insertText('Z');
  await expect(page.locator('.palettelist')).toContainText('Zsaved');
  await clean('palette');
  await page.keyboard.press('Escape');
  await expect(page.locator('.palette')).toHaveCount(0);

  await open('/inbox');
  await page.getByRole('button', { name: /Ztitle/ }).click();
  await expect(page.locator('.inbox-call-head h2')).toContainText('Ztitle');
  await clean('inbox');

  await open(`/trends?s=${encodeURIComponent(key)}&s=${encodeURIComponent(tracker.key)}&by=account`);
  await expect(page.locator('.evidencelist li').first()).toBeVisible();
  await clean('report');
  await page.getByRole('button', { name: 'Compare with another' }).click();
  await clean('picker');
  await page.keyboard.press('Escape');
  await open(`/trends?s=${encodeURIComponent(key)}&split=outcome`);
  await expect(page.locator('svg[data-form="rows"] .axis.name').first()).toBeVisible();
  await clean('report-of-one');
  await open('/trends/trackers');
  await expect(page.locator('.minelist')).toContainText('Zmine');
  await clean('my-trackers');
  await open(`/trends/trackers/${tracker.id}`);
  await expect(page.locator('.preview .evidencelist li').first()).toBeVisible();
  await clean('tracker');
  await open(`/trends/dashboards/${dashboard.id}`);
  await expect(page.locator('.pinned table').first()).toBeVisible();
  await clean('dashboard');
  await open('/settings');
  await expect(page.getByLabel('Only calls hosted by')).toBeVisible();
  await clean('settings');
});
