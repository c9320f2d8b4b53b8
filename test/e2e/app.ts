import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';
import { keyHeader } from '../../electron/contract/transport/session-key.ts';

const root = join(import.meta.dirname, '../..');

/** A running browser shell with a data folder of its own. */
export interface Shell {
  /** One-time address that signs the browser in. */
  readonly url: string;
  readonly dir: string;
  /** Ends it and keeps its folder. */
  end(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Starts `earshot app --browser --no-open` and waits for the JSON line with its address. */
export async function startShell(
  dir = mkdtempSync(join(tmpdir(), 'earshot-e2e-')),
  env: Readonly<Record<string, string>> = {},
): Promise<Shell> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['electron/hosts/cli/main.ts', 'app', '--browser', '--no-open', '--port', '0', '--data', dir],
    {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the shell ended with ${code}`)));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      try {
        const found = (JSON.parse(line) as { url?: string }).url;
        if (found) resolve(found);
      } catch {
        // Lines for people.
      }
    });
  });
  const end = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  };
  return {
    url,
    dir,
    end,
    async stop() {
      await end();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Names the folder that prepare.ts filled, for the workers. */
export const preparedVariable = 'EARSHOT_E2E_PREPARED';

/** What the tests of a spec file share: a shell on a copy of the prepared folder, and a browser that is signed in to it. */
interface OfFile {
  readonly shell: Shell;
  readonly context: BrowserContext;
}
interface Files {
  of(file: string): Promise<OfFile>;
}

/** The Library, where the app begins. */
const library = '/';
/** A place without a question to the core, for specs that go elsewhere at once. */
export const nowhere = '/#/nowhere';

/** Pages on the sample workspace, which is synced and whose words are searchable; the tests of a file share its state. */
export const test = base.extend<{ start: string; shell: Shell; sample: Page }, { files: Files }>({
  start: [library, { option: true }],
  files: [
    async ({ browser }, use) => {
      let now: (OfFile & { readonly file: string }) | null = null;
      const end = async () => {
        await now?.context.close();
        await now?.shell.stop();
        now = null;
      };
      await use({
        async of(file) {
          if (now?.file === file) return now;
          await end();
          const dir = mkdtempSync(join(tmpdir(), 'earshot-e2e-'));
          cpSync(process.env[preparedVariable] ?? '', dir, { recursive: true });
          const shell = await startShell(dir);
          now = { file, shell, context: await signIn(browser, shell) };
          return now;
        },
      });
      await end();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  shell: async ({ files }, use, { file }) => use((await files.of(file)).shell),
  sample: async ({ files, start }, use, { file }) => {
    const { shell, context } = await files.of(file);
    const page = await context.newPage();
    await page.goto(new URL(start, shell.url).href);
    if (start === library) await expect(page.getByText('197 of 197 calls')).toBeVisible();
    await expect(page.getByText(/Synced (just now|\d)/).first()).toBeVisible();
    await use(page);
    await Promise.all(context.pages().map((left) => left.close()));
    await context.clearPermissions();
  },
});

/** What a signed-in browser has of each shell: its cookie, and the key that its page holds. */
const sessions = new Map<
  string,
  {
    readonly storageState: Awaited<ReturnType<import('@playwright/test').BrowserContext['storageState']>>;
    readonly key: string;
  }
>();

/** The key that a page holds for its tab. */
export const keyOf = (page: Page) => page.evaluate(() => sessionStorage.getItem('earshot-key') ?? '');

/** Every page of the context has the key, as each tab has that another one of it gave it. */
async function withKey(context: import('@playwright/test').BrowserContext, key: string) {
  await context.addInitScript((held) => sessionStorage.setItem('earshot-key', held), key);
  return context;
}

/** A context that is signed in: the address can be used once, its session stays. */
export async function signIn(browser: import('@playwright/test').Browser, shell: Shell) {
  const viewport = { width: 1440, height: 900 };
  const known = sessions.get(shell.url);
  if (known)
    return withKey(await browser.newContext({ storageState: known.storageState, viewport }), known.key);
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.goto(shell.url);
  await page.locator('main').waitFor();
  const key = await keyOf(page);
  sessions.set(shell.url, { storageState: await context.storageState(), key });
  await page.close();
  return withKey(context, key);
}

/** Another browser with the session of a page. */
export async function sameSession(page: Page, options: import('@playwright/test').BrowserContextOptions) {
  const browser = page.context().browser() as import('@playwright/test').Browser;
  const storageState = await page.context().storageState();
  return withKey(await browser.newContext({ storageState, ...options }), await keyOf(page));
}

/** A page of its own on a shell. */
export async function openPage(browser: import('@playwright/test').Browser, shell: Shell): Promise<Page> {
  const page = await (await signIn(browser, shell)).newPage();
  await page.goto(new URL('/', shell.url).href);
  return page;
}

/** Asks the core that a page belongs to, as the page itself would. */
export async function rpc<T>(page: Page, method: string, input: unknown): Promise<T> {
  const { origin } = new URL(page.url());
  const answer = await page.request.post(`${origin}/rpc`, {
    headers: { origin, [keyHeader]: await keyOf(page) },
    data: { v: 1, id: 1, method, input },
  });
  return ((await answer.json()) as { result: T }).result;
}

/** Lets a test change what the core answers to one procedure. */
export async function answered(
  page: Page,
  method: string,
  change: (answer: never) => unknown,
): Promise<void> {
  await page.route('**/rpc', async (route) => {
    if ((route.request().postDataJSON() as { method: string }).method !== method) return route.fallback();
    const response = await route.fetch();
    const body = (await response.json()) as { ok: boolean; result: never };
    await route.fulfill({ json: { ...body, ...(change(body.result) as object) } });
  });
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What a colour scheme can change of them: names, roles and sizes are the same in both. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** Fails on any violation of WCAG 2.2 A or AA, in both themes; `within` looks at a part of a large page only. */
export async function expectAccessible(page: Page, name: string, within = 'body'): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  for (const [scheme, runOnly] of [
    ['light', { type: 'tag', values: tags }],
    ['dark', { type: 'rule', values: colourRules }],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const violations = await page.evaluate(
      async ([selector, options]) => {
        const { run } = (window as unknown as { axe: typeof import('axe-core') }).axe;
        // Colours on their way from one to another are nobody's.
        const ending = document
          .getAnimations()
          .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
        await Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)));
        return (await run({ include: [[selector]] }, options)).violations;
      },
      // Of what passes nothing is told: to name each such element takes longer than to check them all. Rules of these tags ask for
      // media ahead, none for style sheets.
      [
        within,
        {
          runOnly,
          resultTypes: ['violations'],
          preload: { assets: ['media'], timeout: 10_000 },
        } as RunOptions,
      ] as const,
    );
    expect(
      violations.map(
        (violation) =>
          `${name}, ${scheme}: ${violation.id} ${violation.nodes
            .map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`)
            .slice(0, 4)
            .join(' | ')}`,
      ),
    ).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}

/**
 * Screenshots at both sizes and in both themes, for people to look at; they stay out of git. Nothing is compared with them,
 * so they are only made where EARSHOT_SCREENS is set.
 */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env['EARSHOT_SCREENS']) return;
  for (const [width, height] of [
    [1440, 900],
    [1024, 700],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(root, `test/.output/screens/${name}-${width}-${scheme}.png`) });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: null });
}

export { expect };
