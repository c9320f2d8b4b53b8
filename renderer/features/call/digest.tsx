import Check from 'lucide-solid/icons/check';
import CircleHelp from 'lucide-solid/icons/circle-question-mark';
import { createMemo, For, type JSX, Show } from 'solid-js';
import type { CallDetail, Receipt } from '../../../electron/contract/call.ts';
import { clock, duration } from '../../ui/format.ts';
import { MomentChip } from '../../ui/kit.tsx';
import { cut, wordsOf } from './lines.ts';

interface Props {
  readonly call: CallDetail;
  readonly receipts: readonly Receipt[] | undefined;
  readonly q: string;
  readonly onPlay: (sec: number) => void;
}

/** Text of the call with the words of the search marked. */
export function Words(props: { text: string; q: string }): JSX.Element {
  return (
    <For each={cut(props.text, wordsOf(props.q))}>
      {(piece) => (piece.hit ? <mark>{piece.text}</mark> : piece.text)}
    </For>
  );
}

/** Brief, key points and what supports them, next steps and highlights, outline. */
export function Digest(props: Props): JSX.Element {
  const of = (source: Receipt['source']) =>
    (props.receipts ?? []).filter((receipt) => receipt.source === source);
  const briefReceipts = createMemo(() => of('brief'));
  const nextFirst = createMemo(() =>
    props.call.highlights.toSorted(
      (a, b) => Number(/next step/i.test(b.title)) - Number(/next step/i.test(a.title)),
    ),
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
      <Show when={props.call.brief}>
        {(brief) => (
          <section class="block" id="brief" aria-label="Brief">
            <h2>Brief</h2>
            <Show
              when={briefReceipts().length > 0}
              fallback={
                <p class="prose">
                  <Words text={brief()} q={props.q} />
                </p>
              }
            >
              <ul class="claims">
                <For each={briefReceipts()}>
                  {(receipt) => (
                    <Claim receipt={receipt} text={receipt.text} q={props.q} onPlay={props.onPlay} />
                  )}
                </For>
              </ul>
            </Show>
          </section>
        )}
      </Show>
      <Show when={props.call.keyPoints.length > 0}>
        <section class="block" id="key-points" aria-label="Key points">
          <h2>Key points</h2>
          <ul class="claims bullets">
            <For each={props.call.keyPoints}>
              {(text, index) => (
                <Claim
                  receipt={of('keyPoint').find((receipt) => receipt.index === index())}
                  text={text}
                  q={props.q}
                  onPlay={props.onPlay}
                />
              )}
            </For>
          </ul>
        </section>
      </Show>
      <Show when={nextFirst().length > 0}>
        <section class="block" id="highlights" aria-label="Highlights">
          <h2>Highlights</h2>
          <For each={nextFirst()}>
            {(group) => (
              <>
                <h3>{group.title}</h3>
                <ul class="claims bullets">
                  <For each={group.items}>
                    {(item) => (
                      <li>
                        <div class="claim">
                          <span>
                            <Words text={item.text} q={props.q} />
                          </span>
                          <span class="chips">
                            <For each={item.startSecs}>
                              {(sec) => (
                                <MomentChip sec={sec} label={item.text.slice(0, 60)} onPlay={props.onPlay} />
                              )}
                            </For>
                          </span>
                        </div>
                      </li>
                    )}
                  </For>
                </ul>
              </>
            )}
          </For>
        </section>
      </Show>
      <Show when={props.call.outline.length > 0}>
        <section class="block" id="outline" aria-label="Outline">
          <h2>Outline</h2>
          <ol class="outline">
            <For each={props.call.outline}>
              {(section) => (
                <li>
                  <div class="row">
                    <h3 class="grow">
                      <Words text={section.section} q={props.q} />
                    </h3>
                    <Show when={section.durationSec}>
                      {(seconds) => <span class="muted small">{duration(seconds())}</span>}
                    </Show>
                    <Show when={section.startSec !== null}>
                      <MomentChip sec={section.startSec ?? 0} label={section.section} onPlay={props.onPlay} />
                    </Show>
                  </div>
                  <ul class="claims">
                    <For each={section.items}>
                      {(item) => (
                        <li>
                          <div class="claim">
                            <span>
                              <Words text={item.text} q={props.q} />
                            </span>
                            <Show when={item.startSec !== null}>
                              <MomentChip
                                sec={item.startSec ?? 0}
                                label={item.text.slice(0, 60)}
                                onPlay={props.onPlay}
                              />
                            </Show>
                          </div>
                        </li>
                      )}
                    </For>
                  </ul>
                </li>
              )}
            </For>
          </ol>
        </section>
      </Show>
    </>
  );
}

/** A sentence of a summary with the moment that supports it, or with the plain word that none was found. */
function Claim(props: {
  receipt: Receipt | undefined;
  text: string;
  q: string;
  onPlay: (sec: number) => void;
}): JSX.Element {
  return (
    <li>
      <div class="claim">
        <span>
          <Words text={props.text} q={props.q} />
        </span>
        <Show when={props.receipt}>
          {(receipt) => (
            <Show
              when={receipt().moment}
              fallback={<span class="muted small no-support">no support found</span>}
            >
              {(moment) => (
                <MomentChip
                  sec={moment().startSec}
                  label={`where it was said: ${props.text.slice(0, 60)}`}
                  onPlay={props.onPlay}
                />
              )}
            </Show>
          )}
        </Show>
      </div>
      <Show when={props.receipt?.moment}>
        {(moment) => (
          <details class="receipt">
            <summary>
              <Show
                when={props.receipt?.confidence === 'certain'}
                fallback={
                  <>
                    <CircleHelp size={12} aria-hidden="true" /> Likely said here
                  </>
                }
              >
                <Check size={12} aria-hidden="true" /> Said here
              </Show>
              <Show when={moment().speaker}>{(name) => <> by {name()}</>}</Show>
            </summary>
            <blockquote>
              <For each={cut(moment().text, props.receipt?.shared ?? [])}>
                {(piece) => (piece.hit ? <mark>{piece.text}</mark> : piece.text)}
              </For>
              <footer class="muted">
                {clock(moment().startSec)} to {clock(moment().endSec)}. Matched on this laptop by shared
                words: {props.receipt?.shared.slice(0, 12).join(', ')}
              </footer>
            </blockquote>
          </details>
        )}
      </Show>
    </li>
  );
}
