import { Dialog } from '@kobalte/core/dialog';
import { useNavigate } from '@solidjs/router';
import Bookmark from 'lucide-solid/icons/bookmark';
import Clock from 'lucide-solid/icons/clock';
import CornerDownLeft from 'lucide-solid/icons/corner-down-left';
import Phone from 'lucide-solid/icons/phone';
import Search from 'lucide-solid/icons/search';
import Zap from 'lucide-solid/icons/zap';
import {
  type Component,
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  onCleanup,
  Show,
} from 'solid-js';
import { isolate } from '../../electron/contract/direction.ts';
import { fold } from '../../electron/contract/words/fold.ts';
import { bridge } from '../bridge/bridge.ts';
import { covered, info, setInfo, sync, where } from '../data/app.ts';
import { sayError } from '../data/edits.ts';
import { hrefOf } from '../data/links.ts';
import { createQuery } from '../data/query.ts';
import { savedHref } from '../data/saved.ts';
import { day, plain } from '../ui/format.ts';
import { keyOf } from '../ui/keys.tsx';
import { toast } from '../ui/kit.tsx';
import { openKeys } from './keys.tsx';

const [open, setOpen] = createSignal(false);
/** Opens the palette: everything that can be gone to or done, by name. */
export const openPalette = () => void setOpen(true);

interface Item {
  readonly group: string;
  readonly icon: Component<{ size: number }>;
  readonly label: string;
  readonly detail?: string;
  readonly key?: string;
  run(): void;
}

/** Every word of what is typed begins some word of the name. */
function fits(name: string, typed: string): boolean {
  const words = fold(name).split(/[^\p{L}\p{N}]+/u);
  return fold(typed)
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)));
}

