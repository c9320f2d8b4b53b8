import Bookmark from 'lucide-solid/icons/bookmark';
import Highlighter from 'lucide-solid/icons/highlighter';
import StickyNote from 'lucide-solid/icons/sticky-note';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { type CallDetail, type FoundInCall, type Note, placeOf } from '../../../electron/contract/call.ts';
import { MomentChip } from '../../ui/kit.tsx';
import { MarkedAt } from '../../ui/marked.tsx';
import type { CallEdits } from './edits.ts';

const icons = { note: StickyNote, bookmark: Bookmark, highlight: Highlighter } as const;
const names = { note: 'Note', bookmark: 'Bookmark', highlight: 'Highlight' } as const;

/** My notes, bookmarks and highlights of a call. They stay on this laptop. */
export function Notes(props: {
  call: CallDetail;
  edits: CallEdits;
  marks: FoundInCall['marks'];
  onPlay: (sec: number) => void;
}): JSX.Element {
  const sorted = () => props.call.mine.notes.toSorted((a, b) => (a.startSec ?? -1) - (b.startSec ?? -1));
  return (
    <section class="block" id="notes" aria-label="My notes">
      <h2>My notes</h2>
      <Show
        when={sorted().length > 0}
        fallback={
          <p class="hint">
            <kbd>N</kbd> notes the second that plays, <kbd>B</kbd> bookmarks it, <kbd>H</kbd> highlights the
            selected words. Nothing of this leaves your laptop.
          </p>
        }
      >
        <ul class="notes">
          <For each={sorted()}>
            {(note) => <NoteRow note={note} edits={props.edits} marks={props.marks} onPlay={props.onPlay} />}
          </For>
        </ul>
      </Show>
    </section>
  );
}

function NoteRow(props: {
  note: Note;
  edits: CallEdits;
  marks: FoundInCall['marks'];
  onPlay: (sec: number) => void;
}): JSX.Element {
  const [editing, setEditing] = createSignal(false);
  let field: HTMLTextAreaElement | undefined;
  return (
    <li>
      <div class="row">
        <Dynamic component={icons[props.note.kind]} size={14} aria-hidden="true" />
        <span class="sr">{names[props.note.kind]}</span>
        <Show when={props.note.startSec !== null}>
          <MomentChip sec={props.note.startSec ?? 0} label={names[props.note.kind]} onPlay={props.onPlay} />
        </Show>
        <span class="grow" />
        <button type="button" class="btn small quiet" onClick={() => setEditing(!editing())}>
          Edit
        </button>
        <button
          type="button"
          class="btn small quiet"
          onClick={() => void props.edits.removeNote(props.note.id)}
        >
          Remove
        </button>
      </div>
      <Show when={props.note.quote}>
        {(quote) => (
          <blockquote>
            <MarkedAt text={quote()} ranges={props.marks[placeOf('quote', props.note.id)]} />
          </blockquote>
        )}
      </Show>
      <Show
        when={editing()}
        fallback={
          <p class="prose">
            <MarkedAt text={props.note.text} ranges={props.marks[placeOf('note', props.note.id)]} />
          </p>
        }
      >
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void props.edits.editNote(props.note.id, field?.value ?? '');
            setEditing(false);
          }}
        >
          <textarea
            class="input"
            rows={3}
            aria-label="Text of the note"
            ref={(element) => {
              field = element;
              queueMicrotask(() => element.focus());
            }}
          >
            {props.note.text}
          </textarea>
          <div class="row">
            <button type="submit" class="btn small primary">
              Save
            </button>
            <button type="button" class="btn small quiet" onClick={() => setEditing(false)}>
              Cancel
            </button>
          </div>
        </form>
      </Show>
    </li>
  );
}
