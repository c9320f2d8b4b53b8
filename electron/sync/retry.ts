import type { TranscriptRecord } from '../gong/schema/transcript.ts';
import { idsPerRequest, readCallsById } from './by-id.ts';
import { isRefusedPart, partitionPage, type RunDeps, requestWithinQuota } from './request.ts';

/** Asks Gong again for the records that could not be stored, transcripts included. */
export async function retryRecords(deps: RunDeps): Promise<void> {
  const { client, store, scope, signal, runId, status } = deps;
  const problems = await store.openProblems();
  const ids = [...new Set(problems.flatMap((problem) => (problem.callId ? [problem.callId] : [])))];
  status.phase('calls', ids.length);
  let transcripts = scope.transcripts;
  for (let at = 0; at < ids.length; at += idsPerRequest) {
    const callIds = ids.slice(at, at + idsPerRequest);
    await readCallsById(deps, callIds);
    if (transcripts) {
      try {
        const spoken = await requestWithinQuota(deps, () =>
          client.transcripts({ filter: { callIds } }, { signal }),
        );
        await store.commitTranscripts({
          atMs: deps.now(),
          requestId: spoken.requestId,
          ...partitionPage<TranscriptRecord>(spoken),
          runId,
        });
      } catch (error) {
        if (!isRefusedPart(error)) throw error;
        status.limit(error, 'Transcripts');
        transcripts = false;
      }
    }
    status.progress(at + callIds.length);
  }
  await store.resolveRequestProblems(deps.now());
}
