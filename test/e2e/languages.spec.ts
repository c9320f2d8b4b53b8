import { expect, type Page, test } from '@playwright/test';
import { hebrew, hebrewId, japanese, japaneseId } from '../fixtures/foreign-calls.ts';
import { expectAccessible } from './app.ts';
import { type OwnGong, someMeetings, startOwnGong } from './gong.ts';

let gong: OwnGong;
test.beforeAll(async ({ browser }) => {
  const corpus = someMeetings(['1289968119210253771']);
  for (const { call, transcript } of [hebrew(), japanese()]) corpus.put(call, transcript);
  gong = await startOwnGong(browser, corpus);
});
test.afterAll(() => gong.stop());

/** What the user writes in Hebrew: a tag, a saved search, a note, an annotation, a tracker, a dashboard. */
const mine = {
  tag: 'דחוף (2026)',
  saved: 'תקציב AWS, 2026',
  note: 'לשאול את Dan עד 12:30!',
  annotation: 'השקה של AWS 2026!',
  tracker: 'המע"מ שלי (2)',
  phrase: 'תקציב של 500',
  board: 'לוח AWS (1)',
};

const open = async (route: string): Promise<void> => {
  await gong.page.goto(`${gong.origin}/#${route}`);
};
const call = async (id: string, search = ''): Promise<void> => {
  await open(`/call/${id}${search}`);
  await expect(gong.page.locator('#facts')).toBeAttached();
};
/** The direction that the browser gives to the first element of a selector. */
const direction = (selector: string): Promise<string> =>
  gong.page
    .locator(selector)
    .first()
    .evaluate((element) => getComputedStyle(element).direction);

/**
 * Texts with Hebrew letters that reach what is around them: in no isolate, in one with words of ours, or in a title, an option or a
 * field that has none. `latin`: Latin words that the texts themselves have.
 */
function stray(page: Page): Promise<string[]> {
  const latin = JSON.stringify([hebrew(), mine, 'rep:']).match(/[A-Za-z]+/g) ?? [];
  return page.evaluate((words) => {
    const hebrewLetter = /[\u0590-\u05ff]/;
    const bare = (text: string) => text.replace(/\u2068[^\u2069]*\u2069/g, '');
    const own = new Set(words);
    const found: string[] = [];
    const isolates = (element: Element) =>
      /isolate|plaintext/.test(getComputedStyle(element).unicodeBidi) || element instanceof HTMLOptionElement;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!hebrewLetter.test(bare(node.textContent ?? ''))) continue;
      let box = node.parentElement;
      while (box && !isolates(box)) box = box.parentElement;
      if (!box) found.push(`no isolate: ${node.textContent}`);
      else {
        const copy = box.cloneNode(true) as Element;
        for (const inner of copy.querySelectorAll('bdi, [dir], .no-support, .badge, small, script'))
          inner.remove();
        const ours = (bare(copy.textContent ?? '').match(/[A-Za-z]{2,}/g) ?? []).filter(
          (word) => !own.has(word),
        );
        if (ours.length > 0) found.push(`with ${ours.join(' ')}: ${copy.textContent}`);
      }
    }
    for (const element of document.querySelectorAll<HTMLElement>('[title]'))
      if (hebrewLetter.test(bare(element.title))) found.push(`title: ${element.title}`);
    for (const option of document.querySelectorAll('option'))
      if (hebrewLetter.test(bare(option.text)) && option.dir !== 'auto') found.push(`option: ${option.text}`);
    for (const field of document.querySelectorAll<HTMLInputElement>(
      'input:not([type]), input[type=text], input[type=search], textarea',
    ))
      if (field.dir !== 'auto' && field.offsetParent)
        found.push(`field: ${field.ariaLabel ?? field.className}`);
    return found;
  }, latin);
}

test('a Hebrew call runs from right to left, its times and the page around it do not', async () => {
  const { page } = gong;
  await call(hebrewId);
  for (const selector of [
    'h1',
    '#brief .prose',
    '#key-points li',
    '.line-text',
    '.line-name bdi:not(.sr)',
    '#comments p',
  ])
    expect(await direction(selector), selector).toBe('rtl');
  for (const selector of [
    '.line-time',
    '.moment',
    '.call-head',
    '.call-sub',
    '.pane.digest',
    '.timeline',
    '.dock-time',
  ])
    expect(await direction(selector), selector).toBe('ltr');
  // Its sentence in English ends with its own stop, right of its last word.
  const [word, stop] = await page
    .locator('.sentence', { hasText: 'on Sunday.' })
    .first()
    .evaluate((sentence) => {
      const text = sentence.firstChild as Text;
      const place = (from: number) => {
        const range = document.createRange();
        range.setStart(text, from);
        range.setEnd(text, from + 1);
        return range.getBoundingClientRect().left;
      };
      const end = text.data.indexOf('.');
      return [place(end - 1), place(end)] as const;
    });
  expect(stop).toBeGreaterThan(word);
  await expectAccessible(page, 'Hebrew call');
  await call(japaneseId);
  for (const selector of ['h1', '#brief .prose', '.line-text', '.sentence'])
    expect(await direction(selector), selector).toBe('ltr');
});

