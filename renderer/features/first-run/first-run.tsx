import { A } from '@solidjs/router';
import type { JSX } from 'solid-js';
import { bridge } from '../../bridge/bridge.ts';
import { account, setInfo } from '../../data/app.ts';
import { createTask } from '../../data/task.ts';
import { Button } from '../../ui/form.tsx';
import { ErrorState } from '../../ui/kit.tsx';
import { ConnectForm } from '../settings/connect-form.tsx';
import { ProxyForm } from '../settings/network.tsx';
import { WhoseCalls } from '../settings/whose-calls.tsx';

/** An account is connected, and nothing is synced before it is decided whose calls. */
export function ChooseCalls(): JSX.Element {
  return (
    <div class="welcome narrow">
      <header class="stack">
        <h1>Whose calls?</h1>
        <p class="lead">
          <bdi>{account()?.name}</bdi> is connected. Earshot starts with the least: the calls you host.
          Nothing is synced before you choose.
        </p>
      </header>
      <section class="card stack" aria-label="Whose calls">
        <WhoseCalls isFirst />
      </section>
      <p class="muted">
        Another key, or another account? <A href="/settings">Sync &amp; settings</A>
      </p>
    </div>
  );
}

/** No account is configured: connect Gong, or look around in the sample workspace. */
export function FirstRun(): JSX.Element {
  const start = createTask();
  const sample = () => start.run(async () => setInfo(await bridge.request('sample/start', {})));
  return (
    <div class="welcome">
      <header class="stack">
        <h1>Your calls, on your laptop</h1>
        <p class="lead">
          Earshot syncs the calls you record in Gong once. From then on you search, filter, chart and replay
          them in milliseconds, with or without a network. It only reads from Gong, and nothing is ever
          uploaded.
        </p>
      </header>
      <div class="cols">
        <section class="card stack" aria-labelledby="connect">
          <h2 id="connect">Connect Gong</h2>
          <ConnectForm />
          <details>
            <summary>Network: is there a proxy?</summary>
            <ProxyForm />
          </details>
        </section>
        <section class="card stack" aria-labelledby="sample">
          <h2 id="sample">Explore the sample workspace</h2>
          <p>
            197 real meetings (the QMSum corpus) with transcripts, trackers and recordings, served by a Gong
            emulator inside this app and synced like a real account.
          </p>
          <p class="muted">No account needed. You can connect Gong later; the sample stays apart from it.</p>
          <div>
            <Button
              class="primary"
              text={start.busy() ? 'Starting…' : 'Explore the sample workspace'}
              disabled={start.busy()}
              onClick={() => void sample()}
            />
          </div>
          <ErrorState error={start.error()} onRetry={() => void sample()} />
        </section>
      </div>
    </div>
  );
}
