import { useParams, useSearchParams } from '@solidjs/router';
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import type { CallDetail } from '../../../electron/contract/call.ts';
import { Button, Form } from '../../ui/form.tsx';
import { KeyList, keyGroup, keyOf, typing } from '../../ui/keys.tsx';
import { EmptyState, Modal, Pending, toast } from '../../ui/kit.tsx';
import { pageKeys, playerKey } from '../player/keys.ts';
import { lanesOf } from '../player/moments.ts';
import {
  duration,
  loadCall,
  player,
  playMoment,
  playsOrWill,
  position,
  seek,
  updateContent,
} from '../player/player.ts';
import { setPlayerHits } from '../player/stepping.ts';
import { VideoSlot } from '../player/video-slot.tsx';
import './call.css';
import { Changes, RawDialog } from './changes.tsx';
import { createCallData } from './data.ts';
import { Digest, digestSections } from './digest.tsx';
import { type CallEdits, callEdits } from './edits.ts';
import { ExportDialog } from './export-dialog.tsx';
import { CallHeader } from './header.tsx';
import { Notes } from './notes.tsx';
import { Numbers } from './numbers.tsx';
import { Comments, Crm, Facts, People } from './people.tsx';
import { Scorecards, TeamLibrary } from './reviews.tsx';
import { chosenIn } from './selection-menu.tsx';
import { Timeline } from './timeline.tsx';
import { Trackers } from './trackers.tsx';
import { TranscriptPane } from './transcript-pane.tsx';

/** How many parts of the page come after the first paint. */
const lastPart = 6;
const afterPaint = (work: () => void) => requestAnimationFrame(() => setTimeout(work));

/** The page of one call: what it says in short, where it was said, and the recording. */
export function CallPage(): JSX.Element {
  const params = useParams<{ id: string }>();
  // Each call gets a page of its own, so that nothing of the former one can stay on screen.
  return (
    <Show when={params.id} keyed>
      {(id) => <OneCall id={decodeURIComponent(id)} />}
    </Show>
  );
}

function OneCall(props: { id: string }): JSX.Element {
  const [search] = useSearchParams<{ t?: string; q?: string }>();
  const id = () => props.id;
  const q = () => search.q ?? '';
  const startAt = createMemo(() => {
    const sec = Number(search.t);
    return search.t !== undefined && Number.isFinite(sec) && sec >= 0 ? sec : null;
  });
  const data = createCallData(id, q);
  const edits = callEdits(id);

  // The recording is made ready once the page was painted, and put at the second of the link; it never starts by itself.
  const [painted, setPainted] = createSignal(false);
  createEffect(
    on(
      () => data.call() !== undefined && (data.transcript() !== undefined || data.transcriptError() !== null),
      (there) => {
        if (there) afterPaint(() => setPainted(true));
      },
    ),
  );
  createEffect(
    on([() => data.call()?.id, painted, startAt], ([callId, ready, sec]) => {
      const call = data.call();
      if (!callId || !call || !ready) return;
      if (player.loaded?.callId === callId) {
        if (sec !== null) seek(sec);
        return;
      }
      // What plays from another call goes on: the reader may be looking something up.
      if (playsOrWill()) return;
      void loadCall(callId, { call, transcript: data.transcript(), ...(sec === null ? {} : { sec }) });
    }),
  );
  createEffect(() => setPlayerHits({ callId: id(), hits: data.found().hits }));
  createEffect(() => {
    const call = data.call();
    if (call && painted()) updateContent(call, data.transcript());
  });

  return (
    <Show
      when={data.call()}
      fallback={<Pending error={data.callError()} lines={10} onRetry={data.refetch} />}
    >
      {(call) => <Loaded call={call()} data={data} edits={edits} q={q()} startAt={startAt()} />}
    </Show>
  );
}

