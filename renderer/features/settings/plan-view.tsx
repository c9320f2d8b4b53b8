import { For, type JSX } from 'solid-js';
import type { SyncPlan } from '../../../electron/contract/sync.ts';
import { where } from '../../data/app.ts';
import { count, day, duration } from '../../ui/format.ts';

/** What a sync would do: numbers first, then the windows of time it would read. */
export function PlanView(props: { plan: SyncPlan }): JSX.Element {
  const requests = () => {
    const { calls, transcripts, settings } = props.plan.requests;
    return calls + transcripts + settings;
  };
  const facts = () => [
    ['Calls', `about ${count(props.plan.calls)}`],
    ['Requests', count(requests())],
    ['At least', duration(props.plan.seconds)],
    ['Windows', count(props.plan.windows.length)],
  ];
  return (
    <div class="plan well" role="status">
      <dl>
        <For each={facts()}>
          {([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          )}
        </For>
      </dl>
      <For each={props.plan.notes}>{(note) => <p class="muted">{note}</p>}</For>
      <details>
        <summary>Windows, newest first</summary>
        <ol class="windows dim">
          <For each={props.plan.windows}>
            {({ from, to }) => (
              <li>
                {from === null ? 'the first call' : day(Date.parse(from), where().tz)} –{' '}
                {day(Date.parse(to), where().tz)}
              </li>
            )}
          </For>
        </ol>
      </details>
    </div>
  );
}
