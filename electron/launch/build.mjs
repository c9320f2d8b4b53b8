// Builds the view (and the Electron shell) when its sources are newer than what was built.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, root, say } from './deps.mjs';

const sources = ['renderer', 'electron', 'db', 'electron.vite.config.ts', 'package-lock.json'];
const stamp = join(root, 'out', '.sources');

/** Changes whenever a source file is added, removed or written. */
function fingerprint() {
  const hash = createHash('sha256');
  const walk = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) walk(`${path}/${name}`);
    else if (!/\.test\.tsx?$/.test(path)) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  };
  sources.forEach(walk);
  return hash.digest('hex');
}

/** Builds if needed; throws with what to do when the build fails. */
export function buildIfStale(node) {
  const now = fingerprint();
  const built = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (built === now && existsSync(join(root, 'out/renderer/index.html'))) return;
  say('Building the view …');
  const done = spawnSync(node, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
    cwd: root,
    // A build reaches for nothing, so it gets no proxy, which may have a password in it.
    env: Object.fromEntries(
      Object.entries(environment(node)).filter(([name]) => !/^(https?|all|ftp)_proxy$/i.test(name)),
    ),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (done.status !== 0) {
    say(`${done.stdout}\n${done.stderr}`);
    throw new Error('The build failed (see above). If you changed sources, `npm run check` names the place.');
  }
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stamp, now);
}
