import { A, useLocation, useNavigate } from '@solidjs/router';
import AudioLines from 'lucide-solid/icons/audio-lines';
import ChartColumn from 'lucide-solid/icons/chart-column';
import Inbox from 'lucide-solid/icons/inbox';
import Library from 'lucide-solid/icons/library';
import Search from 'lucide-solid/icons/search';
import Settings from 'lucide-solid/icons/settings';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { info } from '../data/app.ts';
import { openPalette } from './palette.tsx';
import { SavedSearches } from './saved-searches.tsx';
import { SyncItem } from './sync-item.tsx';

const places = [
  { href: '/library', also: '/call', label: 'Library', icon: Library, key: 'g l' },
  { href: '/inbox', also: null, label: 'Review inbox', icon: Inbox, key: 'g i' },
  { href: '/trends', also: null, label: 'Trends', icon: ChartColumn, key: 'g t' },
  { href: '/settings', also: null, label: 'Sync & settings', icon: Settings, key: 'g s' },
] as const;

/** The places, saved searches and, at the bottom, how the sync stands. */
export function Sidebar(): JSX.Element {
  const ready = createMemo(() => info()?.state.status === 'ready');
  const location = useLocation();
  const navigate = useNavigate();
  const at = (path: string | null) => path !== null && location.pathname.startsWith(path);
  return (
    <nav class="sidebar" aria-label="Places">
      <div class="row wordmark">
        <AudioLines size={20} /> <span>Earshot</span>
      </div>
      <Show when={ready()}>
        <button
          type="button"
          class="goto row medium muted bare"
          aria-keyshortcuts="Control+K"
          onClick={openPalette}
        >
          <Search size={14} />
          <span class="grow">Go to…</span>
          <kbd>{info()?.os === 'darwin' ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <ul class="places">
          <For each={places}>
            {(place) => (
              <li>
                <A
                  class="row dim"
                  href={place.href}
                  title={`${place.label} (${place.key})`}
                  aria-current={at(place.href) || at(place.also) ? 'page' : undefined}
                >
                  <place.icon size={16} /> <span>{place.label}</span>
                </A>
              </li>
            )}
          </For>
        </ul>
        <SavedSearches />
        <div class="grow" />
        <SyncItem onOpen={() => navigate('/settings')} />
      </Show>
    </nav>
  );
}
