import { A } from '@solidjs/router';
import Plus from 'lucide-solid/icons/plus';
import Trash from 'lucide-solid/icons/trash';
import { type JSX, Show } from 'solid-js';
import { isolateWithin } from '../../../../electron/contract/direction.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { makeEdit } from '../../../data/edits.ts';
import { createQuery } from '../../../data/query.ts';
import { IconButton } from '../../../ui/form.tsx';
import { count, percent } from '../../../ui/format.ts';
import { EmptyState, Progress, Skeleton } from '../../../ui/kit.tsx';
import { DataTable, heads } from '../../../ui/table.tsx';
import { Answer } from '../answer.tsx';
import { reportHref } from '../state.ts';
import { summary } from './definition.ts';
import { createProgress } from './progress.ts';

/** The user's own trackers. */
export function MyTrackersPage(): JSX.Element {
  const trackers = createQuery('trackers/list', () => ({}), { live: true });
  const running = createProgress();
  return (
    <div class="mine stack loose">
      <div class="row wrap">
        <p class="hint grow">
          Yours alone: computed on this laptop over all synced transcripts, kept up to date by every sync,
          never sent to Gong.
        </p>
        <A class="btn primary" href="/trends/trackers/new">
          <Plus size={15} /> New tracker
        </A>
      </div>
      <Answer query={trackers} coming={<Skeleton lines={6} />}>
        {(list) => (
          <Show
            when={list().length > 0}
            fallback={
              <EmptyState title="No trackers of your own yet">
                <p>
                  A tracker counts phrases in what was said, e.g. a competitor’s names, or questions about
                  price in the first ten minutes. Unlike Gong’s, yours needs no admin and covers all history
                  at once.
                </p>
              </EmptyState>
            }
          >
            <div class="panel card">
              <DataTable
                class="minelist"
                heads={[
                  ...heads(['Tracker'], ['Calls', 'Mentions', 'Right', 'Version']),
                  { label: <span class="sr">Actions</span> },
                ]}
                rows={list()}
              >
                {(tracker) => {
                  const now = () => running().find((item) => item.id === tracker.id);
                  return (
                    <>
                      <td>
                        <A class="name" href={`/trends/trackers/${tracker.id}`}>
                          <bdi>{tracker.name}</bdi>
                        </A>
                        <p class="hint">{isolateWithin(summary(tracker.definition))}</p>
                        <Show when={now()}>
                          {(going) => (
                            <Progress
                              label={`Computing ${tracker.name}`}
                              done={going().done}
                              total={going().total || null}
                            />
                          )}
                        </Show>
                      </td>
                      <td class="num strong">{count(tracker.calls)}</td>
                      <td class="num">{count(tracker.mentions)}</td>
                      <td class="num">
                        {tracker.precision.share === null ? (
                          <span class="muted">not marked</span>
                        ) : (
                          percent(tracker.precision.share)
                        )}
                      </td>
                      <td class="num muted">{tracker.version}</td>
                      <td class="num">
                        <span class="row tools">
                          <A
                            class="btn small"
                            href={reportHref({ series: [{ kind: 'tracker', key: tracker.key }] })}
                          >
                            Report
                          </A>
                          <IconButton
                            icon={Trash}
                            size={14}
                            label={`Remove ${tracker.name}`}
                            onClick={() =>
                              void makeEdit(bridge.request('trackers/remove', { id: tracker.id }))
                            }
                          />
                        </span>
                      </td>
                    </>
                  );
                }}
              </DataTable>
            </div>
          </Show>
        )}
      </Answer>
    </div>
  );
}