function Loaded(props: {
  call: CallDetail;
  data: ReturnType<typeof createCallData>;
  edits: CallEdits;
  q: string;
  startAt: number | null;
}): JSX.Element {
  const [dialog, setDialog] = createSignal<'export' | 'raw' | 'keys' | 'note' | null>(null);
  const [noteAt, setNoteAt] = createSignal(0);
  const play = (sec: number, endSec?: number) => playMoment(props.call.id, sec, props.call.title, endSec);
  const lanes = createMemo(() =>
    lanesOf(props.call, props.data.transcript() ?? null, props.data.found().hits),
  );
  const here = () => (player.loaded?.callId === props.call.id ? position() : (props.startAt ?? 0));
  /** The call's time line is as long as Gong says; where it does not, as the recording, or to the last that happens. */
  const callSec = createMemo(
    () =>
      props.call.durationSec ||
      (player.loaded?.callId === props.call.id ? duration() : 0) ||
      Math.max(0, ...lanes().flatMap(({ marks }) => marks.map(({ to }) => to))),
  );
  let page!: HTMLDivElement;
  // What is below the fold comes part by part after the first paint: the reader can start, and scroll, at once.
  const [parts, setParts] = createSignal(0);
  let gone = false;
  onCleanup(() => {
    gone = true;
  });
  const more = () => {
    if (gone || parts() >= lastPart) return;
    setParts((n) => n + 1);
    setTimeout(more, 12);
  };
  onMount(() => afterPaint(more));

  function key(event: KeyboardEvent): void {
    if (playerKey(event)) return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    const act: Record<string, () => void> = {
      b: () => void props.edits.addNote('bookmark', here(), ''),
      n: () => {
        setNoteAt(here());
        setDialog('note');
      },
      h: () => {
        const words = chosenIn(page);
        if (!words) return toast('Select words of the transcript first, then press H.');
        void props.edits.addNote('highlight', words.startSec, '', {
          endSec: words.endSec,
          quote: words.text,
        });
        window.getSelection()?.removeAllRanges();
      },
      s: () => void props.edits.star(!props.call.mine.starred),
      e: () => void props.edits.review(props.call.mine.reviewedMs === null),
      r: () => setDialog('raw'),
    };
    const action = act[keyOf(event)];
    if (!action) return;
    event.preventDefault();
    action();
  }
  pageKeys(key);

  return (
    <div class="call-page" ref={page}>
      <CallHeader
        call={props.call}
        edits={props.edits}
        q={props.q}
        marks={props.data.found().marks}
        onExport={() => setDialog('export')}
        onKeys={() => setDialog('keys')}
      />
      <Timeline
        callId={props.call.id}
        durationSec={callSec()}
        lanes={lanes()}
        transcript={props.data.transcript() ?? null}
        onPlay={play}
      />
      <div class="panes">
        <div class="pane digest" tabindex="0" role="group" aria-label="Digest">
          <Sections call={props.call} changes={(props.data.changes() ?? []).length} />
          <Digest
            call={props.call}
            receipts={props.data.receipts()}
            marks={props.data.found().marks}
            onPlay={play}
            outline={parts() >= 1}
          />
          <Show when={parts() >= 2}>
            <Trackers call={props.call} onPlay={play} />
          </Show>
          <Show when={parts() >= 3}>
            <Numbers call={props.call} transcript={props.data.transcript()} onPlay={play} />
          </Show>
          <Show when={parts() >= 4}>
            <People call={props.call} />
          </Show>
          <Show when={parts() >= 5}>
            <Crm call={props.call} />
            <Scorecards call={props.call} />
            <TeamLibrary call={props.call} onPlay={play} />
            <Comments call={props.call} marks={props.data.found().marks} onPlay={play} />
          </Show>
          <Show when={parts() >= 6}>
            <Notes call={props.call} edits={props.edits} marks={props.data.found().marks} onPlay={play} />
            <Changes changes={props.data.changes() ?? []} onSeen={() => void props.edits.seenChanges()} />
            <Facts call={props.call} />
          </Show>
        </div>
        <div class="pane-right">
          <Show when={player.loaded?.callId === props.call.id && player.loaded.kind === 'video'}>
            <VideoSlot place="page" />
          </Show>
          <Show
            when={props.data.transcript()?.monologues.length !== 0}
            fallback={
              <EmptyState title="No transcript yet">
                <p class="muted">Gong has not given one, or it was not synced. The next sync asks again.</p>
              </EmptyState>
            }
          >
            <TranscriptPane
              call={props.call}
              transcript={props.data.transcript()}
              q={props.q}
              found={props.data.found()}
              edits={props.edits}
              onPlay={play}
              startAt={props.startAt}
            >
              <Pending error={props.data.transcriptError()} lines={12} />
            </TranscriptPane>
          </Show>
        </div>
      </div>
      <Show when={dialog() === 'export'}>
        <ExportDialog what={{ id: props.call.id }} title="Export this call" onClose={() => setDialog(null)} />
      </Show>
      <Show when={dialog() === 'raw'}>
        <RawDialog callId={props.call.id} onClose={() => setDialog(null)} />
      </Show>
      <Show when={dialog() === 'keys'}>
        <Modal title="Keys of this page" onClose={() => setDialog(null)}>
          <KeyList groups={keyGroup('Call and player')} />
        </Modal>
      </Show>
      <Show when={dialog() === 'note'}>
        <NoteDialog
          sec={noteAt()}
          onSave={(text) => void props.edits.addNote('note', noteAt(), text)}
          onClose={() => setDialog(null)}
        />
      </Show>
    </div>
  );
}

