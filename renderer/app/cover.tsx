import { type JSX, onCleanup, onMount, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import { bridge } from '../bridge/bridge.ts';
import { covered, info, setInfo } from '../data/app.ts';
import { createTask } from '../data/task.ts';
import { Button, Problem } from '../ui/form.tsx';

/** Keeps keys from the pages while they are covered, and what closes a dialog of theirs; before any other listener of the window. */
export function leaveToCover(): void {
  const leave = (event: Event) => {
    if (!covered()) return;
    event.stopImmediatePropagation();
    // Else the browser takes it to close the cover.
    if (event instanceof KeyboardEvent && event.key === 'Escape') event.preventDefault();
  };
  for (const type of ['keydown', 'pointerdown', 'focusin']) {
    window.addEventListener(type, leave, true);
    onCleanup(() => window.removeEventListener(type, leave, true));
  }
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
