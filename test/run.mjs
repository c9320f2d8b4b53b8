// `npm test`: installs what the suites need, runs them all and sums them up in one line. Runs under the system's Node.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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
const output = join(root, 'test/.output');

function add(name, { passed = 0, failed = 0, skipped = 0, names = [] }, note = '') {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (failed > 0) failures.push(...(names.length > 0 ? names : ['']).map((test) => `${name}: ${test}`));
  say(`-- ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped${note ? ` (${note})` : ''}`);
}

function wanted(name) {
  return only.length === 0 || only.includes(name);
}

function run(command, args, env) {
  return spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2] }).status ?? 1;
}

/** A step that either works or does not. */
function step(name, node, args) {
  say(`== ${name}`);
  add(name, run(node, args, environment(node)) === 0 ? { passed: 1 } : { failed: 1 });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** A suite whose runner writes a JSON report; a runner that breaks counts as one failure. */
function suite(name, command, args, env, report, count) {
  say(`== ${name}`);
  rmSync(report, { force: true });
  const status = run(command, args, env);
  const result = readReport(report);
  const counts = result ? count(result) : { failed: 1 };
  if (status !== 0 && !counts.failed) counts.failed = 1;
  if (status === 0 && !counts.passed && !counts.skipped) counts.failed = 1;
  add(name, counts);
}

const vitestCounts = (result) => ({
  passed: result.numPassedTests,
  failed:
    result.numFailedTests +
    result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
      .length,
  skipped: result.numPendingTests + (result.numTodoTests ?? 0),
  names: result.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [`${name} ${message}`] : [];
    return failed.map((test) => `${name} > ${test.fullName}\n${test.failureMessages.join('\n')}`);
  }),
});

/** All specs of a Playwright report: suites lie in suites. */
const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];

const playwrightCounts = ({ stats, errors, suites }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected + (stats.expected + stats.unexpected === 0 ? errors.length : 0),
  skipped: stats.skipped,
  names: specsOf({ suites }).flatMap(({ ok, file, line, title, tests }) => {
    const messages = tests.flatMap(({ results }) => results.flatMap(({ error }) => error?.message ?? []));
    return ok ? [] : [`${file}:${line} ${title}\n${messages.join('\n')}`];
  }),
});

function vitest(name, node, args, wrap = []) {
  const report = join(output, `${name}.json`);
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
  suite(name, command[0], command.slice(1), environment(node), report, vitestCounts);
}

function playwright(name, node, config) {
  const report = join(output, `${name}.json`);
  suite(
    name,
    node,
    [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '-c', config, '--reporter=line,json'],
    { ...environment(node), PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    report,
    playwrightCounts,
  );
}

function main() {
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
  if (wanted('check')) {
    step('format and lint', node, [bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '.']);
    for (const project of ['.', 'renderer', 'electron/contract', 'test/e2e']) {
      step(`types of ${project}`, node, [bin('typescript/bin/tsc'), '-p', project]);
    }
  }
  if (wanted('build')) step('build', node, [bin('electron-vite/bin/electron-vite.js'), 'build']);
  if (wanted('unit'))
    vitest('unit', node, ['--exclude', 'test/keychain/**', '--exclude', 'test/contract/**']);
  if (wanted('contract')) vitest('contract', node, ['test/contract']);
  if (wanted('keychain')) {
    if (keyring) vitest('keychain', node, ['test/keychain'], ['dbus-run-session', '--']);
    else add('keychain', { skipped: 1 }, 'no keyring on this machine');
  }
  if (wanted('e2e')) {
    if (browser) playwright('e2e', node, 'test/e2e/playwright.config.ts');
    else add('e2e', { failed: 1 }, 'Chromium is missing');
  }
  if (wanted('electron')) {
    const config = 'test/electron/playwright.config.ts';
    const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
    if (!hasElectron()) add('electron', { skipped: 1 }, 'Electron’s binary is not installed on this machine');
    else if (!display) add('electron', { skipped: 1 }, 'no display');
    else if (existsSync(join(root, config))) playwright('electron', node, config);
  }
}

try {
  main();
} catch (error) {
  say(error.message);
  total.failed++;
}
for (const failure of failures) say(`failed: ${failure}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
