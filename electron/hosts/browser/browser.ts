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

/**
 * What of Chromium would speak to somebody by itself. Names of features are those of Chromium 150; ones that a browser does not know do
 * nothing there.
 */
const silencedFeatures = [
  'AutofillServerCommunication',
  'CastMediaRouteProvider',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'InterestFeedContentSuggestions',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationGuideModelDownloading',
  'OptimizationHints',
  'OptimizationHintsFetching',
  'OptimizationTargetPrediction',
  'Translate',
];

/**
 * Flags for a window that is an app: a profile of its own that remembers nothing, no first-run pages, and a network that ends at
 * 127.0.0.1. Whatever else Chromium wants to reach, it finds no address for it, and is not allowed to ask a proxy instead.
 */
function browserFlags(page: string, userDataDir: string, isRoot: boolean): string[] {
  return [
    `--app=${page}`,
    `--user-data-dir=${userDataDir}`,
    '--incognito',
    '--no-first-run',
    '--no-default-browser-check',
    '--no-service-autorun',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    '--no-proxy-server',
    `--disable-features=${silencedFeatures.join(',')}`,
    '--disable-background-networking',
    '--disable-breakpad',
    '--disable-client-side-phishing-detection',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    '--disable-quic',
    '--disable-sync',
    '--allow-browser-signin=false',
    '--media-router=0',
    '--metrics-recording-only',
    '--no-pings',
    '--safebrowsing-disable-auto-update',
    // Nothing is kept that a keyring would have to protect, so none is asked for.
    '--password-store=basic',
    '--window-size=1360,880',
    // Chromium refuses to start as root with its sandbox on.
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}

/** Variables the app's window is started without: what may hold a secret, and proxies, which it does not use. */
const withheld = /^EARSHOT_|^(https?|all|no|ftp)_proxy$/i;

/** Opens the app's window on a page. `more` are flags for tests. */
export function openBrowser(
  path: string,
  page: string,
  userDataDir: string,
  more: readonly string[] = [],
): ChildProcess {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return spawn(path, [...browserFlags(page, userDataDir, isRoot), ...more], {
    stdio: 'ignore',
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !withheld.test(name))),
  });
}
