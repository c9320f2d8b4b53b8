import { createEffect, For, type JSX, on, Show } from 'solid-js';
import { syncWords } from '../../app/SyncItem.tsx';
import { bridge } from '../../bridge/bridge.ts';
import { info, sync, where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { count, moment } from '../../ui/format.ts';
import { ErrorState, Progress } from '../../ui/kit.tsx';
import { act } from './SettingsPage.tsx';

/** Progress and control of the sync, what former ones did, and records that could not be read. */
export function SyncPanel(): JSX.Element {
  const runs = createQuery('sync/runs', () => ({}), { live: true });
  const problems = createQuery('sync/problems', () => ({}), { live: true });
  // Runs and problems change with the sync, not only with the store's content.
  createEffect(
    on([() => sync()?.state, () => sync()?.problemCount], () => (runs.refetch(), problems.refetch()), {
      defer: true,
    }),
  );
  const open = () => (problems.data() ?? []).filter((problem) => problem.resolvedMs === null);
  return (
    <section class="card stack" aria-labelledby="sync">
      <h2 id="sync">Sync</h2>
      <Show when={sync()}>
        {(status) => (
          <>
            <div class="row wrap">
              <p class="grow" role="status">
                <strong>{syncWords(status())}</strong>
                <Show when={status().total !== null && status().state !== 'idle'}>
                  {' '}
                  {count(status().done)} of {count(status().total ?? 0)}
                  {status().rate > 0 ? `, ${count(Math.round(status().rate))} a second` : ''}
                  {status().etaSeconds ? `, ${status().etaSeconds} s left` : ''}
                </Show>
                <Show when={status().resumeAtMs}>{(at) => <> until {moment(at(), where().tz)}</>}</Show>
                <Show when={status().lastSummary && status().state === 'idle'}>
                  <span class="muted"> · {status().lastSummary}</span>
                </Show>
              </p>
              <Show
                when={
                  status().state === 'running' || status().state === 'waiting' || status().state === 'paused'
                }
                fallback={
                  <button
                    type="button"
                    class="btn primary"
                    disabled={info()?.activeProfileId === 'sample' && !info()?.sampleOnline}
                    onClick={() => void act(bridge.request('sync/start', {}))}
                  >
                    Sync now
                  </button>
                }
              >
                <button
                  type="button"
                  class="btn"
                  onClick={() =>
                    void act(bridge.request(status().state === 'paused' ? 'sync/resume' : 'sync/pause', {}))
                  }
                >
                  {status().state === 'paused' ? 'Go on' : 'Pause'}
                </button>
                <button type="button" class="btn" onClick={() => void act(bridge.request('sync/cancel', {}))}>
                  Cancel
                </button>
              </Show>
            </div>
            <Show when={status().state === 'running'}>
              <Progress label="Sync progress" done={status().done} total={status().total} />
            </Show>
            <Show when={status().error}>
              {(error) => (
                <ErrorState error={error()} onRetry={() => void act(bridge.request('sync/start', {}))} />
              )}
            </Show>
            <For each={status().limitations}>
              {(limit) => (
                <p>
                  <strong>{limit.message}</strong> {limit.nextStep}
                </p>
              )}
            </For>
            <p class="muted">
              {count(status().requestsToday)} of {count(status().requestBudget)} requests used today.
            </p>
          </>
        )}
      </Show>
      <Show when={open().length > 0}>
        <div class="row">
          <h3 class="grow">Problems</h3>
          <button
            type="button"
            class="btn small"
            onClick={() => void act(bridge.request('sync/retryProblems', {}))}
          >
            Ask Gong again
          </button>
        </div>
        <table>
          <thead>
            <tr>
              <th>When</th>
              <th>What</th>
              <th>Reason</th>
              <th>Request id</th>
            </tr>
          </thead>
          <tbody>
            <For each={open().slice(0, 50)}>
              {(problem) => (
                <tr>
                  <td>{moment(problem.atMs, where().tz)}</td>
                  <td>
                    {problem.kind} {problem.callId ?? ''}
                  </td>
                  <td>{problem.reason}</td>
                  <td>
                    <Show when={problem.requestId}>
                      {(id) => (
                        <button
                          type="button"
                          class="btn small"
                          onClick={() => void navigator.clipboard.writeText(id())}
                        >
                          Copy {id()}
                        </button>
                      )}
                    </Show>
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
      <Show when={(runs.data()?.length ?? 0) > 0}>
        <details>
          <summary>What former syncs did</summary>
          <table>
            <thead>
              <tr>
                <th>Started</th>
                <th>Outcome</th>
                <th class="num">Requests</th>
                <th>Summary</th>
              </tr>
            </thead>
            <tbody>
              <For each={runs.data()?.slice(0, 20)}>
                {(run) => (
                  <tr>
                    <td>{moment(run.startedMs, where().tz)}</td>
                    <td>{run.outcome}</td>
                    <td class="num">{count(run.requests)}</td>
                    <td>{run.summary}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </details>
      </Show>
    </section>
  );
}
