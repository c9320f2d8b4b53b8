import { useLocation } from '@solidjs/router';
import Bookmark from 'lucide-solid/icons/bookmark';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { isolate } from '../../electron/contract/direction.ts';
import type { SavedSearch } from '../../electron/contract/library.ts';
import { bridge } from '../bridge/bridge.ts';
import { where } from '../data/app.ts';
import { makeEdit, sayError } from '../data/edits.ts';
import { createQuery } from '../data/query.ts';
import { savedHref } from '../data/saved.ts';
import { SaveDialog } from '../features/library/save-dialog.tsx';
import { count } from '../ui/format.ts';
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx';

/** The list of saved searches: what each finds, what is new in it, and keys and a menu to rename, move and remove it. */
export function SavedSearches(): JSX.Element {
  const location = useLocation();
  const saved = createQuery('saved/list', () => where(), { live: true, everyShown: true });
  const [renaming, setRenaming] = createSignal<SavedSearch | null>(null);
  const [dragged, setDragged] = createSignal<number | null>(null);
  const items = () => saved.data() ?? [];
  const byId = createMemo(() => new Map(items().map((item) => [item.id, item])));
  const ids = createMemo(() => [...byId().keys()], [], {
    equals: (a, b) => a.length === b.length && a.every((id, at) => id === b[at]),
  });
  const here = (item: SavedSearch) =>
    location.pathname === '/library' && new URLSearchParams(location.search).get('q') === item.q;

  function move(id: number, to: number): void {
    const order = ids().filter((other) => other !== id);
    order.splice(Math.max(0, Math.min(order.length, to)), 0, id);
    void makeEdit(bridge.request('saved/order', { ids: order }), { quiet: true });
  }
  const remove = (id: number) => void makeEdit(bridge.request('saved/remove', { id }));
  function onKeyDown(event: KeyboardEvent, item: SavedSearch): void {
    const at = ids().indexOf(item.id);
    if (event.altKey && event.key === 'ArrowUp') move(item.id, at - 1);
    else if (event.altKey && event.key === 'ArrowDown') move(item.id, at + 1);
    else if (event.key === 'F2') setRenaming(item);
    else if (event.key === 'Delete') remove(item.id);
    else return;
    event.preventDefault();
  }

  return (
    <Show when={items().length > 0}>
      <section aria-labelledby="savedhead">
        <h2 class="sidehead" id="savedhead">
          Saved searches
        </h2>
        <ul class="places saved">
          <For each={ids()}>
            {(id, at) => (
              <Show when={byId().get(id)}>
                {(item) => (
                  <li
                    classList={{ dragged: dragged() === id }}
                    draggable="true"
                    onDragStart={() => setDragged(id)}
                    onDragEnd={() => setDragged(null)}
                    onDragOver={(event) => dragged() !== null && event.preventDefault()}
                    onDrop={(event) => {
                      event.preventDefault();
                      const moved = dragged();
                      if (moved !== null && moved !== id) move(moved, at());
                    }}
                  >
                    <a
                      class="row dim"
                      href={`#${savedHref(item())}`}
                      title={`${isolate(item().q)}\nF2 renames, Alt with arrows moves, Delete removes`}
                      aria-current={here(item()) ? 'page' : undefined}
                      aria-keyshortcuts="F2 Delete Alt+ArrowUp Alt+ArrowDown"
                      onClick={() => void bridge.request('saved/seen', { id }).catch(sayError)}
                      onKeyDown={(event) => onKeyDown(event, item())}
                    >
                      <Bookmark size={14} />
                      <span class="grow ellipsis" dir="auto">
                        {item().name}
                      </span>
                      <Show
                        when={item().fresh > 0}
                        fallback={<span class="total muted">{count(item().total)}</span>}
                      >
                        <span class="total badge new">{count(item().fresh)} new</span>
                      </Show>
                    </a>
                    <Menu
                      class="itemmenu bare dim"
                      aria-label={`More about the saved search ${item().name}`}
                      button={<Ellipsis size={14} />}
                    >
                      <MenuItem text="Rename…" keys="F2" onSelect={() => setRenaming(item())} />
                      <MenuItem
                        text="Move up"
                        keys="Alt ↑"
                        disabled={at() === 0}
                        onSelect={() => move(id, at() - 1)}
                      />
                      <MenuItem
                        text="Move down"
                        keys="Alt ↓"
                        disabled={at() === ids().length - 1}
                        onSelect={() => move(id, at() + 1)}
                      />
                      <MenuLine />
                      <MenuItem text="Remove" keys="Delete" onSelect={() => remove(id)} />
                    </Menu>
                  </li>
                )}
              </Show>
            )}
          </For>
        </ul>
      </section>
      <Show when={renaming()}>
        {(item) => (
          <SaveDialog
            title="Rename this search"
            q={item().q}
            name={item().name}
            onClose={() => setRenaming(null)}
            onSave={(name) =>
              void makeEdit(bridge.request('saved/save', { id: item().id, name, q: item().q }), {
                quiet: true,
              })
            }
          />
        )}
      </Show>
    </Show>
  );
}
