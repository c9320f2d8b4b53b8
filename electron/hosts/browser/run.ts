import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Core } from '../../core/rpc/core.ts';
import { findBrowser, hasDisplay, openBrowser } from './browser.ts';
import { type ShellServer, startShellServer } from './server.ts';

interface RunOptions {
  readonly core: Core;
  readonly dataDir: string;
  readonly port: number;
  /** Opens a window, and ends when it is closed. */
  readonly open: boolean;
  readonly rendererDir: string;
  /** Told the URL once, when the server listens. */
  readonly onReady: (server: ShellServer, opened: boolean) => void;
  /** Ends the shell. */
  readonly signal: AbortSignal;
}

/** Milliseconds without any page after which a window that was handed to a running browser counts as closed. */
const goneMs = 10_000;

/** Runs the browser shell until its window is closed or the signal aborts. The core stays its owner's to close. */
export async function runBrowserShell(options: RunOptions): Promise<void> {
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let handedOver = false;
  let seen = false;
  let timer: NodeJS.Timeout | undefined;
  const server = await startShellServer({
    core: options.core,
    port: options.port,
    rendererDir: options.rendererDir,
    onPages(count) {
      clearTimeout(timer);
      seen ||= count > 0;
      if (handedOver && seen && count === 0) timer = setTimeout(end, goneMs);
    },
  });
  const browser = options.open && hasDisplay() ? findBrowser() : null;
  options.onReady(server, browser !== null);
  let child: ChildProcess | null = null;
  if (browser) {
    const began = Date.now();
    child = openBrowser(browser, server.url, join(options.dataDir, 'browser'));
    child.once('error', () => {
      handedOver = true;
    });
    child.once('exit', () => {
      // A browser that ends at once gave the window to one that was running: then the pages tell.
      if (Date.now() - began < 3000) handedOver = true;
      else end();
    });
  }
  if (options.signal.aborted) end();
  options.signal.addEventListener('abort', () => end(), { once: true });
  await ended;
  clearTimeout(timer);
  // A window without its core shows nothing, and would keep this process from ending.
  child?.kill();
  await server.close();
}
