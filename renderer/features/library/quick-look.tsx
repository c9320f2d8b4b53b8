import { A } from '@solidjs/router';
import X from 'lucide-solid/icons/x';
import { For, type JSX, Show } from 'solid-js';
import { isolate } from '../../../electron/contract/direction.ts';
import type { CallHit } from '../../../electron/contract/library.ts';
import { where } from '../../data/app.ts';
import { hrefOf } from '../../data/links.ts';
import { asError, createQuery } from '../../data/query.ts';
import { IconButton } from '../../ui/form.tsx';
import { count, duration, moment } from '../../ui/format.ts';
import { ErrorState, MomentChip, Skeleton } from '../../ui/kit.tsx';
import { playMoment } from '../player/player.ts';
import { Passages } from './result-row.tsx';

/** The digest of a call beside the list, without leaving it: its hits with the lines around them first. */
export function QuickLook(props: { hit: CallHit; q: string; onClose: () => void }): JSX.Element {
  const call = createQuery('call/get', () => ({ id: props.hit.id }));
  return (
    <aside class="quicklook" aria-label="Quick look" tabindex="0">
      <div class="row">
        <span class="grow muted small">Quick look</span>
        <A class="btn small" href={hrefOf(props.hit, props.q)}>
          Open call <kbd>↵</kbd>
        </A>
        <IconButton
          icon={X}
          label="Close the quick look"
          title="Close (Esc)"
          onClick={() => props.onClose()}
        />
      </div>
      <Show
        when={!call.error()}
        fallback={<ErrorState error={asError(call.error())} onRetry={call.refetch} />}
      >
        <Show when={call.data()?.id === props.hit.id && call.data()} fallback={<Skeleton lines={8} />}>
          {(detail) => (
            <div class="col loose">
              <header>
                <h2 dir="auto">{detail().title}</h2>
                <p class="muted">
                  {[moment(detail().startedMs, where().tz), duration(detail().durationSec), detail().host]
                    .flatMap((text) => (text ? [isolate(text)] : []))
                    .join(' · ')}
                </p>
              </header>
              <Show when={props.hit.passages.length > 0}>
                <section>
                  <h3>Where it was found</h3>
                  <Passages call={props.hit} q={props.q} context={true} />
                </section>
              </Show>
              <section>
                <h3>Brief</h3>
                <p dir="auto">{detail().brief ?? 'Gong has no brief of this call yet.'}</p>
              </section>
              <Show when={detail().keyPoints.length > 0}>
                <section>
                  <h3>Key points</h3>
                  <ul class="lookpoints stack tight">
                    <For each={detail().keyPoints.slice(0, 6)}>{(point) => <li dir="auto">{point}</li>}</For>
                  </ul>
                </section>
              </Show>
              <Show when={detail().outline.length > 0}>
                <section>
                  <h3>Outline</h3>
                  <ul class="stack tight">
                    <For each={detail().outline}>
                      {(section) => (
                        <li class="row">
                          <MomentChip
                            sec={section.startSec}
                            label={section.section}
                            onPlay={(sec) => playMoment(detail().id, sec)}
                          />
                          <span class="grow" dir="auto">
                            {section.section}
                          </span>
                        </li>
                      )}
                    </For>
                  </ul>
                </section>
              </Show>
              <Show when={detail().trackers.some((tracker) => tracker.count > 0)}>
                <section>
                  <h3>Trackers</h3>
                  <ul class="row wrap">
                    <For each={detail().trackers.filter((tracker) => tracker.count > 0)}>
                      {(tracker) => (
                        <li class="badge">
                          <bdi>{tracker.name}</bdi> <strong>{count(tracker.count)}</strong>
                        </li>
                      )}
                    </For>
                  </ul>
                </section>
              </Show>
            </div>
          )}
        </Show>
      </Show>
    </aside>
  );
}
