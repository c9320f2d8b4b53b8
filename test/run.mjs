// `npm test`: installs what the suites need, runs them all and sums them up in one line. Runs under the system's Node.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, setPriority, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
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
} from '../electron/launch/deps.mjs';
import { hasElectron } from '../electron/launch/electron-download.mjs';

const only = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed, by suite and name: said again at the end, where a long log is read first. */
const failures = [];
/** What passed only when it was tried again, by suite and name, with why it had not: also said at the end, for it is to be mended. */
const flaky = [];
/** Every test with how long it took, ms. */
const timed = [];
const output = join(root, 'test/.output');
// Hundreds of processes and threads of ours are started: each finds the code compiled that a former one read.
process.env.NODE_COMPILE_CACHE ??= join(output, 'compiled');

/** Bytes that a run may keep in temporary folders at a time, with room to spare. */
const temporaryBytes = 4 * 1024 ** 3;

/**
 * A folder in memory for what tests write, where the system has one that is large enough: stores are written through to the
 * disk thousands of times in a run, and none is to outlive it. Null: wherever the system puts such folders.
 */
function memoryFolder() {
  const memory = '/dev/shm';
  if (process.platform !== 'linux' || process.env.TMPDIR) return null;
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= temporaryBytes ? mkdtempSync(join(memory, 'earshot-test-')) : null;
  } catch {
    return null;
  }
}
const temporary = memoryFolder();
if (temporary) {
  process.env.TMPDIR = temporary;
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
  // The suites end with the terminal's signal, too.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
}

function add(name, { passed = 0, failed = 0, skipped = 0, names = [], again = [] }, note = '') {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (failed > 0) failures.push(...(names.length > 0 ? names : ['']).map((test) => `${name}: ${test}`));
  flaky.push(...again.map((test) => `${name}: ${test}`));
  say(`-- ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped${note ? ` (${note})` : ''}`);
}

function wanted(name) {
  return only.length === 0 || only.includes(name);
}

/**
 * Runs a command to its end: its exit code, and the seconds it took. What it says is shown at once, or when `quiet` afterwards.
 * One that runs `behind` takes what processor time the others leave.
 */
function run(command, args, env, { quiet = false, behind = false } = {}) {
  const from = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', quiet ? 'pipe' : 2, quiet ? 'pipe' : 2],
    });
    if (behind && child.pid) setPriority(child.pid, 10);
    const said = [];
    child.stdout?.on('data', (chunk) => said.push(chunk));
    child.stderr?.on('data', (chunk) => said.push(chunk));
    const ended = (status) => {
      process.stderr.write(Buffer.concat(said));
      resolve({ status: status ?? 1, seconds: (performance.now() - from) / 1000 });
    };
    child.once('error', () => ended(1));
    child.once('close', ended);
  });
}

const inSeconds = (seconds) => `${seconds.toFixed(1)} s`;

/** Steps that either work or do not, side by side as far as there are processors. */
async function steps(node, list) {
  const waiting = [...list];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, args] = next;
      const { status, seconds } = await run(node, args, environment(node), { quiet: true });
      add(name, status === 0 ? { passed: 1 } : { failed: 1 }, inSeconds(seconds));
    }
  };
  if (list.length > 0) say(`== ${list.map(([name]) => name).join(', ')}`);
  await Promise.all(Array.from({ length: Math.max(1, Math.min(4, availableParallelism())) }, lane));
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * A runner that writes a JSON report. Its tests are counted by suite: `suites` maps each name to how to count its share. A
 * runner that breaks counts as one failure of the first.
 */
async function suite(suites, command, args, env, report, options) {
  const names = Object.keys(suites);
  say(`== ${names.join(', ')}`);
  rmSync(report, { force: true });
  const { status, seconds } = await run(command, args, env, options);
  const result = readReport(report);
  const counted = names.map((name) => (result ? suites[name](result) : {}));
  const sum = (key) => counted.reduce((all, counts) => all + (counts[key] ?? 0), 0);
  const broken = status !== 0 ? !sum('failed') : !sum('passed') && !sum('skipped');
  if (broken) counted[0].failed = 1;
  names.forEach((name, at) => {
    timed.push(...(counted[at].timed ?? []).map((test) => ({ ...test, suite: name })));
    add(name, counted[at], at === 0 ? inSeconds(seconds) : `within ${names[0]}`);
  });
}

const vitestCounts =
  (belongs = () => true) =>
  (result) => {
    const files = result.testResults
      .map((file) => ({ ...file, name: relative(root, file.name) }))
      .filter(({ name }) => belongs(name));
    const tests = files.flatMap(({ name, assertionResults }) =>
      assertionResults.map((test) => ({ ...test, name: `${name} > ${test.fullName}` })),
    );
    const count = (...states) => tests.filter(({ status }) => states.includes(status)).length;
    const brokenFiles = files.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    return {
      passed: count('passed'),
      failed: count('failed') + brokenFiles.length,
      skipped: count('skipped', 'pending', 'todo', 'disabled'),
      names: [
        ...brokenFiles.map(({ name, message }) => `${name} ${message}`),
        ...tests
          .filter(({ status }) => status === 'failed')
          .map(({ name, failureMessages }) => `${name}\n${failureMessages.join('\n')}`),
      ],
      timed: tests.map(({ name, duration }) => ({ name, ms: duration ?? 0 })),
    };
  };

/** All specs of a Playwright report: suites lie in suites. */
const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];

const messagesOf = (tests) =>
  tests.flatMap(({ results }) => results.flatMap(({ error }) => error?.message ?? []));
