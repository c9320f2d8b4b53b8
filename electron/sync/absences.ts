import type { Witnesses } from '../../db/sync/absence.ts';
import { idsPerRequest, readCallsById } from './by-id.ts';
import type { Plan } from './journal.ts';
import { countStored, manyGone } from './lost-view.ts';
import type { RunDeps } from './request.ts';

/**
 * Finds out which calls are gone from Gong: what the lists of a plan should have held is asked for by id, together with calls
 * that must be in the answer. Returns the workspaces that Gong shows nothing of any more, about whose calls nothing is said.
 */
export async function settleAbsences(deps: RunDeps, plan: Plan): Promise<readonly (string | null)[]> {
  const { store, scope } = deps;
  const suspects = await store.findSuspects(
    { ranges: plan.windows, workspaceId: scope.workspaceId, primaryUserIds: scope.primaryUserIds },
    { plannedMs: plan.madeMs, nowMs: deps.now() },
    scope.gonePolicy,
    scope.graceDays * dayMs,
  );
  if (suspects.length === 0) return [];
  const stored = await countStored(deps);
  const lost: (string | null)[] = [];
  let gone = 0;
  for (const [workspaceId, ids] of byWorkspace(suspects)) {
    const { ids: witnesses, own } = await store.findWitnesses(workspaceId, suspects);
    if (witnesses.length === 0) continue;
    // A record that named no workspace says so of the call alone, unless a whole one is missing.
    const whole = !own && ids.length >= allAtOnce && (workspaceId !== null || lost.length > 0);
    const batch = idsPerRequest - witnesses.length;
    for (let at = 0; at < ids.length; at += batch) {
      const found = await askAbout(deps, ids.slice(at, at + batch), { ids: witnesses, own }, whole);
      gone += found ?? 0;
      if (found !== null) continue;
      lost.push(workspaceId);
      break;
    }
  }
  if (gone >= manyAtLeast && gone * 5 >= stored) deps.status.limit(manyGone(gone));
  return lost;
}

const dayMs = 86_400_000;

/** That all calls of a workspace vanish together is the key's doing; of one or two, it may be somebody's. */
const allAtOnce = 3;

/** Fewer calls that go at once are nothing unusual. */
const manyAtLeast = 20;

/** The ids of suspects by workspace, those of an unknown one last. */
function byWorkspace(
  suspects: readonly { readonly gongId: string; readonly workspaceId: string | null }[],
): [string | null, string[]][] {
  const groups = Map.groupBy(suspects, ({ workspaceId }) => workspaceId);
  return [...groups]
    .map(([workspaceId, group]): [string | null, string[]] => [
      workspaceId,
      group.map(({ gongId }) => gongId),
    ])
    .sort(([a], [b]) => Number(a === null) - Number(b === null));
}

/**
 * Asks about some calls and writes the answer down. Resolves with how many it made gone; null when no witness is in it, twice:
 * then it proves nothing; nor does one without any of the calls, when they are all that is known of a workspace.
 */
async function askAbout(
  deps: RunDeps,
  ids: readonly string[],
  witnesses: Witnesses,
  whole: boolean,
): Promise<number | null> {
  for (let attempt = 1; attempt <= 2; attempt++) {
    const given = await readCallsById(deps, [...ids, ...witnesses.ids]);
    const isGiven = (id: string) => given.has(id);
    if (!witnesses.ids.some(isGiven) || (whole && !ids.some(isGiven))) continue;
    const { gone } = await deps.store.recordAnswer({
      asked: ids,
      given: ids.filter(isGiven),
      atMs: deps.now(),
      // Nothing is removed on the word of another workspace's calls.
      policy: witnesses.own || deps.scope.gonePolicy !== 'purge' ? deps.scope.gonePolicy : 'keep',
      runId: deps.runId,
    });
    return gone;
  }
  return null;
}
