import { For, type JSX, Show } from 'solid-js';
import { createQuery } from '../../data/query.ts';
import { Button } from '../../ui/form.tsx';
import { ErrorState } from '../../ui/kit.tsx';

const disks = { encrypted: 'Encrypted', open: 'Not encrypted', unknown: 'Not known' } as const;

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
    </section>
  );
}
