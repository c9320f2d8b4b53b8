import { type JSX, onCleanup, onMount, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import { bridge } from '../bridge/bridge.ts';
import { covered, info, setInfo } from '../data/app.ts';
import { createTask } from '../data/task.ts';
import { Button, Problem } from '../ui/form.tsx';

/** Keeps keys from the pages while they are covered; before any other listener of the window. */
export function leaveKeysToCover(): void {
  const leave = (event: KeyboardEvent) => {
    if (!covered()) return;
    event.stopImmediatePropagation();
    // A dialog is closed by it.
    if (event.key === 'Escape') event.preventDefault();
  };
  window.addEventListener('keydown', leave, true);
  onCleanup(() => window.removeEventListener('keydown', leave, true));
}

/** What stands before everything until the system says that the user is there. */
export function Cover(): JSX.Element {
  return (
    <Show when={covered()}>
      {/* Beside the body, which is given up whole, with every dialog in it. */}
      <Portal mount={document.documentElement}>
        <Covering />
      </Portal>
    </Show>
  );
}

function Covering(): JSX.Element {
  let dialog!: HTMLDialogElement;
  const task = createTask();
  const byTouch = () => info()?.cover.by === 'touchId';
  const lift = () => task.run(async () => setInfo(await bridge.request('app/uncover', {})));
  onMount(() => {
    // What is selected could still be copied.
    getSelection()?.removeAllRanges();
    document.body.inert = true;
    dialog.showModal();
  });
  onCleanup(() => {
    document.body.inert = false;
    dialog.close();
  });
  return (
    <dialog ref={dialog} class="cover" aria-labelledby="covered" onCancel={(event) => event.preventDefault()}>
      <div class="stack">
        <h1 id="covered">Earshot is covered</h1>
        <p>
          Nobody was at this computer for a while, or its screen was locked. Everything is as you left it.
        </p>
        <Show
          when={byTouch()}
          fallback={<p>To see it again, lock the screen of this computer and unlock it.</p>}
        >
          <div>
            <Button
              class="primary"
              text={task.busy() ? 'Waiting for Touch ID…' : 'Show with Touch ID'}
              disabled={task.busy()}
              onClick={() => void lift()}
            />
          </div>
          <p class="muted">Locking the screen of this computer and unlocking it shows it, too.</p>
        </Show>
        <Problem text={task.problem()} />
      </div>
    </dialog>
  );
}
