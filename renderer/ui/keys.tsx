import { For, type JSX, onCleanup } from 'solid-js';

interface KeyGroup {
  readonly title: string;
  readonly keys: readonly (readonly [key: string, what: string])[];
}

/** Keys by place; a space separates keys pressed one after the other, a slash keys that do alike. */
export const keyGroups: readonly KeyGroup[] = [
  {
    title: 'Anywhere',
    keys: [
      ['/', 'search'],
      ['Ctrl+K', 'go to or do anything'],
      ['g l', 'Library'],
      ['g i', 'Review inbox'],
      ['g t', 'Trends'],
      ['g s', 'Sync & settings'],
      ['Ctrl+Z', 'take back the last edit, with Shift do it again'],
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
      ['Alt+R', 'words with or without their related forms'],
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
      ['Space / k', 'play or pause'],
      ['j / l', '10 seconds back, on'],
      ['← / →', '5 seconds, with Shift 15'],
      [', / .', 'previous, next of what is chosen beside the player: turn, question, hit …'],
      ['< / >', 'slower, faster by 0.1'],
      ['Ctrl+F', 'find in this call'],
      ['F3 / n', 'next hit, with Shift the one before; n while finding'],
      ['n', 'note at the second that plays'],
      ['b', 'bookmark that second'],
      ['h', 'highlight the selected words'],
      ['s', 'star'],
      ['e', 'reviewed'],
      ['r', 'raw record as Gong sent it'],
      ['Ctrl+Z', 'take back the last edit, with Shift do it again'],
    ],
  },
  {
    title: 'Playlist: hits one after the other',
    keys: [
      ['p / n', 'back, skip'],
      ['y', 'keep'],
      ['t', 'tag'],
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

/** A part of the table by its title. */
export const keyGroup = (title: string): KeyGroup[] => keyGroups.filter((group) => group.title === title);

/** Keys and what they do. */
export function KeyList(props: { groups: readonly KeyGroup[] }): JSX.Element {
  return (
    <div class="keys">
      <For each={props.groups}>
        {(group) => (
          <section>
            <h3>{group.title}</h3>
            <dl class="stack medium">
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
  );
}

/** Text of a script that no Latin keyboard types: not ASCII, Latin letters, diacritics or general punctuation and signs. */
const notLatin = /[^\p{Script=Latin}\0-\u036f\u2000-\u2bff]|[\uff00-\uffef]/u;
/** What keys other than letters and digits type on a US keyboard, plain and with Shift: as far as shortcuts need it. */
const signs: Readonly<Record<string, readonly [string, string]>> = {
  Slash: ['/', '?'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  Space: [' ', ' '],
};

/**
 * The key of a shortcut: a letter in lower case, or the name of a key. What a Latin layout types is what counts, wherever it lies
 * (Dvorak, AZERTY); a key that types another script counts by its place, as on a US keyboard.
 */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string {
  if (notLatin.test(event.key)) {
    const place = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? signs[event.code]?.[event.shiftKey ? 1 : 0];
    if (place) return place.toLowerCase();
  }
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

/**
 * Keeps keys from everything in the window while an input method makes words of them: its Enter, Escape and arrows are no keys of
 * ours, nor of a dialog's. WebKit sends the one that ends a conversion after its end; 229 tells it then (UI Events, 7.3.1).
 */
export function leaveKeysToInputMethods(): void {
  const leave = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', leave, true);
  onCleanup(() => window.removeEventListener('keydown', leave, true));
}

/** True where a key is typed into a field. */
export const inField = (event: KeyboardEvent): boolean =>
  event.target instanceof Element &&
  event.target.closest('input, textarea, select, [contenteditable]') !== null;

/** True where a key belongs to what has the focus: text fields, menus, sliders. */
export const typing = (event: KeyboardEvent): boolean =>
  inField(event) ||
  (event.target instanceof Element &&
    event.target.closest('[role="menu"], [role="listbox"], [role="slider"], dialog') !== null);
