import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { ConnectionAuth, ConnectionReport, Profile } from '../../../electron/contract/app.ts';
import { cleanPasted, oddSign } from '../../../electron/contract/pasted.ts';
import { bridge } from '../../bridge/bridge.ts';
import { setInfo } from '../../data/app.ts';
import { asError } from '../../data/query.ts';
import { Button, Form, TextField } from '../../ui/form.tsx';
import { ErrorState, toast } from '../../ui/kit.tsx';
import './settings.css';

const spoken = {
  ok: 'Works',
  empty: 'Empty',
  missing: 'Missing',
  failed: 'Failed',
  skipped: 'Not tried',
} as const;
const signs = { ok: '✓', empty: '–', missing: '–', failed: '✕', skipped: '…' } as const;

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

  /** The key is of another company than the calls of the account: what becomes of them is asked. */
  const [other, setOther] = createSignal<ReturnType<typeof asError> | null>(null);

  createEffect(
    on([baseUrl, kind, key, secret, token], () => (setReport(null), setError(null), setOther(null)), {
      defer: true,
    }),
  );

  /** A stored key goes to no other host than the one it was entered for. */
  const elsewhere = () =>
    props.profile !== undefined &&
    URL.canParse(baseUrl().trim()) &&
    new URL(baseUrl().trim()).origin !== new URL(props.profile.baseUrl).origin;
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

  async function save(otherCompany?: 'add' | 'replace'): Promise<void> {
    const asAnother = otherCompany !== undefined;
    const next = await bridge.request('connection/save', {
      name: name().trim() || 'Gong',
      ...target(),
      asAnother,
    });
    const former = props.profile?.id;
    const isAdded = former !== undefined && next.activeProfileId !== former;
    // What was here goes only once the other account stands.
    setInfo(
      otherCompany === 'replace' && isAdded && next.state.status === 'ready'
        ? await bridge.request('profiles/remove', { profileId: former, deleteData: true })
        : next,
    );
    setSecret('');
    setToken('');
    toast('Connected.');
    props.onDone?.();
  }

  async function run(what: 'test' | 'save', otherCompany?: 'add' | 'replace'): Promise<void> {
    setBusy(what);
    setError(null);
    try {
      if (what === 'test') setReport(await bridge.request('connection/test', target()));
      else await save(otherCompany);
    } catch (reason) {
      const failure = asError(reason);
      if (failure.code === 'profiles/other-company') setOther(failure);
      else setError(failure);
    } finally {
      setBusy(null);
    }
  }

  const Credential = (field: Parameters<typeof TextField>[0]) => (
    <Pasted
      type="password"
      placeholder={elsewhere() ? 'enter it again for this address' : props.profile ? 'unchanged' : ''}
      {...field}
    />
  );

  return (
    <Form class="stack connect-form" autocomplete="off" onSubmit={() => usable() && void run('save')}>
      <TextField label="Name" value={name()} maxLength={200} onText={setName} />
      <Pasted
        label="Base URL of the API"
        type="text"
        inputmode="url"
        placeholder="https://us-12345.api.gong.io"
        value={baseUrl()}
        onText={setBaseUrl}
        note="Gong shows it under Company settings → API. It is your company’s own host."
      />
      <fieldset class="group">
        <legend class="as-label">Credentials</legend>
        <div class="segmented">
          <For
            each={
              [
                ['key', 'Key and secret'],
                ['bearer', 'OAuth token'],
              ] as const
            }
          >
            {([value, label]) => (
              <label>
                <input
                  type="radio"
                  name="credentials"
                  value={value}
                  checked={kind() === value}
                  onChange={() => setKind(value)}
                />
                {label}
              </label>
            )}
          </For>
        </div>
      </fieldset>
      <Show
        when={kind() === 'key'}
        fallback={<Credential label="Bearer token" value={token()} onText={setToken} />}
      >
        <Credential label="Access key" type="text" value={key()} onText={setKey} />
        <Credential
          label="Access key secret"
          value={secret()}
          onText={setSecret}
          note="Kept in the system keychain only."
        />
      </Show>
      <div class="row">
        <Button
          type="submit"
          class="primary"
          text={busy() === 'save' ? 'Connecting…' : props.profile ? 'Save' : 'Connect'}
          disabled={!usable() || busy() !== null}
        />
        <Button
          class=""
          text={busy() === 'test' ? 'Testing…' : 'Test connection'}
          disabled={!usable() || busy() !== null}
          onClick={() => void run('test')}
        />
      </div>
      <ErrorState error={error()} />
      <Show when={other()}>
        {(found) => (
          <OtherCompany
            found={found()}
            busy={busy() !== null}
            onAdd={() => void run('save', 'add')}
            onReplace={() => void run('save', 'replace')}
          />
        )}
      </Show>
      <Show when={report()}>{(tested) => <Report report={tested()} />}</Show>
    </Form>
  );
}

