import { A, useNavigate } from '@solidjs/router';
import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import Download from 'lucide-solid/icons/download';
import Pencil from 'lucide-solid/icons/pencil';
import Plus from 'lucide-solid/icons/plus';
import Printer from 'lucide-solid/icons/printer';
import Trash from 'lucide-solid/icons/trash';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { Dashboard, PinnedChart as Pinned } from '../../../../electron/contract/dashboards.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { where } from '../../../data/app.ts';
import { makeEdit, sayError } from '../../../data/edits.ts';
import { createQuery } from '../../../data/query.ts';
import { download, textBlob } from '../../../ui/download.ts';
import { Button, IconButton } from '../../../ui/form.tsx';
import { count, day } from '../../../ui/format.ts';
import { EmptyState, Skeleton } from '../../../ui/kit.tsx';
import { NameDialog } from '../../../ui/name-dialog.tsx';
import { Answer } from '../answer.tsx';
import { ToolsProvider } from '../tools.tsx';
import { hrefOf, PinnedChart } from './pinned-chart.tsx';

/** Charts that were pinned, on pages of their own. */
export function DashboardsPage(props: { id: number | null }): JSX.Element {
  const navigate = useNavigate();
  const list = createQuery('dashboards/list', () => ({}), { live: true });
  const [naming, setNaming] = createSignal<'new' | 'rename' | null>(null);
  const [chart, setChart] = createSignal<Pinned | null>(null);
  const board = () => list.data()?.find((item) => item.id === props.id) ?? list.data()?.[0] ?? null;
  const quietly = { quiet: true };
  const remove = async (now: Dashboard) => {
    if (await makeEdit(bridge.request('dashboards/remove', { id: now.id }))) navigate('/trends/dashboards');
  };
  const move = (now: Dashboard, at: number, by: 1 | -1) => {
    const ids = now.charts.map((item) => item.id);
    const [moved] = ids.splice(at, 1);
    ids.splice(at + by, 0, moved as number);
    return makeEdit(bridge.request('dashboards/order', { id: now.id, chartIds: ids }), quietly);
  };
  const save = (now: Dashboard, format: 'html' | 'md') =>
    bridge
      .request('dashboards/report', { dashboardId: now.id, format, ...where() })
      .then((file) => download(file.name, textBlob(file.text, file.type)), sayError);

  return (
    <div class="dashboards stack loose">
      <Answer query={list} coming={<Skeleton lines={8} />}>
        {(boards) => (
          <>
            <div class="row wrap boardbar">
              <For each={boards()}>
                {(item) => (
                  <A
                    class="btn small"
                    href={`/trends/dashboards/${item.id}`}
                    aria-current={item.id === board()?.id ? 'page' : undefined}
                  >
                    <bdi>{item.name}</bdi>
                  </A>
                )}
              </For>
              <Button icon={Plus} text="New dashboard" onClick={() => setNaming('new')} />
            </div>
            <Show
              when={board()}
              fallback={
                <EmptyState title="No dashboards yet">
                  <p>
                    A dashboard is a page of charts that you look at again and again. Make one here, or choose
                    Pin at any chart of a <A href="/trends">report</A>.
                  </p>
                </EmptyState>
              }
            >
              {(now) => (
                <article class="board stack loose">
                  <header class="row wrap boardhead">
                    <div class="grow">
                      <h2>
                        <bdi>{now().name}</bdi>
                      </h2>
                      <p class="hint">
                        {now().charts.length === 1 ? '1 chart' : `${count(now().charts.length)} charts`},{' '}
                        {day(Date.now(), where().tz)}
                      </p>
                    </div>
                    <div class="row wrap tools">
                      <Button icon={Pencil} text="Rename" onClick={() => setNaming('rename')} />
                      <For
                        each={
                          [
                            [Printer, 'Print', () => window.print()],
                            [Download, 'HTML', () => void save(now(), 'html')],
                            [Download, 'Markdown', () => void save(now(), 'md')],
                          ] as const
                        }
                      >
                        {([Icon, name, act]) => (
                          <Button
                            icon={Icon}
                            text={name}
                            disabled={now().charts.length === 0}
                            onClick={act}
                          />
                        )}
                      </For>
                      <Button
                        class="small quiet danger"
                        icon={Trash}
                        text="Remove"
                        onClick={() => void remove(now())}
                      />
                    </div>
                  </header>
                  <Show
                    when={now().charts.length > 0}
                    fallback={
                      <EmptyState title="Nothing is pinned here yet">
                        <p>
                          Open a <A href="/trends">report</A> and choose Pin at a chart.
                        </p>
                      </EmptyState>
                    }
                  >
                    <ol class="pinned">
                      <For each={now().charts}>
                        {(item, at) => (
                          <li class="card">
                            <div class="row pinnedhead">
                              <h3 class="grow ellipsis" dir="auto">
                                <A class="title" href={hrefOf(item.spec)}>
                                  {item.title}
                                </A>
                              </h3>
                              <span class="row tools">
                                <For
                                  each={
                                    [
                                      [ArrowUp, 'Move $ up', () => move(now(), at(), -1)],
                                      [ArrowDown, 'Move $ down', () => move(now(), at(), 1)],
                                      [Pencil, 'Rename $', () => setChart(item)],
                                      [
                                        Trash,
                                        'Take $ off this dashboard',
                                        () =>
                                          makeEdit(bridge.request('dashboards/unpin', { chartId: item.id })),
                                      ],
                                    ] as const
                                  }
                                >
                                  {([Icon, words, act]) => (
                                    <IconButton
                                      icon={Icon}
                                      size={14}
                                      label={words.replace('$', () => item.title)}
                                      disabled={
                                        (Icon === ArrowUp && at() === 0) ||
                                        (Icon === ArrowDown && at() === now().charts.length - 1)
                                      }
                                      onClick={() => void act()}
                                    />
                                  )}
                                </For>
                              </span>
                            </div>
                            <ToolsProvider value={() => null}>
                              <PinnedChart
                                spec={item.spec}
                                onSpec={(spec) =>
                                  void makeEdit(
                                    bridge.request('dashboards/editChart', { chartId: item.id, spec }),
                                    quietly,
                                  )
                                }
                              />
                            </ToolsProvider>
                          </li>
                        )}
                      </For>
                    </ol>
                  </Show>
                  <p class="hint weekly">
                    As a file for every Monday, e.g. from cron:{' '}
                    <code>
                      npm run -s earshot -- report --dashboard "<bdi>{now().name}</bdi>" --out weekly.html
                    </code>
                  </p>
                </article>
              )}
            </Show>
          </>
        )}
      </Answer>
      <Show when={naming()}>
        {(what) => (
          <NameDialog
            title={what() === 'new' ? 'New dashboard' : 'Rename the dashboard'}
            name={what() === 'new' ? '' : (board()?.name ?? '')}
            action={what() === 'new' ? 'Make' : 'Rename'}
            onClose={() => setNaming(null)}
            onName={async (name) => {
              const id = what() === 'rename' ? board()?.id : undefined;
              const { dashboard } = await bridge.request('dashboards/save', {
                name,
                ...(id === undefined ? {} : { id }),
              });
              list.refetch();
              navigate(`/trends/dashboards/${dashboard.id}`);
            }}
          />
        )}
      </Show>
      <Show when={chart()}>
        {(item) => (
          <NameDialog
            title="Rename the chart"
            name={item().title}
            action="Rename"
            onClose={() => setChart(null)}
            onName={(title) => bridge.request('dashboards/editChart', { chartId: item().id, title })}
          />
        )}
      </Show>
    </div>
  );
}