test('a row of the list that shows another call runs as that call does', async () => {
  const { page } = gong;
  await open('/library');
  const titles = page.locator('.result h2 a');
  await expect(titles).toHaveCount(3);
  const box = page.getByRole('combobox', { name: 'Search calls' });
  for (const [q, way] of [
    ['花子', 'ltr'],
    ['נועה', 'rtl'],
    ['花子', 'ltr'],
  ] as const) {
    await box.fill(q);
    await expect(titles).toHaveCount(1);
    await expect.poll(() => direction('.result h2 a')).toBe(way);
    expect(await direction('.searchtext input')).toBe(way);
    expect(await direction('.underlay')).toBe(way);
  }
});

test('no text of a Hebrew call or of mine reaches the words around it, anywhere', async () => {
  const { page } = gong;
  await gong.rpc('personal/tag', { id: hebrewId, tag: mine.tag, on: true });
  await gong.rpc('saved/save', { name: mine.saved, q: 'תקציב AWS' });
  await gong.rpc('annotations/save', { day: '2026-06-08', endDay: null, text: mine.annotation, key: null });
  const { tracker } = await gong.rpc<{ tracker: { id: number; key: string } }>('trackers/save', {
    name: mine.tracker,
    definition: {
      languages: [{ language: null, phrases: [mine.phrase, 'תקציב'], relatedForms: false }],
      saidBy: 'anyone',
      onlyQuestions: false,
      saidAt: null,
    },
  });
  const { dashboard } = await gong.rpc<{ dashboard: { id: number } }>('dashboards/save', {
    name: mine.board,
  });
  const name = (hebrew().call.content?.trackers ?? [])[0]?.name;
  const key = (await gong.rpc<{ key: string; name: string }[]>('trends/trackers', {})).find(
    (one) => one.name === name,
  )?.key as string;
  await gong.rpc('dashboards/pin', {
    dashboardId: dashboard.id,
    title: `${name} (1)`,
    spec: { kind: 'breakdown', q: '', series: [{ kind: 'tracker', key }], bucket: 'month', field: 'account' },
  });

  const clean = async (where: string) => expect.soft(await stray(page), where).toEqual([]);
  await call(hebrewId, '?q=AWS');
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Note' }).fill(mine.note);
  await clean('dialog of a note');
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(page.locator('#notes')).toContainText(mine.note);
  await page.locator('.pane.digest').evaluate((pane) => {
    for (const part of pane.querySelectorAll('details')) part.open = true;
  });
  await clean('call');
  await page.getByRole('button', { name: /^Tag$/ }).click();
  await clean('field of a tag');
  await page.keyboard.press('Escape');

  await open(`/library?q=${encodeURIComponent('תקציב rep:"נועה דוגמה"')}`);
  await expect(page.locator('.result .passage').first()).toBeVisible();
  await clean('Library');
  await page
    .locator('.result')
    .first()
    .click({ position: { x: 4, y: 4 } });
  await page.keyboard.press('Space');
  await expect(page.locator('.quicklook h2')).toBeVisible();
  await clean('quick look');
  await page.keyboard.press('Control+k');
  await page.keyboard.insertText('תקציב');
  await expect(page.locator('.palettelist')).toContainText(mine.saved);
  await clean('palette');
  await page.keyboard.press('Escape');
  await expect(page.locator('.palette')).toHaveCount(0);

  await open('/inbox');
  await page.getByRole('button', { name: /שיחת תקציב/ }).click();
  await expect(page.locator('.inbox-call-head h2')).toContainText('שיחת');
  await clean('inbox');

  await open(`/trends?s=${encodeURIComponent(key)}&s=${encodeURIComponent(tracker.key)}&by=account`);
  await expect(page.locator('.evidencelist li').first()).toBeVisible();
  await expect(page.locator('[data-part=overlap]')).toBeVisible();
  await clean('report');
  await page.getByRole('button', { name: 'Compare with another' }).click();
  await page.getByRole('textbox', { name: /^Find a tracker/ }).fill('תקציב');
  await clean('picker');
  await page.keyboard.press('Escape');
  await open(`/trends?s=${encodeURIComponent(key)}&split=outcome`);
  await expect(page.locator('svg[data-form="rows"] .axis.name').first()).toBeVisible();
  await clean('report of one');

  await open('/trends/trackers');
  await expect(page.locator('.minelist')).toContainText(mine.tracker);
  await clean('my trackers');
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

test('Enter that ends a conversion adds no phrase; the commas of the keyboard do', async () => {
  const { page } = gong;
  await open('/trends/trackers/new');
  const field = page.getByRole('textbox', { name: 'Add a phrase' });
  const phrases = page.locator('.phrasefield .chip bdi');
  await field.click();
  const devtools = await page.context().newCDPSession(page);
  const compose = (text: string) =>
    devtools.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  const commit = (text: string) => devtools.send('Input.insertText', { text });
  await compose('かかく');
  await compose('価格');
  await page.keyboard.press('Enter');
  await expect(phrases).toHaveCount(0);
  await commit('価格');
  await expect(field).toHaveValue('価格');
  // As WebKit sends it: after the end of the conversion.
  await devtools.send('Input.dispatchKeyEvent', {
    type: 'keyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  });
  await expect(phrases).toHaveCount(0);
  await commit('、');
  await expect(phrases).toHaveText(['価格']);
  await compose('りょうきん、');
  await expect(phrases).toHaveCount(1);
  await commit('料金');
  await page.keyboard.press('Enter');
  await expect(phrases).toHaveText(['価格', '料金']);
});
