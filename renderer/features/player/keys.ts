import { onCleanup, onMount } from 'solid-js';
import { keyOf, typing } from '../../ui/keys.tsx';
import { pause, player, position, seek, setSpeed, toggle } from './player.ts';
import { stepBy } from './stepping.ts';

/** Playback keys. True when the key was one of them. */
export function playerKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return false;
  if (!player.loaded) return false;
  const onButton = event.target instanceof Element && event.target.closest('button, a, summary') !== null;
  const act: Record<string, () => void> = {
    ' ': toggle,
    k: toggle,
    j: () => seek(position() - 10),
    l: () => seek(position() + 10),
    ArrowLeft: () => seek(position() - (event.shiftKey ? 15 : 5)),
    ArrowRight: () => seek(position() + (event.shiftKey ? 15 : 5)),
    ',': () => void stepBy(-1),
    '.': () => void stepBy(1),
    '<': () => setSpeed(player.speed - 0.1),
    '>': () => setSpeed(player.speed + 0.1),
    MediaStop: pause,
  };
  const action = act[keyOf(event)];
  // Space presses the focused button; that is what it must go on doing.
  if (!action || (event.key === ' ' && onButton)) return false;
  event.preventDefault();
  action();
  return true;
}

/** Hears the keys of a page while it is shown. */
export function pageKeys(key: (event: KeyboardEvent) => void): void {
  onMount(() => document.addEventListener('keydown', key));
  onCleanup(() => document.removeEventListener('keydown', key));
}
