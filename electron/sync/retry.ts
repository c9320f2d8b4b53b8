import { ask, isMissingScope, type RunDeps, sorted } from './ask.ts';
import { selectorOf } from './plan.ts';

/** Ids of one request; more is not documented. */
const batchSize = 100;

/** Asks Gong again for the records that could not be stored, transcripts included. */
export async function retryRecords(deps: RunDeps): Promise<void> {
  const { client, store, scope, signal, runId, status } = deps;
  const selector = selectorOf(scope);
  const problems = await store.openProblems();
  const ids = [...new Set(problems.flatMap((problem) => (problem.callId ? [problem.callId] : [])))];
  status.phase('calls', ids.length);
  let transcripts = scope.transcripts;
  for (let at = 0; at < ids.length; at += batchSize) {
    const callIds = ids.slice(at, at + batchSize);
    const page = await ask(deps, () =>
      client.callsExtensive({ filter: { callIds }, contentSelector: selector }, { signal }),
    );
    await store.commitPage({
      atMs: deps.now(),
      selector,
      privateCalls: scope.privateCalls ? 'show' : 'hide',
      requestId: page.requestId,
      ...sorted(page),
      runId,
    });
    if (transcripts) {
      try {
        const spoken = await ask(deps, () => client.transcripts({ filter: { callIds } }, { signal }));
        await store.commitTranscripts({
          atMs: deps.now(),
          requestId: spoken.requestId,
          ...sorted(spoken),
          runId,
        });
      } catch (error) {
        if (!isMissingScope(error)) throw error;
        status.limit(error);
        transcripts = false;
      }
    }
    status.progress(at + callIds.length);
  }
  await store.resolveRequestProblems();
}
