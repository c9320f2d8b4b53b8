import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import { type PartName, partList } from '../../../electron/contract/parts.ts';
import { type SyncPlan, type SyncScope, switches } from '../../../electron/contract/sync.ts';
import { bridge } from '../../bridge/bridge.ts';
import { info, where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { createTask } from '../../data/task.ts';
import { Button, CheckField, Form, Select, TextField } from '../../ui/form.tsx';
import { ErrorState, toast } from '../../ui/kit.tsx';
import { onChange } from '../../ui/on-change.ts';
import { HostPicker } from './host-picker.tsx';
import { PlanView } from './plan-view.tsx';
import { runCommand } from './run-command.ts';
import { WhoseCalls } from './whose-calls.tsx';

const groups = [
  ['What was said, in short', partList.filter(({ block }) => block === 'content')],
  ['Who, and how it went', partList.filter(({ block }) => block !== 'content')],
] as const;

const every = [5, 15, 30, 60, 180, 720, 1440] as const;
const minutes = (value: number) =>
  value < 60 ? `Every ${value} minutes` : value === 60 ? 'Every hour' : `Every ${value / 60} hours`;

/** What a sync asks Gong for. A narrower scope never erases what a wider one brought. */
export function ScopeForm(): JSX.Element {
  const stored = createQuery('sync/scope', () => ({}));
  onChange(
    () => info()?.activeProfileId,
    () => stored.refetch(),
  );
  const choices = createQuery('sync/choices', () => ({}), { live: true });
  const [scope, setScope] = createSignal<SyncScope | null>(null);
  const [saved, setSaved] = createSignal<SyncScope | null>(null);
  const [plan, setPlan] = createSignal<SyncPlan | null>(null);
  const planning = createTask();
  createEffect(
    on(stored.data, (value) => {
      if (!value) return;
      setScope(value);
      setSaved(value);
      setPlan(null);
    }),
  );
  const dirty = () => JSON.stringify(scope()) !== JSON.stringify(saved());
  const change = (part: Partial<SyncScope>) => {
    setScope((now) => (now ? { ...now, ...part } : now));
    setPlan(null);
  };
  const expose = (name: PartName, on: boolean) => {
    const now = scope();
    if (now) change({ exposed: { ...now.exposed, [name]: on } });
  };

  const dryRun = (now: SyncScope) =>
    planning.run(async () => setPlan(await bridge.request('sync/plan', { scope: now })));

  function save(now: SyncScope): void {
    void runCommand(bridge.request('sync/setScope', now), (next) => {
      setScope(next);
      setSaved(next);
      toast('Saved. The next sync uses it.');
    });
  }

  return (
    <section class="card stack" aria-labelledby="scope">
      <h2 id="scope">What is synced</h2>
      <ErrorState error={stored.error()} onRetry={stored.refetch} />
      <WhoseCalls onChosen={stored.refetch} scope={saved()} />
      <Show when={scope()}>
        {(now) => (
          <Form onSubmit={() => save(now())}>
            <fieldset class="group">
              <legend>Which calls</legend>
              <div class="form-grid">
                <TextField
                  label="From"
                  type="date"
                  max={now().toDate ?? undefined}
                  value={now().fromDate ?? ''}
                  onChange={(event) => change({ fromDate: event.currentTarget.value || null })}
                  note="Empty: from the first call on."
                />
                <TextField
                  label="Until"
                  type="date"
                  min={now().fromDate ?? undefined}
                  value={now().toDate ?? ''}
                  onChange={(event) => change({ toDate: event.currentTarget.value || null })}
                  note={<>Empty: up to now. Days of your time zone, {where().tz}.</>}
                />
                <Select
                  label="Workspace"
                  of={[
                    [null, 'All workspaces'],
                    ...(choices.data()?.workspaces ?? []).map(({ id, name }) => [id, name] as const),
                  ]}
                  value={now().workspaceId}
                  onPick={(workspaceId) => change({ workspaceId })}
                />
                <HostPicker
                  chosen={now().primaryUserIds}
                  users={choices.data()?.users ?? []}
                  onChange={(primaryUserIds) => change({ primaryUserIds })}
                />
              </div>
              <CheckField checked={now().privateCalls} onCheck={(on) => change({ privateCalls: on })}>
                <span>
                  Private calls{' '}
                  <small>
                    while this is off, only when they were and who hosted them is kept; those that are here
                    are hidden
                  </small>
                </span>
              </CheckField>
            </fieldset>
            <For each={groups}>
              {([title, parts]) => (
                <fieldset class="group sub">
                  <legend>{title}</legend>
                  <div class="check-grid">
                    <For each={parts}>
                      {({ name, label, addsTo }) => {
                        const idle = () => addsTo !== undefined && !now().exposed[addsTo];
                        return (
                          <CheckField
                            off={idle()}
                            checked={now().exposed[name] && !idle()}
                            onCheck={(on) => expose(name, on)}
                          >
                            {label}
                          </CheckField>
                        );
                      }}
                    </For>
                    <Show when={title === groups[1][0]}>
                      <For each={switches}>
                        {([field, label]) => (
                          <CheckField checked={now()[field]} onCheck={(on) => change({ [field]: on })}>
                            {label}
                          </CheckField>
                        )}
                      </For>
                    </Show>
                  </div>
                </fieldset>
              )}
            </For>
            <fieldset class="group sub">
              <legend>CRM</legend>
              <div class="form-grid">
                <Select
                  label="Context"
                  of={[
                    ['None', 'None'],
                    ['Basic', 'Basic: links'],
                    ['Extended', 'Extended: links and fields'],
                  ]}
                  value={now().context}
                  onPick={(context) => change({ context })}
                />
                <div class="field">
                  <span>Fields as they are</span>
                  <div class="row wrap">
                    <For each={['Now', 'TimeOfCall'] as const}>
                      {(timing) => (
                        <CheckField
                          off={now().context !== 'Extended'}
                          checked={now().context === 'Extended' && now().contextTiming.includes(timing)}
                          onCheck={(on) =>
                            change({
                              contextTiming: on
                                ? [...now().contextTiming, timing]
                                : now().contextTiming.filter((other) => other !== timing),
                            })
                          }
                        >
                          {timing === 'Now' ? 'now' : 'at the time of the call'}
                        </CheckField>
                      )}
                    </For>
                  </div>
                </div>
              </div>
            </fieldset>
            <fieldset class="group sub">
              <legend>When, and how much</legend>
              <div class="form-grid">
                <Select
                  label="Sync by itself"
                  of={[0, ...[...new Set([...every, now().everyMinutes || 30])].sort((a, b) => a - b)].map(
                    (value) => [value, value === 0 ? 'Never' : minutes(value)] as const,
                  )}
                  value={now().everyMinutes}
                  onPick={(everyMinutes) => change({ everyMinutes })}
                  note="Also after sleep and when the network returns."
                />
                <TextField
                  label="Look back, days"
                  type="number"
                  min="0"
                  max="3650"
                  required
                  value={now().lookbackDays}
                  onChange={(event) => change({ lookbackDays: event.currentTarget.valueAsNumber || 0 })}
                  note="Read again each time: briefs, comments and stages change late."
                />
                <TextField
                  label="Requests a day"
                  type="number"
                  min="1"
                  max="1000000"
                  required
                  value={now().dailyRequests}
                  onChange={(event) =>
                    change({ dailyRequests: Math.max(1, event.currentTarget.valueAsNumber || 1) })
                  }
                  note="Of the 10,000 that your whole company shares."
                />
                <Removals scope={now()} change={change} />
              </div>
              <CheckField checked={now().syncOnStart} onCheck={(on) => change({ syncOnStart: on })}>
                Sync when the app starts
              </CheckField>
            </fieldset>
            <ErrorState error={planning.error()} onRetry={() => void dryRun(now())} />
            <Show when={plan()}>{(made) => <PlanView plan={made()} />}</Show>
            <div class="savebar row wrap">
              <Button type="submit" class="primary" text="Save" disabled={!dirty()} />
              <Show when={dirty()}>
                <Button class="" text="Discard" onClick={() => (setScope(saved()), setPlan(null))} />
              </Show>
              <Button
                class=""
                text={planning.busy() ? 'Counting…' : 'What would a sync do?'}
                disabled={planning.busy()}
                onClick={() => void dryRun(now())}
              />
              <span class="muted grow" role="status">
                {dirty() ? 'Not saved yet.' : ''}
              </span>
            </div>
          </Form>
        )}
      </Show>
    </section>
  );
}

/** When calls are removed here: those gone from Gong, and those too old. */
function Removals(props: { scope: SyncScope; change: (part: Partial<SyncScope>) => void }): JSX.Element {
  return (
    <>
      <Select
        label="Calls that Gong no longer has"
        of={[
          ['keep', 'Keep, marked'],
          ['hide', 'Hide'],
          ['purge', 'Remove here too'],
        ]}
        value={props.scope.gonePolicy}
        onPick={(gonePolicy) => props.change({ gonePolicy })}
        note={
          props.scope.gonePolicy === 'purge'
            ? 'For good: no file keeps a word of them, also not what my highlights quote. What I wrote myself stays.'
            : undefined
        }
      />
      <Show when={props.scope.gonePolicy === 'purge'}>
        <TextField
          label="Days before they are removed"
          type="number"
          min="0"
          max="3650"
          required
          value={props.scope.graceDays}
          onChange={(event) => props.change({ graceDays: event.currentTarget.valueAsNumber || 0 })}
        />
      </Show>
      <TextField
        label="Keep calls for months"
        type="number"
        min="1"
        max="600"
        value={props.scope.keepMonths ?? ''}
        onChange={(event) => props.change({ keepMonths: event.currentTarget.valueAsNumber || null })}
        note="Empty: for ever. Older ones are removed for good and not synced again, but those starred or with notes."
      />
    </>
  );
}
