import { createSignal, For, type JSX, Show } from 'solid-js';
import { bridge } from '../../bridge/bridge.ts';
import { account, info, setInfo } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { Button, Select } from '../../ui/form.tsx';
import { bytes, count } from '../../ui/format.ts';
import { ErrorState } from '../../ui/kit.tsx';
import { OfflineList } from '../player/offline-list.tsx';
import { Accounts } from './accounts.tsx';
import { AtRest } from './at-rest.tsx';
import { Network } from './network.tsx';
import { Privacy } from './privacy.tsx';
import { runCommand } from './run-command.ts';
import { ScopeForm } from './scope-form.tsx';
import { SetAsideCopies } from './set-aside.tsx';
import './settings.css';
import { onChange } from '../../ui/on-change.ts';
import { DataTable } from '../../ui/table.tsx';
import { SyncPanel } from './sync-panel.tsx';
import { WhoseCalls } from './whose-calls.tsx';

/** How the sync stands, what it brings, which accounts there are, and how the app behaves. */
export function SettingsPage(): JSX.Element {
  return (
    <div class="page settings">
      <h1>Sync &amp; settings</h1>
      <For each={info()?.notices}>
        {(notice) => (
          <div class="card notice row">
            <p class="grow">
              <strong>{notice.message}</strong> {notice.nextStep}
            </p>
            <Button
              class="small"
              text="Understood"
              onClick={() =>
                void runCommand(bridge.request('app/dismissNotice', { code: notice.code }), setInfo)
              }
            />
          </div>
        )}
      </For>
      <div class="settings-cols">
        <div>
          <Show
            when={account()?.scopeChosen !== false}
            fallback={
              <section class="card stack" aria-labelledby="whose">
                <h2 id="whose">Whose calls?</h2>
                <WhoseCalls isFirst />
              </section>
            }
          >
            <SyncPanel />
            <ScopeForm />
          </Show>
        </div>
        <div>
          <Accounts />
          <Preferences />
          <Network />
          <Offline />
          <AtRest />
          <Privacy />
          <Doctor />
        </div>
      </div>
    </div>
  );
}

function Preferences(): JSX.Element {
  const prefs = () => info()?.prefs;
  const set = (change: { theme?: 'system' | 'light' | 'dark'; timeZone?: string; weekStart?: 0 | 1 | 6 }) =>
    void runCommand(bridge.request('app/setPrefs', change), setInfo);
  /** What the core names differently than this browser is in the list too. */
  const zones = () => [
    ...new Set(['system', prefs()?.timeZone ?? 'system', 'UTC', ...Intl.supportedValuesOf('timeZone')]),
  ];
  const system = () =>
    prefs()?.timeZone === 'system' ? `As the system (${info()?.zone.name})` : 'As the system';
  return (
    <section class="card stack" aria-labelledby="prefs">
      <h2 id="prefs">Preferences</h2>
      <Select
        label="Theme"
        of={[
          ['system', 'As the system'],
          ['light', 'Light'],
          ['dark', 'Dark'],
        ]}
        value={prefs()?.theme}
        onPick={(theme) => set({ theme })}
      />
      <Select
        label="Time zone"
        of={zones().map((zone) => [zone, zone === 'system' ? system() : zone] as const)}
        value={prefs()?.timeZone}
        onPick={(timeZone) => set({ timeZone })}
        note={info()?.zone.note}
      />
      <Select
        label="The week begins on"
        of={[
          [1, 'Monday'],
          [0, 'Sunday'],
          [6, 'Saturday'],
        ]}
        value={prefs()?.weekStart}
        onPick={(weekStart) => set({ weekStart })}
      />
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
  onChange(
    () => info()?.activeProfileId,
    () => setAsk(false),
  );
  return (
    <section class="card stack" aria-labelledby="doctor">
      <h2 id="doctor">Health of the store</h2>
      <ErrorState error={report.error()} onRetry={report.refetch} />
      <Show
        when={report.data()}
        fallback={<p class="muted">Counts every table and checks the file and its full-text index.</p>}
      >
        {(found) => (
          <>
            <p role="status">
              {found().ok ? 'Everything is in order.' : found().problems.join(' ')} {bytes(found().sizeBytes)}
              , schema {found().schemaVersion}, time zone rules {found().zoneRules ?? 'of an unknown release'}
              .
            </p>
            <For each={found().notes}>{(note) => <p class="hint">{note}</p>}</For>
            <DataTable rows={Object.entries(found().totals)}>
              {([name, value]) => (
                <>
                  <td>{name.replace(/([A-Z])/g, ' $1').toLowerCase()}</td>
                  <td class="num">{count(value)}</td>
                </>
              )}
            </DataTable>
          </>
        )}
      </Show>
      <div>
        <Button
          class=""
          text={report.loading() ? 'Checking…' : 'Check now'}
          onClick={() => (ask() ? report.refetch() : setAsk(true))}
        />
      </div>
      <SetAsideCopies />
      <p class="hint">
        To keep a copy of all of this elsewhere, or to go back to one: <code>earshot backup</code> and{' '}
        <code>earshot restore</code> on the command line.
      </p>
    </section>
  );
}
