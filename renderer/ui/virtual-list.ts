import { type Accessor, createEffect, createMemo, createSignal, onCleanup, onMount } from 'solid-js';
import { inField } from './keys.tsx';
import { type PlacedRow, RowWindow } from './row-window.ts';

/** Where the rows are shown, and what is known of them beforehand. */
interface Shown {
  /** The element that scrolls. */
  readonly box: Accessor<HTMLElement>;
  /** The element in it that holds those of the rows. */
  readonly list: Accessor<HTMLElement>;
  /** Pixels that a row is high before any was measured. */
  readonly guess: number;
  /** Is told the rows in view. */
  onLayOut?(first: number, last: number): void;
}

/** A list of which only the rows near the view exist: lays them out as it is scrolled and as their heights become known. */
export function createVirtualList({ box, list, guess, onLayOut }: Shown) {
  const rows = new RowWindow(guess);
  const [placed, setPlaced] = createSignal<readonly PlacedRow[]>([]);
  let scrolled = 0;
  let lastScroll = 0;
  let lastWheel = 0;
  /** Whether there was a leap since the list was last at rest. */
  let leapt = false;
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
    onLayOut?.(rows.anchor, now.at(-1)?.index ?? 0);
  }
  function onScroll(): void {
    lastScroll = performance.now();
    const by = box().scrollTop - scrolled;
    if (by === 0) return;
    scrolled = box().scrollTop;
    // The wheel means pixels, however many; a leap without it comes from the scroll bar, Home or End.
    const leap = Math.abs(by) > 2 * rows.viewport && performance.now() - lastWheel > 400;
    leapt ||= leap;
    const end = scrolled <= 0 || scrolled >= box().scrollHeight - rows.viewport - 1;
    // Browsers glide to where Home and End lead: the last of the way is no leap, and still ends at the end.
    const jump = leap || (leapt && end);
    if (jump) rows.jump(scrolled);
    else rows.scrollBy(by);
    layOut(end && !jump && (scrolled > 0 || rows.above() > 0));
    clearTimeout(resting);
    resting = setTimeout(() => {
      leapt = false;
      layOut(true);
    }, 140);
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
  /** All rows look otherwise from now on: their heights are read again. */
  function forget(): void {
    rows.forget();
    rows.settle();
    layOut(true);
  }
  const sizes = new ResizeObserver(measure);
  onMount(() => {
    let width = box().clientWidth;
    const frame = new ResizeObserver(() => {
      rows.viewport = box().clientHeight;
      if (box().clientWidth !== width) forget();
      width = box().clientWidth;
      rows.settle();
      layOut(true);
    });
    frame.observe(box());
    onCleanup(() => frame.disconnect());
  });
  onCleanup(() => sizes.disconnect());

  /** Keeps the element of a row where the row stands; `isFull` says whether it shows all it will. */
  function place(
    element: HTMLElement,
    row: Accessor<PlacedRow | undefined>,
    isFull: (index: number) => boolean = () => true,
  ): void {
    sizes.observe(element);
    onCleanup(() => sizes.unobserve(element));
    let shown: string | null = null;
    createEffect(() => {
      const now = row();
      if (!now) return;
      const full = isFull(now.index);
      element.style.setProperty('transform', `translateY(${scrolled + now.top}px)`);
      element.style.setProperty('min-height', full ? '' : `${rows.height(now.index)}px`);
      element.dataset['index'] = String(now.index);
      element.dataset['full'] = String(full);
      // The observer tells of new elements and of changes; it does not see that an element has another row's height.
      const what = `${now.index} ${full}`;
      if (full && shown !== null && (shown !== what || !rows.knows(now.index))) measure();
      shown = what;
    });
  }

  const byIndex = createMemo(() => new Map(placed().map((row) => [row.index, row])));
  return {
    rows,
    placed,
    /** The rows there are, by number: for elements that stay with their row, and keep what is selected in them. */
    indexes: createMemo(() => placed().map(({ index }) => index)),
    rowOf: (index: number) => byIndex().get(index),
    layOut,
    forget,
    place,
    /** Scrolls without asking the browser where it stands. */
    scrollBy(pixels: number): void {
      rows.scrollBy(pixels);
      layOut(true);
    },
    onScroll,
    onWheel: () => {
      lastWheel = performance.now();
    },
    /**
     * Home and End lead to the ends at once. A browser glides there, and on a slow machine rows that find their heights on the way end the
     * glide in the middle.
     */
    onKeyDown(event: KeyboardEvent): void {
      lastWheel = 0;
      if (inField(event) || event.defaultPrevented || event.altKey || event.shiftKey || event.metaKey) return;
      if (event.key !== 'Home' && event.key !== 'End') return;
      event.preventDefault();
      if (event.key === 'Home') rows.toTop();
      else rows.toEnd();
      layOut(true);
    },
    /** For the pointer: a leap after it is the scroll bar's. */
    forgetWheel: () => {
      lastWheel = 0;
    },
  };
}
