import { A } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { duration, moment } from '../../ui/format.ts';
import { ErrorState, MomentChip, Skeleton } from '../../ui/kit.tsx';
import { playMoment } from '../player/player.ts';

/** The digest of a call beside the list, without leaving it. */
export function QuickLook(props: { id: string; q: string; onClose: () => void }): JSX.Element {
  const call = createQuery('call/get', () => ({ id: props.id }));
  return (
    <aside class="quicklook" aria-label="Quick look">
      <div class="row">
        <h2 class="grow">Quick look</h2>
        <button type="button" class="btn small quiet" onClick={() => props.onClose()}>
          Close
        </button>
      </div>
      <Show
        when={!call.error()}
        fallback={
          <ErrorState
            error={call.error() as NonNullable<ReturnType<typeof call.error>>}
            onRetry={call.refetch}
          />
        }
      >
        <Show when={call.data()?.id === props.id && call.data()} fallback={<Skeleton lines={6} />}>
          {(detail) => (
            <div class="stack">
              <h3>
                <A href={`/call/${detail().id}${props.q ? `?q=${encodeURIComponent(props.q)}` : ''}`}>
                  {detail().title}
                </A>
              </h3>
              <p class="muted">
                {moment(detail().startedMs, where().tz)} · {duration(detail().durationSec)} · {detail().host}
              </p>
              <p>{detail().brief ?? 'Gong has no brief of this call yet.'}</p>
              <Show when={detail().keyPoints.length > 0}>
                <section>
                  <h3>Key points</h3>
                  <ul class="bullets">
                    <For each={detail().keyPoints.slice(0, 5)}>{(point) => <li>{point}</li>}</For>
                  </ul>
                </section>
              </Show>
              <section>
                <h3>Outline</h3>
                <ul class="stack">
                  <For each={detail().outline}>
                    {(section) => (
                      <li class="row">
                        <Show when={section.startSec !== null}>
                          <MomentChip
                            sec={section.startSec ?? 0}
                            label={section.section}
                            onPlay={(sec) => playMoment(detail().id, sec)}
                          />
                        </Show>
                        <span>{section.section}</span>
                      </li>
                    )}
                  </For>
                </ul>
              </section>
              <section>
                <h3>Trackers</h3>
                <div class="row wrap">
                  <For each={detail().trackers.filter((tracker) => tracker.count > 0)}>
                    {(tracker) => (
                      <span class="badge">
                        {tracker.name} {tracker.count}
                      </span>
                    )}
                  </For>
                </div>
              </section>
            </div>
          )}
        </Show>
      </Show>
    </aside>
  );
}
