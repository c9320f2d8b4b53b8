import Check from 'lucide-solid/icons/check';
import Download from 'lucide-solid/icons/download';
import Keyboard from 'lucide-solid/icons/keyboard';
import ListVideo from 'lucide-solid/icons/list-video';
import Plus from 'lucide-solid/icons/plus';
import Star from 'lucide-solid/icons/star';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { type CallDetail, type FoundInCall, placeOf } from '../../../electron/contract/call.ts';
import { isolate } from '../../../electron/contract/direction.ts';
import { where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { Button, Chip, Form, IconButton, IconSwitch } from '../../ui/form.tsx';
import { day, duration, moment } from '../../ui/format.ts';
import { MarkedAt } from '../../ui/marked.tsx';
import { KeepButton } from '../player/keep.tsx';
import { startPlaylist } from '../player/playlist.ts';
import { shareHeard } from '../player/turns.ts';
import type { CallEdits } from './edits.ts';

/** Title, when and with whom, and what I made of it. */
export function CallHeader(props: {
  call: CallDetail;
  edits: CallEdits;
  /** The search that led here; its hits can be played across calls. */
  q: string;
  marks: FoundInCall['marks'];
  onExport: () => void;
  onKeys: () => void;
}): JSX.Element {
  const heard = () => Math.round(100 * shareHeard(props.call.mine.heard, props.call.durationSec));
  const stage = () => {
    for (const object of props.call.context) {
      const field = object.fields.find((item) => /^stage(name)?$/i.test(item.name));
      if (field) return field;
    }
    return null;
  };
  return (
    <header class="call-head col">
      <div class="row">
        <h1 class="ellipsis" dir="auto" title={isolate(props.call.title)}>
          <MarkedAt text={props.call.title} ranges={props.marks[placeOf('title')]} />
        </h1>
        <span class="grow" />
        <IconSwitch
          icon={Star}
          filled={props.call.mine.starred}
          on={props.call.mine.starred}
          label="Star (S)"
          onSwitch={(on) => void props.edits.star(on)}
        />
        <Button
          class="small"
          icon={Check}
          size={15}
          text="Reviewed"
          aria-pressed={props.call.mine.reviewedMs !== null}
          title="Reviewed: out of the inbox (E)"
          onClick={() => void props.edits.review(props.call.mine.reviewedMs === null)}
        />
        <Show when={props.q.trim() !== ''}>
          <Button
            icon={ListVideo}
            size={15}
            text="Play hits"
            title={`Play some seconds around each hit of “${isolate(props.q)}”, call after call`}
            onClick={() => void startPlaylist(props.q)}
          />
        </Show>
        <KeepButton ids={() => [props.call.id]} />
        <Button icon={Download} size={15} text="Export" onClick={() => props.onExport()} />
        <IconButton icon={Keyboard} label="Keys of this page" onClick={() => props.onKeys()} />
      </div>
      <div class="row wrap medium dim call-sub">
        <span>{moment(props.call.startedMs, where().tz)}</span>
        <Show when={props.call.durationSec > 0}>
          <span>{duration(props.call.durationSec)}</span>
        </Show>
        <Show when={props.call.host}>
          {(host) => (
            <span>
              hosted by <bdi>{host()}</bdi>
            </span>
          )}
        </Show>
        <Show when={props.call.account}>{(account) => <span dir="auto">{account()}</span>}</Show>
        <Show when={stage()}>
          {(field) => (
            <span class="badge">
              {field().changed && field().timeOfCall
                ? `${isolate(field().timeOfCall ?? '')} → ${isolate(field().now ?? 'none')}`
                : isolate(field().now ?? field().timeOfCall ?? '')}
            </span>
          )}
        </Show>
        <Show when={props.call.isPrivate}>
          <span class="badge">private</span>
        </Show>
        <Show when={props.call.goneMs}>
          {(ms) => <span class="badge warn">gone from Gong since {day(ms(), where().tz)}</span>}
        </Show>
        <Show when={heard() > 0}>
          <span class="muted">{heard()} % heard</span>
        </Show>
        <For each={props.call.mine.tags}>
          {(tag) => (
            <Chip text={tag} remove={`Remove tag ${tag}`} onRemove={() => void props.edits.tag(tag, false)} />
          )}
        </For>
        <TagField edits={props.edits} />
        <Show when={props.call.url?.startsWith('https://')}>
          <a href={props.call.url ?? ''} target="_blank" rel="noreferrer noopener">
            Open in Gong
          </a>
        </Show>
      </div>
    </header>
  );
}

function TagField(props: { edits: CallEdits }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const tags = createQuery('personal/tags', () => (open() ? {} : null));
  let field: HTMLInputElement | undefined;
  return (
    <Show
      when={open()}
      fallback={
        <Button class="small quiet dim" icon={Plus} size={13} text="Tag" onClick={() => setOpen(true)} />
      }
    >
      <Form
        class=""
        onSubmit={() => {
          const text = field?.value.trim() ?? '';
          if (text !== '') void props.edits.tag(text, true);
          setOpen(false);
        }}
      >
        <input
          class="input tag-field"
          dir="auto"
          list="known-tags"
          aria-label="New tag"
          maxlength="100"
          ref={(element) => {
            field = element;
            queueMicrotask(() => element.focus());
          }}
          onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
        />
        <datalist id="known-tags">
          <For each={tags.data() ?? []}>
            {(item) => <option value={item.tag}>{`${item.calls} calls`}</option>}
          </For>
        </datalist>
      </Form>
    </Show>
  );
}
