import { createEffect, createSignal, type JSX, on, Show } from 'solid-js';
import type { ProxySetting } from '../../../electron/contract/app.ts';
import { bridge } from '../../bridge/bridge.ts';
import { info, setInfo } from '../../data/app.ts';
import { createTask } from '../../data/task.ts';
import { Button, Form, Select, TextField } from '../../ui/form.tsx';
import { ErrorState, toast } from '../../ui/kit.tsx';

/** How requests to Gong leave this computer. */
export function Network(): JSX.Element {
  return (
    <section class="card stack" aria-labelledby="network">
      <h2 id="network">Network</h2>
      <ProxyForm />
    </section>
  );
}

/** The system's way, directly, or through a proxy that is entered here. */
export function ProxyForm(): JSX.Element {
  const kept = () => info()?.proxy;
  const [mode, setMode] = createSignal<ProxySetting['mode']>('system');
  const [address, setAddress] = createSignal('');
  const [bypass, setBypass] = createSignal('');
  const [user, setUser] = createSignal('');
  const [password, setPassword] = createSignal('');
  const saving = createTask();

  const show = (setting: ProxySetting | undefined) => {
    setMode(setting?.mode ?? 'system');
    setAddress(setting?.address ?? '');
    setBypass(setting?.bypass ?? '');
    setUser(setting?.user ?? '');
    setPassword('');
  };
  // Only what was really changed elsewhere replaces what is being typed: `info` is new at each sync.
  createEffect(
    on(
      () => JSON.stringify(kept()),
      () => show(kept()),
    ),
  );
  createEffect(on([mode, address, bypass, user, password], saving.forget, { defer: true }));

  const save = (setting: Partial<ProxySetting> & { mode: ProxySetting['mode']; password?: string }) =>
    saving.run(async () => {
      const next = await bridge.request('app/setProxy', setting);
      setInfo(next);
      show(next.proxy);
      toast(setting.mode === 'address' ? 'Requests go through this proxy from now on.' : 'Saved.');
    });

  function choose(next: ProxySetting['mode']): void {
    setMode(next);
    // Nothing else has to be filled in for these two.
    if (next !== 'address' && next !== kept()?.mode) void save({ mode: next });
  }

  const knowsPassword = () => user() !== '' && user() === kept()?.user && address() === kept()?.address;
  return (
    <div class="stack">
      <Select
        label="Proxy"
        of={[
          [
            'system',
            info()?.shell === 'electron' ? 'As the system' : 'As the environment (HTTPS_PROXY, NO_PROXY)',
          ],
          ['none', 'None: directly'],
          ['address', 'This one'],
        ]}
        value={mode()}
        onPick={choose}
        note="For requests to Gong and for recordings. “Test connection” says which way they take."
      />
      <Show when={mode() === 'address'}>
        <Form
          autocomplete="off"
          onSubmit={() =>
            void save({
              mode: 'address',
              address: address().trim(),
              bypass: bypass().trim(),
              user: user().trim(),
              ...(password() ? { password: password() } : {}),
            })
          }
        >
          <TextField
            label="Address"
            inputmode="url"
            placeholder="http://proxy.example.com:8080"
            value={address()}
            onText={setAddress}
          />
          <TextField
            label="Not for these hosts"
            placeholder="intranet.example.com, 10.0.0.0/8"
            value={bypass()}
            onText={setBypass}
          />
          <TextField label="User name, if the proxy asks for one" value={user()} onText={setUser} />
          <Show when={user() !== ''}>
            <TextField
              label="Password at the proxy"
              type="password"
              placeholder={knowsPassword() ? 'unchanged' : ''}
              value={password()}
              onText={setPassword}
              note="Kept in the system keychain only."
            />
          </Show>
          <div>
            <Button
              class=""
              type="submit"
              text={saving.busy() ? 'Saving…' : 'Use this proxy'}
              disabled={saving.busy() || address().trim() === ''}
            />
          </div>
        </Form>
      </Show>
      <ErrorState error={saving.error()} />
    </div>
  );
}
