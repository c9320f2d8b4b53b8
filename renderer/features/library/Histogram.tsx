import { createSignal, For, type JSX, Show } from 'solid-js';
import type { SearchResult } from '../../../electron/contract/library.ts';
import { clauses, withDates } from '../../../electron/contract/query/edit.ts';
import { count, dayOf } from '../../ui/format.ts';

/** Calls over time. Drag over the bars to keep only that stretch; each bar can also be chosen by keyboard. */
export function Histogram(props: {
  histogram: SearchResult['histogram'];
  q: string;
  onQuery: (q: string) => void;
}): JSX.Element {
  const [from, setFrom] = createSignal<number | null>(null);
  const [to, setTo] = createSignal<number | null>(null);
  const buckets = () => props.histogram.buckets;
  const top = () => Math.max(1, ...buckets().map((bucket) => bucket.count));
  const inside = (at: number) =>
    from() !== null &&
    at >= Math.min(from() as number, to() as number) &&
    at <= Math.max(from() as number, to() as number);
  const dated = () => clauses(props.q).some(({ node }) => node.kind === 'date');
  const apply = (first: number, last: number) =>
    props.onQuery(
      withDates(
        props.q,
        buckets()[Math.min(first, last)]?.from ?? null,
        buckets()[Math.max(first, last) + 1]?.from ?? null,
      ),
    );
  const finish = () => {
    const [first, last] = [from(), to()];
    setFrom(null);
    if (first !== null && last !== null) apply(first, last);
  };
  return (
    <Show when={buckets().length > 1}>
      <figure class="histogram">
        <figcaption class="row">
          <span class="grow">By {props.histogram.unit}</span>
          <Show when={dated()}>
            <button
              type="button"
              class="btn small quiet"
              onClick={() => props.onQuery(withDates(props.q, null, null))}
            >
              All dates
            </button>
          </Show>
        </figcaption>
        <div
          class="bars"
          role="group"
          aria-label="Calls over time; choose a bar to keep its dates"
          onPointerUp={finish}
          onPointerLeave={() => setFrom(null)}
        >
          <For each={buckets()}>
            {(bucket, at) => (
              <button
                type="button"
                class="bar"
                classList={{ inside: inside(at()) }}
                tabindex={at() === 0 ? 0 : -1}
                title={`${dayOf(bucket.from)}: ${count(bucket.count)} calls`}
                aria-label={`${props.histogram.unit} of ${dayOf(bucket.from)}: ${bucket.count} calls`}
                onPointerDown={() => (setFrom(at()), setTo(at()))}
                onPointerEnter={() => from() !== null && setTo(at())}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' || event.key === ' ') apply(at(), at());
                  else if (event.key === 'ArrowRight')
                    (event.currentTarget.nextElementSibling as HTMLElement | null)?.focus();
                  else if (event.key === 'ArrowLeft')
                    (event.currentTarget.previousElementSibling as HTMLElement | null)?.focus();
                  else return;
                  event.preventDefault();
                }}
              >
                <span
                  ref={(element) => element.style.setProperty('height', `${(bucket.count / top()) * 100}%`)}
                />
              </button>
            )}
          </For>
        </div>
        <div class="row muted small">
          <span class="grow">{dayOf(buckets()[0]?.from ?? '')}</span>
          <span>{dayOf(buckets().at(-1)?.from ?? '')}</span>
        </div>
      </figure>
    </Show>
  );
}
