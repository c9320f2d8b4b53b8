import type { Browser, Page } from '@playwright/test';
import type { LiveCorpus } from '../../electron/gong/emulator/corpus.ts';
import { LiveCorpus as Corpus } from '../../electron/gong/emulator/corpus.ts';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { createSampleMedia } from '../../electron/gong/emulator/media/sample-media.ts';
import type { MediaSource } from '../../electron/gong/emulator/media.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import type { CallData } from '../../electron/gong/schema/call.ts';
import { expect, rpc, type Shell, signIn, startShell } from './app.ts';

/** An account at an emulator of the test's own, synced into a shell of its own. */
export interface OwnGong {
  readonly emulator: Emulator<LiveCorpus>;
  readonly page: Page;
  readonly origin: string;
  rpc<T>(method: string, input: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** A corpus of some meetings of the sample, for `change` to add to. */
export function someMeetings(ids: readonly string[]): LiveCorpus {
  const sample = loadSampleCorpus();
  return new Corpus({
    calls: ids.flatMap((id) => sample.call(id) ?? []) as CallData[],
    transcript: (id) => sample.transcript(id),
    users: sample.users(),
  });
}

/** Starts an emulator with a corpus, a shell on that account, waits for the first sync and signs a page in. */
export async function startOwnGong(
  browser: Browser,
  corpus: LiveCorpus,
  media: (source: MediaSource) => MediaSource = (source) => source,
): Promise<OwnGong> {
  const emulator = await startEmulator({ corpus, media: media(createSampleMedia(corpus)), ratePerSecond: 0 });
  const shell: Shell = await startShell(undefined, {
    EARSHOT_GONG_URL: emulator.url,
    EARSHOT_ACCESS_KEY: emulator.accessKey,
    EARSHOT_ACCESS_KEY_SECRET: emulator.secret,
  });
  const context = await signIn(browser, shell);
  const page = await context.newPage();
  const origin = new URL(shell.url).origin;
  await page.goto(`${origin}/`);
  await page.getByRole('radio', { name: /^Everybody’s calls/ }).check();
  await page.getByRole('button', { name: 'Start syncing' }).click();
  const calls = corpus.heads().length;
  await expect(page.getByText(`${calls} of ${calls} calls`)).toBeVisible();
  await expect(page.getByText(/Synced (just now|\d)/).first()).toBeVisible();
  return {
    emulator,
    page,
    origin,
    rpc: (method, input) => rpc(page, method, input),
    async stop() {
      await context.close();
      await shell.stop();
      await emulator.stop();
    },
  };
}
