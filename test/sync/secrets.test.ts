import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../electron/gong/emulator/emulator.ts';
import { testFolder } from '../support/folder.ts';
import { outputOf } from '../support/output.ts';
import { liveSynthetic } from './world.ts';

// A secret that exists nowhere else is given to the running product in every way there is; then everything it leaves behind
// and everything that can be seen of its processes is searched for it.

const main = fileURLToPath(new URL('../../electron/hosts/cli/main.ts', import.meta.url));
const accessKey = 'CANARYKEY5d21';
const secret = 'CaNaRy/+"é%7f9a&=<x>';

/** Every form in which the secret could be written. */
const forms = [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
  Buffer.from(`${accessKey}:${secret}`).toString('base64'),
  'CaNaRy',
];

let dir: string;
let emulator: Emulator;
const urls: string[] = [];
const running: ChildProcess[] = [];
beforeEach(async () => {
  dir = testFolder();
  emulator = await startEmulator({
    corpus: liveSynthetic(40, 2, 2),
    accessKey,
    secret,
    ratePerSecond: 0,
    onRequest: ({ url }) => urls.push(url),
  });
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await emulator.stop();
});

/** What other processes see of one is read from /proc. */
const onLinux = it.skipIf(process.platform !== 'linux');

/** Places where the secret was found: name of the place and the form. */
function leaks(places: ReadonlyMap<string, string>): string[] {
  return [...places].flatMap(([place, text]) =>
    forms.filter((form) => text.includes(form)).map((form) => `${place}: ${form.slice(0, 4)}…`),
  );
}

/** Every file below a folder, as bytes in a string. */
function files(folder: string, into: Map<string, string>): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    // Latin-1 keeps every byte; UTF-8 shows the accented letter.
    into.set(path, bytes.toString('latin1') + bytes.toString('utf8'));
  }
}

const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** A process and all that descend from it. */
function family(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(family)];
}

/** What others on the machine can see of a process: title, arguments, threads, and its environment. */
function visible(pid: number, into: Map<string, string>, name: string): void {
  for (const file of ['cmdline', 'comm', 'environ'])
    into.set(`${name} ${pid} ${file}`, read(`/proc/${pid}/${file}`));
  for (const task of existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`) : [])
    into.set(`${name} ${pid} thread ${task}`, read(`/proc/${pid}/task/${task}/comm`));
}

/** A "browser" that writes down what it was given, and stays. */
function fakeBrowser(): string {
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const script = join(bin, 'chromium');
  writeFileSync(
    script,
    `#!/bin/sh\nenv > "${dir}/browser-env"\nprintf '%s\\n' "$@" > "${dir}/browser-args"\nexec sleep 300\n`,
  );
  chmodSync(script, 0o755);
  return bin;
}

interface App {
  readonly child: ChildProcess;
  /** Everything it printed, and every answer and event of the bridge. */
  readonly said: Map<string, string>;
  rpc(method: string, input: unknown): Promise<{ ok: boolean; result?: never; error?: { code: string } }>;
}

