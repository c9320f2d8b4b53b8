import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Browsers with an app mode, in the order they are tried. */
const names: Readonly<Record<string, readonly string[]>> = {
  linux: [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'microsoft-edge-stable',
    'brave-browser',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'Google\\Chrome\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
    'Chromium\\Application\\chrome.exe',
  ],
};

/** The path of an installed browser with an app mode, or null. */
export function findBrowser(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  exists: (path: string) => boolean = existsSync,
): string | null {
  const roots =
    platform === 'linux'
      ? (env['PATH'] ?? '').split(delimiter)
      : platform === 'win32'
        ? [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
        : [''];
  for (const name of names[platform] ?? []) {
    for (const root of roots) {
      const path = root ? join(root, name) : name;
      if (root !== undefined && exists(path)) return path;
    }
  }
  return null;
}

/** Whether a window can be shown here at all. */
export function hasDisplay(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** Flags for a window that is an app: its own profile, no network of its own, no first-run pages. */
function browserFlags(url: string, userDataDir: string, isRoot: boolean): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${userDataDir}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    '--disable-default-apps',
    '--window-size=1360,880',
    // Chromium refuses to start as root with its sandbox on.
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}

/** Opens the app's window. The child gets a bare environment: nothing of ours that could hold a secret. */
export function openBrowser(path: string, url: string, userDataDir: string): ChildProcess {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return spawn(path, browserFlags(url, userDataDir, isRoot), {
    stdio: 'ignore',
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('EARSHOT_'))),
  });
}