/** The command palette (Ctrl+K): places, commands, saved and recent searches, and calls, each with its own shortcut. */
export function Palette(): JSX.Element {
  const onKey = (event: KeyboardEvent) => {
    if (keyOf(event) !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (info()?.state.status !== 'ready') return;
    event.preventDefault();
    event.stopPropagation();
    setOpen((is) => !is);
  };
  window.addEventListener('keydown', onKey, true);
  onCleanup(() => window.removeEventListener('keydown', onKey, true));
  createEffect(() => covered() && setOpen(false));
  return (
    <Dialog open={open()} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay class="overlay light" />
        <Dialog.Content class="palette floating">
          <Dialog.Title class="sr">Go to or do</Dialog.Title>
          <Body />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}

function Body(): JSX.Element {
  const navigate = useNavigate();
  const [text, setText] = createSignal('');
  const [active, setActive] = createSignal(0);
  let list!: HTMLDivElement;
  const saved = createQuery('saved/list', () => where());
  const history = createQuery('history/list', () => ({}));
  const calls = createQuery(
    'library/search',
    () =>
      text().trim().length > 1
        ? { q: text().trim(), limit: 6, facets: false, typing: true, ...where() }
        : null,
    { everyShown: true },
  );
  const go = (href: string) => () => void navigate(href);
  const library = (q: string) => `/library?${new URLSearchParams({ q })}`;
  const theme = (name: 'system' | 'light' | 'dark') => () =>
    void bridge.request('app/setPrefs', { theme: name }).then(setInfo, sayError);

  const place = (label: string, href: string, key?: string): Item => ({
    group: 'Go to',
    icon: CornerDownLeft,
    label,
    ...(key ? { key } : {}),
    run: go(href),
  });
  const command = (label: string, run: () => void, more: Pick<Item, 'detail' | 'key'> = {}): Item => ({
    group: 'Do',
    icon: Zap,
    label,
    ...more,
    run,
  });
  const say = (work: Promise<unknown>, done: string) => void work.then(() => toast(done), sayError);
  const commands = (): Item[] => [
    place('Library', '/library', 'g l'),
    place('Review inbox', '/inbox', 'g i'),
    place('Trends', '/trends', 'g t'),
    place('My trackers', '/trends/trackers'),
    place('Dashboards', '/trends/dashboards'),
    place('Sync & settings', '/settings', 'g s'),
    place('Remove and erase', '/settings#privacy'),
    command('Sync now', () => say(bridge.request('sync/start', {}), 'Syncing'), {
      detail: 'Fetch what is new from Gong',
    }),
    command('Light theme', theme('light')),
    command('Dark theme', theme('dark')),
    command('Theme of the system', theme('system')),
    command('Forget recent searches', () =>
      say(bridge.request('history/clear', {}), 'Recent searches are forgotten'),
    ),
    command('Show all keys', openKeys, { key: '?' }),
  ];
  const items = createMemo((): Item[] => {
    const typed = text().trim();
    const named = (item: Item) => !typed || fits(item.label, typed);
    const running = sync()?.state === 'running';
    const found = calls.asked()?.q === typed || calls.loading() ? (calls.data()?.hits ?? []) : [];
    return [
      ...(typed
        ? [
            {
              group: 'Search',
              icon: Search,
              label: `Search all calls for “${isolate(typed)}”`,
              run: go(library(typed)),
            },
          ]
        : []),
      ...(saved.data() ?? [])
        .map(
          (item): Item => ({
            group: 'Saved searches',
            icon: Bookmark,
            label: item.name,
            detail: item.fresh > 0 ? `${item.fresh} new` : `${item.total} calls`,
            run: () => {
              void bridge.request('saved/seen', { id: item.id }).catch(() => undefined);
              navigate(savedHref(item));
            },
          }),
        )
        .filter(named)
        .slice(0, 6),
      ...commands().filter((item) => named(item) && !(running && item.label === 'Sync now')),
      ...(typed.length > 1
        ? found.map(
            (hit): Item => ({
              group: 'Calls',
              icon: Phone,
              label: plain(hit.title),
              detail: day(hit.startedMs, where().tz),
              run: go(hrefOf(hit, typed)),
            }),
          )
        : []),
      ...(history.data() ?? [])
        .filter((item) => !typed || fold(item.q).includes(fold(typed)))
        .slice(0, 5)
        .map(
          (item): Item => ({
            group: 'Recent searches',
            icon: Clock,
            label: item.q,
            run: go(library(item.q)),
          }),
        ),
    ];
  });
  createEffect(() => {
    text();
    setActive(0);
  });
  createEffect(() => {
    list.querySelector(`#palette-${active()}`)?.scrollIntoView({ block: 'nearest' });
  });
  function run(at: number): void {
    const item = items()[at];
    if (!item) return;
    setOpen(false);
    // After the dialog gave the focus back.
    setTimeout(() => item.run());
  }
  return (
    <>
      <div class="row palettehead">
        <Search size={17} />
        <input
          type="text"
          dir="auto"
          role="combobox"
          aria-label="Go to or do"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={items().length > 0 ? `palette-${active()}` : undefined}
          aria-autocomplete="list"
          autocomplete="off"
          spellcheck={false}
          maxLength={1000}
          placeholder="A place, a command, a saved search, a call…"
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            const size = items().length;
            if (event.key === 'ArrowDown') setActive((at) => (at + 1) % Math.max(1, size));
            else if (event.key === 'ArrowUp') setActive((at) => (at - 1 + size) % Math.max(1, size));
            else if (event.key === 'Enter') run(active());
            else return;
            event.preventDefault();
          }}
        />
        <kbd>Esc</kbd>
      </div>
      <div class="palettelist" id="palette-list" role="listbox" aria-label="What fits" ref={list}>
        <For each={items()}>
          {(item, at) => (
            <>
              <Show when={items()[at() - 1]?.group !== item.group}>
                <div class="sidehead" role="presentation">
                  {item.group}
                </div>
              </Show>
              <div
                id={`palette-${at()}`}
                role="option"
                class="row"
                tabindex={-1}
                aria-selected={at() === active()}
                onPointerMove={() => setActive(at())}
                onClick={() => run(at())}
              >
                <item.icon size={15} />
                <span class="grow ellipsis" dir="auto">
                  {item.label}
                </span>
                <Show when={item.detail}>
                  <span class="muted small">{item.detail}</span>
                </Show>
                <Show when={item.key}>
                  {(keys) => <For each={keys().split(' ')}>{(name) => <kbd>{name}</kbd>}</For>}
                </Show>
              </div>
            </>
          )}
        </For>
      </div>
    </>
  );
}