/** Starts the app with a window, takes the window's place, and listens to every event. */
async function startApp(data: string, env: Record<string, string>): Promise<App> {
  const child = spawn(process.execPath, [main, 'app', '--browser', '--data', data], {
    env: {
      ...process.env,
      PATH: `${fakeBrowser()}:${process.env['PATH']}`,
      DISPLAY: ':99',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
      ...env,
    },
  });
  running.push(child);
  const said = new Map<string, string>([
    ['stdout', ''],
    ['stderr', ''],
    ['events', ''],
  ]);
  const add = (name: string) => (chunk: Buffer) => said.set(name, (said.get(name) ?? '') + chunk.toString());
  child.stdout?.on('data', add('stdout'));
  child.stderr?.on('data', add('stderr'));
  await expect.poll(() => read(join(dir, 'browser-args'))).toContain('--app=');
  // What the window would do: open the file, which posts the token.
  const file = /--app=(\S+)/.exec(read(join(dir, 'browser-args')))?.[1] as string;
  const form = readFileSync(fileURLToPath(file), 'utf8');
  const url = /action="([^"]+)"/.exec(form)?.[1] as string;
  const token = /name="token" value="([^"]+)"/.exec(form)?.[1] as string;
  const entered = await fetch(url, { method: 'POST', body: new URLSearchParams({ token }) });
  const headers = {
    cookie: (entered.headers.get('set-cookie') ?? '').split(';')[0] as string,
    'x-earshot-key': /earshot-key" content="([^"]+)/.exec(await entered.text())?.[1] as string,
    origin: new URL(url).origin,
    'content-type': 'application/json',
  };
  const events = await fetch(new URL('/events', url), { headers });
  void (async () => {
    for await (const chunk of events.body as unknown as AsyncIterable<Buffer>)
      add('events')(Buffer.from(chunk));
  })().catch(() => undefined);
  let id = 0;
  return {
    child,
    said,
    async rpc(method, input) {
      const answer = await fetch(new URL('/rpc', url), {
        method: 'POST',
        headers,
        body: JSON.stringify({ v: 1, id: ++id, method, input }),
      });
      const text = await answer.text();
      said.set(`answer ${id} of ${method}`, text);
      return JSON.parse(text);
    },
  };
}

/** Ends it so, and keeps what it left behind: files, what it said, and what it asked of Gong. */
async function end(
  app: App,
  signal: NodeJS.Signals,
  data: string,
  places: Map<string, string>,
): Promise<void> {
  const ended = new Promise((resolve) => app.child.once('close', resolve));
  app.child.kill(signal);
  await ended;
  files(data, places);
  for (const [name, text] of app.said) places.set(name, text);
  places.set('URLs', urls.join('\n'));
}

async function synced(app: App): Promise<void> {
  await app.rpc('sync/chooseCalls', { calls: 'everybody' });
  await app.rpc('sync/start', {});
  await expect
    .poll(async () => (await app.rpc('sync/status', {})).result, { interval: 200 })
    .toMatchObject({ state: 'idle', lastFinishedMs: expect.any(Number) });
}

onLinux('a secret typed into the app is nowhere to be found', async () => {
  const data = join(dir, 'data');
  const app = await startApp(data, {});
  const auth = { kind: 'key', accessKey, secret };
  const places = new Map<string, string>();
  await app.rpc('connection/test', { baseUrl: emulator.url, auth });
  await app.rpc('connection/save', { name: 'Canary', baseUrl: emulator.url, auth });
  await synced(app);
  // While it runs: files with their write-ahead logs, and the processes.
  files(data, places);
  for (const pid of family(app.child.pid as number)) visible(pid, places, 'running');
  // What goes wrong may not quote what was given.
  for (const [method, input] of [
    ['connection/save', { name: 'x', baseUrl: 'http://us-1.api.gong.io', auth }],
    ['connection/save', { name: 'x', baseUrl: emulator.url, auth: secret }],
    ['connection/save', { name: 'x', baseUrl: emulator.url, auth: { kind: 'key', accessKey: 7, secret } }],
    ['connection/save', { name: 'x', baseUrl: emulator.url, auth: { kind: secret } }],
    ['connection/test', { baseUrl: emulator.url, auth: { ...auth, accessKey: `${accessKey}X` } }],
    ['connection/test', { baseUrl: 'http://127.0.0.1:9', auth }],
    ['connection/test', { baseUrl: `http://${accessKey}:${encodeURIComponent(secret)}@127.0.0.1:9`, auth }],
  ] as const) {
    const answer = await app.rpc(method, input);
    expect(answer.ok && method === 'connection/save').toBe(false);
  }
  emulator.setFaults([{ action: { kind: 'status', status: 401, errors: ['Invalid access key or secret'] } }]);
  await app.rpc('sync/start', {});
  await expect
    .poll(async () => (await app.rpc('sync/status', {})).result, { interval: 200 })
    .toMatchObject({ state: 'failed' });
  emulator.setFaults([{ action: { kind: 'html', status: 500 } }]);
  await app.rpc('sync/start', {});
  await app.rpc('sync/runs', {});
  await app.rpc('sync/problems', {});
  await app.rpc('app/info', {});
  await end(app, 'SIGTERM', data, places);
  places.set('browser', read(join(dir, 'browser-env')) + read(join(dir, 'browser-args')));
  expect([...places.keys()].filter((name) => name.endsWith('.log')).length).toBe(1);
  expect([...places.keys()].some((name) => name.endsWith('store.db-wal'))).toBe(true);
  expect(places.get(`running ${app.child.pid} cmdline`)).toContain('app');
  expect(app.said.get('events')).toContain('sync/status');
  expect(leaks(places)).toEqual([]);
});

onLinux('a secret from the environment is not handed on, nor one of a crash', async () => {
  const data = join(dir, 'data');
  const app = await startApp(data, {
    EARSHOT_GONG_URL: emulator.url,
    EARSHOT_ACCESS_KEY: accessKey,
    EARSHOT_ACCESS_KEY_SECRET: secret,
  });
  await synced(app);
  const places = new Map<string, string>();
  const [own, ...children] = family(app.child.pid as number) as [number, ...number[]];
  expect(children.length).toBeGreaterThan(0);
  for (const pid of children) visible(pid, places, 'child');
  // Its own environment was the user's doing; its title and arguments are not.
  visible(own, places, 'own');
  places.delete(`own ${own} environ`);
  places.set('browser', read(join(dir, 'browser-env')));
  // The end nobody foresaw.
  await end(app, 'SIGABRT', data, places);
  expect(leaks(places)).toEqual([]);
});

onLinux(
  'a secret given to accounts connect, or tried as an argument, is in no output and on no disk',
  async () => {
    const data = join(dir, 'data');
    const places = new Map<string, string>();
    const connect = async (name: string, args: string[], input: string) => {
      const child = spawn(process.execPath, [main, 'accounts', 'connect', '--data', data, ...args], {
        env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' },
      });
      running.push(child);
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString();
        });
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      if (args.every((arg) => !arg.includes('CaNaRy'))) visible(child.pid as number, places, name);
      child.stdin.on('error', () => {});
      child.stdin.end(input);
      const code = await ended;
      places.set(name, said);
      return code;
    };
    const url = ['--url', emulator.url];
    // There is no keychain here: the key works, and is not kept.
    expect(await connect('key', url, `${accessKey}\n${secret}\n`)).toBe(3);
    expect(places.get('key')).toContain('Calls with all details');
    expect(places.get('key')).toContain('secrets/unavailable');
    expect(await connect('wrong', url, `${accessKey}\n${secret}X\n`)).toBe(3);
    expect(await connect('token', [...url, '--bearer'], secret)).toBe(3);
    expect(await connect('one line', url, secret)).toBe(2);
    expect(await connect('option', [...url, '--secret', secret], '')).toBe(2);
    expect(await connect('option =', [...url, `--access-key-secret=${secret}`], '')).toBe(2);
    expect(await connect('word', [...url, secret], '')).toBe(2);
    expect(await connect('unknown option', [...url, `--hush=${secret}`], '')).toBe(2);
    files(data, places);
    places.set('URLs', urls.join('\n'));
    expect(leaks(places)).toEqual([]);
  },
);

onLinux('the emulator tells its credentials on its one line only', async () => {
  const child = spawn(process.execPath, [main, 'emulator'], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const said = outputOf(child);
  await expect.poll(() => said.out).toContain('\n');
  const ready = JSON.parse(said.out) as { url: string; accessKey: string; secret: string; bearer: string };
  const authorization = `Bearer ${ready.bearer}`;
  await fetch(`${ready.url}/v2/users`, { headers: { authorization } });
  const refused = await (
    await fetch(`${ready.url}/v2/users`, { headers: { authorization: 'Basic x' } })
  ).text();
  const places = new Map([
    ['stderr', said.err],
    ['refusal', refused],
    ['later output', said.out.slice(said.out.indexOf('\n'))],
  ]);
  for (const pid of family(child.pid as number)) visible(pid, places, 'emulator');
  for (const [place, text] of places)
    for (const known of [ready.secret, ready.bearer, ready.accessKey])
      expect(text, place).not.toContain(known);
});
