import { spawn } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { type Run, runHere } from '../../../test/support/command-line.ts';
import { testFolder } from '../../../test/support/folder.ts';
import { outputOf } from '../../../test/support/output.ts';
import { chartKinds, partOf } from '../../contract/dashboards.ts';
import { reportParts } from '../../contract/trends.ts';
import { exitCodeOf } from './exit-codes.ts';
import { createTerminal, errorText, jsonText, table } from './output.ts';
import { progressLine } from './run-sync.ts';
import { localTime } from './where.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let dir: string;
beforeEach(() => {
  dir = testFolder();
});

const environment = () => ({ EARSHOT_DATA: dir, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' });

function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...environment(), ...env },
  });
  const said = outputOf(child);
  const ended = new Promise<Run>((resolve) => child.once('close', (code) => resolve({ code, ...said })));
  const firstLine = async () => {
    await expect.poll(() => said.out).toContain('\n');
    return JSON.parse(said.out.split('\n')[0] as string);
  };
  return { child, ended, firstLine };
}

/** In a process of its own. */
const run = (...args: string[]) => start(args).ended;
const here = (...args: string[]) => runHere(args, environment());

test('help names every command and the exit codes; a command’s help has an example', async () => {
  const overview = await run('help');
  expect(overview.code).toBe(0);
  for (const word of [
    'sync',
    'search',
    'show',
    'trends',
    'report',
    'export',
    'backup',
    'restore',
    'doctor',
    'app',
    'emulator',
    'Exit codes',
    'Examples',
  ]) {
    expect(overview.out).toContain(word);
  }
  const own = await here('search', '--help');
  expect(own).toMatchObject({ code: 0, out: expect.stringContaining('Examples') });
  expect((await here()).code).toBe(2);
});

test.each([
  [['serach', 'x'], 'no command "serach"'],
  [['search'], 'needs a query'],
  [['search', 'x', '--limit', 'ten'], '--limit must be a whole number from 0 to 500, not "ten"'],
  [['search', 'x', '--sort', 'best'], '--sort must be one of relevance'],
  [['search', 'x', '--colour'], '--colour'],
  [['report', '--dashboard', 'Weekly', '--q', 'rep:ann'], '--q and --bucket belong to --tracker'],
  [['app', '--port', '70000'], '--port must be'],
  [['backup', 'file'], '--out FILE'],
  [['backup', '--mine'], 'belong to --out'],
  [['restore'], 'needs a file, or --copy'],
  [['restore', 'a', '--copy', 'b'], 'needs a file, or --copy'],
  [['show'], 'needs one call id'],
  [['proxy', 'a', 'b'], 'one address'],
  [['proxy', 'none', '--bypass', 'x'], '--bypass belongs to'],
  [['proxy', 'http://ada:hush@proxy:1'], 'no user name and password'],
  [['export', '--q', 'x', '--id', '1'], 'either --id'],
  [['export', '--q', 'x', '--format', 'csv', '--transcript'], 'csv-transcript'],
])('%j is wrong usage: exit 2, with what is wrong', async (args, message) => {
  const { code, out, err } = await here(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
  expect(err).toContain('cli/usage');
});

test.each([
  [
    ['search', 'battery date:2025-02-30'],
    'The query was not understood at character 14: “2025-02-30” is no date',
  ],
  [['export', '--q', 'date:2025-02-30'], 'Correct the marked part: date:»2025-02-30«'],
  [['export', '--q', 'dur:abc', '--format', 'csv', '--json'], '"code":"query/not-understood"'],
  [['export', '--q', 'has:x'], '--q was not understood at character 5: has: knows no “x”'],
  [['export', '--q', 'tracker:'], 'tracker: needs a value right after the colon'],
  [['export', '--q', '***'], '--q was not understood'],
  [['trends', '--tracker', 'Pricing', '--q', 'dur:abc'], '--q was not understood at character 5'],
  [['trends', '--query', 'has:x'], '--query was not understood'],
  [['trends', '--query', 'price', '--compare', 'date:soon'], '--compare was not understood'],
  [['report', '--tracker', 'Pricing', '--q', 'date:2025-02-30'], '--q was not understood'],
])('%j is not understood and finds nothing, rather than everything: exit 2', async (args, message) => {
  const { code, out, err } = await here(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
  expect(err).toContain('query/not-understood');
});

test('without an account: exit 3 and what to do, as text and as JSON', async () => {
  expect(await here('search', 'x')).toMatchObject({ code: 3, err: expect.stringContaining('Connect Gong') });
  const { code, err } = await here('search', 'x', '--json');
  expect(code).toBe(3);
  expect(JSON.parse(err)).toMatchObject({ error: { code: 'app/no-profile', nextStep: expect.any(String) } });
});

test('a proxy is set, shown and taken back', async () => {
  const set = await here('proxy', 'proxy.test:8080', '--bypass', '10.0.0.0/8', '--json');
  expect(JSON.parse(set.out)).toEqual({
    mode: 'address',
    address: 'http://proxy.test:8080',
    bypass: '10.0.0.0/8',
    user: '',
  });
  expect((await here('proxy')).out).toContain('http://proxy.test:8080');
  expect(await here('proxy', 'ftp://proxy.test')).toMatchObject({
    code: 5,
    err: expect.stringContaining('settings/proxy'),
  });
  expect((await here('proxy', 'system')).out).toContain('HTTPS_PROXY');
});

test('half of the credentials in the environment: exit 3, naming the rest', async () => {
  const { code, err } = await runHere(['sync'], { ...environment(), EARSHOT_GONG_URL: 'https://g.invalid' });
  expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining('EARSHOT_ACCESS_KEY') });
});

