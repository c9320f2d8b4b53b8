import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { type CallDetail, type FoundInCall, placeOf, type Receipt } from '../../../electron/contract/call.ts';
import { type DigestGroup, digestOf } from '../../../electron/contract/parts.ts';
import { rangesWithin, type TextRange } from '../../../electron/contract/ranges.ts';
import { clock, duration } from '../../ui/format.ts';
import { MomentChip } from '../../ui/kit.tsx';
import { MarkedAt } from '../../ui/marked.tsx';
import { Block } from './block.tsx';

interface Props {
  readonly call: CallDetail;
  readonly receipts: readonly Receipt[] | undefined;
  /** What the search that led here found. */
  readonly marks: FoundInCall['marks'];
  readonly onPlay: (sec: number) => void;
  /** False while only what is read first is to be drawn. */
  readonly outline: boolean;
}

/** Parts of the digest, each with the id of its section; lengths of topics and structure are drawn among the numbers. */
export const digestSections = (call: CallDetail) =>
  digestOf(call)
    .filter(({ name }) => name !== 'structure' && name !== 'topics')
    .map((part) => ({ ...part, id: part.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) }));
/** Those with a form of their own. */
const drawn = ['brief', 'keyPoints', 'highlights', 'outline'];

/** Whether Gong has written anything that sums the call up. */
const hasSummary = (call: CallDetail): boolean =>
  Boolean(call.brief) || [call.keyPoints, call.outline, call.highlights].some((list) => list.length > 0);

/** Brief, key points and what supports them, next steps and highlights, outline, and whatever else sums the call up. */
export function Digest(props: Props): JSX.Element {
  const of = (source: Receipt['source']) =>
    (props.receipts ?? []).filter((receipt) => receipt.source === source);
  const briefReceipts = createMemo(() => of('brief'));
  const nextFirst = createMemo(() =>
    props.call.highlights
      .map((group, at) => ({ heading: group.title, items: group.items, at }))
      .sort((a, b) => Number(/next step/i.test(b.heading)) - Number(/next step/i.test(a.heading))),
  );
  return (
    <>
      <Show when={props.call.outcome}>
        {(outcome) => (
          <p class="outcome">
            <span class="badge">Outcome</span> {outcome().name ?? outcome().category}
            <Show when={outcome().category && outcome().name}>
              <span class="muted"> {outcome().category}</span>
            </Show>
          </p>
        )}
      </Show>
      <Show when={!hasSummary(props.call)}>
        <div class="no-summary">
          <h2>No summary of this call</h2>
          <p class="muted">
            Gong has written no brief, key points or outline for it
            {props.call.hasTranscript ? '; the transcript is complete.' : ' and given no transcript.'} Short
            calls get none; for others it can come hours later, and each sync looks again.
          </p>
        </div>
      </Show>
      <Show when={props.call.brief}>
        {(brief) => (
          <Block id="brief" title="Brief">
            <Show
              when={briefReceipts().length > 0}
              fallback={
                <p class="prose">
                  <MarkedAt text={brief()} ranges={props.marks[placeOf('brief')]} />
                </p>
              }
            >
              <div class="prose">
                <For each={briefReceipts()}>
                  {(receipt) => (
                    <Supported receipt={receipt} onPlay={props.onPlay}>
                      <MarkedAt
                        text={receipt.text}
                        ranges={rangesWithin(
                          props.marks[placeOf('brief')] ?? [],
                          receipt.from,
                          receipt.text.length,
                        )}
                      />
                    </Supported>
                  )}
                </For>
              </div>
            </Show>
          </Block>
        )}
      </Show>
      <Block id="key-points" title="Key points" when={props.call.keyPoints.length > 0}>
        <ul class="claims bullets">
          <For each={props.call.keyPoints}>
            {(text, index) => (
              <li>
                <Supported
                  receipt={of('keyPoint').find((receipt) => receipt.index === index())}
                  onPlay={props.onPlay}
                >
                  <MarkedAt text={text} ranges={props.marks[placeOf('keyPoint', index())]} />
                </Supported>
              </li>
            )}
          </For>
        </ul>
      </Block>
      <Block id="highlights" title="Highlights" when={nextFirst().length > 0}>
        <For each={nextFirst()}>
          {(group) => (
            <Group
              group={group}
              heading={props.marks[placeOf('highlight', group.at)]}
              marksOf={(item) => props.marks[placeOf('highlight', group.at, item)]}
              onPlay={props.onPlay}
            />
          )}
        </For>
      </Block>
      <Block id="outline" title="Outline" when={props.outline && props.call.outline.length > 0}>
        <ol class="outline">
          <For each={props.call.outline}>
            {(section, at) => (
              <li>
                <div class="row">
                  <h3 class="grow">
                    <MarkedAt text={section.section} ranges={props.marks[placeOf('outline', at())]} />
                  </h3>
                  <Show when={section.durationSec}>
                    {(seconds) => <span class="muted small">{duration(seconds())}</span>}
                  </Show>
                  <MomentChip sec={section.startSec} label={section.section} onPlay={props.onPlay} />
                </div>
                <ul class="claims">
                  <For each={section.items}>
                    {(item, nth) => (
                      <Claim text={item.text} ranges={props.marks[placeOf('outline', at(), nth())]}>
                        <MomentChip
                          sec={item.startSec}
                          label={item.text.slice(0, 60)}
                          onPlay={props.onPlay}
                        />
                      </Claim>
                    )}
                  </For>
                </ul>
              </li>
            )}
          </For>
        </ol>
      </Block>
      <For each={props.outline ? digestSections(props.call).filter(({ name }) => !drawn.includes(name)) : []}>
        {(part) => (
          <Block id={part.id} title={part.label}>
            <For each={part.groups}>
              {(group) => (
                <Group
                  group={group}
                  marksOf={(item) =>
                    part.name === 'pointsOfInterest' ? props.marks[placeOf('point', item)] : undefined
                  }
                  onPlay={props.onPlay}
                />
              )}
            </For>
          </Block>
        )}
      </For>
    </>
  );
}

