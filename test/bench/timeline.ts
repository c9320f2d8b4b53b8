/**
 * The timeline of a four-hour call with more than 5,000 marks, in Chromium: what a frame costs while zooming, moving the
 * pointer, stepping by keys and playing. A frame at 60 a second has 16.7 ms.
 *   npm run build && npm run -s bench:timeline
 * "script" is the time of our own work in a frame (handlers and drawing), "frame" the time from frame to frame as shown.
 * The last line is JSON; milliseconds.
 */
import { chromium, type Page } from 'playwright';
import { someMeetings, startOwnGong } from '../e2e/gong.ts';
import { marathon, marathonId } from '../fixtures/odd-calls.ts';

const corpus = someMeetings(['1289968119210253771']);
const { call, transcript } = marathon();
corpus.put(call, transcript);

const browser = await chromium.launch({
  executablePath: process.env['EARSHOT_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--autoplay-policy=no-user-gesture-required'],
});
const gong = await startOwnGong(browser, corpus);

interface Frames {
  readonly script: readonly number[];
  readonly frame: readonly number[];
}
/** Runs `act` at every frame for a while and measures each. */
async function frames(page: Page, name: string, count = 120): Promise<Frames> {
  return page.evaluate(
    async ([what, total]) => {
      const box = document.querySelector<HTMLElement>('.timeline-box');
      const canvas = box?.querySelector('canvas');
      if (!box || !canvas) throw new Error('no timeline');
      const rect = canvas.getBoundingClientRect();
      const acts: Record<string, (n: number) => void> = {
        zoom: (n) =>
          canvas.dispatchEvent(
            new WheelEvent('wheel', {
              bubbles: true,
              cancelable: true,
              ctrlKey: true,
              deltaY: n % 60 < 30 ? -40 : 40,
              clientX: rect.left + rect.width * 0.4,
              clientY: rect.top + 40,
            }),
          ),
        hover: (n) =>
          canvas.dispatchEvent(
            new MouseEvent('mousemove', {
              bubbles: true,
              clientX: rect.left + ((n * 7) % rect.width),
              clientY: rect.top + 24 + ((n * 3) % (rect.height - 26)),
            }),
          ),
        keys: (n) =>
          box.dispatchEvent(
            new KeyboardEvent('keydown', {
              bubbles: true,
              cancelable: true,
              key: n % 20 === 19 ? (n % 40 === 39 ? 'ArrowUp' : 'ArrowDown') : 'ArrowRight',
            }),
          ),
        nothing: () => undefined,
      };
      const script: number[] = [];
      const frame: number[] = [];
      let spent = 0;
      const original = window.requestAnimationFrame;
      window.requestAnimationFrame = (work) =>
        original((time) => {
          const from = performance.now();
          work(time);
          spent += performance.now() - from;
        });
      box.focus();
      let last = performance.now();
      for (let n = 0; n < total; n++) {
        await new Promise((resolve) => original(resolve));
        const now = performance.now();
        frame.push(now - last);
        last = now;
        // Drawing asked for in the former round ran in this frame.
        script.push(spent);
        spent = 0;
        const from = performance.now();
        acts[what]?.(n);
        spent += performance.now() - from;
      }
      window.requestAnimationFrame = original;
      return { script: script.slice(2), frame: frame.slice(2) };
    },
    [name, count] as const,
  );
}
const quantile = (values: readonly number[], share: number) =>
  Number(
    (values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN).toFixed(2),
  );
const summary = ({ script, frame }: Frames) => ({
  script: { p50: quantile(script, 0.5), p95: quantile(script, 0.95), max: quantile(script, 1) },
  frame: { p50: quantile(frame, 0.5), p95: quantile(frame, 0.95) },
});

try {
  const { page, origin } = gong;
  await page.goto(`${origin}/#/call/${marathonId}`);
  await page.locator('.timeline canvas').waitFor();
  await page.locator('#facts').waitFor();
  await page.waitForTimeout(1000);
  const marks = await page.evaluate(() =>
    Number(document.querySelector('.timeline-box')?.getAttribute('data-marks') ?? 0),
  );
  const result = {
    idle: summary(await frames(page, 'nothing', 60)),
    zoom: summary(await frames(page, 'zoom')),
    hover: summary(await frames(page, 'hover')),
    keys: summary(await frames(page, 'keys')),
  };
  for (const [name, { script, frame }] of Object.entries(result))
    console.log(
      `${name.padEnd(6)} our work a frame: p50 ${script.p50}, p95 ${script.p95}, most ${script.max} ms; frame to frame p50 ${frame.p50}, p95 ${frame.p95} ms`,
    );
  console.log(JSON.stringify({ bench: 'timeline', marks, ...result }));
} finally {
  await browser.close();
  await gong.stop();
}
