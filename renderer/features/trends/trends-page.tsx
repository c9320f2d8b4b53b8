import { A, useParams } from '@solidjs/router';
import { type JSX, Match, Show, Switch } from 'solid-js';
import { EmptyState } from '../../ui/kit.tsx';
import { DashboardsPage } from './dashboards/dashboards-page.tsx';
import { ReportPage } from './report/report-page.tsx';
import { EditorPage } from './trackers/editor-page.tsx';
import { MyTrackersPage } from './trackers/my-trackers-page.tsx';
import './trends.css';

const tabs = [
  ['', 'Report'],
  ['trackers', 'My trackers'],
  ['dashboards', 'Dashboards'],
] as const;

/** Trends: a report over any query, the user's own trackers, and pages of pinned charts. */
export function TrendsPage(): JSX.Element {
  const params = useParams<{ rest?: string }>();
  const part = () => (params.rest ?? '').split('/')[0] ?? '';
  const id = () => (params.rest ?? '').split('/')[1] ?? '';
  return (
    <div class="page trends">
      <header class="row wrap trendshead">
        <h1>Trends</h1>
        <nav class="tabs row tight grow" aria-label="Trends">
          {tabs.map(([place, name]) => (
            <A
              href={place ? `/trends/${place}` : '/trends'}
              end={place === ''}
              aria-current={part() === place ? 'page' : undefined}
            >
              {name}
            </A>
          ))}
        </nav>
      </header>
      <Switch fallback={<EmptyState title="There is no such place">Choose one above.</EmptyState>}>
        <Match when={part() === ''}>
          <ReportPage />
        </Match>
        <Match when={part() === 'dashboards'}>
          <DashboardsPage id={id() ? Number(id()) : null} />
        </Match>
        <Match when={part() === 'trackers'}>
          <Show when={id()} fallback={<MyTrackersPage />} keyed>
            {(which) => <EditorPage id={which === 'new' ? null : Number(which)} />}
          </Show>
        </Match>
      </Switch>
    </div>
  );
}
