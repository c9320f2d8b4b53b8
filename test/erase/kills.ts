import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readErasing } from '../../db/erase/files.ts';
import { seeded } from '../../electron/gong/emulator/faults.ts';
import { canaryOf, fill, hits, idOf, makeAccount, packedPieces, startCore, withStore } from './world.ts';

const child = fileURLToPath(new URL('./child.ts', import.meta.url));
const addressOf = (call: number) => `${canaryOf(call)}@buyer.example`;

/** An erase in a process of its own, killed `afterMs` after it began (null: left alone). How long it lived from then on, ms. */
function life(
  dir: string,
  call: number,
  afterMs: number | null,
): Promise<{ readonly through: boolean; readonly ms: number }> {
  return new Promise((resolve) => {
    const run = spawn(process.execPath, [child, dir, addressOf(call)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    let opened = 0;
    run.stdout.on('data', (chunk: Buffer) => {
      if (out === '') {
        opened = performance.now();
        if (afterMs !== null) setTimeout(() => run.kill('SIGKILL'), afterMs);
      }
      out += chunk;
    });
    run.once('close', () => resolve({ through: out.includes('done\n'), ms: performance.now() - opened }));
  });
}

/**
 * Erases random calls one after the other, some of them in a process that is killed in the middle and followed by a start that finishes.
 * Returns what is wrong: any byte of an erased call in any file, and any call that went though it was not to.
 */
export async function eraseAtRandom(
  dir: string,
  options: { readonly seed: number; readonly calls: number; readonly erased: number; readonly kills: number },
): Promise<{ readonly wrong: readonly string[]; readonly killedInside: number }> {
  const random = seeded(options.seed);
  await makeAccount(dir);
  const all = Array.from({ length: options.calls }, (_, at) => at);
  await withStore(dir, (db, folder) => fill(db, folder, all));
  const pieces = new Map(
    await withStore(dir, (db) => all.map((call) => [call, packedPieces(db, [call])] as const)),
  );
  const chosen = all
    .map((call) => [random(), call] as const)
    .sort(([a], [b]) => a - b)
    .slice(0, options.erased)
    .map(([, call]) => call);
  const wrong: string[] = [];
  const gone: number[] = [];
  let killedInside = 0;
  let usualMs = 0;
  for (const [at, call] of chosen.entries()) {
    // The first goes by itself: how long that takes says where in the middle is.
    const isKilled = at > 0 && at <= options.kills;
    if (at === 0) usualMs = (await life(dir, call, null)).ms;
    else if (isKilled) {
      const { through } = await life(dir, call, random() * usualMs);
      if (!through) killedInside += await withStore(dir, (db) => (readErasing(db).length > 0 ? 1 : 0));
    }
    const core = await startCore(dir);
    await core.indexed();
    // What was killed before it was written down is asked for again.
    const { total } = await core.request('library/search', { q: canaryOf(call), limit: 0 });
    if (total > 0) await core.request('erase/person', { person: addressOf(call), takes: 'calls' });
    await core.close();
    gone.push(call);
    wrong.push(
      ...hits(
        dir,
        gone.map(canaryOf),
        gone.flatMap((one) => pieces.get(one) ?? []),
      ),
    );
    if (wrong.length > 0) break;
  }
  await withStore(dir, (db) => {
    const left = new Set(db.prepare('SELECT gong_id FROM call').pluck().all() as string[]);
    for (const call of all)
      if (left.has(idOf(call)) === gone.includes(call))
        wrong.push(`call ${call} is ${gone.includes(call) ? 'here' : 'lost'}`);
  });
  return { wrong, killedInside };
}
