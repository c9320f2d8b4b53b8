import { createSignal, For, type JSX, Show } from 'solid-js';
import type { ConnectionAuth, ConnectionReport, Profile } from '../../../electron/contract/app.ts';
import { bridge } from '../../bridge/bridge.ts';
import { setInfo } from '../../data/app.ts';
import { asError } from '../../data/query.ts';
import { ErrorState, toast } from '../../ui/kit.tsx';

const signs = { ok: '✓', missing: '–', failed: '✕', skipped: '…' } as const;

/** Address and credentials of a Gong account, with a test that says exactly what is wrong. */
export function ConnectForm(props: { profile?: Profile; onDone?: () => void }): JSX.Element {
  const [name, setName] = createSignal(props.profile?.name ?? 'My Gong account');
  const [baseUrl, setBaseUrl] = createSignal(props.profile?.baseUrl ?? '');
  const [kind, setKind] = createSignal<'key' | 'bearer'>(props.profile?.authKind ?? 'key');
  const [key, setKey] = createSignal('');
  const [secret, setSecret] = createSignal('');
  const [token, setToken] = createSignal('');
  const [busy, setBusy] = createSignal<'test' | 'save' | null>(null);
  const [report, setReport] = createSignal<ConnectionReport | null>(null);
  const [error, setError] = createSignal<ReturnType<typeof asError> | null>(null);

  const entered = () => (kind() === 'key' ? key() !== '' && secret() !== '' : token() !== '');
  const usable = () => baseUrl().trim() !== '' && (entered() || props.profile !== undefined);
  const auth = (): ConnectionAuth | undefined =>
    entered()
      ? kind() === 'key'
        ? { kind: 'key', accessKey: key(), secret: secret() }
        : { kind: 'bearer', token: token() }
      : undefined;
  const target = () => ({
    baseUrl: baseUrl().trim(),
    ...(auth() ? { auth: auth() } : {}),
    ...(props.profile ? { profileId: props.profile.id } : {}),
  });

  async function run(what: 'test' | 'save'): Promise<void> {
    setBusy(what);
    setError(null);
    try {
      if (what === 'test') setReport(await bridge.request('connection/test', target()));
      else {
        setInfo(await bridge.request('connection/save', { name: name().trim() || 'Gong', ...target() }));
        setSecret('');
        setToken('');
        toast('Connected. The first calls arrive within seconds.');
        props.onDone?.();
      }
    } catch (reason) {
      setError(asError(reason));
    } finally {
      setBusy(null);
    }
  }

  return (
    <form
      class="stack"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (usable()) void run('save');
      }}
    >
      <label class="field">
        <span>Name</span>
        <input
          class="input"
          value={name()}
          maxLength={200}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>Base URL of the API</span>
        <input
          class="input"
          type="text"
          inputmode="url"
          placeholder="https://us-12345.api.gong.io"
          value={baseUrl()}
          onInput={(event) => setBaseUrl(event.currentTarget.value)}
        />
        <small>Gong shows it under Company settings → API. It is your company’s own host.</small>
      </label>
      <label class="field">
        <span>Credentials</span>
        <select
          class="select"
          value={kind()}
          onChange={(event) => setKind(event.currentTarget.value as 'key')}
        >
          <option value="key">Access key and secret</option>
          <option value="bearer">OAuth bearer token</option>
        </select>
      </label>
      <Show
        when={kind() === 'key'}
        fallback={
          <label class="field">
            <span>Bearer token</span>
            <input
              class="input"
              type="password"
              value={token()}
              placeholder={props.profile ? 'unchanged' : ''}
              onInput={(event) => setToken(event.currentTarget.value)}
            />
          </label>
        }
      >
        <label class="field">
          <span>Access key</span>
          <input
            class="input"
            type="text"
            value={key()}
            placeholder={props.profile ? 'unchanged' : ''}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>Access key secret</span>
          <input
            class="input"
            type="password"
            value={secret()}
            placeholder={props.profile ? 'unchanged' : ''}
            onInput={(event) => setSecret(event.currentTarget.value)}
          />
          <small>Kept in the system keychain; nothing of it is ever shown or logged.</small>
        </label>
      </Show>
      <div class="row">
        <button type="submit" class="btn primary" disabled={!usable() || busy() !== null}>
          {busy() === 'save' ? 'Connecting…' : props.profile ? 'Save' : 'Connect'}
        </button>
        <button
          type="button"
          class="btn"
          disabled={!usable() || busy() !== null}
          onClick={() => void run('test')}
        >
          {busy() === 'test' ? 'Testing…' : 'Test connection'}
        </button>
      </div>
      <Show when={error()}>{(failure) => <ErrorState error={failure()} />}</Show>
      <Show when={report()}>
        {(tested) => (
          <div role="status" class="stack">
            <Show
              when={tested().error}
              fallback={<p>{tested().ok ? 'The connection works.' : 'The connection works in part:'}</p>}
            >
              {(failure) => <ErrorState error={failure()} />}
            </Show>
            <ul class="checks">
              <For each={tested().checks}>
                {(check) => (
                  <li>
                    <span class={check.status} aria-hidden="true">
                      {signs[check.status]}
                    </span>
                    <span>
                      <strong>{check.label}</strong> {check.message}
                    </span>
                  </li>
                )}
              </For>
            </ul>
          </div>
        )}
      </Show>
    </form>
  );
}
