import { type Accessor, createSignal, onCleanup, onMount } from 'solid-js';

/** Pixels between the margins of a sheet of A4. */
const pageWidth = 660;

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
    // A page is narrower than the window: drawn for it, so that text is not scaled down to nothing.
    let before = width();
    const onPage = () => {
      before = width();
      setWidth(Math.min(before, pageWidth));
    };
    const onScreen = () => void setWidth(before);
    window.addEventListener('beforeprint', onPage);
    window.addEventListener('afterprint', onScreen);
    onCleanup(() => {
      observer.disconnect();
      window.removeEventListener('beforeprint', onPage);
      window.removeEventListener('afterprint', onScreen);
    });
  });
  return width;
}
