import { useNavigate } from '@solidjs/router';
import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import { Modal } from '../ui/kit.tsx';

/** Keys by place; a space separates keys pressed one after the other, a slash keys that do alike. */
const groups: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Anywhere',
    keys: [
      ['/', 'search'],
      ['Ctrl+K', 'go to or do anything'],
      ['g l', 'Library'],
      ['g i', 'Review inbox'],
      ['g t', 'Trends'],
      ['g s', 'Sync & settings'],
      ['Ctrl+Z', 'take back what the message says'],
      ['?', 'these keys'],
    ],
  },
  {
    title: 'Library',
    keys: [
      ['j / k', 'next, previous call'],
      ['Enter / o', 'open the call'],
      ['Space', 'quick look'],
      ['s', 'star'],
      ['e', 'reviewed'],
      ['c', 'lines around each hit'],
      ['f', 'show or hide filters'],
      ['t', 'this search as a list, or over time'],
      ['Esc', 'close, leave the search box'],
    ],
  },
  {
    title: 'Filters',
    keys: [
      ['↑ / ↓', 'move through values'],
      ['Enter', 'choose a value'],
      ['x', 'leave a value out'],
      ['← / →', 'move over the dates'],
      ['Shift+→', 'stretch the dates, Enter keeps them'],
      ['Del', 'all dates again'],
    ],
  },
  {
    title: 'Charts',
    keys: [
      ['← / →', 'along a line'],
      ['↑ / ↓', 'to another line'],
      ['Enter', 'the calls of a point, the seconds of a bar'],
      ['Shift+→', 'stretch the dates, Enter keeps them'],
    ],
  },
  {
    title: 'Review inbox',
    keys: [
      ['j / k', 'next, previous call'],
      ['e', 'done: reviewed'],
      ['s', 'star'],
      ['Space', 'play or pause'],
      ['Enter', 'open the call'],
    ],
  },
  {
    title: 'Call and player',
    keys: [
      ['k', 'play or pause'],
      ['j / l', '10 seconds'],
      ['← / →', '5 seconds, with Shift 15'],
      [', / .', 'previous, next turn, question, hit …'],
      ['< / >', 'slower, faster'],
      ['Ctrl+F', 'find in this call'],
      ['F3', 'next hit, with Shift the one before'],
      ['n / b / h', 'note, bookmark, highlight'],
      ['Ctrl+Z', 'take back'],
    ],
  },
  {
    title: 'Saved searches',
    keys: [
      ['F2', 'rename'],
      ['Alt+↑', 'move up, Alt+↓ down'],
      ['Del', 'remove'],
    ],
  },
];

const [help, setHelp] = createSignal(false);
/** Opens the list of keys. */
export const openKeys = () => void setHelp(true);

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

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
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      typing(event.target) ||
      document.querySelector('[role=dialog]')
    )
      return;
    if (event.key === '?') {
      setHelp(true);
      event.preventDefault();
    } else if (event.key === '/') {
      event.preventDefault();
      if (!document.getElementById('search')) navigate('/library');
      focusSearch();
    } else if (event.key === 'g') going = Date.now();
    else if (Date.now() - going < 1000) {
      going = 0;
      const place = { l: '/library', i: '/inbox', t: '/trends', s: '/settings' }[event.key];
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
        <div class="keys">
          <For each={groups}>
            {(group) => (
              <section>
                <h3>{group.title}</h3>
                <dl>
                  <For each={group.keys}>
                    {([key, what]) => (
                      <div class="row">
                        <dt>
                          <For each={key === '/' ? ['/'] : key.split(' ')}>
                            {(part) => (part === '/' && key !== '/' ? <i>or</i> : <kbd>{part}</kbd>)}
                          </For>
                        </dt>
                        <dd>{what}</dd>
                      </div>
                    )}
                  </For>
                </dl>
              </section>
            )}
          </For>
        </div>
      </Modal>
    </Show>
  );
}