/** One line, and what stands beside it. */
function Claim(props: {
  text: string;
  ranges: readonly TextRange[] | undefined;
  children: JSX.Element;
}): JSX.Element {
  return (
    <li>
      <div class="claim">
        <span>
          <MarkedAt text={props.text} ranges={props.ranges} />
        </span>
        {props.children}
      </div>
    </li>
  );
}

/** Lines under their heading, each with its moments. */
function Group(props: {
  group: Pick<DigestGroup, 'heading' | 'items'>;
  heading?: readonly TextRange[] | undefined;
  marksOf: (item: number) => readonly TextRange[] | undefined;
  onPlay: (sec: number) => void;
}): JSX.Element {
  return (
    <>
      <Show when={props.group.heading !== null}>
        <h3>
          <MarkedAt text={props.group.heading ?? ''} ranges={props.heading} />
        </h3>
      </Show>
      <ul class="claims bullets">
        <For each={props.group.items}>
          {(item, at) => (
            <Claim text={item.text} ranges={props.marksOf(at())}>
              <span class="moments">
                <For each={item.startSecs}>
                  {(sec) => <MomentChip sec={sec} label={item.text.slice(0, 60)} onPlay={props.onPlay} />}
                </For>
              </span>
            </Claim>
          )}
        </For>
      </ul>
    </>
  );
}

/**
 * A sentence of a summary followed by the moment that supports it, or by the plain word that none was found. What was
 * said there opens below it.
 */
function Supported(props: {
  receipt: Receipt | undefined;
  onPlay: (sec: number) => void;
  children: JSX.Element;
}): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const likely = () => props.receipt?.confidence === 'likely';
  return (
    <>
      <span class="supported">
        {props.children}{' '}
        <Show when={props.receipt}>
          {(receipt) => (
            <Show
              when={receipt().moment}
              fallback={
                <span
                  class="muted small nowrap"
                  title="The transcript shares too few words with this sentence to say where it was said."
                >
                  no support found
                </span>
              }
            >
              {(moment) => (
                <span class="proof" classList={{ likely: likely() }}>
                  <MomentChip
                    sec={moment().startSec}
                    label={`${likely() ? 'likely said here' : 'said here'}: ${receipt().text.slice(0, 60)}`}
                    onPlay={props.onPlay}
                  />
                  <button
                    type="button"
                    class="why"
                    aria-expanded={open()}
                    aria-label={`What was said at ${clock(moment().startSec)}${likely() ? ', likely' : ''}`}
                    title={likely() ? 'Likely said here: read it' : 'Said here: read it'}
                    onClick={() => setOpen(!open())}
                  >
                    {likely() ? '≈' : '✓'}
                  </button>
                </span>
              )}
            </Show>
          )}
        </Show>{' '}
      </span>
      <Show when={open() && props.receipt?.moment}>
        {(moment) => (
          <blockquote class="receipt callout medium">
            <b class="small dim">
              {likely() ? 'Likely said here' : 'Said here'}
              <Show when={moment().speaker}>{(name) => <> by {name()}</>}</Show>
            </b>
            <p>
              <MarkedAt text={moment().text} ranges={moment().marks} />
            </p>
            <footer class="small dim">
              {clock(moment().startSec)} to {clock(moment().endSec)}. Matched on this laptop by shared words:{' '}
              {props.receipt?.shared.slice(0, 12).join(', ')}
            </footer>
          </blockquote>
        )}
      </Show>
    </>
  );
}
