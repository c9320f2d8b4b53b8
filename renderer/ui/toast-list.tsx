import X from 'lucide-solid/icons/x';
import { createComputed, createEffect, For, type JSX, on, Show } from 'solid-js';
import { isolateWithin } from '../../electron/contract/direction.ts';
import { Button, IconButton } from './form.tsx';
import { toasts } from './toasts.ts';

/**
 * Short messages in the lower right corner, above the player. The newest lies on top and the older ones look out behind it; pointer
 * or focus spreads them out and stops their time. Whoever was in one by keyboard goes back to where they came from when it goes.
 */
export function Toasts(): JSX.Element {
  let place!: HTMLDivElement;
  let cameFrom: HTMLElement | null = null;
  let inside = false;
  createComputed(on(toasts.list, () => (inside = place?.contains(document.activeElement) ?? false)));
  createEffect(on(toasts.list, () => inside && !place.contains(document.activeElement) && cameFrom?.focus()));
  return (
    <div class="toastplace">
      <div
        ref={place}
        class="toasts"
        role="status"
        aria-live="polite"
        aria-atomic="false"
        aria-relevant="additions"
        onPointerEnter={() => toasts.hold(true)}
        onPointerLeave={() => place.contains(document.activeElement) || toasts.hold(false)}
        onFocusIn={(event) => {
          if (event.relatedTarget instanceof HTMLElement && !place.contains(event.relatedTarget))
            cameFrom = event.relatedTarget;
          toasts.hold(true);
        }}
        onFocusOut={(event) =>
          place.contains(event.relatedTarget as Node | null) || place.matches(':hover') || toasts.hold(false)
        }
      >
        <For each={toasts.list()}>
          {(item) => (
            <div class="toast row floating">
              <span class="grow">{isolateWithin(item.text)}</span>
              <Show when={item.undo}>
                <Button
                  class="small"
                  text="Undo"
                  aria-keyshortcuts="Control+Z"
                  title="Undo (Ctrl Z)"
                  onClick={() => toasts.undo(item.id)}
                />
              </Show>
              <IconButton
                icon={X}
                size={14}
                label="Dismiss this message"
                title="Dismiss"
                onClick={() => toasts.dismiss(item.id)}
              />
            </div>
          )}
        </For>
      </div>
    </div>
  );
}
