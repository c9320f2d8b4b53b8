import { For, type JSX, Show } from 'solid-js';
import type { AnsweredScorecard, CallDetail, LibraryPlace } from '../../../electron/contract/call.ts';
import {
  answerText,
  percentText,
  questionText,
  reviewByline,
} from '../../../electron/contract/review-text.ts';
import { where } from '../../data/app.ts';
import { clock, moment } from '../../ui/format.ts';

/** Reviews by Gong's scorecards: who reviewed whom, and every question with its answer. */
export function Scorecards(props: { call: CallDetail }): JSX.Element {
  return (
    <Show when={props.call.scorecards.length > 0}>
      <section class="block" id="scorecards" aria-label="Scorecards">
        <h2>Scorecards</h2>
        <For each={props.call.scorecards}>{(review) => <Review review={review} />}</For>
      </section>
    </Show>
  );
}

function Review(props: { review: AnsweredScorecard }): JSX.Element {
  return (
    <article class="review">
      <h3 class="row wrap">
        <a href={`#/library?q=${encodeURIComponent(props.review.q)}`} title="All calls reviewed with it">
          {props.review.name}
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
                {questionText(answer)}
                <Show when={answer.isOverall && answer.question !== null}>
                  {' '}
                  <span class="muted small">the call as a whole</span>
                </Show>
              </dt>
              <dd classList={{ muted: answer.notApplicable || answerText(answer) === 'not answered' }}>
                <Show when={answerText(answer)}>
                  <span class="answer">{answerText(answer)}</span>
                </Show>
                <Show when={answer.text}>
                  <p>{answer.text}</p>
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
    <Show when={props.call.library.length > 0}>
      <section class="block" id="library" aria-label="Team library">
        <h2>Team library</h2>
        <ul class="comments">
          <For each={props.call.library}>{(place) => <Kept place={place} onPlay={props.onPlay} />}</For>
        </ul>
      </section>
    </Show>
  );
}

function Kept(props: { place: LibraryPlace; onPlay: (sec: number, endSec?: number) => void }): JSX.Element {
  const added = () =>
    [
      props.place.addedBy === null ? null : `added by ${props.place.addedBy}`,
      props.place.addedMs === null ? null : moment(props.place.addedMs, where().tz),
    ]
      .filter((part) => part !== null)
      .join(', ');
  return (
    <li>
      <div class="row wrap">
        <a href={`#/library?q=${encodeURIComponent(props.place.q)}`} title="All calls kept in this folder">
          {props.place.path}
        </a>
        <span class="muted small">{added()}</span>
        <Show when={props.place.startSec !== null} fallback={<span class="badge">whole call</span>}>
          <SnippetChip
            from={props.place.startSec ?? 0}
            to={props.place.endSec}
            label={props.place.note ?? props.place.path}
            onPlay={props.onPlay}
          />
        </Show>
      </div>
      <Show when={props.place.note}>
        <p>{props.place.note}</p>
      </Show>
    </li>
  );
}

function SnippetChip(props: {
  from: number;
  to: number | null;
  label: string;
  onPlay: (sec: number, endSec?: number) => void;
}): JSX.Element {
  const span = () => (props.to === null ? clock(props.from) : `${clock(props.from)}–${clock(props.to)}`);
  return (
    <button
      type="button"
      class="moment"
      aria-label={`Play ${span()}: ${props.label}`}
      onClick={() => props.onPlay(props.from, props.to ?? undefined)}
    >
      <svg class="moment-play" viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
        <path d="M2 1.2v7.6L8.6 5z" />
      </svg>
      {span()}
    </button>
  );
}
