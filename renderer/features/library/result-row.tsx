import CheckCheck from 'lucide-solid/icons/check-check';
import CloudOff from 'lucide-solid/icons/cloud-off';
import Eye from 'lucide-solid/icons/eye';
import HardDrive from 'lucide-solid/icons/hard-drive';
import Lock from 'lucide-solid/icons/lock';
import Star from 'lucide-solid/icons/star';
import { For, Index, type JSX, Show } from 'solid-js';
import type { CallHit, PassageHit } from '../../../electron/contract/library.ts';
import { where } from '../../data/app.ts';
import { hrefOf } from '../../data/links.ts';
import { IconButton } from '../../ui/form.tsx';
import { day, duration, plain } from '../../ui/format.ts';
import { MomentChip, SideDot } from '../../ui/kit.tsx';
import { Marked } from '../../ui/marked.tsx';
import { playMoment } from '../player/player.ts';

/** One call of the list: what it is, and where it says what was looked for. */
export function ResultRow(props: {
  call: CallHit;
  q: string;
  context: boolean;
  /** Marked as new. */
  fresh: boolean;
  onLook: () => void;
}): JSX.Element {
  const facts = () =>
    [props.call.host, props.call.account, props.call.stage, props.call.outcome].filter(
      (fact): fact is string => Boolean(fact),
    );
  return (
    <article>
      <header class="row">
        <h2 class="grow">
          <a class="ellipsis title" dir="auto" href={`#${hrefOf(props.call, props.q)}`}>
            <Marked text={props.call.title} />
          </a>
        </h2>
        <Show when={props.fresh && !props.call.flags.includes('changed')}>
          <span class="badge new">new</span>
        </Show>
        <Flags call={props.call} />
        <IconButton
          icon={Eye}
          class="small quiet look"
          label={`Quick look at ${plain(props.call.title)}`}
          title="Quick look (Space)"
          onClick={(event) => (event.stopPropagation(), props.onLook())}
        />
        <p class="when muted">
          <time>{day(props.call.startedMs, where().tz)}</time>
          <span>{duration(props.call.durationSec)}</span>
        </p>
      </header>
      <p class="meta ellipsis dim">
        <Index each={facts()}>
          {(fact) => (
            <span>
              <bdi>{fact()}</bdi>
            </span>
          )}
        </Index>
        <Index each={props.call.tags}>
          {(tag) => (
            <span class="tag">
              <bdi>#{tag()}</bdi>
            </span>
          )}
        </Index>
      </p>
      <Show
        when={props.call.passages.length > 0}
        fallback={
          <p class="briefline dim clamp" dir="auto">
            <Show
              when={props.call.brief}
              fallback={<span class="muted">Gong has no brief of this call.</span>}
            >
              {(brief) => <Marked text={brief()} />}
            </Show>
          </p>
        }
      >
        <Passages call={props.call} q={props.q} context={props.context} />
      </Show>
    </article>
  );
}

const flagIcons = [
  ['private', Lock, 'Private', 'Private call'],
  ['offline', HardDrive, 'On this laptop', 'Its recording is on this laptop'],
  ['reviewed', CheckCheck, 'Reviewed', null],
  ['starred', Star, 'Starred', null],
] as const;

function Flags(props: { call: CallHit }): JSX.Element {
  const has = (flag: CallHit['flags'][number]) => props.call.flags.includes(flag);
  return (
    <>
      <Show when={has('changed')}>
        <span class="badge new">changed</span>
      </Show>
      <Show when={has('gone')}>
        <span class="badge">
          <CloudOff size={12} /> gone from Gong
        </span>
      </Show>
      <For each={flagIcons}>
        {([flag, Icon, label, title]) => (
          <Show when={has(flag)}>
            <span class="flag muted" title={title ?? label}>
              <Icon size={14} aria-label={label} class={flag === 'starred' ? flag : ''} />
            </span>
          </Show>
        )}
      </For>
    </>
  );
}

/** The best passages of a call, playable, with the lines around them where asked. */
export function Passages(props: { call: CallHit; q: string; context: boolean }): JSX.Element {
  return (
    <ul class="passages col">
      <Index each={props.call.passages}>
        {(passage) => <Passage call={props.call} passage={passage()} q={props.q} context={props.context} />}
      </Index>
    </ul>
  );
}

const kinds: Partial<Record<PassageHit['kind'], string>> = {
  outline: 'Outline',
  highlight: 'Highlight',
  comment: 'Comment',
  note: 'My note',
};

function Passage(props: { call: CallHit; passage: PassageHit; q: string; context: boolean }): JSX.Element {
  return (
    <li class="passage">
      <Show when={props.passage.startSec !== null} fallback={<span class="badge">no time</span>}>
        <MomentChip
          sec={props.passage.startSec ?? 0}
          label={plain(props.call.title)}
          onPlay={(sec) => playMoment(props.call.id, sec)}
        />
      </Show>
      <a class="grow title" href={`#${hrefOf(props.call, props.q, props.passage.startSec)}`}>
        <Show when={props.context && props.passage.before}>
          {(line) => (
            <span class="neighbour muted ellipsis" dir="auto">
              {line()}
            </span>
          )}
        </Show>
        <span class="hitline clamp" dir="auto">
          <bdi class="who dim">
            <Show when={props.passage.side}>
              <SideDot side={props.passage.side} />
            </Show>
            {kinds[props.passage.kind] ?? props.passage.speaker ?? ''}
          </bdi>{' '}
          <Marked text={props.passage.text} />
        </span>
        <Show when={props.context && props.passage.after}>
          {(line) => (
            <span class="neighbour muted ellipsis" dir="auto">
              {line()}
            </span>
          )}
        </Show>
      </a>
    </li>
  );
}
