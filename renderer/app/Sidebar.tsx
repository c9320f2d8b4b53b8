import { A, useLocation, useNavigate } from '@solidjs/router';
import AudioLines from 'lucide-solid/icons/audio-lines';
import ChartColumn from 'lucide-solid/icons/chart-column';
import Inbox from 'lucide-solid/icons/inbox';
import Library from 'lucide-solid/icons/library';
import Settings from 'lucide-solid/icons/settings';
import Trash from 'lucide-solid/icons/trash';
import { createEffect, createMemo, For, type JSX, on, Show } from 'solid-js';
import { bridge } from '../bridge/bridge.ts';
import { info, where } from '../data/app.ts';
import { createQuery } from '../data/query.ts';
import { savedVersion, touchSaved } from '../data/saved.ts';
import { count } from '../ui/format.ts';
import { SyncItem } from './SyncItem.tsx';

/** The four places, saved searches and, at the bottom, how the sync stands. */
export function Sidebar(): JSX.Element {
  const ready = createMemo(() => info()?.state.status === 'ready');
  const location = useLocation();
  const navigate = useNavigate();
  const saved = createQuery('saved/list', () => (ready() ? where() : null), { live: true });
  createEffect(on(savedVersion, () => saved.refetch(), { defer: true }));
  const place = (href: string) => location.pathname.startsWith(href);
  return (
    <nav class="sidebar" aria-label="Places">
      <div class="wordmark">
        <AudioLines size={20} aria-hidden="true" /> <span>Earshot</span>
      </div>
      <Show when={ready()}>
        <ul class="places">
          <li>
            <A href="/library" aria-current={place('/library') || place('/call') ? 'page' : undefined}>
              <Library size={16} aria-hidden="true" /> <span>Library</span>
            </A>
          </li>
          <li>
            <A href="/inbox" aria-current={place('/inbox') ? 'page' : undefined}>
              <Inbox size={16} aria-hidden="true" /> <span>Review inbox</span>
            </A>
          </li>
          <li>
            <A href="/trends" aria-current={place('/trends') ? 'page' : undefined}>
              <ChartColumn size={16} aria-hidden="true" /> <span>Trends</span>
            </A>
          </li>
          <li>
            <A href="/settings" aria-current={place('/settings') ? 'page' : undefined}>
              <Settings size={16} aria-hidden="true" /> <span>Sync &amp; settings</span>
            </A>
          </li>
        </ul>
        <Show when={(saved.data()?.length ?? 0) > 0}>
          <h2 class="sidehead">Saved searches</h2>
          <ul class="places saved">
            <For each={saved.data()}>
              {(item) => (
                <li class="row">
                  <a
                    class="grow"
                    href={`#/library?q=${encodeURIComponent(item.q)}`}
                    onClick={() => void bridge.request('saved/seen', { id: item.id }).then(touchSaved)}
                  >
                    <span class="grow ellipsis">{item.name}</span>
                    <Show when={item.fresh > 0} fallback={<span class="muted">{count(item.total)}</span>}>
                      <span class="badge new">{item.fresh} new</span>
                    </Show>
                  </a>
                  <button
                    type="button"
                    class="btn icon small quiet"
                    aria-label={`Remove the saved search ${item.name}`}
                    onClick={() => void bridge.request('saved/remove', { id: item.id }).then(touchSaved)}
                  >
                    <Trash size={13} aria-hidden="true" />
                  </button>
                </li>
              )}
            </For>
          </ul>
        </Show>
        <div class="grow" />
        <SyncItem onOpen={() => navigate('/settings')} />
      </Show>
    </nav>
  );
}
