import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Core } from '../../core/rpc/core.ts';
import { findBrowser, hasDisplay, openBrowser } from './browser.ts';
import { writeEntryFile } from './entry.ts';
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
  /** Told when two came with one link: the session was ended, and the server has a new link. */
  readonly onUsedTwice: (server: ShellServer, opened: boolean) => void;
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
  let entry: ReturnType<typeof writeEntryFile> | null = null;
  const server = await startShellServer({
    core: options.core,
    port: options.port,
    rendererDir: options.rendererDir,
    onPages(count) {
      clearTimeout(timer);
      seen ||= count > 0;
      if (handedOver && seen && count === 0) timer = setTimeout(end, goneMs);
    },
    onEntered: () => entry?.remove(),
    onUsedTwice: () => options.onUsedTwice(server, browser !== null),
  });
  const browser = options.open && hasDisplay() ? findBrowser() : null;
  let child: ChildProcess | null = null;
  const profile = join(options.dataDir, 'browser');
  try {
    if (browser) {
      // What is in a profile of before is nothing anybody needs, and may be what was searched for.
      rmSync(profile, { recursive: true, force: true });
      entry = writeEntryFile(profile, server.port, server.token() ?? '');
      const began = Date.now();
      child = openBrowser(browser, pathToFileURL(entry.path).href, profile);
      child.once('error', () => {
        handedOver = true;
      });
      child.once('exit', () => {
        // A browser that ends at once gave the window to one that was running: then the pages tell.
        if (Date.now() - began < 3000) handedOver = true;
        else end();
      });
    }
    options.onReady(server, browser !== null);
    if (options.signal.aborted) end();
    options.signal.addEventListener('abort', () => end(), { once: true });
    await ended;
  } finally {
    clearTimeout(timer);
    // A window without its core shows nothing, and would keep this process from ending.
    child?.kill();
    entry?.remove();
    await server.close();
  }
}
