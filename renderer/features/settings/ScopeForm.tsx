import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { SyncPlan, SyncScope } from '../../../electron/contract/sync.ts';
import { bridge } from '../../bridge/bridge.ts';
import { info } from '../../data/app.ts';
import { asError, createQuery } from '../../data/query.ts';
import { count, duration } from '../../ui/format.ts';
import { ErrorState, toast } from '../../ui/kit.tsx';
import { act } from './SettingsPage.tsx';

const parts: readonly (readonly [keyof SyncScope['exposed'], string])[] = [
  ['parties', 'Participants'],
  ['brief', 'Brief'],
  ['keyPoints', 'Key points'],
  ['outline', 'Outline'],
  ['highlights', 'Highlights'],
  ['callOutcome', 'Outcome'],
  ['structure', 'Structure'],
  ['topics', 'Topics'],
  ['trackers', 'Trackers'],
  ['trackerOccurrences', 'Tracker occurrences'],
  ['pointsOfInterest', 'Points of interest (deprecated)'],
  ['speakers', 'Talk time'],
  ['personInteractionStats', 'Interaction stats'],
  ['video', 'Video segments'],
  ['questions', 'Questions'],
  ['publicComments', 'Comments'],
];

/** What a sync asks Gong for. A narrower scope never erases what a wider one brought. */
export function ScopeForm(): JSX.Element {
  const stored = createQuery('sync/scope', () => ({}));
  createEffect(
    on(
      () => info()?.activeProfileId,
      () => stored.refetch(),
      { defer: true },
    ),
  );
  const choices = createQuery('sync/choices', () => ({}), { live: true });
  const [scope, setScope] = createSignal<SyncScope | null>(null);
  const [plan, setPlan] = createSignal<SyncPlan | null>(null);
  const [error, setError] = createSignal<ReturnType<typeof asError> | null>(null);
  const [planning, setPlanning] = createSignal(false);
  createEffect(on(stored.data, (value) => value && setScope(value)));
  const change = (part: Partial<SyncScope>) => setScope((now) => (now ? { ...now, ...part } : now));
  const expose = (name: keyof SyncScope['exposed'], on: boolean) =>
    setScope((now) => (now ? { ...now, exposed: { ...now.exposed, [name]: on } } : now));

  async function dryRun(): Promise<void> {
    setPlanning(true);
    setError(null);
    try {
      setPlan(await bridge.request('sync/plan', {}));
    } catch (reason) {
      setError(asError(reason));
    } finally {
      setPlanning(false);
    }
  }

  return (
    <section class="card stack" aria-labelledby="scope">
      <h2 id="scope">What is synced</h2>
      <Show when={scope()}>
        {(now) => (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void act(bridge.request('sync/setScope', now()), (saved) => {
                setScope(saved);
                toast('Saved. The next sync uses it.');
              });
            }}
          >
            <div class="fields">
              <label class="field">
                <span>Calls from</span>
                <input
                  class="input"
                  type="date"
                  value={now().fromDate ?? ''}
                  onChange={(event) => change({ fromDate: event.currentTarget.value || null })}
                />
              </label>
              <label class="field">
                <span>Calls until</span>
                <input
                  class="input"
                  type="date"
                  value={now().toDate ?? ''}
                  onChange={(event) => change({ toDate: event.currentTarget.value || null })}
                />
              </label>
              <label class="field">
                <span>Workspace</span>
                <select
                  class="select"
                  value={now().workspaceId ?? ''}
                  onChange={(event) => change({ workspaceId: event.currentTarget.value || null })}
                >
                  <option value="">All</option>
                  <For each={choices.data()?.workspaces}>
                    {(workspace) => <option value={workspace.id}>{workspace.name}</option>}
                  </For>
                </select>
              </label>
              <label class="field">
                <span>Only calls hosted by</span>
                <select
                  class="select"
                  value=""
                  onChange={(event) => {
                    const id = event.currentTarget.value;
                    if (id) change({ primaryUserIds: [...new Set([...now().primaryUserIds, id])] });
                    event.currentTarget.value = '';
                  }}
                >
                  <option value="">{now().primaryUserIds.length > 0 ? 'Add somebody…' : 'Anybody'}</option>
                  <For each={choices.data()?.users}>
                    {(user) => <option value={user.id}>{user.name}</option>}
                  </For>
                </select>
                <span class="row wrap">
                  <For each={now().primaryUserIds}>
                    {(id) => (
                      <span class="chip">
                        {choices.data()?.users.find((user) => user.id === id)?.name ?? id}
                        <button
                          type="button"
                          aria-label="Remove"
                          onClick={() =>
                            change({ primaryUserIds: now().primaryUserIds.filter((other) => other !== id) })
                          }
                        >
                          ×
                        </button>
                      </span>
                    )}
                  </For>
                </span>
              </label>
              <label class="field">
                <span>CRM context</span>
                <select
                  class="select"
                  value={now().context}
                  onChange={(event) => change({ context: event.currentTarget.value as 'None' })}
                >
                  <option value="None">None</option>
                  <option value="Basic">Basic: links</option>
                  <option value="Extended">Extended: links and fields</option>
                </select>
              </label>
              <div class="field">
                <span>State of CRM fields</span>
                <For each={['Now', 'TimeOfCall'] as const}>
                  {(timing) => (
                    <label class="check">
                      <input
                        type="checkbox"
                        disabled={now().context !== 'Extended'}
                        checked={now().contextTiming.includes(timing)}
                        onChange={(event) =>
                          change({
                            contextTiming: event.currentTarget.checked
                              ? [...now().contextTiming, timing]
                              : now().contextTiming.filter((other) => other !== timing),
                          })
                        }
                      />
                      {timing === 'Now' ? 'now' : 'at the time of the call'}
                    </label>
                  )}
                </For>
              </div>
            </div>
            <fieldset class="fields">
              <legend>Parts of a call</legend>
              <For each={parts}>
                {([name, label]) => (
                  <label class="check">
                    <input
                      type="checkbox"
                      checked={now().exposed[name]}
                      onChange={(event) => expose(name, event.currentTarget.checked)}
                    />
                    {label}
                  </label>
                )}
              </For>
              <label class="check">
                <input
                  type="checkbox"
                  checked={now().transcripts}
                  onChange={(event) => change({ transcripts: event.currentTarget.checked })}
                />
                Transcripts
              </label>
              <label class="check">
                <input
                  type="checkbox"
                  checked={now().media}
                  onChange={(event) => change({ media: event.currentTarget.checked })}
                />
                Recordings (asked for when played)
              </label>
              <label class="check">
                <input
                  type="checkbox"
                  checked={now().privateCalls}
                  onChange={(event) => change({ privateCalls: event.currentTarget.checked })}
                />
                Private calls
              </label>
            </fieldset>
            <div class="fields">
              <label class="field">
                <span>Look back, days</span>
                <input
                  class="input"
                  type="number"
                  min="0"
                  max="3650"
                  value={now().lookbackDays}
                  onChange={(event) => change({ lookbackDays: Number(event.currentTarget.value) })}
                />
                <small>Read again at every sync: briefs, comments and stages change late.</small>
              </label>
              <label class="field">
                <span>Requests a day</span>
                <input
                  class="input"
                  type="number"
                  min="1"
                  value={now().dailyRequests}
                  onChange={(event) => change({ dailyRequests: Number(event.currentTarget.value) })}
                />
                <small>Of the 10,000 that your whole company shares.</small>
              </label>
              <label class="field">
                <span>Sync every, minutes</span>
                <input
                  class="input"
                  type="number"
                  min="0"
                  value={now().everyMinutes}
                  onChange={(event) => change({ everyMinutes: Number(event.currentTarget.value) })}
                />
                <small>0: only when asked.</small>
              </label>
              <label class="field">
                <span>Calls that Gong no longer has</span>
                <select
                  class="select"
                  value={now().gonePolicy}
                  onChange={(event) => change({ gonePolicy: event.currentTarget.value as 'keep' })}
                >
                  <option value="keep">Keep, marked</option>
                  <option value="hide">Hide</option>
                  <option value="purge">Remove here too</option>
                </select>
              </label>
              <label class="check">
                <input
                  type="checkbox"
                  checked={now().syncOnStart}
                  onChange={(event) => change({ syncOnStart: event.currentTarget.checked })}
                />
                Sync when the app starts
              </label>
            </div>
            <div class="row">
              <button type="submit" class="btn primary">
                Save
              </button>
              <button type="button" class="btn" disabled={planning()} onClick={() => void dryRun()}>
                {planning() ? 'Counting…' : 'What would a sync do?'}
              </button>
            </div>
          </form>
        )}
      </Show>
      <Show when={error()}>
        {(failure) => <ErrorState error={failure()} onRetry={() => void dryRun()} />}
      </Show>
      <Show when={plan()}>
        {(made) => (
          <div role="status">
            <p>
              About {count(made().calls)} calls in {made().windows.length} windows:{' '}
              {count(made().requests.calls + made().requests.transcripts + made().requests.settings)}{' '}
              requests, {duration(made().seconds)}.
            </p>
            <For each={made().notes}>{(note) => <p class="muted">{note}</p>}</For>
          </div>
        )}
      </Show>
    </section>
  );
}
