import { createEffect, createSignal, createUniqueId, type JSX, on, Show } from 'solid-js';
import type { SyncScope } from '../../../electron/contract/sync.ts';
import { scopeWords, whoseCalls } from '../../../electron/contract/whose-calls.ts';
import { bridge } from '../../bridge/bridge.ts';
import { account, setInfo } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { createTask } from '../../data/task.ts';
import { Button, Form, Problem, TextField } from '../../ui/form.tsx';
import { calls } from '../../ui/format.ts';
import { ErrorState, toast } from '../../ui/kit.tsx';
import './settings.css';

/** Whether my calls are synced or everybody's: decided before the first sync (`isFirst`), which it then starts, and changed later. */
export function WhoseCalls(props: {
  isFirst?: boolean;
  /** The stored scope, where there is one. */
  scope?: SyncScope | null;
  onChosen?: () => void;
}): JSX.Element {
  const group = createUniqueId();
  const stored = () => (props.scope ? whoseCalls(props.scope, account()?.me ?? null) : null);
  const [whose, setWhose] = createSignal<'mine' | 'everybody' | 'picked'>('mine');
  const [email, setEmail] = createSignal(account()?.me?.email ?? '');
  const task = createTask();
  createEffect(on(stored, (now) => now && setWhose(now)));

  const isOther = () => whose() === 'mine' && email().trim() !== account()?.me?.email;
  const isNew = () => props.isFirst || whose() !== stored() || isOther();
  const usable = () =>
    whose() !== 'picked' && (whose() === 'everybody' || email().trim().length > 2) && isNew();
  const choose = () =>
    task.run(async () => {
      const mine = whose() === 'mine';
      setInfo(
        await bridge.request(
          'sync/chooseCalls',
          mine ? { calls: 'mine', email: email().trim() } : { calls: 'everybody' },
        ),
      );
      if (props.isFirst) await bridge.request('sync/start', {});
      const name = account()?.me?.name;
      toast(
        props.isFirst
          ? `Syncing ${mine ? `the calls hosted by ${name}` : 'everybody’s calls'}. The first arrive within seconds.`
          : 'Saved. The next sync uses it.',
      );
      props.onChosen?.();
    });

  const Choice = (choice: { value: 'mine' | 'everybody'; label: string; children: JSX.Element }) => (
    <label class="choice">
      <input
        type="radio"
        name={group}
        value={choice.value}
        checked={whose() === choice.value}
        onChange={() => (setWhose(choice.value), task.forget())}
      />
      <span class="stack tight">
        <strong>{choice.label}</strong>
        <small>{choice.children}</small>
      </span>
    </label>
  );

  return (
    <Form class="stack whose" onSubmit={() => usable() && void choose()}>
      <Show when={!props.isFirst && props.scope}>
        {(scope) => <p role="status">{scopeWords(scope(), account()?.me ?? null)}</p>}
      </Show>
      <fieldset class="group">
        <legend class="sr">Whose calls are synced</legend>
        <Choice value="mine" label="My calls">
          The calls I host. Gong lists calls by their host only: one that a colleague hosts and I joined is
          not among them.
        </Choice>
        <Show when={whose() === 'mine'}>
          <TextField
            label="My e-mail address in Gong"
            type="email"
            autocomplete="email"
            required
            maxLength={320}
            value={email()}
            onText={(text) => (setEmail(text), task.forget())}
            note={
              account()?.me ? (
                <>So far: {account()?.me?.name}.</>
              ) : (
                'Asked of Gong once, and remembered for this account.'
              )
            }
          />
        </Show>
        <Choice value="everybody" label="Everybody’s calls">
          All calls of the company that this key may see.
        </Choice>
      </fieldset>
      <Show when={props.isFirst}>
        <p class="hint">
          Private calls stay out either way: only when they were, and who hosted them, is kept. Both can be
          changed later under Sync &amp; settings, “What is synced”.
        </p>
      </Show>
      <ErrorState error={task.error()} />
      <Show when={isNew()}>
        <div>
          <Button
            type="submit"
            class={props.isFirst ? 'primary' : ''}
            text={
              task.busy()
                ? whose() === 'mine'
                  ? 'Looking you up…'
                  : 'Saving…'
                : props.isFirst
                  ? 'Start syncing'
                  : 'Use this'
            }
            disabled={!usable() || task.busy()}
          />
        </div>
      </Show>
      <Show when={!props.isFirst && props.scope}>{(scope) => <Others scope={scope()} />}</Show>
    </Form>
  );
}

/** Calls of others that a wider sync brought: they stay, unless the user wants them gone. */
function Others(props: { scope: SyncScope }): JSX.Element {
  const found = createQuery(
    'retention/others',
    () => (props.scope.primaryUserIds.length > 0 ? { primaryUserIds: props.scope.primaryUserIds } : null),
    { live: true },
  );
  const [sure, setSure] = createSignal(false);
  const task = createTask();
  const remove = () =>
    task.run(async () => {
      const { removed } = await bridge.request('retention/removeOthers', {});
      setSure(false);
      toast(`${calls(removed)} removed for good.`);
      found.refetch();
    });
  return (
    <Show when={props.scope.primaryUserIds.length > 0 && (found.data()?.count ?? 0) > 0}>
      <div class="callout stack tight">
        <p>
          <strong>{calls(found.data()?.count ?? 0)} of others are here</strong> from a wider sync. They stay,
          and are no longer synced, unless you remove them.
          <Show when={(found.data()?.spared ?? 0) > 0}>
            {' '}
            {calls(found.data()?.spared ?? 0)} more, starred or with notes, stay anyway.
          </Show>
        </p>
        <Problem text={task.problem()} />
        <div class="row wrap">
          <Show
            when={sure()}
            fallback={<Button class="small" text="Remove them…" onClick={() => setSure(true)} />}
          >
            <Button
              class="small danger"
              text={task.busy() ? 'Removing…' : `Remove ${calls(found.data()?.count ?? 0)} for good`}
              disabled={task.busy()}
              onClick={() => void remove()}
            />
            <Button class="small" text="Keep them" disabled={task.busy()} onClick={() => setSure(false)} />
          </Show>
        </div>
      </div>
    </Show>
  );
}
