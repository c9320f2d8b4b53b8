import { createMemo, For, type JSX, Show } from 'solid-js';
import type { CallDetail, Transcript } from '../../../electron/contract/call.ts';
import { isolate } from '../../../electron/contract/direction.ts';
import { beginning } from '../../../electron/contract/plain-text.ts';
import { clock, duration, percent } from '../../ui/format.ts';
import { MomentChip, SideDot } from '../../ui/kit.tsx';
import { DataTable, heads } from '../../ui/table.tsx';
import { questionsIn } from '../player/moments.ts';
import { Block } from './block.tsx';
import { meaningOf } from './stats.ts';

/** Calls of a host from which on a median says something. */
const fewest = 3;

/** Questions per side, interaction statistics, topics, structure and video segments. */
export function Numbers(props: {
  call: CallDetail;
  transcript: Transcript | undefined;
  onPlay: (sec: number) => void;
}): JSX.Element {
  const derived = createMemo(() => (props.transcript ? questionsIn(props.transcript) : []));
  const bars = (items: readonly { name: string; durationSec: number }[]) => {
    const most = Math.max(1, ...items.map((item) => item.durationSec));
    return items.map((item) => ({ ...item, share: item.durationSec / most }));
  };
  const segments = () => [
    { title: 'Topics', items: props.call.topics },
    { title: 'Structure', items: props.call.structure },
    { title: 'Video', items: props.call.video },
  ];
  const any = () =>
    props.call.questions !== null ||
    derived().length > 0 ||
    props.call.interactionStats.length > 0 ||
    segments().some((group) => group.items.length > 0);
  return (
    <Block id="numbers" title="Numbers" when={any()}>
      <Show when={props.call.questions || derived().length > 0}>
        <h3>Questions</h3>
        <p>
          <Show when={props.call.questions}>
            {(questions) => (
              <>
                <SideDot side="company" /> Company {questions().company ?? 'not counted'} ·{' '}
                <SideDot side="customer" /> Customer {questions().nonCompany ?? 'not counted'}{' '}
                <span class="hint">(counted by Gong)</span>
              </>
            )}
          </Show>
        </p>
        <Show when={derived().length > 0}>
          <details>
            <summary>{derived().length} sentences in the transcript end in a question mark (derived)</summary>
            <ul class="claims">
              <For each={derived().slice(0, 60)}>
                {(question) => (
                  <li>
                    <div class="claim">
                      <span dir="auto">
                        <SideDot side={question.side} /> {question.label}
                      </span>
                      <MomentChip
                        sec={question.from}
                        label={beginning(question.label, 60)}
                        onPlay={props.onPlay}
                      />
                    </div>
                  </li>
                )}
              </For>
            </ul>
          </details>
        </Show>
      </Show>
      <Show when={props.call.interactionStats.length > 0}>
        <h3>
          Interaction <span class="hint">(of the host, counted by Gong)</span>
        </h3>
        <DataTable
          heads={heads(['Figure'], ['This call', 'Host’s median'])}
          rows={props.call.interactionStats}
        >
          {(stat) => {
            const about = meaningOf(stat.name);
            return (
              <>
                <td>
                  <details>
                    <summary>
                      <bdi>{stat.name}</bdi>
                    </summary>
                    <p class="hint">
                      {about.meaning} <b>How computed:</b> {about.how} The median beside it is computed here,
                      over all synced calls with the same host.
                    </p>
                  </details>
                </td>
                <td class="num">{figure(stat.value, about.unit)}</td>
                <td class="num">
                  <Show
                    when={stat.hostMedian !== null && stat.hostCalls >= fewest}
                    fallback={
                      <span class="muted" title={`A median needs ${fewest} calls of the same host`}>
                        too few calls
                      </span>
                    }
                  >
                    {figure(stat.hostMedian ?? 0, about.unit)}{' '}
                    <span class="muted small">of {stat.hostCalls} calls</span>
                  </Show>
                </td>
              </>
            );
          }}
        </DataTable>
      </Show>
      <For each={segments().filter((group) => group.items.length > 0)}>
        {(group) => (
          <>
            <h3>{group.title}</h3>
            <ul class="bars">
              <For each={bars(group.items)}>
                {(item) => (
                  <li>
                    <span class="ellipsis" dir="auto" title={isolate(item.name)}>
                      {item.name}
                    </span>
                    <span class="bar" aria-hidden="true">
                      <span style={{ width: `${Math.round(item.share * 100)}%` }} />
                    </span>
                    <span class="num muted small">{duration(item.durationSec)}</span>
                  </li>
                )}
              </For>
            </ul>
          </>
        )}
      </For>
    </Block>
  );
}

function figure(value: number, unit: 'percent' | 'seconds' | 'number' | 'perHour'): string {
  if (unit === 'percent') return percent(value > 1 ? value / 100 : value);
  if (unit === 'seconds') return value < 60 ? `${value.toFixed(1)} s` : clock(value);
  return `${Number.isInteger(value) ? value : value.toFixed(1)}${unit === 'perHour' ? ' / h' : ''}`;
}