const playwrightCounts = ({ stats, errors, suites }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected + (stats.expected + stats.unexpected === 0 ? errors.length : 0),
  skipped: stats.skipped,
  names: specsOf({ suites }).flatMap(({ ok, file, line, title, tests }) =>
    ok ? [] : [`${file}:${line} ${title}\n${messagesOf(tests).join('\n')}`],
  ),
  again: specsOf({ suites }).flatMap(({ file, line, title, tests }) =>
    tests.some(({ status }) => status === 'flaky')
      ? [`${file}:${line} ${title}\n${messagesOf(tests).join('\n')}`]
      : [],
  ),
  timed: specsOf({ suites }).map(({ file, title, tests }) => ({
    name: `${file} > ${title}`,
    ms: tests.flatMap(({ results }) => results).reduce((all, { duration }) => all + duration, 0),
  })),
});

function vitest(suites, node, args, { wrap = [], ...options } = {}) {
  const report = join(output, `${Object.keys(suites)[0]}.json`);
  const command = [
    ...wrap,
    node,
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '-c',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  ];
  return suite(suites, command[0], command.slice(1), environment(node), report, options);
}

function playwright(name, node, config) {
  const report = join(output, `${name}.json`);
  return suite(
    { [name]: playwrightCounts },
    node,
    [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '-c', config, '--reporter=line,json'],
    { ...environment(node), PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    report,
  );
}

/** How to make the data folder that tests of the view copy, in the browser and without one; it goes with this process. */
function prepareSample() {
  const dir = mkdtempSync(join(tmpdir(), 'earshot-sample-'));
  process.env.EARSHOT_TEST_SAMPLE = dir;
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  return [join(root, 'test/fixtures/prepare-sample.ts'), dir];
}

/** Unit and contract tests, in one start of Vitest. */
async function withoutBrowser(node, options) {
  const isContract = (file) => file.startsWith('test/contract/');
  const suites = {
    ...(wanted('unit') ? { unit: vitestCounts((file) => !isContract(file)) } : {}),
    ...(wanted('contract') ? { contract: vitestCounts(isContract) } : {}),
  };
  const without = suites.contract ? [] : ['--exclude', 'test/contract/**'];
  if (suites.unit) await vitest(suites, node, ['--exclude', 'test/keychain/**', ...without], options);
  else if (suites.contract) await vitest(suites, node, ['test/contract'], options);
}

/** Tests of the keychain, in a session of their own: they wait for its daemon most of the time. */
async function inKeyring(node, keyring, options) {
  if (!wanted('keychain')) return;
  if (!keyring) add('keychain', { skipped: 1 }, 'no keyring on this machine');
  else
    await vitest({ keychain: vitestCounts() }, node, ['test/keychain'], {
      ...options,
      wrap: ['dbus-run-session', '--'],
    });
}

async function endToEnd(node, browser) {
  if (!wanted('e2e')) return;
  if (browser) await playwright('e2e', node, 'test/e2e/playwright.config.ts');
  else add('e2e', { failed: 1 }, 'Chromium is missing');
}

async function main() {
  installPackages();
  const node = findNode();
  mkdirSync(output, { recursive: true });
  const keyring = installSystemPackages({
    'libsecret-1-0': !hasLibrary('libsecret-1.so.0'),
    'gnome-keyring': !hasCommand('gnome-keyring-daemon'),
    dbus: !hasCommand('dbus-run-session'),
  });
  // Programs that tests read our exports back with; such tests are left out where one is missing.
  installSystemPackages({
    ffmpeg: !hasCommand('ffmpeg'),
    'cmark-gfm': !hasCommand('cmark-gfm'),
    pandoc: !hasCommand('pandoc'),
  });
  const browser = installSystemPackages({ chromium: !chromiumNames.some(hasCommand) });

  const bin = (path) => join(root, 'node_modules', path);
  const first = [];
  if (wanted('unit') || wanted('e2e')) first.push(['sample workspace', prepareSample()]);
  if (wanted('build')) first.push(['build', [bin('electron-vite/bin/electron-vite.js'), 'build']]);
  const checks = [];
  if (wanted('check')) {
    // The compiler's checkers, four each, look at what they share each for itself; the projects run side by side anyway.
    for (const project of ['.', 'renderer', 'test/e2e', 'test/support/view', 'electron/contract'])
      checks.push([`types of ${project}`, [bin('typescript/bin/tsc'), '-p', project, '--checkers', '1']]);
    checks.push(['format and lint', [bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '.']]);
    checks.push(['unused code', [bin('knip/bin/knip.js'), '--treat-config-hints-as-errors']]);
  }
  // The sample's Gong has a pace, which leaves the processors to the checks; no suite waits for these.
  const checked = steps(node, checks);
  await steps(node, first);
  // What runs in the browser waits for something most of the time: the others take what it leaves of the processors.
  const options = { behind: wanted('e2e') };
  await Promise.all([
    checked,
    withoutBrowser(node, options),
    inKeyring(node, keyring, options),
    endToEnd(node, browser),
  ]);
  if (wanted('electron')) {
    const config = 'test/electron/playwright.config.ts';
    const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
    if (!hasElectron()) add('electron', { skipped: 1 }, 'Electron’s binary is not installed on this machine');
    else if (!display) add('electron', { skipped: 1 }, 'no display');
    else if (existsSync(join(root, config))) await playwright('electron', node, config);
  }
}

try {
  await main();
} catch (error) {
  say(error.message);
  total.failed++;
}
if (timed.length > 0) say('The slowest tests:');
for (const { suite, name, ms } of timed.sort((a, b) => b.ms - a.ms).slice(0, 10))
  say(`${inSeconds(ms / 1000).padStart(9)}  ${suite}: ${name}`);
for (const test of flaky) say(`flaky: ${test}`);
for (const failure of failures) say(`failed: ${failure}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
