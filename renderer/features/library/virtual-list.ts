import { type Accessor, createEffect, createSignal, onCleanup, onMount } from 'solid-js';
import { type PlacedRow, RowWindow } from './row-window.ts';

/**
 * A list of which only the rows near the view exist: lays them out as `box` is scrolled and as their heights become known.
 * `list` holds their elements; `onLayOut` is told the rows in view.
 */
export function createVirtualList(
  box: Accessor<HTMLElement>,
  list: Accessor<HTMLElement>,
  onLayOut: (first: number, last: number) => void,
) {
  const rows = new RowWindow(118);
  const [placed, setPlaced] = createSignal<readonly PlacedRow[]>([]);
  let scrolled = 0;
  let lastScroll = 0;
  let lastWheel = 0;
  let resting: ReturnType<typeof setTimeout> | undefined;
  /** Lays out what is in view; at rest the scroll bar is put where the rows say. */
  function layOut(atRest: boolean): void {
    if (atRest) {
      rows.learn();
      list().style.setProperty('height', `${rows.boxHeight()}px`);
      const top = rows.scrollTop();
      // Where the bar stands is remembered, not read: reading it makes the browser lay out at once.
      if (Math.abs(scrolled - top) >= 1) {
        box().scrollTop = top;
        scrolled = top;
      }
    }
    const now = rows.rows();
    setPlaced(now);
    onLayOut(rows.anchor, now.at(-1)?.index ?? 0);
  }
  function onScroll(): void {
    lastScroll = performance.now();
    const by = box().scrollTop - scrolled;
    if (by === 0) return;
    scrolled = box().scrollTop;
    // The wheel means pixels, however many; a leap without it comes from the scroll bar, Home or End.
    const leap = Math.abs(by) > 2 * rows.viewport && performance.now() - lastWheel > 400;
    if (leap) rows.jump(scrolled);
    else rows.scrollBy(by);
    const end = scrolled <= 0 ? rows.above() > 0 : scrolled >= box().scrollHeight - rows.viewport - 1;
    layOut(end && !leap);
    clearTimeout(resting);
    resting = setTimeout(() => layOut(true), 140);
  }
  onCleanup(() => clearTimeout(resting));

  let measuring = false;
  /** Reads the heights of all rows at once, then lays out once: no row makes the browser lay out on its own. */
  function measure(): void {
    if (measuring) return;
    measuring = true;
    queueMicrotask(() => {
      measuring = false;
      let changed = false;
      // A skeleton says nothing about the height of the row to come.
      for (const element of list().children as unknown as Iterable<HTMLElement>)
        if (element.dataset['full'] === 'true')
          changed = rows.measured(Number(element.dataset['index']), element.offsetHeight) || changed;
      if (!changed) return;
      rows.settle();
      layOut(performance.now() - lastScroll > 140);
    });
  }
  const sizes = new ResizeObserver(measure);
  onMount(() => {
    let width = box().clientWidth;
    const frame = new ResizeObserver(() => {
      rows.viewport = box().clientHeight;
      if (box().clientWidth !== width) rows.forget();
      width = box().clientWidth;
      rows.settle();
      layOut(true);
    });
    frame.observe(box());
    onCleanup(() => frame.disconnect());
  });
  onCleanup(() => sizes.disconnect());

  /** Keeps the element of a row where the row stands; `isFull` says whether it shows its call. */
  function place(element: HTMLElement, row: Accessor<PlacedRow>, isFull: (index: number) => boolean): void {
    sizes.observe(element);
    onCleanup(() => sizes.unobserve(element));
    createEffect(() => {
      const { index, top } = row();
      const full = isFull(index);
      element.style.setProperty('transform', `translateY(${scrolled + top}px)`);
      element.style.setProperty('min-height', full ? '' : `${rows.height(index)}px`);
      element.dataset['index'] = String(index);
      element.dataset['full'] = String(full);
      // The observer tells of changes only: another call may come into this element.
      if (full) measure();
    });
  }
  return {
    rows,
    placed,
    layOut,
    place,
    onScroll,
    onWheel: () => {
      lastWheel = performance.now();
    },
    /** For keys and the pointer: a leap after them is the scroll bar's. */
    forgetWheel: () => {
      lastWheel = 0;
    },
  };
}
