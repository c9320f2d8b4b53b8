import { For, type JSX, Show } from 'solid-js';
import { isolateWithin } from '../../../../electron/contract/direction.ts';
import type { ReportFooter } from '../../../../electron/contract/trends.ts';
import { count, moment, percent } from '../../../ui/format.ts';
import { Opens } from '../../../ui/table.tsx';
import { waitingNote } from './footer-note.ts';

/** What was not understood of a report's queries, marked where it stands. */
export function Problems(props: { of: ReportFooter['problems'] }): JSX.Element {
  return (
    <div class="notunderstood">
      <For each={props.of}>
        {(problem) => (
          <p class={problem.severity}>
            <code dir="auto">
              {problem.q.slice(Math.max(0, problem.from - 40), problem.from)}
              <mark>{problem.q.slice(problem.from, problem.to)}</mark>
              {problem.q.slice(problem.to, problem.to + 40)}
            </code>{' '}
            {isolateWithin(problem.message)}
          </p>
        )}
      </For>
    </div>
  );
}

/** What every figure above was computed from: definition, filters, denominator, coverage, sync time. */
export function Footer(props: { footer: ReportFooter; onQuery: (q: string) => void }): JSX.Element {
  const of = (part: number) =>
    props.footer.denominator > 0
      ? `${count(part)} of ${count(props.footer.denominator)} (${percent(part / props.footer.denominator)})`
      : '0';
  return (
    <footer class="method medium dim">
      <h2>How this was counted</h2>
      <dl>
        <Show when={props.footer.problems.length > 0}>
          <dt>Not understood</dt>
          <dd>
            <Problems of={props.footer.problems} />
          </dd>
        </Show>
        <dt>Counted</dt>
        <dd>
          <For each={props.footer.definitions}>{(definition) => <p>{isolateWithin(definition)}</p>}</For>
        </dd>
        <dt>Over</dt>
        <dd>
          {count(props.footer.denominator)} calls: {isolateWithin(props.footer.filters)}
          <Show when={props.footer.internal > 0}>
            {' '}
            {count(props.footer.internal)} of them are internal and water down shares.{' '}
            <Opens
              class="more"
              text="Leave internal calls out"
              onOpen={() => props.onQuery(props.footer.externalQ)}
            />
          </Show>
        </dd>
        <dt>Coverage</dt>
        <dd>
          Transcripts for {of(props.footer.withTranscript)}; tracker figures for{' '}
          {of(props.footer.withTrackers)}; listed occurrences for {of(props.footer.withOccurrences)}.
          <Show when={props.footer.before2023 > 0}>
            {' '}
            {count(props.footer.before2023)} calls are older than 2023, for which Gong lists no occurrences.
          </Show>
          <Show when={props.footer.privateHidden > 0}>
            {' '}
            {count(props.footer.privateHidden)} private calls are left out.
          </Show>
          <Show when={props.footer.unindexed > 0}>
            {' '}
            <span role="status">{waitingNote(props.footer.unindexed)} The figures follow by themselves.</span>
          </Show>
        </dd>
        <dt>Time</dt>
        <dd>
          A call counts on the day it started, in {props.footer.tz}.
          <Show when={props.footer.lastSyncMs}>
            {(ms) => <> Last synced {moment(ms(), props.footer.tz)}.</>}
          </Show>
        </dd>
      </dl>
    </footer>
  );
}
