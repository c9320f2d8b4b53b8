/**
 * What opening the longest call of the sample (over two hours, with transcript) costs.
 *   npm run build && npm run -s bench:call
 * "bridge": everything the page asks for, through router, worker and JSON to the last byte, in the core. "click": from the
 * click on a result in the Library to a page that shows digest and transcript and answers the next input, in Chromium;
 * "cold" is the first call after the window was opened. The last line is JSON; milliseconds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { createMemorySecrets } from '../../electron/core/app/secrets/memory.ts';
import { createCore } from '../../electron/core/create-core.ts';
import { createInProcessBridge } from '../../electron/core/rpc/in-process.ts';
import { runSync } from '../../electron/hosts/cli/run-sync.ts';
import { startShell } from '../e2e/app.ts';

const quantile = (values: readonly number[], share: number) => {
  const sorted = values.toSorted((a, b) => a - b);
  return Number(
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1),
  );
};
const summary = (values: readonly number[]) => ({
  p50: quantile(values, 0.5),
  p95: quantile(values, 0.95),
  n: values.length,
});

const dir = mkdtempSync(join(tmpdir(), 'earshot-call-'));

/** Milliseconds from the first question to the last byte of all that the page shows, asked as the page asks. */
async function measureBridge() {
  const core = await createCore({
    dataDir: dir,
    shell: 'browser',
    autoSync: false,
    secrets: createMemorySecrets(),
  });
  const bridge = createInProcessBridge(core);
  await bridge.request('sample/start', {});
  await runSync(bridge, { out() {}, err() {} } as never, {
    json: false,
    quiet: true,
    signal: new AbortController().signal,
  });
  const found = await bridge.request('library/search', { q: '', sort: 'longest', limit: 60, facets: false });
  const long = found.hits.filter((hit) => hit.durationSec > 5300 && hit.flags.includes('hasTranscript'));
  const steps: Record<string, number[]> = { page: [], receipts: [] };
  let bytes = 0;
  const ask = (method: string, id: string) =>
    core.requestJson(method, { id }).then((json) => {
      bytes += json.length;
    });
  for (let round = 0; round < 12; round++)
    for (const { id } of long) {
      const from = performance.now();
      await Promise.all(['call/get', 'call/transcript'].map((method) => ask(method, id)));
      steps['page']?.push(performance.now() - from);
      await Promise.all(['call/receipts', 'call/changes'].map((method) => ask(method, id)));
      steps['receipts']?.push(performance.now() - from);
    }
  bridge.close();
  await core.close();
  return {
    calls: long.length,
    kilobytes: Math.round(bytes / 1024 / (12 * long.length)),
    pageAndTranscript: summary(steps['page'] ?? []),
    everything: summary(steps['receipts'] ?? []),
  };
}

/** Milliseconds from a click on the nth result until the page is there and the next event is handled. */
async function click(page: Page, nth: number): Promise<number> {
  await page.locator('.result h2 a').nth(nth).waitFor();
  await page.waitForTimeout(400);
  return page.evaluate(async (at) => {
    const link = document.querySelectorAll<HTMLAnchorElement>('.result h2 a')[at];
    if (!link) throw new Error('no result');
    const box = link.getBoundingClientRect();
    // The pointer is over a link for a moment before it is pressed; a tenth of a second is fast.
    link.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, clientX: box.x, clientY: box.y }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const from = performance.now();
    link.click();
    await new Promise<void>((resolve) => {
      const look = () =>
        document.querySelector('.call-page h1') &&
        document.querySelector('.call-page #brief, .call-page #key-points, .call-page #outline') &&
        document.querySelector('.call-page .line')
          ? requestAnimationFrame(() => setTimeout(resolve))
          : requestAnimationFrame(look);
      look();
    });
    return performance.now() - from;
  }, nth);
}

async function measureClicks() {
  const shell = await startShell(dir);
  const browser = await chromium.launch({
    executablePath: process.env['EARSHOT_CHROMIUM'] ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(shell.url);
  const origin = new URL(shell.url).origin;
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < 8; round++) {
    await page.goto('about:blank');
    await page.goto(`${origin}/#/library?sort=longest`);
    cold.push(await click(page, 0));
    for (const nth of [1, 2, 3]) {
      await page.goBack();
      warm.push(await click(page, nth));
    }
  }
  await browser.close();
  await shell.stop();
  return { cold: summary(cold), warm: summary(warm) };
}

try {
  const bridge = await measureBridge();
  const clicks = await measureClicks();
  console.log(`bridge, ${bridge.calls} calls of 90 minutes and more: ${JSON.stringify(bridge)}`);
  console.log(`click to interactive: ${JSON.stringify(clicks)}`);
  console.log(JSON.stringify({ bench: 'call', bridge, click: clicks }));
} finally {
  rmSync(dir, { recursive: true, force: true });
}
