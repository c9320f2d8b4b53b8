import { For, type JSX, Show } from 'solid-js';
import type { AnsweredScorecard, CallDetail, LibraryPlace } from '../../../electron/contract/call.ts';
import { isolate } from '../../../electron/contract/direction.ts';
import {
  answerText,
  percentText,
  questionText,
  reviewByline,
} from '../../../electron/contract/review-text.ts';
import { where } from '../../data/app.ts';
import { moment } from '../../ui/format.ts';
import { MomentChip } from '../../ui/kit.tsx';
import { Block } from './block.tsx';

/** Reviews by Gong's scorecards: who reviewed whom, and every question with its answer. */
export function Scorecards(props: { call: CallDetail }): JSX.Element {
  return (
    <Block id="scorecards" title="Scorecards" when={props.call.scorecards.length > 0}>
      <For each={props.call.scorecards}>{(review) => <Review review={review} />}</For>
    </Block>
  );
}

function Review(props: { review: AnsweredScorecard }): JSX.Element {
  return (
    <article class="review">
      <h3 class="row wrap">
        <a href={`#/library?q=${encodeURIComponent(props.review.q)}`} title="All calls reviewed with it">
          <bdi>{props.review.name}</bdi>
        </a>
        <Show when={props.review.score !== null}>
          <span class="badge score">{percentText(props.review.score ?? 0)}</span>
        </Show>
        <Show when={props.review.automatic}>
          <span class="badge">automatic</span>
        </Show>
      </h3>
      <p class="muted small">{reviewByline(props.review, (ms) => moment(ms, where().tz))}</p>
      <dl class="answers wraps">
        <For each={props.review.answers}>
          {(answer) => (
            <div>
              <dt>
                <bdi>{questionText(answer)}</bdi>
                <Show when={answer.isOverall && answer.question !== null}>
                  {' '}
                  <span class="muted small">the call as a whole</span>
                </Show>
              </dt>
              <dd classList={{ muted: answer.notApplicable || answerText(answer) === 'not answered' }}>
                <Show when={answerText(answer)}>
                  <bdi class="answer">{answerText(answer)}</bdi>
                </Show>
                <Show when={answer.text}>
                  <p dir="auto">{answer.text}</p>
                </Show>
              </dd>
            </div>
          )}
        </For>
      </dl>
    </article>
  );
}

/** Where the team keeps the call as an example; a snippet plays from its first second to its last. */
export function TeamLibrary(props: {
  call: CallDetail;
  onPlay: (sec: number, endSec?: number) => void;
}): JSX.Element {
  return (
    <Block id="library" title="Team library" when={props.call.library.length > 0}>
      <ul class="comments">
        <For each={props.call.library}>{(place) => <Kept place={place} onPlay={props.onPlay} />}</For>
      </ul>
    </Block>
  );
}

function Kept(props: { place: LibraryPlace; onPlay: (sec: number, endSec?: number) => void }): JSX.Element {
  const added = () =>
    [
      props.place.addedBy === null ? null : `added by ${isolate(props.place.addedBy)}`,
      props.place.addedMs === null ? null : moment(props.place.addedMs, where().tz),
    ]
      .filter((part) => part !== null)
      .join(', ');
  return (
    <li>
      <div class="row wrap">
        <a href={`#/library?q=${encodeURIComponent(props.place.q)}`} title="All calls kept in this folder">
          <bdi>{props.place.path}</bdi>
        </a>
        <span class="muted small">{added()}</span>
        <Show when={props.place.startSec !== null} fallback={<span class="badge">whole call</span>}>
          <MomentChip
            sec={props.place.startSec}
            endSec={props.place.endSec}
            label={props.place.note ?? props.place.path}
            onPlay={props.onPlay}
          />
        </Show>
      </div>
      <Show when={props.place.note}>
        <p dir="auto">{props.place.note}</p>
      </Show>
    </li>
  );
}
