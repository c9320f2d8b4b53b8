import { createRoot, createSignal, type JSX, onCleanup, onMount } from 'solid-js';
import { element, player } from './player.ts';

type Place = 'dock' | 'page';

const slots = createRoot(() => {
  const [open, setOpen] = createSignal<Partial<Record<Place, HTMLElement>>>({});
  return { open, setOpen };
});

/** Puts the picture into the best slot there is. A synchronous move does not interrupt playback. */
function place(): void {
  const { page, dock } = slots.open();
  const home = page ?? dock;
  if (home && element.parentElement !== home) home.append(element);
}

/** A place for the video: on the call's page while that is open, else small in the dock. */
export function VideoSlot(props: { place: Place }): JSX.Element {
  let slot!: HTMLDivElement;
  onMount(() => {
    slots.setOpen((open) => ({ ...open, [props.place]: slot }));
    place();
  });
  onCleanup(() => {
    slots.setOpen(({ [props.place]: _, ...open }) => open);
    place();
  });
  // Hidden, not taken away: an element that leaves the page is paused.
  return (
    <div
      class={`video-slot ${props.place === 'page' ? 'large' : 'small-slot'}`}
      hidden={player.loaded?.withoutPicture != null}
      ref={slot}
    />
  );
}