test('a data folder that is a file: exit 5', async () => {
  writeFileSync(join(dir, 'file'), '');
  expect(await here('doctor', '--data', join(dir, 'file'))).toMatchObject({
    code: 5,
    err: expect.stringContaining('--data DIR'),
  });
});

test('the emulator prints one line with address and credentials, and answers', async () => {
  const { child, ended, firstLine } = start(['emulator']);
  const ready = await firstLine();
  const authorization = `Basic ${Buffer.from(`${ready.accessKey}:${ready.secret}`).toString('base64')}`;
  const answer = await fetch(`${ready.url}/v2/users`, { headers: { authorization } });
  expect(answer.status).toBe(200);
  const taken = await here('emulator', '--port', String(ready.port));
  expect(taken).toMatchObject({ code: 1, err: expect.stringContaining('already in use') });
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
});

test('the emulator takes a fault script, and names what is wrong with one', async () => {
  const file = join(dir, 'faults.json');
  writeFileSync(file, '[{"endpoint":"users","action":{"kind":"status","status":503}}]');
  const { child, ended, firstLine } = start(['emulator', '--faults', file]);
  expect((await fetch(`${(await firstLine()).url}/v2/users`)).status).toBe(503);
  child.kill('SIGTERM');
  await ended;
  writeFileSync(file, '{}');
  expect(await here('emulator', '--faults', file)).toMatchObject({
    code: 2,
    err: expect.stringContaining('faults.json'),
  });
});

test('the emulator answers without limits when asked to, and by the time its filter is to mean', async () => {
  const limits = async (...args: string[]) => {
    const { child, ended, firstLine } = start(['emulator', ...args]);
    const { url, bearer } = await firstLine();
    const headers = { authorization: `Bearer ${bearer}` };
    const answers = Array.from({ length: 8 }, () => fetch(`${url}/v2/workspaces`, { headers }));
    const statuses = (await Promise.all(answers)).map((answer) => answer.status);
    const list = await fetch(`${url}/v2/calls?toDateTime=2025-01-06T09:41:41Z`, { headers });
    child.kill('SIGTERM');
    await ended;
    return { statuses: new Set(statuses), list: list.status };
  };
  expect((await limits()).statuses).toEqual(new Set([200, 429]));
  expect((await limits('--rate', '1')).statuses).toEqual(new Set([200, 429]));
  const started = await limits('--rate', '0');
  expect(started.statuses).toEqual(new Set([200]));
  const scheduled = await limits('--rate', '0', '--filter-by', 'scheduled');
  expect([started.list, scheduled.list]).toEqual([404, 200]);
  for (const args of [
    ['--rate', 'x'],
    ['--filter-by', 'created'],
  ])
    expect(await here('emulator', ...args)).toMatchObject({
      code: 2,
      err: expect.stringContaining(args[0] as string),
    });
});

