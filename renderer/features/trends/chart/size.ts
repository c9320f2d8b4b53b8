import { type Accessor, createSignal, onCleanup, onMount } from 'solid-js';

/** Width of an element in pixels, followed: charts are drawn in real pixels, so that text keeps its form at any width. */
export function createWidth(element: () => Element, first = 800): Accessor<number> {
  const [width, setWidth] = createSignal(first);
  onMount(() => {
    const now = element().getBoundingClientRect().width;
    if (now > 0) setWidth(now);
    const observer = new ResizeObserver(
      ([entry]) => entry && entry.contentRect.width > 0 && setWidth(entry.contentRect.width),
    );
    observer.observe(element());
    onCleanup(() => observer.disconnect());
  });
  return width;
}
