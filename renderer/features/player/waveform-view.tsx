import { createEffect, createMemo, createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { Transcript } from '../../../electron/contract/call.ts';
import type { Waveform } from '../../../electron/contract/levels.ts';
import { duration } from '../../ui/format.ts';
import { player, playerContent, position } from './player.ts';
import { silenceIn, speech } from './turns.ts';
import { waveformOf } from './waveform.ts';
import { drawWaveform, halvesOf } from './waveform-draw.ts';
import { sidesOf } from './waveform-levels.ts';
import { soundOf } from './waveform-silence.ts';

/** Asks for what is drawn to be drawn again when the theme changes, or the colours that the system forces. */
export function onTheme(repaint: () => void): void {
  const asked = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));
  for (const one of asked) one.addEventListener('change', repaint);
  const themed = new MutationObserver(repaint);
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  onCleanup(() => {
    themed.disconnect();
    for (const one of asked) one.removeEventListener('change', repaint);
  });
}

/** What a waveform shows, in words: how much of it is silence (pauses that skipping silence would jump), and whether sides are apart. */
export function waveformText(waveform: Waveform, transcript: Transcript | null, durationSec: number): string {
  const silent = silenceIn(soundOf(waveform, speech(transcript)), durationSec);
  const apart = sidesOf(waveform, transcript) ? ', the sides apart' : '';
  return `Waveform${apart}, ${silent < 1 ? 'no' : `${duration(silent)} of`} silence`;
}

/** The waveform of the loaded call behind the seek bar, what was played of it stronger. Nothing while there is none. */
export function ScrubWaveform(): JSX.Element {
  const waveform = createMemo(() => (player.loaded ? waveformOf(player.loaded.callId) : null));
  const total = () => Math.max(1, player.loaded?.durationSec ?? 1);
  return (
    <Show when={waveform()}>
      {(known) => (
        <div
          class="scrub-wave"
          role="img"
          aria-label={waveformText(known(), playerContent()?.transcript ?? null, total())}
        >
          <Picture waveform={known()} total={total()} />
          <div
            class="scrub-wave-played"
            style={{ 'clip-path': `inset(0 ${100 - Math.min(100, (100 * position()) / total())}% 0 0)` }}
          >
            <Picture waveform={known()} total={total()} />
          </div>
        </div>
      )}
    </Show>
  );
}

/** The whole of a waveform in the colour of the text around it. */
function Picture(props: { waveform: Waveform; total: number }): JSX.Element {
  let canvas!: HTMLCanvasElement;
  const [size, setSize] = createSignal({ width: 0, height: 0 });
  const [theme, setTheme] = createSignal(0);
  onTheme(() => setTheme((n) => n + 1));
  onMount(() => {
    const measure = () => setSize({ width: canvas.clientWidth, height: canvas.clientHeight });
    const resize = new ResizeObserver(measure);
    resize.observe(canvas);
    measure();
    onCleanup(() => resize.disconnect());
  });
  const sides = createMemo(() => sidesOf(props.waveform, playerContent()?.transcript ?? null));
  createEffect(() => {
    theme();
    const { width, height } = size();
    if (width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext('2d');
    if (!context) return;
    context.scale(ratio, ratio);
    const { color } = getComputedStyle(canvas);
    drawWaveform(
      context,
      { top: 0, width, height },
      props.waveform,
      halvesOf(props.waveform, sides()),
      { from: 0, to: props.total },
      { above: color, below: color },
    );
  });
  return <canvas ref={canvas} />;
}
