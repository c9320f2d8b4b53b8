import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from '../../../test/support/command-line.ts';
import { testFolder } from '../../../test/support/folder.ts';
import { outputOf } from '../../../test/support/output.ts';
import { liveSynthetic } from '../../../test/sync/world.ts';
import type { Bridge } from '../../contract/bridge.ts';
import { defaultSyncScope, type SyncPlan, type SyncScope } from '../../contract/sync.ts';
import { type Emulator, startEmulator } from '../../gong/emulator/emulator.ts';
import { scopeWith } from './scope-options.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let dir: string;
let emulator: Emulator;
let zone: string;
beforeEach(async () => {
  zone = 'UTC';
  dir = testFolder();
  emulator = await startEmulator({ corpus: liveSynthetic(130, 6, 2, 50), ratePerSecond: 0 });
});
afterEach(async () => {
  await emulator.stop();
});

const environment = () => ({
  EARSHOT_DATA: dir,
  TZ: zone,
  EARSHOT_GONG_URL: emulator.url,
  EARSHOT_BEARER_TOKEN: emulator.bearer,
  DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
});

function start(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...environment() },
  });
  const said = outputOf(child);
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, ...said })),
  );
  return { child, said, ended };
}
/** In a process of its own. */
const run = (...args: string[]) => start(...args).ended;
const here = (...args: string[]) => runHere(args, environment());
/** A bridge that knows some people. */
const knowing = {
  request: async (method: string) =>
    method === 'sync/scope'
      ? defaultSyncScope
      : {
          users: ['1', '2'].map((id) => ({ id, name: 'Ada Lovelace' })),
          workspaces: [{ id: '5', name: 'Sales' }],
        },
} as unknown as Bridge;

const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; state?: string; summary?: string });

test('sync --plan prints windows, requests and time from one request, and syncs nothing', async () => {
  const { code, out } = await here('sync', '--plan');
  expect(code).toBe(0);
  expect(out).toMatch(/windows +\d+\n/);
  expect(out).toMatch(/requests +\d+\n/);
  expect(out).toMatch(/seconds at least +\d+\n/);
  expect(out).toMatch(/ {2}\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d to \d{4}-/);
  expect(emulator.counters().total).toBe(1);
  const plan = JSON.parse(
    (await here('sync', '--plan', '--json', '--without', 'transcripts')).out,
  ) as SyncPlan;
  expect(plan).toMatchObject({ calls: 130, requests: { transcripts: 0 } });
  expect(emulator.counters().total).toBe(2);
  // What was only thought about is not kept.
  expect((JSON.parse((await here('scope', '--json')).out) as SyncScope).transcripts).toBe(true);
});

test.each([
  ['Asia/Tokyo', '2024-06-02 00:00 +09:00'],
  ['America/Los_Angeles', '2024-06-02 00:00 -07:00'],
])('the dates of a sync are days in %s', async (where, until) => {
  zone = where;
  const { code, out } = await run('sync', '--plan', '--to', '2024-06-01');
  expect(code).toBe(0);
  expect(out).toContain(` to ${until}\n`);
});

test('sync --json tells every step as a line; Ctrl-C stops it, and the next sync goes on', async () => {
  emulator.setFaults([{ endpoint: 'calls/extensive', action: { kind: 'delay', ms: 700 } }]);
  const first = start('sync', '--json', '--everybody');
  await expect.poll(() => first.said.out).toContain('"phase":"calls"');
  first.child.kill('SIGINT');
  const stopped = await first.ended;
  expect(stopped.code).toBe(130);
  expect(JSON.parse(stopped.err)).toMatchObject({ error: { code: 'cli/interrupted' } });
  expect(lines(stopped.out).every((line) => line.event === 'status')).toBe(true);
  emulator.setFaults([]);
  const second = await here('sync', '--json');
  expect(second.code).toBe(0);
  expect(lines(second.out).at(-1)).toMatchObject({ event: 'done', summary: expect.stringContaining('new') });
  const doctor = JSON.parse((await here('doctor', '--json')).out);
  expect(doctor).toMatchObject({
    ok: true,
    problems: [],
    totals: { calls: 130 },
    zoneRules: process.versions['tz'],
  });
});

