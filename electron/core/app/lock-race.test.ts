import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const racers = 8;
const rounds = 60;
let dir: string;
let children: ChildProcess[];

const said = async (child: ChildProcess): Promise<string> => String((await once(child, 'message'))[0]);

beforeAll(async () => {
  dir = mkdtempSync(join(process.env['EARSHOT_TEST_DRIVE'] ?? tmpdir(), 'earshot-race-'));
  children = Array.from({ length: racers }, () =>
    fork(join(import.meta.dirname, '../../../test/fixtures/lock-racer.ts'), [dir]),
  );
  await Promise.all(children.map(said));
});
afterAll(() => {
  for (const child of children) child.kill();
  rmSync(dir, { recursive: true, force: true });
});

/** The pid of a process that has ended. */
const dead = () => spawnSync(process.execPath, ['-e', '0']).pid;

test('of eight processes that find a lock left behind, exactly one takes it, in every round', async () => {
  const gone = dead();
  const file = join(dir, 'lock');
  const long = new Date(Date.now() - 3_600_000);
  const left: readonly (readonly [text: string | null, old: boolean])[] = [
    [JSON.stringify({ pid: gone, started: null, host: hostname(), since: 0, id: 'a' }), false],
    [JSON.stringify({ pid: gone, started: null, host: 'another-computer', since: 0, id: 'b' }), true],
    ['', true],
    ['{"pid":', true],
    [null, false],
  ];
  for (let round = 0; round < rounds; round++) {
    const [text, old] = left[round % left.length] as (typeof left)[number];
    if (text !== null) writeFileSync(file, text);
    if (text !== null && old) utimesSync(file, long, long);
    // Somebody ended in the middle of taking it, too.
    writeFileSync(join(dir, 'lock.0000000000000000'), JSON.stringify({ pid: gone, id: '0'.repeat(16) }));
    const outcomes = Promise.all(children.map(said));
    for (const child of children) child.send('take');
    const told = await outcomes;
    expect(told.toSorted(), `round ${round}`).toEqual([...Array(racers - 1).fill('core/locked'), 'taken']);
    const winner = children[told.indexOf('taken')] as ChildProcess;
    const released = said(winner);
    winner.send('release');
    await released;
    expect(readdirSync(dir)).toEqual([]);
  }
});