function NoteDialog(props: {
  sec: number;
  onSave: (text: string) => void;
  onClose: () => void;
}): JSX.Element {
  let field: HTMLTextAreaElement | undefined;
  return (
    <Modal title="Note at this second" onClose={props.onClose}>
      <Form
        class="stack export"
        onSubmit={() => {
          const text = field?.value.trim() ?? '';
          if (text !== '') props.onSave(text);
          props.onClose();
        }}
      >
        <textarea
          class="input"
          rows={4}
          dir="auto"
          aria-label="Note"
          ref={field}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
              event.currentTarget.form?.requestSubmit();
          }}
        />
        <div class="row">
          <Button type="submit" class="primary">
            Save <kbd>Ctrl+Enter</kbd>
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

/** Scrolls the digest, and only it, to one of its parts, and puts the reading position there. */
function goTo(button: HTMLElement, target: string): void {
  const pane = button.closest('[role=group]');
  const part = document.getElementById(target);
  const bar = button.closest('nav');
  if (!pane || !part || !bar) return;
  pane.scrollTop += part.getBoundingClientRect().top - pane.getBoundingClientRect().top - bar.clientHeight;
}

const hasNumbers = (call: CallDetail) =>
  call.questions !== null ||
  [call.interactionStats, call.topics, call.structure, call.video].some((list) => list.length > 0);

function Sections(props: { call: CallDetail; changes: number }): JSX.Element {
  const links = () =>
    (
      [
        ...digestSections(props.call).map(({ id, label }) => [id, label, true] as const),
        ['trackers', 'Trackers', props.call.trackers.length],
        ['numbers', 'Numbers', hasNumbers(props.call)],
        ['people', 'People', props.call.parties.length],
        ['crm', 'CRM', props.call.context.length],
        ['scorecards', 'Scorecards', props.call.scorecards.length],
        ['library', 'Team library', props.call.library.length],
        ['comments', 'Comments', props.call.comments.length],
        ['notes', 'My notes', true],
        ['changes', 'Changes', props.changes],
      ] as const
    ).filter(([, , has]) => Boolean(has));
  return (
    <nav class="sections" aria-label="Parts of the digest">
      <For each={links()}>
        {([target, label]) => <Button text={label} onClick={(event) => goTo(event.currentTarget, target)} />}
      </For>
    </nav>
  );
}
