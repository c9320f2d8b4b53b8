// Fetches Electron's binary where that is quickly possible; a firewalled machine finds out within seconds.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
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

/** Which version could not be fetched: the next start does not ask for it again. */
const failedFile = join(root, 'node_modules', '.earshot-electron');

function wantedVersion() {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

/**
 * Downloads the binary if it is missing and the network allows; answers whether it is there now. A version that could not be fetched
 * is asked for once, and that is said once.
 */
export async function ensureElectron(node) {
  if (hasElectron()) return true;
  if (!existsSync(join(folder, 'install.js'))) return false;
  const version = wantedVersion();
  if (existsSync(failedFile) && readFileSync(failedFile, 'utf8').trim() === version) return false;
  if ((await reachable()) && (await download(node))) return true;
  say(
    `Electron’s binary is not here and could not be fetched: Earshot opens in the installed browser, from now on without asking again. To fetch it yourself: node ${relative(process.cwd(), join(folder, 'install.js'))}`,
  );
  try {
    writeFileSync(failedFile, `${version}\n`);
  } catch {
    // Where nothing can be written, the next start asks again.
  }
  return false;
}

async function download(node) {
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
