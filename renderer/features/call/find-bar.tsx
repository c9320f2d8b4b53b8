import ChevronDown from 'lucide-solid/icons/chevron-down';
import ChevronUp from 'lucide-solid/icons/chevron-up';
import Play from 'lucide-solid/icons/play';
import Search from 'lucide-solid/icons/search';
import X from 'lucide-solid/icons/x';
import { type JSX, Show } from 'solid-js';
import { isolate } from '../../../electron/contract/direction.ts';
import { shortened } from '../../../electron/contract/lines.ts';
import { IconButton } from '../../ui/form.tsx';

interface Props {
  readonly open: boolean;
  readonly text: string;
  readonly count: number;
  readonly at: number;
  /** The search that led to this call; its hits are stepped while nothing else is looked for. */
  readonly q: string;
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  readonly onStep: (direction: 1 | -1) => void;
  readonly onPlay: () => void;
  readonly onClose: () => void;
  readonly fieldRef: (element: HTMLInputElement) => void;
}

/** Find in this call (Ctrl+F), and the stepper over its hits. */
export function FindBar(props: Props): JSX.Element {
  const stepping = () => (props.open && props.text.trim() !== '') || (!props.open && props.q !== '');
  return (
    <div class="pane-head">
      <Show
        when={props.open}
        fallback={
          <>
            <h2>Transcript</h2>
            <span class="grow" />
          </>
        }
      >
        <input
          class="input find-field"
          type="search"
          dir="auto"
          placeholder="Find in this call"
          aria-label="Find in this call"
          value={props.text}
          ref={props.fieldRef}
          onInput={(event) => props.onText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') props.onStep(event.shiftKey ? -1 : 1);
          }}
        />
      </Show>
      <Show when={stepping()}>
        <span class="muted find-count" role="status">
          {props.count === 0 ? 'No hits' : `${props.at + 1} of ${props.count}`}
          {props.open || props.count === 0 ? '' : ` for “${isolate(shortened(props.q, 25))}”`}
        </span>
        <IconButton
          icon={ChevronUp}
          label="Previous hit"
          disabled={props.count === 0}
          onClick={() => props.onStep(-1)}
        />
        <IconButton
          icon={ChevronDown}
          label="Next hit"
          disabled={props.count === 0}
          onClick={() => props.onStep(1)}
        />
        <IconButton
          icon={Play}
          size={14}
          label="Play this hit"
          disabled={props.count === 0}
          onClick={() => props.onPlay()}
        />
      </Show>
      <Show
        when={props.open}
        fallback={
          <IconButton icon={Search} label="Find in this call (Ctrl+F)" onClick={() => props.onOpen()} />
        }
      >
        <IconButton icon={X} label="Close find" onClick={() => props.onClose()} />
      </Show>
    </div>
  );
}
