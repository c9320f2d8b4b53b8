import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { CallDetail } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { asError } from '../../data/query.ts';
import { Button, Form } from '../../ui/form.tsx';
import { clock } from '../../ui/format.ts';
import { toast } from '../../ui/kit.tsx';
import { playMoment } from '../player/player.ts';
import type { CallEdits } from './edits.ts';

interface Chosen {
  readonly text: string;
  readonly startSec: number;
  readonly endSec: number;
  readonly speaker: string;
  readonly x: number;
  readonly y: number;
}

/** Only what was said: names and times between the lines are no part of a quote. */
function spokenIn(range: Range): string {
  const parts = [...range.cloneContents().querySelectorAll('[data-start]')].map(
    (part) => part.textContent ?? '',
  );
  return (parts.length > 0 ? parts.join(' ') : range.toString()).replace(/\s+/g, ' ').trim();
}

/** The selected words of the transcript with their time and speaker; null when nothing (there) is selected. */
export function chosenIn(box: HTMLElement): Chosen | null {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const sentence = (node: Node) =>
    (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-start]') ?? null;
  const first = sentence(range.startContainer);
  const last = sentence(range.endContainer) ?? first;
  if (!first || !last || !box.contains(first)) return null;
  const text = spokenIn(range);
  if (text === '') return null;
  const rect = range.getBoundingClientRect();
  return {
    text,
    startSec: Number(first.dataset['start']) / 1000,
    endSec: Math.max(Number(last.dataset['end']), Number(first.dataset['end'])) / 1000,
    speaker: first.closest<HTMLElement>('[data-speaker]')?.dataset['speaker'] ?? '',
    x: rect.left + rect.width / 2,
    y: rect.top,
  };
}

/**
 * A quote with speaker, time and links, for pasting elsewhere. Masked, people of the call are named by their side and
 * the title is left out.
 */
async function quoteOf(
  call: CallDetail,
  { text, speaker, startSec }: Pick<Chosen, 'text' | 'speaker' | 'startSec'>,
  masked: boolean,
): Promise<string> {
  const link = `earshot://call/${call.id}?t=${Math.floor(startSec)}`;
  const at = clock(startSec);
  if (!masked)
    return `“${text}”\n${speaker}, ${call.title}, ${at}\n${link}${call.url ? `\n${call.url}` : ''}`;
  const [words, who] = await bridge.request('call/withoutNames', { id: call.id, texts: [text, speaker] });
  return `“${words}”\n${who}, ${at}\n${link}`;
}

/** What can be done with selected words: play, copy as quote, highlight, note, bookmark. */
export function SelectionMenu(props: {
  call: CallDetail;
  edits: CallEdits;
  within: () => HTMLElement;
}): JSX.Element {
  const [chosen, setChosen] = createSignal<Chosen | null>(null);
  const [note, setNote] = createSignal<string | null>(null);
  const read = () => {
    if (note() === null) setChosen(chosenIn(props.within()));
  };
  const close = () => {
    setNote(null);
    setChosen(null);
    window.getSelection()?.removeAllRanges();
  };
  onMount(() => {
    document.addEventListener('selectionchange', read);
  });
  onCleanup(() => document.removeEventListener('selectionchange', read));

  async function copy(now: Chosen, masked = false): Promise<void> {
    try {
      const quote = await quoteOf(props.call, now, masked);
      await navigator.clipboard.writeText(quote).then(
        () => toast(masked ? 'Quote copied without names' : 'Quote copied with speaker, time and link'),
        () => toast('Copying was not allowed here.'),
      );
    } catch (error) {
      toast(asError(error).message);
    }
    close();
  }
  const add = (now: Chosen, kind: 'highlight' | 'note' | 'bookmark', text = '') => {
    void props.edits.addNote(kind, now.startSec, text, { endSec: now.endSec, quote: now.text });
    close();
  };
  return (
    <Show when={chosen()}>
      {(now) => (
        <div
          class="selection-menu floating"
          role="toolbar"
          aria-label="Selected words"
          style={{ left: `${Math.round(now().x)}px`, top: `${Math.round(now().y)}px` }}
          onMouseDown={(event) => {
            // Keeps the selection while a button is pressed.
            if (!(event.target as Element).closest('input')) event.preventDefault();
          }}
          onKeyDown={(event) => event.key === 'Escape' && close()}
        >
          <Show
            when={note() !== null}
            fallback={
              <>
                <Button text="Play" onClick={() => playMoment(props.call.id, now().startSec)} />
                <Button text="Copy quote" onClick={() => void copy(now())} />
                <Button
                  text="Copy without names"
                  title="Copy the quote with people named by their side only"
                  onClick={() => void copy(now(), true)}
                />
                <Button text="Highlight" onClick={() => add(now(), 'highlight')} />
                <Button text="Note" onClick={() => setNote('')} />
                <Button text="Bookmark" onClick={() => add(now(), 'bookmark')} />
              </>
            }
          >
            <Form class="row" onSubmit={() => add(now(), 'note', note() ?? '')}>
              <input
                class="input"
                dir="auto"
                aria-label="Note"
                placeholder="Note on the selected words"
                ref={(element) => queueMicrotask(() => element.focus())}
                value={note() ?? ''}
                onInput={(event) => setNote(event.currentTarget.value)}
              />
              <Button type="submit" class="small primary" text="Save" />
            </Form>
          </Show>
        </div>
      )}
    </Show>
  );
}
