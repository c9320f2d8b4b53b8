import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { erasureSteps } from '../../electron/core/session/erasure.ts';
import { seeded } from '../../electron/gong/emulator/faults.ts';
import { canaryOf, fill, hits, idOf, makeAccount, packedPieces, startCore, withStore } from './world.ts';

const child = fileURLToPath(new URL('./child.ts', import.meta.url));
const addressOf = (call: number) => `${canaryOf(call)}@buyer.example`;

type Step = (typeof erasureSteps)[number];
/** How long each step took, ms. */
type Times = Partial<Record<Step, number>>;
/** When to kill: so long after a step began, ms. */
interface Kill {
  readonly step: Step;
  readonly afterMs: number;
}

/** Steps of erases that the log of a data folder tells, in order. */
function stepsIn(dir: string): Step[] {
  const lines = readFileSync(join(dir, 'logs', 'earshot.log'), 'utf8')
    .split('\n')
    .slice(0, -1);
  return lines
    .map((line) => JSON.parse(line))
    .flatMap(({ event, step }) => (event === 'erase.step' ? [step] : []));
}

/** An erase in a process of its own, left alone or killed. Resolves with the step it was killed in, null when it was through before. */
function life(
  dir: string,
  call: number,
  kill: Kill | null,
): Promise<{ killedIn: Step | null; times: Times }> {
  const before = stepsIn(dir).length;
  const began = new Map<Step, number>();
  return new Promise((resolve) => {
    const run = spawn(process.execPath, [child, dir, addressOf(call)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    let isMeant = false;
    const look = setInterval(() => {
      const now = performance.now();
      for (const step of stepsIn(dir).slice(before)) if (!began.has(step)) began.set(step, now);
      const from = kill && began.get(kill.step);
      if (!kill || from == null || isMeant || now < from + kill.afterMs) return;
      isMeant = true;
      run.kill('SIGKILL');
    }, 1);
    run.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
      if (out.includes('done\n')) clearInterval(look);
    });
    run.once('close', () => {
      clearInterval(look);
      const through = out.includes('done\n');
      const entries = [...began];
      const times = entries.map(([step, from], at) => [step, (entries[at + 1]?.[1] ?? from) - from] as const);
      resolve({
        killedIn: through ? null : (stepsIn(dir).slice(before).at(-1) ?? null),
        times: Object.fromEntries(times),
      });
    });
  });
}

/**
 * Erases random calls one after the other, some of them in a process that is killed within a step, each step in its turn, and followed
 * by a start that finishes. Returns what is wrong: any byte of an erased call in any file, and any call that went though it was not to;
 * and how many of the kills met which step.
 */
export async function eraseAtRandom(
  dir: string,
  options: { readonly seed: number; readonly calls: number; readonly erased: number; readonly kills: number },
): Promise<{ readonly wrong: readonly string[]; readonly killedIn: Readonly<Record<Step, number>> }> {
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
  const killedIn = Object.fromEntries(erasureSteps.map((step) => [step, 0])) as Record<Step, number>;
  let killed = 0;
  let usual: Times = {};
  for (const [at, call] of chosen.entries()) {
    // The first goes by itself: how long each step takes says where in the middle of it is.
    if (at === 0) usual = (await life(dir, call, null)).times;
    else if (killed < options.kills) {
      const step = erasureSteps[killed % erasureSteps.length] as Step;
      const done = await life(dir, call, { step, afterMs: random() * (usual[step] ?? 0) });
      if (done.killedIn) {
        killedIn[done.killedIn] += 1;
        killed += 1;
      }
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
  return { wrong, killedIn };
}
