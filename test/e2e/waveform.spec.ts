import type { Locator } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { type OwnGong, someMeetings, startOwnGong } from './gong.ts';

const speech = '1289968119210253771';

let gong: OwnGong;
test.beforeAll(async ({ browser }) => {
  gong = await startOwnGong(browser, someMeetings([speech]));
});
test.afterAll(async () => gong.stop());

/** How many pixels of each colour there are in the rows of a canvas, transparent ones left out. */
const coloursOf = (canvas: Locator, from: number, to: number) =>
  canvas.evaluate(
    (element, [first, last]) => {
      const picture = element as HTMLCanvasElement;
      const scale = picture.height / picture.clientHeight;
      const context = picture.getContext('2d');
      const colours: Record<string, number> = {};
      if (!context) return colours;
      const { data } = context.getImageData(0, first * scale, picture.width, (last - first) * scale);
      for (let at = 0; at < data.length; at += 4) {
        if ((data[at + 3] ?? 0) < 255) continue;
        const name = `${data[at]},${data[at + 1]},${data[at + 2]}`;
        colours[name] = (colours[name] ?? 0) + 1;
      }
      return colours;
    },
    [from, to] as const,
  );

for (const scheme of ['light', 'dark'] as const)
  test(`a kept call has a waveform, ${scheme}`, async () => {
    const { page, origin } = gong;
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`${origin}/#/call/${speech}`);
    const box = page.locator('.timeline-box');
    await expect(box).toBeVisible();
    await gong.rpc('media/keep', { ids: [speech] });
    await expect(box).toHaveAttribute('data-waveform', 'one');

    const peaks = await gong.rpc<{ channels: number; levels: string }>('media/peaks', { id: speech });
    const levels = Buffer.from(peaks.levels, 'base64');
    // 343 s as ffprobe tells, 20 a second; the speech was rendered with a peak of -5 dB.
    expect(peaks.channels).toBe(1);
    expect(Math.abs(levels.length - 343 * 20)).toBeLessThan(4);
    expect(Math.max(...levels)).toBeGreaterThan(225);

    const side = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('span'));
      probe.style.color = 'var(--unknown)';
      const colour = getComputedStyle(probe).color.match(/\d+/g)?.join(',') ?? '';
      probe.remove();
      return colour;
    });
    // Below the axis (16) and the speakers' lane (18).
    await expect
      .poll(async () => (await coloursOf(box.locator('canvas'), 36, 66))[side] ?? 0)
      .toBeGreaterThan(2000);
    await expect(page.locator('.scrub-wave canvas')).toHaveCount(2);
  });
