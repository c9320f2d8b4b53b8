import type { Page } from '@playwright/test';
import { hostileCalls, hostileTexts } from './hostile.ts';
import { mark, type Outcome } from './through.ts';

/** Every page of hostile calls in the real view: no text of theirs may run, or make the browser reach anybody. */
export async function attackPages({ page, origin }: { page: Page; origin: string }): Promise<Outcome> {
  const through: string[] = [];
  let where = '';
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol))
      through.push(`${where}: asked for ${request.url().slice(0, 100)}`);
  });
  let pending = 0;
  const isRequest = (one: { url(): string }) => one.url().endsWith('/rpc');
  page.on('request', (one) => {
    if (isRequest(one)) pending++;
  });
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfinished', (one) => {
      if (isRequest(one)) pending--;
    });
  /** The page has got what it asked for, and has shown it. */
  const drawn = async () => {
    do
      await page.evaluate(
        () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
      );
    while (pending > 0);
  };
  page.on('dialog', (dialog) => {
    through.push(`${where}: a dialog`);
    void dialog.dismiss();
  });
  const routes = [
    ...hostileCalls().map(({ call }) => `#/call/${call.metaData.id}`),
    ...hostileTexts.map((text) => `#/library?q=${encodeURIComponent(text)}`),
    ...['#/library', '#/inbox', '#/trends', '#/trends/trackers', '#/settings'],
    ...hostileTexts.map((text) => `#/call/${encodeURIComponent(text)}`),
  ];
  for (const route of routes) {
    where = route;
    await page.goto(`${origin}/${route}`);
    await page.locator('main').waitFor();
    await drawn();
    if (await page.evaluate((name) => name in window, mark)) {
      through.push(`${where}: ran`);
      await page.evaluate((name) => Reflect.deleteProperty(window, name), mark);
    }
    if (new URL(page.url()).origin !== origin) through.push(`${where}: led to ${page.url()}`);
  }
  return { tried: routes.length, through };
}
