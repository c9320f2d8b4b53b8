import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Other engines are no part of the product: they are installed when they are first asked for. Answers why they could not be, or
 * null.
 */
export function installPeers(say: (text: string) => void): string | null {
  const dir = fileURLToPath(new URL('../peers/', import.meta.url));
  if (existsSync(join(dir, 'node_modules'))) return null;
  say('installing the peers');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: dir,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return result.status === 0
    ? null
    : (result.stderr || String(result.error)).trim().split('\n').at(-1) || 'npm failed';
}
