import Bookmark from 'lucide-solid/icons/bookmark';
import Highlighter from 'lucide-solid/icons/highlighter';
import StickyNote from 'lucide-solid/icons/sticky-note';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { type CallDetail, type FoundInCall, type Note, placeOf } from '../../../electron/contract/call.ts';
import { Button, Form } from '../../ui/form.tsx';
import { MomentChip } from '../../ui/kit.tsx';
import { MarkedAt } from '../../ui/marked.tsx';
import { Block } from './block.tsx';
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
    <Block id="notes" title="My notes">
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
    </Block>
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
        <Dynamic component={icons[props.note.kind]} size={14} />
        <span class="sr">{names[props.note.kind]}</span>
        <MomentChip sec={props.note.startSec} label={names[props.note.kind]} onPlay={props.onPlay} />
        <span class="grow" />
        <Button text="Edit" onClick={() => setEditing(!editing())} />
        <Button text="Remove" onClick={() => void props.edits.removeNote(props.note.id)} />
      </div>
      <Show when={props.note.quote}>
        {(quote) => (
          <blockquote class="callout medium">
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
        <Form
          onSubmit={() => {
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
            <Button type="submit" class="small primary" text="Save" />
            <Button text="Cancel" onClick={() => setEditing(false)} />
          </div>
        </Form>
      </Show>
    </li>
  );
}