test('the sample can be synced, searched, shown, exported and examined from a script', {
  timeout: 600_000,
}, async () => {
  const synced = await run('sync', '--sample', '--json');
  expect(synced.code).toBe(0);
  const done = JSON.parse(synced.out.trim().split('\n').at(-1) as string);
  expect(done).toMatchObject({ event: 'done', run: { outcome: 'done' } });
  const found = JSON.parse((await run('search', 'remote control battery', '--json', '--limit', '1')).out);
  expect(found.hits).toHaveLength(1);
  const id = found.hits[0].id;
  expect((await here('show', id)).out).toContain('Outline');
  expect(JSON.parse((await here('show', id, '--json')).out).id).toBe(id);
  const reviewed = JSON.parse(
    (await here('search', 'has:scorecard has:folder', '--json', '--limit', '1')).out,
  );
  const review = (await here('show', reviewed.hits[0].id)).out;
  expect(review).toMatch(/^Scorecards\n {2}\S/m);
  expect(review).toMatch(/^Team library\n {2}\S/m);
  expect((await here('show', '1')).err).toContain('call/not-found');
  // Nothing is written into the data folder itself.
  const outside = testFolder();
  const file = join(outside, 'out.jsonl');
  const exported = await here('export', '--q', 'battery', '--format', 'jsonl', '--out', file, '--json');
  expect(JSON.parse(exported.out).calls).toBeGreaterThan(1);
  const sentences = await here(
    'export',
    '--id',
    `call:${id}`,
    '--format',
    'csv-transcript',
    '--out',
    outside,
  );
  expect(sentences.out).toMatch(/^1 call written to .*-transcript-.*\.csv\n$/);
  const doctor = JSON.parse((await here('doctor', '--json')).out);
  expect(doctor).toMatchObject({ ok: true, integrity: 'ok', wordIndex: 'ok', totals: { calls: 197 } });
  expect(doctor.atRest).toMatchObject({
    disk: { state: expect.stringMatching(/^(encrypted|open|unknown)$/) },
  });
  const backup = await here('backup', '--out', outside);
  const [, saved = ''] = /Written to (.*\.backup), for you alone/.exec(backup.out) ?? [];
  expect(backup.out).toMatch(/^calls +197$/m);
  expect(statSync(saved).mode & 0o777).toBe(0o600);
  expect(await here('backup', '--mine', '--out', saved)).toMatchObject({
    code: 1,
    err: expect.stringContaining('is there already'),
  });
  expect(await here('backup', '--out', join(dir, 'mine'))).toMatchObject({ code: 1 });
  const looked = await here('restore', saved);
  expect(looked.out).toMatch(/^calls +197$[\s\S]*Nothing was changed/m);
  const restored = JSON.parse((await here('restore', saved, '--yes', '--json')).out);
  expect(restored).toMatchObject({ part: 'all', removedAgain: 0, erasedAgain: false });
  expect((await here('backup')).out).toContain(restored.aside);
  expect((await here('doctor')).out).toMatch(/Copies of the whole store[\s\S]*\.replaced-/);
  const cleared = JSON.parse((await here('doctor', '--remove-copies', '--json')).out);
  expect(cleared).toMatchObject({ ok: true, wordIndex: 'ok', totals: { calls: 197 }, setAside: [] });
  expect(await here('restore', '--copy', restored.aside)).toMatchObject({
    code: 1,
    err: expect.stringContaining('backup/unknown-copy'),
  });
  expect(readdirSync(outside).filter((name) => name.endsWith('.part'))).toEqual([]);
  const trackers = JSON.parse((await here('trends', '--json')).out);
  expect(trackers.length).toBeGreaterThan(3);
  expect((await here('trends', '--tracker', trackers[0].name, '--bucket', 'month')).out).toContain(
    'Mentioning',
  );
  expect((await here('trends', '--tracker', 'nope')).code).toBe(2);
  const csv = await here(
    'trends',
    '--query',
    'battery',
    '--q',
    'date:2025',
    '--compare',
    'previous',
    '--csv',
  );
  expect(csv.out.split('\r\n')[0]).toContain('"mentioning"');
  const nowhere = join(outside, 'none', 'file');
  for (const args of [
    ['export', '--id', id],
    ['report', '--tracker', trackers[0].name],
  ])
    expect(await here(...args, '--out', nowhere)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${nowhere} cannot be written: there is no folder`),
    });
  const html = await here('report', '--tracker', trackers[0].name, '--q', 'date:2025', '--bucket', 'month');
  expect(html.out).toContain('<svg');
  expect(html.out).not.toContain('<script');
  const sections = [...html.out.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(([, title = '']) =>
    title.split(': ').at(-1),
  );
  const headings = chartKinds.map((kind) => reportParts[partOf(kind)].heading ?? '');
  expect(sections).toEqual(headings.map((text, at) => (at === 0 ? text : text.toLowerCase())));
});

test('the app prints its one-time address, keeps others out of its folder, and ends on a signal', async () => {
  const { child, ended, firstLine } = start(['app', '--browser', '--no-open', '--port', '0', '--data', dir]);
  const ready = await firstLine();
  expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?t=/);
  expect((await fetch(ready.url)).status).toBe(200);
  const second = await here('app', '--browser', '--no-open', '--data', dir);
  expect(second).toMatchObject({ code: 5, err: expect.stringContaining('already using') });
  const port = await here(
    'app',
    '--browser',
    '--no-open',
    '--port',
    String(ready.port),
    '--data',
    join(dir, 'b'),
  );
  expect(port).toMatchObject({ code: 1, err: expect.stringContaining('--port 0') });
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
});

test.each([
  ['cli/usage', 2],
  ['secrets/missing', 3],
  ['gong/unauthorized', 3],
  ['gong/missing-scope', 3],
  ['gong/network', 4],
  ['gong/daily-limit', 4],
  ['store/full', 5],
  ['core/locked', 5],
  ['settings/newer', 5],
  ['core/unexpected', 1],
])('%s exits with %i', (code, exit) => {
  expect(exitCodeOf(code)).toBe(exit);
});

test('output for people and for scripts', () => {
  const printed = (isTTY: boolean, styled: boolean) => {
    let text = '';
    const write = (more: string) => {
      text += more;
    };
    createTerminal({ out: { write, isTTY }, err: { write }, styled }).out('a \uE000b\uE001');
    return text;
  };
  expect(printed(false, true)).toBe('a b');
  expect(printed(true, false)).toBe('a b');
  expect(printed(true, true)).toMatch(/^a \x1b\[1mb(\x1b\[22m)+$/);
  expect(jsonText({ t: '\uE000b\uE001' })).toBe('{"t":"b"}\n');
  expect(localTime(0, { offsets: [[0, 120]] })).toBe('1970-01-01 02:00 +02:00');
  expect(localTime(0, { offsets: [[0, -210]] })).toBe('1969-12-31 20:30 -03:30');
  expect(
    table([
      ['a', 1],
      ['bbb', 22],
    ]),
  ).toBe('a     1\nbbb  22\n');
  const wire = { code: 'x/y', message: 'No.', nextStep: 'Do.', retryable: false, requestId: 'r1' };
  expect(errorText(wire, false)).toBe('earshot: No.\n  Do.\n  Gong’s request id: r1\n  (x/y)\n');
});

test('the progress line fits its terminal at any width', () => {
  const status = {
    phase: 'calls',
    state: 'running',
    done: 50,
    total: 200,
    rate: 33.4,
    etaSeconds: 4.2,
    requestsToday: 7,
  } as never;
  expect(progressLine(status, 100)).toContain('50/200  33/s  5 s left  7 requests today');
  for (let columns = 1; columns < 120; columns++) {
    expect(progressLine(status, columns).length).toBeLessThanOrEqual(Math.max(10, columns - 1));
  }
});
