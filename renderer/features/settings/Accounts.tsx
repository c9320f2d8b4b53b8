import { createSignal, For, type JSX, Show } from 'solid-js';
import type { Profile } from '../../../electron/contract/app.ts';
import { isolate } from '../../../electron/contract/direction.ts';
import { bridge } from '../../bridge/bridge.ts';
import { info, setInfo } from '../../data/app.ts';
import { CheckField } from '../../ui/form.tsx';
import { Modal } from '../../ui/kit.tsx';
import { act } from './act.ts';
import { ConnectForm } from './ConnectForm.tsx';

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
        <button type="button" class="btn small" onClick={() => setEdit('new')}>
          Connect Gong
        </button>
      </div>
      <ul>
        <For each={info()?.profiles}>
          {(profile) => (
            <li class="account">
              <div class="row wrap">
                <strong class="ellipsis" dir="auto">
                  {profile.name}
                </strong>
                <Show when={isActive(profile)}>
                  <span class="badge new">in use</span>
                </Show>
              </div>
              <span class="address">
                {profile.kind === 'sample'
                  ? info()?.sampleOnline
                    ? 'Its Gong emulator is running.'
                    : 'Offline: its emulator is unplugged.'
                  : `${profile.baseUrl.replace(/^https?:\/\//, '')} · ${secretIs[profile.secret]}`}
              </span>
              <div class="row wrap">
                <Show when={!isActive(profile)}>
                  <button
                    type="button"
                    class="btn small"
                    onClick={() =>
                      void act(bridge.request('profiles/activate', { profileId: profile.id }), setInfo)
                    }
                  >
                    Switch to it
                  </button>
                </Show>
                <Show when={profile.kind === 'gong'}>
                  <button type="button" class="btn small" onClick={() => setEdit(profile)}>
                    {profile.secret === 'missing' ? 'Enter the secret' : 'Change'}
                  </button>
                </Show>
                <Show when={profile.kind === 'sample' && isActive(profile)}>
                  <button
                    type="button"
                    class="btn small"
                    onClick={() =>
                      void act(bridge.request('sample/setOnline', { online: !info()?.sampleOnline }), setInfo)
                    }
                  >
                    {info()?.sampleOnline ? 'Pull the plug' : 'Plug in again'}
                  </button>
                </Show>
                <button
                  type="button"
                  class="btn small quiet danger"
                  aria-label={`Remove ${profile.name}`}
                  onClick={() => setRemoving(profile)}
                >
                  Remove
                </button>
              </div>
            </li>
          )}
        </For>
      </ul>
      <Show when={!info()?.profiles.some((profile) => profile.kind === 'sample')}>
        <div>
          <button
            type="button"
            class="btn small"
            onClick={() => void act(bridge.request('sample/start', {}), setInfo)}
          >
            Add the sample workspace
          </button>
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
          <button
            type="button"
            class="btn danger"
            onClick={() =>
              void act(
                bridge.request('profiles/remove', { profileId: props.profile.id, deleteData: data() }),
                (next) => (setInfo(next), props.onClose()),
              )
            }
          >
            Remove
          </button>
          <button type="button" class="btn" onClick={() => props.onClose()}>
            Keep
          </button>
        </div>
      </div>
    </Modal>
  );
}