/** The key belongs to another company: what was recognised, and the two ways on. Removing is asked for twice. */
function OtherCompany(props: {
  found: { readonly message: string; readonly nextStep: string };
  busy: boolean;
  onAdd: () => void;
  onReplace: () => void;
}): JSX.Element {
  const [sure, setSure] = createSignal(false);
  return (
    <div class="callout stack tight" role="alert">
      <strong>{props.found.message}</strong>
      <p>{props.found.nextStep}</p>
      <div class="row wrap">
        <Button
          class="primary"
          text="Add as another account"
          disabled={props.busy}
          onClick={() => props.onAdd()}
        />
        <Show
          when={sure()}
          fallback={
            <Button
              class=""
              text="Replace what is here…"
              disabled={props.busy}
              onClick={() => setSure(true)}
            />
          }
        >
          <Button
            class="danger"
            text="Remove it for good, and replace it"
            disabled={props.busy}
            onClick={() => props.onReplace()}
          />
        </Show>
      </div>
    </div>
  );
}

/** A field that something is pasted into: what is no part of it is taken out, and said. */
function Pasted(props: Parameters<typeof TextField>[0]): JSX.Element {
  const [removed, setRemoved] = createSignal<readonly string[]>([]);
  const [odd, setOdd] = createSignal<string | null>(null);
  const said = () => {
    if (odd()) return `It holds a sign that Gong’s do not have (${odd()}). Copy it again, alone and whole.`;
    return removed().length > 0 ? `Taken out, for they are no part of it: ${removed().join(', ')}.` : '';
  };
  const take = (typed: string) => {
    const pasted = cleanPasted(typed);
    // What was said of what was pasted stands while more is typed.
    if (pasted.removed.length > 0 || typed === '') setRemoved(pasted.removed);
    setOdd(oddSign(pasted.text));
    props.onText?.(pasted.text);
    return pasted.text;
  };
  return (
    <div class="stack tight">
      <TextField
        {...props}
        onText={take}
        onChange={(event) => {
          event.currentTarget.value = take(event.currentTarget.value);
        }}
      />
      <small role="status">{said()}</small>
    </div>
  );
}

function Report(props: { report: ConnectionReport }): JSX.Element {
  const whole = () => props.report.checks.every((check) => check.status === 'ok');
  return (
    <div
      role="status"
      class="report well"
      ref={(element) => queueMicrotask(() => element.scrollIntoView({ block: 'nearest' }))}
    >
      <Show
        when={props.report.error}
        fallback={
          <p>
            <strong>
              {whole() ? 'Everything works.' : 'The connection works, except for what is marked.'}
            </strong>
          </p>
        }
      >
        {(failure) => <ErrorState error={failure()} />}
      </Show>
      <Show when={props.report.route}>{(route) => <p class="muted">{route()}</p>}</Show>
      {/* Nothing was tried beyond the first check when there is no connection: a list of that says nothing. */}
      <Show when={props.report.checks.some((check) => check.status === 'ok' || check.status === 'missing')}>
        <ul class="checks stack">
          <For each={props.report.checks}>
            {(check) => (
              <li>
                <span class={check.status} aria-hidden="true">
                  {signs[check.status]}
                </span>
                <span>
                  <span class="sr">{spoken[check.status]}: </span>
                  <strong>{check.label}.</strong> {check.message}{' '}
                  <Show when={check.status !== 'missing' && check.scope}>
                    {(scope) => <small>{scope()}</small>}
                  </Show>
                </span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}
