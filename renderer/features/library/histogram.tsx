import { createEffect, createMemo, createSignal, Index, type JSX, Show } from 'solid-js';
import type { SearchResult } from '../../../electron/contract/library.ts';
import { clauses, withDates } from '../../../electron/contract/query/edit.ts';
import { where } from '../../data/app.ts';
import { count, dayOf } from '../../ui/format.ts';
import { localDay } from '../../ui/local-time.ts';
import { chosenDays } from './dates.ts';

/**
 * Calls over time. Drag over the bars to keep that stretch. By keyboard: arrows move, Shift with arrows stretches, Enter
 * keeps, Escape lets go. What is kept stays marked, and one button takes it back.
 */
export function Histogram(props: {
  histogram: SearchResult['histogram'];
  q: string;
  onQuery: (q: string) => void;
}): JSX.Element {
  /** The stretch being drawn: first and last bar touched. */
  const [brush, setBrush] = createSignal<readonly [number, number] | null>(null);
  const [focus, setFocus] = createSignal(0);
  let dragging = false;
  let bars!: HTMLDivElement;
  const buckets = () => props.histogram.buckets;
  const top = createMemo(() => Math.max(1, ...buckets().map((bucket) => bucket.count)));
  const dated = () => clauses(props.q).some(({ node }) => node.kind === 'date');
  const chosen = createMemo(() => {
    const { tz, weekStart } = where();
    return chosenDays(props.q, localDay(Date.now(), tz), weekStart);
  });
  const end = (at: number) => buckets()[at + 1]?.from ?? '9999-12-31';
  const inBrush = (at: number) => {
    const range = brush();
    return range !== null && at >= Math.min(...range) && at <= Math.max(...range);
  };
  const inside = (at: number) => {
    if (brush()) return inBrush(at);
    const days = chosen();
    return !days || ((buckets()[at]?.from ?? '') < days.to && end(at) > days.from);
  };
  const words = (first: number, last: number) =>
    first === last
      ? `${props.histogram.unit === 'day' ? '' : `${props.histogram.unit} of `}${dayOf(buckets()[first]?.from ?? '')}`
      : `${dayOf(buckets()[first]?.from ?? '')} – ${dayOf(buckets()[last]?.from ?? '')}`;
  const said = createMemo(() => {
    const range = brush();
    const [first, last] = range ? [Math.min(...range), Math.max(...range)] : [0, buckets().length - 1];
    const sum = buckets()
      .slice(first, last + 1)
      .reduce((total, bucket, at) => total + (range || inside(first + at) ? bucket.count : 0), 0);
    return range ? `${words(first, last)}: ${count(sum)}` : '';
  });
  const apply = () => {
    const range = brush();
    setBrush(null);
    if (!range) return;
    const [first, last] = [Math.min(...range), Math.max(...range)];
    const all = first === 0 && last === buckets().length - 1;
    props.onQuery(
      withDates(
        props.q,
        all ? null : (buckets()[first]?.from ?? null),
        all ? null : (buckets()[last + 1]?.from ?? null),
      ),
    );
  };
  const at = (event: PointerEvent) => {
    const box = bars.getBoundingClientRect();
    const place = Math.floor(((event.clientX - box.left) / box.width) * buckets().length);
    return Math.max(0, Math.min(buckets().length - 1, place));
  };
  const goTo = (to: number, stretch: boolean) => {
    const next = Math.max(0, Math.min(buckets().length - 1, to));
    setBrush((range) => (stretch ? [range?.[0] ?? focus(), next] : [next, next]));
    setFocus(next);
    (bars.children[next] as HTMLElement | undefined)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowRight') goTo(focus() + 1, event.shiftKey);
    else if (event.key === 'ArrowLeft') goTo(focus() - 1, event.shiftKey);
    else if (event.key === 'Home') goTo(0, event.shiftKey);
    else if (event.key === 'End') goTo(buckets().length - 1, event.shiftKey);
    else if (event.key === 'Enter' || event.key === ' ') {
      setBrush((range) => range ?? [focus(), focus()]);
      apply();
    } else if (event.key === 'Escape' && brush()) setBrush(null);
    else if ((event.key === 'Delete' || event.key === 'Backspace') && dated())
      props.onQuery(withDates(props.q, null, null));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Show when={buckets().length > 1}>
      <figure class="histogram small dim">
        <figcaption class="row">
          <span class="grow ellipsis">{said() || `Calls by ${props.histogram.unit}`}</span>
          <Show when={dated()}>
            <button
              type="button"
              class="moment clear"
              aria-label="All dates"
              title="All dates"
              onClick={() => props.onQuery(withDates(props.q, null, null))}
            >
              All dates ×
            </button>
          </Show>
        </figcaption>
        <div
          class="datebars"
          classList={{ roomy: buckets().length <= 72 }}
          ref={bars}
          role="group"
          aria-label="Calls over time. Arrows move, Shift with arrows stretches, Enter keeps these dates."
          onKeyDown={onKeyDown}
          onFocusOut={(event) => {
            if (!dragging && !bars.contains(event.relatedTarget as globalThis.Node | null)) setBrush(null);
          }}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            dragging = true;
            bars.setPointerCapture(event.pointerId);
            setBrush([at(event), at(event)]);
          }}
          onPointerMove={(event) => dragging && setBrush((range) => [range?.[0] ?? at(event), at(event)])}
          onPointerUp={() => {
            if (dragging) apply();
            dragging = false;
          }}
          onPointerCancel={() => {
            dragging = false;
            setBrush(null);
          }}
        >
          <Index each={buckets()}>
            {(bucket, index) => (
              <button
                type="button"
                class="datebar bare grow"
                classList={{ out: !inside(index), brushed: inBrush(index) }}
                tabindex={index === Math.min(focus(), buckets().length - 1) ? 0 : -1}
                title={`${words(index, index)}: ${count(bucket().count)} calls`}
                aria-label={`${words(index, index)}: ${bucket().count} calls`}
                onFocus={() => setFocus(index)}
              >
                <span
                  ref={(element) =>
                    createEffect(() =>
                      element.style.setProperty(
                        'height',
                        bucket().count === 0 ? '0' : `max(2px, ${(bucket().count / top()) * 100}%)`,
                      ),
                    )
                  }
                />
              </button>
            )}
          </Index>
        </div>
        <div class="row muted">
          <span class="grow">{dayOf(buckets()[0]?.from ?? '')}</span>
          <span>{dayOf(buckets().at(-1)?.from ?? '')}</span>
        </div>
      </figure>
    </Show>
  );
}
