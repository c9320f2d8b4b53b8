import { createMemo, For, type JSX, Show } from 'solid-js';
import {
  type CallComment,
  type CallDetail,
  type ContextObject,
  type FoundInCall,
  placeOf,
} from '../../../electron/contract/call.ts';
import { rangesWithin } from '../../../electron/contract/ranges.ts';
import { talkNote, talkWords } from '../../../electron/contract/talk.ts';
import { where } from '../../data/app.ts';
import { clock, duration, moment } from '../../ui/format.ts';
import { MomentChip, SideDot } from '../../ui/kit.tsx';
import { MarkedAt } from '../../ui/marked.tsx';
import { Block } from './block.tsx';

/** Who was invited, who came, who spoke and for how long. */
export function People(props: { call: CallDetail }): JSX.Element {
  const presence = (methods: readonly string[]) => {
    const came = methods.includes('Attendee');
    const invited = methods.includes('Invitee');
    if (came) return invited ? 'invited and attended' : 'attended';
    return invited ? 'invited, did not attend' : null;
  };
  return (
    <Block id="people" title="People">
      <ul class="people">
        <For each={props.call.parties}>
          {(party) => (
            <li>
              <div class="row">
                <SideDot side={party.side} />
                <b>{party.name ?? party.emailAddress ?? party.phoneNumber ?? 'Unknown'}</b>
                <Show when={party.title && party.title !== party.name}>
                  <span class="muted">{party.title}</span>
                </Show>
                <span class="grow" />
                <Show when={talkWords(party, props.call.speechSec, clock)}>
                  {(words) => <span class="muted small nowrap">{words()}</span>}
                </Show>
              </div>
              <div class="muted small wraps people-more">
                {[
                  party.currentName && `now ${party.currentName}`,
                  party.affiliation,
                  party.company,
                  party.emailAddress,
                  party.name ? party.phoneNumber : null,
                  presence(party.methods),
                ]
                  .filter(Boolean)
                  .join(' · ')}{' '}
                <Show when={party.otherCalls > 0 && party.q}>
                  {(q) => (
                    <a href={`#/library?q=${encodeURIComponent(q())}`}>
                      {party.otherCalls} other {party.otherCalls === 1 ? 'call' : 'calls'}
                      {party.knownBy === 'name' ? ' with this name' : ''}
                    </a>
                  )}
                </Show>
              </div>
              <Show when={party.context.some((object) => object.fields.length > 0)}>
                <details>
                  <summary>In the CRM</summary>
                  <For each={party.context}>{(object) => <CrmObject object={object} />}</For>
                </details>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.call.parties.length > 0 && talkNote(props.call)}>
        {(note) => <p class="hint">{note()}</p>}
      </Show>
    </Block>
  );
}

/** CRM objects as they were at the time of the call and as they are now. */
export function Crm(props: { call: CallDetail }): JSX.Element {
  return (
    <Show when={props.call.context.length > 0}>
      <section class="block" id="crm" aria-label="CRM">
        <h2>CRM, then and now</h2>
        <For each={props.call.context}>{(object) => <CrmObject object={object} />}</For>
      </section>
    </Show>
  );
}

function CrmObject(props: { object: ContextObject }): JSX.Element {
  const changed = () => props.object.fields.filter((field) => field.changed).length;
  const bothTimes = () => props.object.timings.length > 1;
  return (
    <div class="crm">
      <h3>
        {props.object.objectType} <span class="muted">in {props.object.system}</span>{' '}
        <Show when={bothTimes()}>
          <span class="badge">{changed() === 0 ? 'unchanged since the call' : `${changed()} changed`}</span>
        </Show>
      </h3>
      <Show
        when={props.object.fields.length > 0}
        fallback={<p class="hint">No fields were synced: {props.object.objectId}</p>}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <Show when={bothTimes() || props.object.timings[0] === 'TimeOfCall'}>
                <th scope="col">At the call</th>
              </Show>
              <Show when={bothTimes() || props.object.timings[0] !== 'TimeOfCall'}>
                <th scope="col">Now</th>
              </Show>
            </tr>
          </thead>
          <tbody>
            <For each={props.object.fields}>
              {(field) => (
                <tr classList={{ changed: field.changed }}>
                  <td>{field.name}</td>
                  <Show when={bothTimes() || props.object.timings[0] === 'TimeOfCall'}>
                    <td>{field.timeOfCall ?? <span class="muted">none</span>}</td>
                  </Show>
                  <Show when={bothTimes() || props.object.timings[0] !== 'TimeOfCall'}>
                    <td>
                      {field.now ?? <span class="muted">none</span>}
                      <Show when={field.changed}>
                        <span class="badge changed-badge">changed</span>
                      </Show>
                    </td>
                  </Show>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
    </div>
  );
}

/** The team's comments in their threads, each at its second. */
export function Comments(props: {
  call: CallDetail;
  marks: FoundInCall['marks'];
  onPlay: (sec: number) => void;
}): JSX.Element {
  const threads = createMemo(() => {
    const ids = new Set(props.call.comments.map((comment) => comment.id));
    const replies = new Map<string | null, CallComment[]>();
    for (const comment of props.call.comments) {
      const parent =
        comment.inReplyTo !== null && ids.has(comment.inReplyTo) && comment.inReplyTo !== comment.id
          ? comment.inReplyTo
          : null;
      replies.set(parent, [...(replies.get(parent) ?? []), comment]);
    }
    // Flattened with a depth: a circle of replies cannot be drawn for ever, because each comment is taken once.
    const out: { comment: CallComment; depth: number }[] = [];
    const taken = new Set<CallComment>();
    const visit = (list: readonly CallComment[], depth: number) => {
      for (const comment of list) {
        if (taken.has(comment)) continue;
        taken.add(comment);
        out.push({ comment, depth: Math.min(depth, 4) });
        if (comment.id !== null) visit(replies.get(comment.id) ?? [], depth + 1);
      }
    };
    visit(replies.get(null) ?? [], 0);
    visit(props.call.comments, 0);
    return out;
  });
  /** The parts of a comment, each with the marks in it. */
  const marked = (comment: CallComment) => {
    const ranges = props.marks[placeOf('comment', props.call.comments.indexOf(comment))] ?? [];
    let from = 0;
    return comment.parts.map(({ text, mentionUserId }) => {
      from += text.length;
      return {
        text,
        mention: mentionUserId !== null,
        ranges: rangesWithin(ranges, from - text.length, text.length),
      };
    });
  };
  return (
    <Block id="comments" title="Comments" when={props.call.comments.length > 0}>
      <ul class="comments">
        <For each={threads()}>
          {({ comment, depth }) => (
            <li style={{ 'margin-left': `${depth * 18}px` }}>
              <div class="row wrap">
                <b>{comment.author}</b>
                <Show when={comment.postedMs}>
                  {(ms) => <span class="muted small">{moment(ms(), where().tz)}</span>}
                </Show>
                <Show when={comment.duringCall}>
                  <span class="badge">during the call</span>
                </Show>
                <MomentChip
                  sec={comment.startSec}
                  label={`comment by ${comment.author}`}
                  onPlay={props.onPlay}
                />
              </div>
              <p>
                <For each={marked(comment)}>
                  {({ text, mention, ranges }) =>
                    mention ? (
                      <span class="mention">
                        <MarkedAt text={text} ranges={ranges} />
                      </span>
                    ) : (
                      <MarkedAt text={text} ranges={ranges} />
                    )
                  }
                </For>
              </p>
            </li>
          )}
        </For>
      </ul>
    </Block>
  );
}

/** What else Gong says about the call. */
export function Facts(props: { call: CallDetail }): JSX.Element {
  return (
    <Block id="facts" title="About the call">
      <dl class="facts">
        <Show when={props.call.scheduledMs}>
          {(ms) => (
            <>
              <dt>scheduled</dt>
              <dd>{moment(ms(), where().tz)}</dd>
            </>
          )}
        </Show>
        <dt>length</dt>
        <dd>{duration(props.call.durationSec)}</dd>
        <For each={props.call.meta}>
          {(item) => (
            <>
              <dt>{item.name}</dt>
              <dd>{item.value}</dd>
            </>
          )}
        </For>
      </dl>
    </Block>
  );
}
