import { createSignal, For, type JSX, Show } from 'solid-js';
import type { Profile } from '../../../electron/contract/app.ts';
import { isolate } from '../../../electron/contract/direction.ts';
import { bridge } from '../../bridge/bridge.ts';
import { info, setInfo } from '../../data/app.ts';
import { Button, CheckField } from '../../ui/form.tsx';
import { Modal } from '../../ui/kit.tsx';
import { ConnectForm } from './connect-form.tsx';
import { runCommand } from './run-command.ts';

const secretIs = {
  keychain: 'secret in the keychain',
  session: 'secret kept for this run only',
  missing: 'secret missing: enter it again',
} as const;

/** The accounts, each with a store of its own: connect, switch, change, remove. */
export function Accounts(): JSX.Element {
  const [edit, setEdit] = createSignal<Profile | 'new' | null>(null);
  const [removing, setRemoving] = createSignal<Profile | null>(null);
  const isActive = (profile: Profile) => profile.id === info()?.activeProfileId;
  return (
    <section class="card stack" aria-labelledby="accounts">
      <div class="row">
        <h2 id="accounts" class="grow">
          Accounts
        </h2>
        <Button class="small" text="Connect Gong" onClick={() => setEdit('new')} />
      </div>
      <ul>
        <For each={info()?.profiles}>
          {(profile) => (
            <li class="account stack tight">
              <div class="row wrap">
                <strong class="ellipsis" dir="auto">
                  {profile.name}
                </strong>
                <Show when={isActive(profile)}>
                  <span class="badge new">in use</span>
                </Show>
              </div>
              <span class="muted wraps">
                {profile.kind === 'sample'
                  ? info()?.sampleOnline
                    ? 'Its Gong emulator is running.'
                    : 'Offline: its emulator is unplugged.'
                  : `${profile.baseUrl.replace(/^https?:\/\//, '')} · ${secretIs[profile.secret]}`}
              </span>
              <div class="row wrap">
                <Show when={!isActive(profile)}>
                  <Button
                    class="small"
                    text="Switch to it"
                    onClick={() =>
                      void runCommand(bridge.request('profiles/activate', { profileId: profile.id }), setInfo)
                    }
                  />
                </Show>
                <Show when={profile.kind === 'gong'}>
                  <Button
                    class="small"
                    text={profile.secret === 'missing' ? 'Enter the secret' : 'Change'}
                    onClick={() => setEdit(profile)}
                  />
                </Show>
                <Show when={profile.kind === 'sample' && isActive(profile)}>
                  <Button
                    class="small"
                    text={info()?.sampleOnline ? 'Pull the plug' : 'Plug in again'}
                    onClick={() =>
                      void runCommand(
                        bridge.request('sample/setOnline', { online: !info()?.sampleOnline }),
                        setInfo,
                      )
                    }
                  />
                </Show>
                <Button
                  class="small quiet danger"
                  text="Remove"
                  aria-label={`Remove ${profile.name}`}
                  onClick={() => setRemoving(profile)}
                />
              </div>
            </li>
          )}
        </For>
      </ul>
      <Show when={!info()?.profiles.some((profile) => profile.kind === 'sample')}>
        <div>
          <Button
            class="small"
            text="Add the sample workspace"
            onClick={() => void runCommand(bridge.request('sample/start', {}), setInfo)}
          />
        </div>
      </Show>
      <Show when={edit()}>
        {(what) => (
          <Modal
            title={what() === 'new' ? 'Connect Gong' : 'Change the connection'}
            onClose={() => setEdit(null)}
          >
            {what() === 'new' ? (
              <ConnectForm onDone={() => setEdit(null)} />
            ) : (
              <ConnectForm profile={what() as Profile} onDone={() => setEdit(null)} />
            )}
          </Modal>
        )}
      </Show>
      <Show when={removing()}>
        {(profile) => <RemoveDialog profile={profile()} onClose={() => setRemoving(null)} />}
      </Show>
    </section>
  );
}

function RemoveDialog(props: { profile: Profile; onClose: () => void }): JSX.Element {
  const [data, setData] = createSignal(false);
  return (
    <Modal title={`Remove “${isolate(props.profile.name)}”?`} onClose={props.onClose}>
      <div class="stack">
        <p>
          Its secret is deleted from the keychain. Its calls, notes and recordings stay on this laptop unless
          you say otherwise.
        </p>
        <CheckField checked={data()} onCheck={setData}>
          Delete its calls, my notes and recordings too. This cannot be undone.
        </CheckField>
        <div class="row">
          <Button
            class="danger"
            text="Remove"
            onClick={() =>
              void runCommand(
                bridge.request('profiles/remove', { profileId: props.profile.id, deleteData: data() }),
                (next) => (setInfo(next), props.onClose()),
              )
            }
          />
          <Button class="" text="Keep" onClick={() => props.onClose()} />
        </div>
      </div>
    </Modal>
  );
}
