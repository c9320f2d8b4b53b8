import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { Profile } from '../../../electron/contract/app.ts';
import { bridge } from '../../bridge/bridge.ts';
import { info, setInfo, where } from '../../data/app.ts';
import { asError, createQuery } from '../../data/query.ts';
import { bytes, count } from '../../ui/format.ts';
import { ErrorState, Modal, toast } from '../../ui/kit.tsx';
import { ConnectForm } from '../first-run/ConnectForm.tsx';
import { OfflineList } from '../player/offline-list.tsx';
import { ScopeForm } from './ScopeForm.tsx';
import { SyncPanel } from './SyncPanel.tsx';

/** Runs a command and says what went wrong, if it did. */
export async function act<T>(work: Promise<T>, done?: (value: T) => void): Promise<void> {
  try {
    done?.(await work);
  } catch (reason) {
    const error = asError(reason);
    toast(`${error.message} ${error.nextStep}`);
  }
}

/** How the sync stands, what it brings, which accounts there are, and how the app behaves. */
export function SettingsPage(): JSX.Element {
  const [edit, setEdit] = createSignal<Profile | 'new' | null>(null);
  const [removing, setRemoving] = createSignal<Profile | null>(null);
  return (
    <div class="page">
      <h1>Sync &amp; settings</h1>
      <For each={info()?.notices}>
        {(notice) => (
          <div class="card notice row">
            <p class="grow">
              <strong>{notice.message}</strong> {notice.nextStep}
            </p>
            <button
              type="button"
              class="btn small"
              onClick={() => void act(bridge.request('app/dismissNotice', { code: notice.code }), setInfo)}
            >
              Understood
            </button>
          </div>
        )}
      </For>
      <SyncPanel />
      <div class="cols">
        <section class="card stack" aria-labelledby="accounts">
          <div class="row">
            <h2 id="accounts" class="grow">
              Accounts
            </h2>
            <button type="button" class="btn small" onClick={() => setEdit('new')}>
              Connect Gong
            </button>
          </div>
          <ul class="stack">
            <For each={info()?.profiles}>
              {(profile) => (
                <li class="row wrap">
                  <span class="grow">
                    <strong>{profile.name}</strong>
                    <Show when={profile.id === info()?.activeProfileId}>
                      {' '}
                      <span class="badge new">in use</span>
                    </Show>
                    <br />
                    <span class="muted">
                      {profile.kind === 'sample'
                        ? info()?.sampleOnline
                          ? 'emulator running'
                          : 'offline: emulator stopped'
                        : `${profile.baseUrl} · secret ${profile.secret === 'keychain' ? 'in the keychain' : profile.secret === 'session' ? 'kept for this run only' : 'missing: enter it again'}`}
                    </span>
                  </span>
                  <Show when={profile.id !== info()?.activeProfileId}>
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
                      Change
                    </button>
                  </Show>
                  <Show when={profile.kind === 'sample' && profile.id === info()?.activeProfileId}>
                    <button
                      type="button"
                      class="btn small"
                      onClick={() =>
                        void act(
                          bridge.request('sample/setOnline', { online: !info()?.sampleOnline }),
                          setInfo,
                        )
                      }
                    >
                      {info()?.sampleOnline ? 'Pull the plug' : 'Plug in again'}
                    </button>
                  </Show>
                  <button type="button" class="btn small quiet danger" onClick={() => setRemoving(profile)}>
                    Remove
                  </button>
                </li>
              )}
            </For>
          </ul>
          <Show when={!info()?.profiles.some((profile) => profile.kind === 'sample')}>
            <button
              type="button"
              class="btn"
              onClick={() => void act(bridge.request('sample/start', {}), setInfo)}
            >
              Add the sample workspace
            </button>
          </Show>
        </section>
        <Preferences />
        <Offline />
        <Doctor />
      </div>
      <ScopeForm />
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
    </div>
  );
}

function RemoveDialog(props: { profile: Profile; onClose: () => void }): JSX.Element {
  const [data, setData] = createSignal(false);
  return (
    <Modal title={`Remove “${props.profile.name}”?`} onClose={props.onClose}>
      <div class="stack">
        <p>
          Its secret is deleted from the keychain. Its calls, notes and recordings stay on this laptop unless
          you say otherwise.
        </p>
        <label class="check">
          <input
            type="checkbox"
            checked={data()}
            onChange={(event) => setData(event.currentTarget.checked)}
          />
          Delete its calls, my notes and recordings too. This cannot be undone.
        </label>
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

function Preferences(): JSX.Element {
  const prefs = () => info()?.prefs;
  const set = (change: { theme?: 'system' | 'light' | 'dark'; timeZone?: string; weekStart?: 0 | 1 | 6 }) =>
    void act(bridge.request('app/setPrefs', change), setInfo);
  const zones = ['system', 'UTC', ...Intl.supportedValuesOf('timeZone')];
  return (
    <section class="card stack" aria-labelledby="prefs">
      <h2 id="prefs">Preferences</h2>
      <label class="field">
        <span>Theme</span>
        <select
          class="select"
          value={prefs()?.theme}
          onChange={(event) => set({ theme: event.currentTarget.value as 'light' })}
        >
          <option value="system">As the system</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </select>
      </label>
      <label class="field">
        <span>Time zone</span>
        <select
          class="select"
          value={prefs()?.timeZone}
          onChange={(event) => set({ timeZone: event.currentTarget.value })}
        >
          <For each={zones}>
            {(zone) => <option value={zone}>{zone === 'system' ? 'As the system' : zone}</option>}
          </For>
        </select>
      </label>
      <label class="field">
        <span>The week begins on</span>
        <select
          class="select"
          value={String(prefs()?.weekStart)}
          onChange={(event) => set({ weekStart: Number(event.currentTarget.value) as 1 })}
        >
          <option value="1">Monday</option>
          <option value="0">Sunday</option>
          <option value="6">Saturday</option>
        </select>
      </label>
    </section>
  );
}

function Offline(): JSX.Element {
  return (
    <section class="card stack" aria-labelledby="offline">
      <h2 id="offline">Recordings on this laptop</h2>
      <OfflineList />
    </section>
  );
}

function Doctor(): JSX.Element {
  const [ask, setAsk] = createSignal(false);
  const report = createQuery('doctor/report', () => (ask() ? {} : null));
  createEffect(
    on(
      () => info()?.activeProfileId,
      () => setAsk(false),
      { defer: true },
    ),
  );
  return (
    <section class="card stack" aria-labelledby="doctor">
      <h2 id="doctor">Health of the store</h2>
      <Show when={report.error()}>{(error) => <ErrorState error={error()} onRetry={report.refetch} />}</Show>
      <Show
        when={report.data()}
        fallback={<p class="muted">Counts every table and checks the file and its full-text index.</p>}
      >
        {(found) => (
          <>
            <p role="status">
              {found().ok ? 'Everything is in order.' : found().problems.join(' ')} {bytes(found().sizeBytes)}
              , schema {found().schemaVersion}.
            </p>
            <table>
              <tbody>
                <For each={Object.entries(found().totals)}>
                  {([name, value]) => (
                    <tr>
                      <td>{name.replace(/([A-Z])/g, ' $1').toLowerCase()}</td>
                      <td class="num">{count(value)}</td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </>
        )}
      </Show>
      <div>
        <button type="button" class="btn" onClick={() => (ask() ? report.refetch() : setAsk(true))}>
          {report.loading() ? 'Checking…' : 'Check now'}
        </button>
      </div>
      <p class="muted small">Shown in {where().tz}.</p>
    </section>
  );
}
