import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { isolate } from '../../../electron/contract/direction.ts';
import { Button, Form, Select } from '../../ui/form.tsx';
import { clock } from '../../ui/format.ts';
import { keyOf, typing } from '../../ui/keys.tsx';
import { copyText, Modal } from '../../ui/kit.tsx';
import {
  closePlaylist,
  endPlaylist,
  keep,
  keptList,
  next,
  playlist,
  previous,
  setSeconds,
  showList,
  tag,
} from './playlist.ts';

/** The bar of a running playlist: where it stands, and next, keep, tag, skip. */
export function PlaylistBar(): JSX.Element {
  const [tagging, setTagging] = createSignal(false);
  let field: HTMLInputElement | undefined;
  function key(event: KeyboardEvent): void {
    if (
      !playlist.now ||
      event.defaultPrevented ||
      typing(event) ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      document.querySelector('[role=dialog]')
    )
      return;
    const act: Record<string, () => void> = {
      n: next,
      p: previous,
      y: keep,
      t: () => {
        setTagging(true);
        field?.focus();
      },
    };
    const action = act[keyOf(event)];
    if (!action) return;
    event.preventDefault();
    action();
  }
  onMount(() => document.addEventListener('keydown', key, true));
  onCleanup(() => document.removeEventListener('keydown', key, true));
  return (
    <Show when={playlist.now}>
      {(now) => {
        const stop = () => now().stops[now().at];
        return (
          <>
            <div class="row wrap playlist" role="group" aria-label="Playing the hits of a search">
              <strong>
                {now().at + 1} of {now().stops.length}
              </strong>
              <span class="passage medium ellipsis" dir="auto" title={isolate(stop()?.text ?? '')}>
                <bdi>{stop()?.speaker ? `${stop()?.speaker}: ` : ''}</bdi>
                {stop()?.text}
              </span>
              <span class="badge">{clock(stop()?.startSec ?? 0)}</span>
              <Button class="small" onClick={previous}>
                Back <kbd>P</kbd>
              </Button>
              <Button class="small" onClick={next}>
                Skip <kbd>N</kbd>
              </Button>
              <Button class="small" aria-pressed={now().kept.includes(now().at)} onClick={keep}>
                Keep <kbd>Y</kbd>
              </Button>
              <Show
                when={tagging()}
                fallback={
                  <Button class="small" onClick={() => setTagging(true)}>
                    Tag <kbd>T</kbd>
                  </Button>
                }
              >
                <Form
                  class=""
                  onSubmit={() => {
                    void tag(field?.value ?? '');
                    setTagging(false);
                  }}
                >
                  <input
                    class="input"
                    dir="auto"
                    aria-label="Tag for this call"
                    ref={(element) => {
                      field = element;
                      queueMicrotask(() => element.focus());
                    }}
                    onBlur={() => setTagging(false)}
                    onKeyDown={(event) => event.key === 'Escape' && setTagging(false)}
                  />
                </Form>
              </Show>
              <Select
                class="select small dock-select"
                aria-label="Seconds of each hit"
                of={[10, 20, 30, 60].map((seconds) => [seconds, `${seconds} s each`] as const)}
                value={now().seconds}
                onPick={setSeconds}
              />
              <Button onClick={endPlaylist}>
                Done{now().kept.length > 0 ? ` (${now().kept.length} kept)` : ''}
              </Button>
            </div>
            <Show when={playlist.listOpen}>
              <Modal title={`Kept ${now().kept.length} of ${now().stops.length}`} onClose={closePlaylist}>
                <Show when={now().untimed > 0}>
                  <p class="hint">
                    {now().untimed} more calls match, but without a moment that could be played.
                  </p>
                </Show>
                <textarea class="kept-list" dir="auto" aria-label="List of what was kept" readonly rows={14}>
                  {keptList(now())}
                </textarea>
                <div class="row">
                  <Button
                    class="primary"
                    text="Copy the list"
                    onClick={() =>
                      void copyText(
                        keptList(now()),
                        'List copied',
                        'Copying was not allowed; select the text instead.',
                      )
                    }
                  />
                  <Button class="" text="Back to the hits" onClick={() => showList(false)} />
                </div>
              </Modal>
            </Show>
          </>
        );
      }}
    </Show>
  );
}
