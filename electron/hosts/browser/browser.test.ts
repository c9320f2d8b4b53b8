import { type ChildProcess, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { createMemorySecrets } from '../../core/app/secrets/memory.ts';
import { createCore } from '../../core/create-core.ts';
import type { Core } from '../../core/rpc/core.ts';
import { findBrowser, openBrowser } from './browser.ts';
import { writeEntryFile } from './entry.ts';
import { type ShellServer, startShellServer } from './server.ts';

const browser = process.env['EARSHOT_CHROMIUM'] ?? findBrowser();
/** Chromium with its whole window, drawn nowhere: what is asked here is who it speaks to. */
const unseen = ['--ozone-platform=headless', '--disable-gpu'];
const searched = 'cAnArYsearch';

let dir: string;
let core: Core;
let server: ShellServer;
let child: ChildProcess | null = null;
let entered = false;
let page: () => void;
const opened = () =>
  new Promise<void>((resolve) => {
    page = resolve;
  });

beforeEach(async () => {
  dir = testFolder();
  entered = false;
  mkdirSync(join(dir, 'view'));
  // A page as ours: it asks with its key, hears events, has fields (which Chromium would like to fill), and searches.
  writeFileSync(
    join(dir, 'view', 'index.html'),
    '<!doctype html><title>Earshot</title><input name="q"><input type="email" name="email"><input type="password"><script type="module" src="/a.js"></script>',
  );
  writeFileSync(
    join(dir, 'view', 'a.js'),
    `const headers = { 'x-earshot-key': sessionStorage.getItem('earshot-key') };
     const body = JSON.stringify({ v: 1, id: 1, method: 'app/info', input: {} });
     const answer = await fetch('/rpc', { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
     location.hash = '#/library?q=${searched}';
     if (answer.ok) fetch('/events', { headers });`,
  );
  core = await createCore({ dataDir: join(dir, 'data'), shell: 'browser', secrets: createMemorySecrets() });
  server = await startShellServer({
    core,
    port: 0,
    rendererDir: join(dir, 'view'),
    onPages: (count) => count > 0 && page(),
    onEntered: () => {
      entered = true;
    },
  });
});
afterEach(async () => {
  if (child && child.exitCode === null) {
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child.kill();
    await ended;
  }
  child = null;
  await server.close();
  await core.close();
});

/** Command lines of all processes of this machine, and environments of those that came after `before`. */
function visible(before: ReadonlySet<string>): { readonly arguments: string; readonly environments: string } {
  const said = { arguments: '', environments: '' };
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && !before.has(name))) {
    try {
      said.arguments += `${readFileSync(`/proc/${pid}/cmdline`, 'latin1')}\n`;
      said.environments += `${readFileSync(`/proc/${pid}/environ`, 'latin1')}\n`;
    } catch {
      // It ended meanwhile.
    }
  }
  return said;
}

describe.skipIf(!browser || process.platform !== 'linux')('the window of the browser shell', () => {
  test('what opens it stands in no argument and in no environment, and is gone once it was used', async () => {
    const token = server.token() ?? '';
    const before = new Set(readdirSync('/proc'));
    process.env['EARSHOT_ACCESS_KEY_SECRET'] = 'cAnArYsecret';
    const entry = writeEntryFile(join(dir, 'data', 'browser'), server.port, token);
    expect(statSync(entry.path).mode & 0o777).toBe(0o600);
    expect(statSync(join(entry.path, '..')).mode & 0o777).toBe(0o700);
    const up = opened();
    child = openBrowser(
      browser as string,
      pathToFileURL(entry.path).href,
      join(dir, 'data', 'browser'),
      unseen,
    );
    delete process.env['EARSHOT_ACCESS_KEY_SECRET'];
    const seen = { arguments: '', environments: '' };
    let done = false;
    void up.then(() => {
      done = true;
    });
    while (!done) {
      const now = visible(before);
      seen.arguments += now.arguments;
      seen.environments += now.environments;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(entered).toBe(true);
    expect(seen.arguments).toContain('open.html');
    expect(seen.arguments).toContain('--type=renderer');
    expect(seen.arguments + seen.environments).not.toContain(token);
    expect(seen.environments).not.toContain('cAnArYsecret');
    // Spent: whoever reads the file now gets nothing.
    expect(server.token()).toBeNull();
    entry.remove();
    expect(existsSync(entry.path)).toBe(false);
  });

  test('it speaks to 127.0.0.1 and nobody else, and remembers no search', async (context) => {
    let strace: string;
    try {
      strace = execFileSync('sh', ['-c', 'command -v strace'], { encoding: 'utf8' }).trim();
    } catch {
      return context.skip();
    }
    const trace = join(dir, 'trace');
    const traced = join(dir, 'chromium.sh');
    writeFileSync(
      traced,
      `#!/bin/sh\nexec ${strace} -f -o ${trace} -e trace=connect,sendto,sendmsg,sendmmsg,bind,setsockopt ${browser} "$@"\n`,
    );
    chmodSync(traced, 0o700);
    const profile = join(dir, 'data', 'browser');
    const entry = writeEntryFile(profile, server.port, server.token() ?? '');
    const netLog = join(dir, 'net.json');
    const up = opened();
    child = openBrowser(traced, pathToFileURL(entry.path).href, profile, [
      ...unseen,
      `--log-net-log=${netLog}`,
    ]);
    await up;
    // What Chromium does by itself, it does within seconds after its start: until it has wished for its vendor's hosts, and got none.
    await expect
      .poll(() => readFileSync(netLog, 'latin1'), { timeout: 50_000 })
      .toContain('accounts.google.com');
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    // strace passes it on; Chromium ends in order and writes what it would keep.
    for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGTERM');
    await ended;
    const lines = readFileSync(trace, 'latin1').split('\n');
    expect(lines.some((line) => line.includes('connect(') && line.includes('127.0.0.1'))).toBe(true);
    expect(lines.filter(reachesOut)).toEqual([]);
    const files = readdirSync(profile, { recursive: true }).map((name) => join(profile, String(name)));
    const holding = files.filter(
      (path) => statSync(path, { throwIfNoEntry: false })?.isFile() && readFileSync(path).includes(searched),
    );
    expect(holding).toEqual([]);
  });
});

/** The processes a process has started. */
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

/**
 * Whether a system call of a trace reaches for another computer: a name server, a group of many (mDNS, SSDP), or any host. Not counted
 * is a datagram socket that is connected and never written to (how Chromium asks the system whether there is a route for IPv6): nothing
 * is sent by that.
 */
function reachesOut(line: string): boolean {
  if (/ADD_MEMBERSHIP|JOIN_GROUP/.test(line)) return true;
  if (!/AF_INET6?\b/.test(line) || /127\.0\.0\.1|"::1"/.test(line)) return false;
  if (/inet_addr\("0\.0\.0\.0"\)|inet_pton\(AF_INET6, "::"/.test(line))
    return /sin6?_port=htons\([1-9]/.test(line);
  return !(line.includes('connect(') && line.includes('"2001:4860:4860::8888"'));
}
