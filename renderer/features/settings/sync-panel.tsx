import { A } from '@solidjs/router';
import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { SyncProblem, SyncRun } from '../../../electron/contract/sync.ts';
import { bridge } from '../../bridge/bridge.ts';
import { info, sync, where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { syncProgress, syncWords } from '../../data/sync-words.ts';
import { Button } from '../../ui/form.tsx';
import { count, moment } from '../../ui/format.ts';
import { copyText, ErrorState, Progress } from '../../ui/kit.tsx';
import { DataTable, heads } from '../../ui/table.tsx';
import { runCommand } from './run-command.ts';

/** Rows of a list that are shown at first. */
const fewAtFirst = 20;

/** Progress and control of the sync, what former ones did, and records that could not be read. */
export function SyncPanel(): JSX.Element {
  const runs = createQuery('sync/runs', () => ({}), { live: true });
  const problems = createQuery('sync/problems', () => ({}), { live: true });
  // Runs and problems change with the sync, not only with the store's content.
  createEffect(
    on(
      [() => sync()?.state, () => sync()?.problemCount],
      () => {
        runs.refetch();
        problems.refetch();
      },
      { defer: true },
    ),
  );
  const open = () => (problems.data() ?? []).filter((problem) => problem.resolvedMs === null);
  const busy = () => ['running', 'waiting', 'paused'].includes(sync()?.state ?? 'idle');
  return (
    <section class="card stack" aria-labelledby="sync">
      <Show when={sync()} fallback={<h2 id="sync">Sync</h2>}>
        {(status) => (
          <>
            <div class="row wrap">
              <h2 id="sync" class="sr">
                Sync
              </h2>
              <p class="row syncstate grow" role="status">
                <span class={`dot state-${status().state}`} aria-hidden="true" />
                {syncWords(status(), where().tz)}
              </p>
              <Show
                when={busy()}
                fallback={
                  <Button
                    class="primary"
                    text="Sync now"
                    disabled={info()?.activeProfileId === 'sample' && !info()?.sampleOnline}
                    onClick={() => void runCommand(bridge.request('sync/start', {}))}
                  />
                }
              >
                <Button
                  class=""
                  text={status().state === 'paused' ? 'Go on' : 'Pause'}
                  onClick={() =>
                    void runCommand(
                      bridge.request(status().state === 'paused' ? 'sync/resume' : 'sync/pause', {}),
                    )
                  }
                />
                <Button
                  class=""
                  text="Cancel"
                  onClick={() => void runCommand(bridge.request('sync/cancel', {}))}
                />
              </Show>
            </div>
            <Show when={busy()}>
              <Progress label="Sync progress" done={status().done} total={status().total} />
            </Show>
            <p class="row wrap syncfacts muted">
              <Show when={busy() && syncProgress(status())}>{(words) => <span>{words()}</span>}</Show>
              <Show when={!busy() && status().lastSummary}>
                {(summary) => <span>Last time: {summary()}</span>}
              </Show>
              <span>
                {count(status().requestsToday)} of {count(status().requestBudget)} requests used today
              </span>
            </p>
            <Show when={status().error}>
              {(error) => (
                <ErrorState
                  error={error()}
                  onRetry={() => void runCommand(bridge.request('sync/start', {}))}
                />
              )}
            </Show>
            <Show when={status().removals}>
              {(removals) => (
                <p class="callout">
                  <strong>
                    {count(removals().count)} {removals().count === 1 ? 'call is' : 'calls are'} gone from
                    Gong.
                  </strong>{' '}
                  They are removed here from {moment(removals().fromMs, where().tz)} on, after Gong was asked
                  for them once more. <A href="/library?q=is%3Agone">Show them</A>
                </p>
              )}
            </Show>
            <For each={status().limitations}>
              {(limit) => (
                <p class="callout">
                  <strong>{limit.message}</strong> {limit.nextStep}
                </p>
              )}
            </For>
          </>
        )}
      </Show>
      <Show when={open().length > 0}>
        <Problems open={open()} busy={busy()} />
      </Show>
      <Show when={(runs.data()?.length ?? 0) > 0}>
        <Runs runs={runs.data() ?? []} />
      </Show>
    </section>
  );
}

const kinds = { record: 'Call', transcript: 'Transcript of', request: 'Request' } as const;

function Problems(props: { open: readonly SyncProblem[]; busy: boolean }): JSX.Element {
  const [all, setAll] = createSignal(false);
  const shown = () => (all() ? props.open : props.open.slice(0, fewAtFirst));
  return (
    <div class="sub">
      <div class="row">
        <h3 class="grow">
          {count(props.open.length)} {props.open.length === 1 ? 'problem' : 'problems'}
        </h3>
        <Button
          class="small"
          text="Ask Gong again"
          disabled={props.busy}
          onClick={() => void runCommand(bridge.request('sync/retryProblems', {}))}
        />
      </div>
      <p class="muted">
        These records were kept as they came, but could not be read. Quote the request id when you ask Gong.
      </p>
      <section class="scroll-x" tabindex="0" aria-label="Problems">
        <DataTable class="wraps" heads={heads(['When', 'What', 'Reason', 'Request id'], [])} rows={shown()}>
          {(problem) => (
            <>
              <td class="nowrap">{moment(problem.atMs, where().tz)}</td>
              <td>
                {kinds[problem.kind]} {problem.callId ?? ''}
              </td>
              <td>{problem.reason}</td>
              <td class="nowrap">
                <Show when={problem.requestId} fallback={<span class="muted">none</span>}>
                  {(id) => (
                    <Button
                      class="small"
                      text={`Copy ${id()}`}
                      onClick={() =>
                        void copyText(id(), 'Request id copied.', `It could not be copied: ${id()}`)
                      }
                    />
                  )}
                </Show>
              </td>
            </>
          )}
        </DataTable>
      </section>
      <Show when={!all() && props.open.length > fewAtFirst}>
        <div>
          <Button class="small" text={`Show all ${count(props.open.length)}`} onClick={() => setAll(true)} />
        </div>
      </Show>
    </div>
  );
}

const outcomes: Readonly<Record<SyncRun['outcome'], string>> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
};

function Runs(props: { runs: readonly SyncRun[] }): JSX.Element {
  return (
    <details class="sub">
      <summary>What former syncs did</summary>
      <section class="scroll-x" tabindex="0" aria-label="Former syncs">
        <DataTable
          heads={[
            { label: 'Started' },
            { label: 'Outcome' },
            { label: 'Requests', num: true },
            { label: 'Summary' },
          ]}
          rows={props.runs.slice(0, fewAtFirst)}
        >
          {(run) => (
            <>
              <td class="nowrap">{moment(run.startedMs, where().tz)}</td>
              <td class="nowrap">{outcomes[run.outcome]}</td>
              <td class="num">{count(run.requests)}</td>
              <td>{run.summary}</td>
            </>
          )}
        </DataTable>
      </section>
    </details>
  );
}