test.skipIf(!existsSync('/usr/bin/script'))('on a terminal a bar is redrawn in place', async () => {
  const terminal = spawn(
    '/usr/bin/script',
    ['-qec', `"${process.execPath}" "${main}" sync --everybody`, '/dev/null'],
    {
      env: { ...process.env, ...environment(), COLUMNS: '100' },
    },
  );
  let shown = '';
  terminal.stdout.on('data', (chunk) => {
    shown += chunk;
  });
  const status = await new Promise((resolve) => terminal.once('close', resolve));
  expect(status).toBe(0);
  expect(shown).toContain('\r\x1b[2K');
  expect(shown).toMatch(/Reading calls +\[[#.]+\] +\d+\/130/);
  expect(shown).toMatch(/requests today/);
  expect(shown).toMatch(/130 new/);
});

test('the scope is shown and changed by name, and mistakes are explained', async () => {
  await here('sync', '--everybody');
  const user = emulator.corpus.users().find(({ firstName, lastName }) => firstName && lastName);
  const name = `${user?.firstName} ${user?.lastName}`;
  const changed = await here(
    'scope',
    '--json',
    '--from',
    '2025-01-31',
    '--host',
    name,
    '--without',
    'brief,media',
    '--context',
    'Basic',
    '--look-back',
    '60',
    '--daily-requests',
    '500',
    '--gone',
    'hide',
  );
  expect({ code: changed.code, err: changed.err }).toEqual({ code: 0, err: '' });
  const scope = JSON.parse((await here('scope', '--json')).out) as SyncScope;
  expect(scope).toMatchObject({
    fromDate: '2025-01-31',
    primaryUserIds: [user?.id],
    context: 'Basic',
    media: false,
    lookbackDays: 60,
    dailyRequests: 500,
    gonePolicy: 'hide',
    exposed: { brief: false, outline: true },
  });
  expect((await here('scope', '--from', 'all', '--host', 'all', '--with', 'brief')).out).toMatch(
    /hosted by +everybody/,
  );
});

test.each([
  [{ from: '2025-02-30' }, '--from must be a date'],
  [{ host: ['Nobody At All'] }, 'no person "Nobody At All"'],
  [{ host: ['ada'] }, 'no person "ada"'],
  [{ workspace: 'Mars' }, 'no workspace "Mars"'],
  [{ without: ['brieff'] }, 'no part "brieff"'],
  [{ context: 'Everything' }, '--context must be one of None, Basic, Extended'],
  [{ timing: 'Never' }, '--timing must be one of Now, TimeOfCall'],
  [{ 'look-back': '9999' }, '--look-back must be a whole number'],
  [{ from: '2025-03-01', to: '2025-02-01' }, 'comes after'],
])('a scope that cannot be meant is explained: %j', async (values, words) => {
  await expect(scopeWith(knowing, values)).rejects.toMatchObject({
    code: 'cli/usage',
    message: expect.stringContaining(words),
  });
});

test('two people of one name are both meant, an id is as good as a name, and "all" takes limits away', async () => {
  const scope = await scopeWith(knowing, { host: ['Ada Lovelace', '99'], timing: 'TimeOfCall' });
  expect(scope).toMatchObject({ primaryUserIds: ['1', '2', '99'], contextTiming: ['TimeOfCall'] });
  const apart = {
    request: async (method: string) =>
      method === 'sync/scope'
        ? defaultSyncScope
        : {
            users: ['1', '2'].map((id) => ({ id, name: `Ada Lovelace <ada${id}@acme.example>` })),
            workspaces: [],
          },
  } as unknown as Bridge;
  expect((await scopeWith(apart, { host: ['ada lovelace'] })).primaryUserIds).toEqual(['1', '2']);
  expect((await scopeWith(apart, { host: ['Ada Lovelace <ada2@acme.example>'] })).primaryUserIds).toEqual([
    '2',
  ]);
  expect(await scopeWith(knowing, { host: ['all'], workspace: 'all', from: 'all' })).toMatchObject({
    primaryUserIds: [],
    workspaceId: null,
    fromDate: null,
  });
});

test('accounts are listed, tested and removed', async () => {
  const listed = JSON.parse((await here('accounts', '--json')).out) as { activeProfileId: string };
  expect((await here('accounts')).out).toContain(`*  ${listed.activeProfileId}`);
  emulator.setScopes(['api:calls:read:extensive', 'api:users:read']);
  const tested = await here('accounts', 'test');
  expect(tested.code).toBe(0);
  expect(tested.out).toMatch(/missing +Transcripts .*api:calls:read:transcript/);
  expect((await here('accounts', 'remove')).code).toBe(2);
  expect((await here('accounts', 'frobnicate')).code).toBe(2);
  const removed = await here('accounts', 'remove', listed.activeProfileId, '--delete-data');
  expect(removed).toMatchObject({ code: 0, out: 'No accounts.\n' });
  expect(existsSync(join(dir, listed.activeProfileId))).toBe(false);
});

test('a key that loses its view is a failure with exit code 3 and words, and nothing is marked', async () => {
  expect((await here('sync', '--everybody')).code).toBe(0);
  emulator.setFaults([{ action: { kind: 'lostView' } }]);
  const { code, err } = await here('sync');
  expect(code).toBe(3);
  expect(err).toContain('Gong shows this key no calls any more.');
  expect(err).toContain('All 130 stored calls stay as they are');
  emulator.setFaults([]);
  const doctor = JSON.parse((await here('doctor', '--json')).out) as { totals: Record<string, number> };
  expect(doctor.totals).toMatchObject({ calls: 130, callsGone: 0, openProblems: 1 });
  expect((await here('sync')).code).toBe(0);
});

test('a first sync wants to know whose calls, and says whose it brings', async () => {
  const unsaid = await here('sync');
  expect(unsaid.code).toBe(2);
  expect(unsaid.err).toMatch(/whose calls are synced.*--mine ADDRESS.*--everybody/s);
  expect((await here('sync', '--look-back', '9')).code).toBe(2);
  expect((await here('sync', '--mine', 'nobody@acme.example')).code).toBe(2);
  const [head] = emulator.corpus.heads();
  const host = emulator.corpus.users().find(({ id }) => id === head?.primaryUserId);
  const mine = emulator.corpus.heads().filter(({ primaryUserId }) => primaryUserId === host?.id).length;
  const first = await here('sync', '--mine', host?.emailAddress ?? '');
  expect(first.code).toBe(0);
  expect(first.err).toContain(
    `Calls that I host (${host?.firstName} ${host?.lastName}); private calls stay out.`,
  );
  expect(first.out).toContain(`${mine} new`);
  const all = await here('sync', '--everybody');
  expect(all.err).toContain('Everybody’s calls; private calls stay out.');
  expect(all.out).toContain(`${130 - mine} new`);
  await here('scope', '--mine', host?.emailAddress ?? '');
  expect((await here('retention', '--others', '--dry-run')).out).toContain(
    `${130 - mine} calls of others would be`,
  );
  expect((await here('retention', '--others')).out).toContain(`${130 - mine} calls of others removed.`);
}, 120_000);

test('a first sync that finds nothing says so', async () => {
  emulator.setFaults([{ action: { kind: 'lostView' } }]);
  const { code, out } = await here('sync', '--everybody');
  expect(code).toBe(0);
  expect(out).toContain('Gong shows this key no calls. Check what is synced');
});

test('what the policy “purge” is going to remove is said, with the day', async () => {
  expect((await here('sync', '--everybody', '--gone', 'purge')).code).toBe(0);
  const id = emulator.corpus.heads().at(-1)?.id as string;
  emulator.corpus.remove(id);
  const file = readdirSync(dir, { recursive: true }).find((name) => String(name).endsWith('store.db'));
  const store = new Database(join(dir, String(file)));
  store.prepare('UPDATE call SET gone_ms = ? WHERE gong_id = ?').run(Date.now(), id);
  store.close();
  const { out } = await here('sync');
  expect(out).toMatch(/1 call is gone from Gong and will be removed here from \d{4}-\d\d-\d\d on/);
});
