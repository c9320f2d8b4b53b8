import { For, type JSX, Show } from 'solid-js';
import { bridge } from '../../bridge/bridge.ts';
import { info, setInfo } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { Button, Select } from '../../ui/form.tsx';
import { ErrorState } from '../../ui/kit.tsx';
import { runCommand } from './run-command.ts';

const disks = { encrypted: 'Encrypted', open: 'Not encrypted', unknown: 'Not known' } as const;

/** Why nothing can be covered: a cover that anybody's touch lifts would only look like one. */
const whyNot = () =>
  info()?.shell === 'browser'
    ? 'a browser does not tell Earshot that it is you who came back.'
    : 'Linux does not tell Earshot that its screen was unlocked.';

/** How the calls lie on this computer: the disk's encryption, and what copies or endangers their folder. */
export function AtRest(): JSX.Element {
  const look = createQuery('app/atRest', () => ({}));
  return (
    <section class="card stack" aria-labelledby="at-rest">
      <h2 id="at-rest">On this computer</h2>
      <ErrorState error={look.error()} onRetry={look.refetch} />
      <Show when={look.data()} fallback={<p class="muted">Asking the system about the disk…</p>}>
        {(found) => (
          <>
            <For each={found().warnings}>
              {(warning) => (
                <p class="well">
                  <strong>{warning.message}</strong> {warning.nextStep}
                </p>
              )}
            </For>
            <div class="group">
              <p>
                Disk: <strong>{disks[found().disk.state]}</strong>
              </p>
              <p classList={{ muted: found().disk.state === 'encrypted' }}>
                {found().disk.message} {found().disk.nextStep}
              </p>
            </div>
          </>
        )}
      </Show>
      <div>
        <Button
          class="small"
          text={look.loading() ? 'Looking…' : 'Look again'}
          disabled={look.loading()}
          onClick={() => look.refetch()}
        />
      </div>
      <div class="sub">
        <Show
          when={info()?.cover.by}
          fallback={
            <p class="hint">
              The window cannot be covered when you are away: {whyNot()} Lock the screen of this computer when
              you leave it.
            </p>
          }
        >
          {(by) => (
            <Select
              label="Cover the window when I am away"
              of={[
                [0, 'Never'],
                [5, 'After 5 minutes, and when the screen is locked'],
                [15, 'After 15 minutes, and when the screen is locked'],
                [60, 'After 60 minutes, and when the screen is locked'],
              ]}
              value={info()?.prefs.coverAfterMin}
              onPick={(coverAfterMin) =>
                void runCommand(bridge.request('app/setPrefs', { coverAfterMin }), setInfo)
              }
              note={
                by() === 'touchId'
                  ? 'Playback stops and nothing of a call shows until Touch ID or an unlocked screen says that you are back.'
                  : 'Playback stops and nothing of a call shows until you unlock the screen of this computer.'
              }
            />
          )}
        </Show>
      </div>
    </section>
  );
}
