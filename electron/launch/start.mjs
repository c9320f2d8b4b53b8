// `npm start`: from a fresh clone to a running app. Runs under the system's Node; everything else runs under the pinned one.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import {
  chromiumNames,
  environment,
  findNode,
  hasCommand,
  hasLibrary,
  installPackages,
  installSystemPackages,
  root,
  say,
  takeCredentials,
} from './deps.mjs';
import { ensureElectron } from './electron-download.mjs';

async function main() {
  const args = process.argv.slice(2);
  const credentials = takeCredentials();
  const headless = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  const opens = !args.includes('--no-open') && !headless;
  installPackages();
  const node = findNode();
  const electron = opens && !args.includes('--browser') && (await ensureElectron(node));
  installSystemPackages({
    'libsecret-1-0': !hasLibrary('libsecret-1.so.0'),
    chromium: opens && !electron && process.platform === 'linux' && !chromiumNames.some(hasCommand),
  });
  buildIfStale(node);
  if (headless && !args.includes('--no-open')) {
    say(
      'There is no display here: open the printed address in a browser (it works once; over SSH, forward the port).',
    );
  }
  const child = spawn(
    node,
    [join(root, 'electron/hosts/cli/main.ts'), 'app', ...(electron ? [] : ['--browser']), ...args],
    { cwd: process.cwd(), env: { ...environment(node), ...credentials }, stdio: 'inherit' },
  );
  // Ctrl-C reaches the child by itself; this process only waits for its orderly end.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

main().catch((error) => {
  say(`Earshot could not start: ${error.message}`);
  process.exitCode = 1;
});
