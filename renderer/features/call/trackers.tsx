import { A } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { CallDetail, CallTracker, Side } from '../../../electron/contract/call.ts';
import { isolate } from '../../../electron/contract/direction.ts';
import { Button } from '../../ui/form.tsx';
import { MomentChip, SideDot } from '../../ui/kit.tsx';
import { Block } from './block.tsx';

const sides: readonly Side[] = ['company', 'customer', 'unknown'];
const shown = 24;

/** Trackers with their counts per side and every occurrence. */
export function Trackers(props: { call: CallDetail; onPlay: (sec: number) => void }): JSX.Element {
  const heard = createMemo(() =>
    props.call.trackers.filter((tracker) => tracker.count > 0).toSorted((a, b) => b.count - a.count),
  );
  // By name, not by record: what is opened stays open while its hits change.
  const byKey = createMemo(() => new Map(heard().map((tracker) => [keyOf(tracker), tracker])));
  const silent = () =>
    props.call.trackers.filter((tracker) => tracker.count === 0 && tracker.mine?.ready !== false);
  return (
    <Block id="trackers" title="Trackers" when={props.call.trackers.length > 0}>
      <For each={[...byKey().keys()]}>
        {(key) => (
          <Show when={byKey().get(key)}>
            {(tracker) => <TrackerRow tracker={tracker()} onPlay={props.onPlay} />}
          </Show>
        )}
      </For>
      <Show when={silent().length > 0}>
        <p class="hint">
          Not mentioned:{' '}
          {silent()
            .map((tracker) => (tracker.mine ? `${isolate(tracker.name)} (mine)` : isolate(tracker.name)))
            .join(', ')}
        </p>
      </Show>
    </Block>
  );
}

const keyOf = (tracker: CallTracker) => `${tracker.mine?.id ?? 'gong'} ${tracker.name}`;

function TrackerRow(props: { tracker: CallTracker; onPlay: (sec: number) => void }): JSX.Element {
  const listed = () => props.tracker.occurrences.length;
  const [opened, setOpened] = createSignal(false);
  const [all, setAll] = createSignal(false);
  return (
    <details class="tracker" onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary class="row">
        <bdi class="tracker-name">{props.tracker.name}</bdi>
        <Show when={props.tracker.mine}>
          <span class="badge new">mine</span>
        </Show>
        <span class="badge">{props.tracker.count}×</span>
        <span class="tracker-sides medium dim">
          <For each={sides.filter((side) => props.tracker.bySide[side] > 0)}>
            {(side) => (
              <span>
                <SideDot side={side} /> {props.tracker.bySide[side]}
              </span>
            )}
          </For>
        </span>
      </summary>
      <div class="moments wide">
        <For each={opened() ? props.tracker.occurrences.slice(0, all() ? undefined : shown) : []}>
          {(hit) => (
            <span class="occurrence">
              <MomentChip
                sec={hit.startSec}
                label={`${props.tracker.name}${hit.phrase ? `: ${hit.phrase}` : ''}`}
                onPlay={props.onPlay}
              />
              <span class="muted small">
                {hit.phrase ? `“${isolate(hit.phrase)}” ` : ''}
                <bdi>{hit.speaker ?? ''}</bdi>
              </span>
            </span>
          )}
        </For>
      </div>
      <Show when={listed() > shown && !all()}>
        <Button text={`Show ${listed() - shown} more`} onClick={() => setAll(true)} />
      </Show>
      <Show when={props.tracker.mine}>
        {(mine) => (
          <>
            <Show when={!mine().ready}>
              <p class="hint">Moments of the version before: the newest is still being looked for.</p>
            </Show>
            <A class="btn small quiet" href={`/trends/trackers/${mine().id}`}>
              What it looks for
            </A>
          </>
        )}
      </Show>
      <Show when={listed() < props.tracker.count}>
        <p class="hint">
          Gong counts {props.tracker.count} but lists {listed()} moments.
        </p>
      </Show>
    </details>
  );
}
