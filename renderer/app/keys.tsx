import { useNavigate } from '@solidjs/router';
import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { redoLast, undoLast } from '../data/edits.ts';
import { inField, KeyList, keyGroups, keyOf } from '../ui/keys.tsx';
import { Modal } from '../ui/kit.tsx';
import { toasts } from '../ui/toasts.ts';

const [help, setHelp] = createSignal(false);
/** Opens the list of keys. */
export const openKeys = () => void setHelp(true);

/** Focuses the search box as soon as the page that holds it stands (its code may still be on its way). */
function focusSearch(frames = 300): void {
  const box = document.getElementById('search');
  if (box) box.focus();
  else if (frames > 0) requestAnimationFrame(() => focusSearch(frames - 1));
}

/** Keys that work everywhere, and the list of all of them behind "?". */
export function Keys(): JSX.Element {
  const navigate = useNavigate();
  let going = 0;
  const onKey = (event: KeyboardEvent) => {
    const key = keyOf(event);
    if (key === 'z' && (event.ctrlKey || event.metaKey) && !event.altKey) {
      if (inField(event)) return;
      event.preventDefault();
      if (event.shiftKey) void redoLast();
      else if (toasts.hasOther()) toasts.undo();
      else void undoLast();
      return;
    }
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      inField(event) ||
      document.querySelector('[role=dialog]')
    )
      return;
    if (key === '?') {
      setHelp(true);
      event.preventDefault();
    } else if (key === '/') {
      event.preventDefault();
      if (!document.getElementById('search')) navigate('/library');
      focusSearch();
    } else if (key === 'g') going = Date.now();
    else if (Date.now() - going < 1000) {
      going = 0;
      const place = { l: '/library', i: '/inbox', t: '/trends', s: '/settings' }[key];
      if (place) {
        event.stopImmediatePropagation();
        navigate(place);
      }
    }
  };
  window.addEventListener('keydown', onKey, true);
  onCleanup(() => window.removeEventListener('keydown', onKey, true));
  return (
    <Show when={help()}>
      <Modal title="Keys" onClose={() => setHelp(false)}>
        <KeyList groups={keyGroups} />
      </Modal>
    </Show>
  );
}
