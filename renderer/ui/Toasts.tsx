import X from 'lucide-solid/icons/x';
import { For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { inField } from './keys.tsx';
import { toasts } from './toasts.ts';

/**
 * Short messages in the lower right corner, above the player. The newest lies on top and the older ones look out behind it; pointer
 * or focus spreads them out and stops their time. Ctrl+Z takes back the newest that can be, wherever the focus is.
 */
export function Toasts(): JSX.Element {
  let place!: HTMLDivElement;
  let cameFrom: HTMLElement | null = null;
  /** Does something to a message; whoever was in it by keyboard goes back to where they came from. */
  function leave(act: () => void): void {
    const inside = place.contains(document.activeElement);
    act();
    if (inside && !place.contains(document.activeElement)) cameFrom?.focus();
  }
  onMount(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 'z' ||
        !(event.ctrlKey || event.metaKey) ||
        event.shiftKey ||
        event.altKey
      )
        return;
      if (inField(event)) return;
      // The page has its own way of taking things back: it comes first.
      setTimeout(() => event.defaultPrevented || leave(() => toasts.undo()));
    };
    window.addEventListener('keydown', onKey);
    onCleanup(() => window.removeEventListener('keydown', onKey));
  });
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
            <div class="toast">
              <span class="grow">{item.text}</span>
              <Show when={item.undo}>
                <button
                  type="button"
                  class="btn small"
                  aria-keyshortcuts="Control+Z"
                  title="Undo (Ctrl Z)"
                  onClick={() => leave(() => toasts.undo(item.id))}
                >
                  Undo
                </button>
              </Show>
              <button
                type="button"
                class="btn icon small quiet"
                aria-label="Dismiss this message"
                title="Dismiss"
                onClick={() => leave(() => toasts.dismiss(item.id))}
              >
                <X size={14} aria-hidden="true" />
              </button>
            </div>
          )}
        </For>
      </div>
    </div>
  );
}
