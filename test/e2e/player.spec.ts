import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { AppInfo } from '../../electron/contract/app.ts';
import type { CallDetail, FoundInCall, Transcript } from '../../electron/contract/call.ts';
import { expect, openPage, preparedVariable, rpc, type Shell, signIn, startShell, test } from './app.ts';

/** A call with a video, so that the element that plays is on the page. */
const clock = '5907196348553269032';

const origin = (page: Page) => new URL(page.url()).origin;
async function open(page: Page, search = ''): Promise<void> {
  await page.goto(`${origin(page)}/#/call/${clock}${search}`);
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 3);
}
const dock = (page: Page) => page.getByRole('region', { name: 'Player' });
const at = (page: Page) => page.evaluate(() => document.querySelector('video')?.currentTime ?? -1);
/** Puts the player at a second without playing. */
async function put(page: Page, sec: number): Promise<void> {
  await page.goto(`${origin(page)}/#/call/${clock}?t=${sec}`);
  await expect.poll(async () => Math.abs((await at(page)) - sec)).toBeLessThan(0.05);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}
const near = (page: Page, sec: number, slack = 0.1) =>
  expect.poll(async () => Math.abs((await at(page)) - sec)).toBeLessThan(slack);

test('keys move by 5, 10 and 15 seconds, play and pause, and change the speed by a tenth', async ({
  sample: page,
}) => {
  await open(page);
  await put(page, 100);
  for (const [key, to] of [
    ['ArrowRight', 105],
    ['ArrowLeft', 100],
    ['Shift+ArrowRight', 115],
    ['Shift+ArrowLeft', 100],
    ['l', 110],
    ['j', 100],
  ] as const) {
    await page.keyboard.press(key);
    await near(page, to);
  }
  await page.keyboard.press('k');
  await expect(dock(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('k');
  await expect(dock(page).getByRole('button', { name: 'Play', exact: true })).toBeVisible();

  const speed = dock(page).getByRole('combobox', { name: 'Speed' });
  const rates = await speed
    .locator('option')
    .evaluateAll((list) => list.map((one) => Number((one as HTMLOptionElement).value)));
  expect(rates).toEqual(Array.from({ length: 26 }, (_, n) => (n + 5) / 10));
  await page.keyboard.press('>');
  const state = () =>
    page.evaluate(() => {
      const video = document.querySelector('video');
      return [video?.playbackRate, video?.preservesPitch];
    });
  expect(await state()).toEqual([1.1, true]);
  for (let press = 0; press < 30; press++) await page.keyboard.press('>');
  expect(await state()).toEqual([3, true]);
  for (let press = 0; press < 40; press++) await page.keyboard.press('<');
  expect(await state()).toEqual([0.5, true]);
  await speed.selectOption('1');
});

test('steps to the next and former turn, section, question, highlight and search hit', async ({
  sample: page,
}) => {
  await open(page, '?q=remote');
  const call = await rpc<CallDetail>(page, 'call/get', { id: clock });
  const { monologues } = await rpc<Transcript>(page, 'call/transcript', { id: clock });
  const sentences = monologues.flatMap((monologue) => monologue.sentences);
  const questions = sentences
    .filter(({ text }) => text.trim().endsWith('?'))
    .map(({ startMs }) => startMs / 1000);
  const sections = call.outline.flatMap(({ startSec }) => startSec ?? []);
  const highlights = call.highlights
    .flatMap((group) => group.items.flatMap((item) => item.startSecs))
    .toSorted((a, b) => a - b);
  const found = await rpc<FoundInCall>(page, 'call/find', { id: clock, q: 'remote' });
  const hits = found.hits.flatMap(({ startSec }) => startSec ?? []).toSorted((a, b) => a - b);
  const steps = dock(page).getByRole('combobox', { name: 'Step by' });
  for (const [lane, seconds] of [
    ['outline', sections],
    ['questions', questions],
    ['highlights', highlights],
    ['hits', hits],
  ] as const) {
    const second = seconds.find((sec) => sec > 30);
    expect(second, lane).toBeDefined();
    await steps.selectOption(lane);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const before = seconds.filter((sec) => sec < (second ?? 0)).at(-1) ?? 0;
    for (const sec of [7, before + 0.5]) {
      await page.goto(`${origin(page)}/#/call/${clock}?q=remote&t=${sec}`);
      await near(page, sec);
    }
    await page.keyboard.press('.');
    await near(page, second ?? 0);
  }
  await steps.selectOption('turns');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const from = await at(page);
  await page.keyboard.press('.');
  await expect.poll(() => at(page)).toBeGreaterThan(from);
  await page.keyboard.press(',');
  await expect.poll(() => at(page)).toBeLessThanOrEqual(from + 0.1);
});

test('silence is skipped, and what that saved is counted', async ({ sample: page }) => {
  await open(page);
  const { monologues } = await rpc<Transcript>(page, 'call/transcript', { id: clock });
  const sentences = monologues
    .flatMap((monologue) => monologue.sentences)
    .toSorted((a, b) => a.startMs - b.startMs);
  let end = 0;
  let pause = { from: 0, to: 0 };
  for (const { startMs, endMs } of sentences) {
    if (startMs - end > (pause.to - pause.from) * 1000) pause = { from: end / 1000, to: startMs / 1000 };
    end = Math.max(end, endMs);
  }
  expect(pause.to - pause.from).toBeGreaterThan(1.7);
  await dock(page).getByRole('combobox', { name: 'Silence' }).selectOption('normal');
  await expect(dock(page).getByRole('combobox', { name: 'Silence' })).toContainText(/saves/);
  await put(page, pause.from + 0.3);
  await page.keyboard.press('k');
  await expect.poll(() => at(page)).toBeGreaterThan(pause.to - 0.25);
  await page.keyboard.press('k');
  await expect(dock(page)).toContainText(/of silence skipped/);
  await dock(page).getByRole('combobox', { name: 'Silence' }).selectOption('off');
});

test('only the customer is heard', async ({ sample: page }) => {
  await open(page);
  const { monologues, speakers } = await rpc<Transcript>(page, 'call/transcript', { id: clock });
  const side = new Map(speakers.map((speaker) => [speaker.speakerId, speaker.side]));
  const customer = monologues
    .filter(({ speakerId }) => side.get(speakerId ?? '') === 'customer')
    .flatMap(({ sentences }) => sentences);
  const next = customer.find(({ startMs }) => startMs > 60_000);
  expect(next).toBeDefined();
  const before = Math.max(
    ...customer.filter(({ endMs }) => endMs < (next?.startMs ?? 0)).map(({ endMs }) => endMs),
    0,
  );
  await put(page, Math.max(before / 1000 + 1, (next?.startMs ?? 0) / 1000 - 20));
  await dock(page).getByRole('button', { name: 'Hear only the customer' }).click();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('k');
  await expect.poll(() => at(page)).toBeGreaterThan((next?.startMs ?? 0) / 1000 - 0.7);
  await page.keyboard.press('k');
  await dock(page).getByRole('button', { name: 'Hear only the customer' }).click();
});

test('captions come from the transcript, as text', async ({ sample: page }) => {
  await open(page);
  await dock(page).getByRole('button', { name: 'Captions' }).click();
  const { monologues } = await rpc<Transcript>(page, 'call/transcript', { id: clock });
  const long = monologues
    .flatMap(({ sentences }) => sentences)
    .find(({ startMs, endMs }) => startMs > 60_000 && endMs - startMs > 2000);
  await put(page, (long?.startMs ?? 0) / 1000 + 1);
  const shown = () =>
    page.evaluate(() => {
      const track = document.querySelector('video')?.textTracks[0];
      return {
        mode: track?.mode,
        cues: track?.cues?.length ?? 0,
        now: [...(track?.activeCues ?? [])].map((cue) => (cue as VTTCue).text).join(' '),
      };
    });
  await expect.poll(async () => (await shown()).now).toContain((long?.text ?? '').replace(/&/g, '&amp;'));
  const { mode, cues } = await shown();
  expect(mode).toBe('showing');
  expect(cues).toBe(monologues.flatMap(({ sentences }) => sentences).length);
  await dock(page).getByRole('button', { name: 'Captions' }).click();
  expect((await shown()).mode).toBe('disabled');
  // The choice is kept: the next window must not find the one before.
  await expect
    .poll(async () => (await rpc<AppInfo>(page, 'app/info', {})).prefs.view)
    .toMatchObject({ 'player.captions': 'false' });
});

test('media keys of the system move what plays, and it is named to the system', async ({ sample: page }) => {
  await page.addInitScript(() => {
    const handlers: Record<string, MediaSessionActionHandler | null> = {};
    Object.assign(window, { handlers });
    navigator.mediaSession.setActionHandler = (name, handler) => {
      handlers[name] = handler;
    };
  });
  await page.reload();
  await open(page);
  await put(page, 200);
  const press = (name: string, more: object = {}) =>
    page.evaluate(
      ([action, details]) =>
        (window as unknown as { handlers: Record<string, MediaSessionActionHandler> }).handlers[action]?.({
          action: action as MediaSessionAction,
          ...details,
        }),
      [name, more] as const,
    );
  await press('seekforward');
  await near(page, 215);
  await press('seekbackward', { seekOffset: 10 });
  await near(page, 205);
  await press('seekto', { seekTime: 42 });
  await near(page, 42);
  await press('play');
  await expect(dock(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await press('pause');
  await expect(dock(page).getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const title = await page.getByRole('heading', { level: 1 }).textContent();
  expect(await page.evaluate(() => navigator.mediaSession.metadata?.title)).toBe(title?.trim());
  await press('nexttrack');
  await expect.poll(() => at(page)).toBeGreaterThan(42.3);
});

test('picture in picture opens, or the window says that it cannot', async ({ sample: page }) => {
  await open(page);
  const button = dock(page).getByRole('button', { name: 'Picture in picture' });
  test.skip(!(await button.isVisible()), 'this Chromium has no picture in picture');
  await button.click();
  await expect
    .poll(() =>
      page.evaluate(
        () =>
          document.pictureInPictureElement !== null ||
          /not available in this window/.test(document.body.textContent ?? ''),
      ),
    )
    .toBe(true);
});

test('the player stays and goes on while searching; it resumes where it was and shows what was heard', async ({
  sample: page,
}) => {
  await open(page);
  await put(page, 300);
  await page.keyboard.press('k');
  await expect.poll(() => at(page)).toBeGreaterThan(301);
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByRole('combobox', { name: 'Search calls' }).fill('battery');
  await expect(page.getByText(/of 197 calls/)).toBeVisible();
  const before = await at(page);
  await expect.poll(() => at(page)).toBeGreaterThan(before + 0.5);
  // A share that is not rounded to nothing: more than half of one percent of its 650 seconds.
  await expect.poll(() => at(page)).toBeGreaterThan(306);
  await expect(dock(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await dock(page).getByRole('button', { name: 'Pause' }).click();
  const left = await at(page);
  await expect(dock(page)).toContainText(/% heard/);
  await expect(page.locator('.scrub-heat span').first()).toBeAttached();
  await page.reload();
  await page.goto(`${origin(page)}/#/call/${clock}`);
  await expect.poll(async () => Math.abs((await at(page)) - left)).toBeLessThan(1);
  await expect(page.locator('.call-head')).toContainText(/% heard/);
});

test('speed, silence and captions are what they were in another window, also at another address', async ({
  browser,
  shell,
  sample: page,
}) => {
  // A new start of Earshot has a new port, whose pages have no storage of their own: as this other context.
  const other = await (await signIn(browser, shell)).newPage();
  const speed = (where: Page) => dock(where).getByRole('combobox', { name: 'Speed' });
  const silence = (where: Page) => dock(where).getByRole('combobox', { name: 'Silence' });
  const captions = (where: Page) => dock(where).getByRole('button', { name: 'Captions' });
  await open(page);
  await speed(page).selectOption('1.5');
  await silence(page).selectOption('normal');
  await captions(page).click();
  await expect
    .poll(async () => (await rpc<AppInfo>(page, 'app/info', {})).prefs.view)
    .toMatchObject({ 'player.speed': '1.5', 'player.silence': '"normal"', 'player.captions': 'true' });
  await other.goto(origin(page));
  await open(other);
  await expect(speed(other)).toHaveValue('1.5');
  await expect(silence(other)).toHaveValue('normal');
  await expect(captions(other)).toHaveAttribute('aria-pressed', 'true');
  expect(await other.evaluate(() => document.querySelector('video')?.playbackRate)).toBe(1.5);
  await other.context().close();
  await speed(page).selectOption('1');
  await silence(page).selectOption('off');
  await captions(page).click();
});

test('speed, silence and captions outlast the end of Earshot, also when the window is closed at once', async ({
  browser,
  shell,
}) => {
  const dir = mkdtempSync(join(tmpdir(), 'earshot-e2e-'));
  cpSync(process.env[preparedVariable] ?? shell.dir, dir, { recursive: true });
  const first = await startShell(dir);
  let second: Shell | undefined;
  try {
    const page = await openPage(browser, first);
    await open(page);
    await dock(page).getByRole('combobox', { name: 'Silence' }).selectOption('strong');
    await dock(page).getByRole('button', { name: 'Captions' }).click();
    await dock(page).getByRole('combobox', { name: 'Speed' }).selectOption('1.7');
    await page.close({ runBeforeUnload: false });
    await first.end();
    second = await startShell(dir);
    expect(new URL(second.url).origin).not.toBe(new URL(first.url).origin);
    const again = await openPage(browser, second);
    await open(again);
    await expect(dock(again).getByRole('combobox', { name: 'Speed' })).toHaveValue('1.7');
    await expect(dock(again).getByRole('combobox', { name: 'Silence' })).toHaveValue('strong');
    await expect(dock(again).getByRole('button', { name: 'Captions' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    expect(await again.evaluate(() => document.querySelector('video')?.playbackRate)).toBe(1.7);
    await again.context().close();
  } finally {
    await second?.end();
    rmSync(dir, { recursive: true, force: true });
  }
});

test('whoever goes to a second reads there, also after looking for words elsewhere', async ({
  sample: page,
}) => {
  await open(page);
  await put(page, 100);
  const now = page.locator('.sentence.now, .sentence.past');
  await expect(now).toBeInViewport();
  const away = async () => {
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Find in this call' }).fill('remote');
    await expect(page.locator('.find-count')).toHaveText(/^\d+ of /);
    await expect(async () => {
      await page.keyboard.press('Enter');
      await expect(now).not.toBeInViewport({ timeout: 500 });
    }).toPass();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  };
  const slider = dock(page).getByRole('slider', { name: 'Position' });
  for (const go of [
    () => page.keyboard.press('l'),
    () => page.keyboard.press('.'),
    () => slider.fill('180'),
    () => page.locator('.timeline canvas').click({ position: { x: 260, y: 25 } }),
    () => page.goto(`${origin(page)}/#/call/${clock}?t=61`),
  ]) {
    await away();
    await go();
    await expect(now).toBeInViewport();
    await expect(page.getByRole('button', { name: 'Jump to playhead' })).toHaveCount(0);
    await page.evaluate(() => document.querySelector('video')?.pause());
  }
});
