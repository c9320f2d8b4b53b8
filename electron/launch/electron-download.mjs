// Fetches Electron's binary where that is quickly possible; a firewalled machine finds out within seconds.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, root, say } from './deps.mjs';

const folder = join(root, 'node_modules', 'electron');
const probeMs = 4000;
const downloadMs = 5 * 60_000;

/** Whether Electron's binary is there. */
export function hasElectron() {
  try {
    return existsSync(join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim()));
  } catch {
    return false;
  }
}

async function reachable() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror;
  try {
    await fetch(mirror ?? 'https://github.com/electron/electron/releases', {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(probeMs),
    });
    return true;
  } catch {
    return false;
  }
}

/** Downloads the binary if it is missing and the network allows; answers whether it is there now. */
export async function ensureElectron(node) {
  if (hasElectron()) return true;
  if (!existsSync(join(folder, 'install.js')) || !(await reachable())) return false;
  say('Downloading Electron (once) …');
  const child = spawn(node, [join(folder, 'install.js')], {
    cwd: root,
    env: environment(node),
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const timer = setTimeout(() => child.kill(), downloadMs);
  await new Promise((resolve) => child.once('exit', resolve));
  clearTimeout(timer);
  return hasElectron();
}
