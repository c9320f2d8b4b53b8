import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import Plus from 'lucide-solid/icons/plus';
import Search from 'lucide-solid/icons/search';
import X from 'lucide-solid/icons/x';
import { createEffect, createMemo, createSignal, For, type JSX, on, onCleanup, Show } from 'solid-js';
import { isolate } from '../../../../electron/contract/direction.ts';
import { clauses, withDates } from '../../../../electron/contract/query/edit.ts';
import {
  type Bucket,
  mostSeries,
  type SeriesRef,
  type TrackerInfo,
} from '../../../../electron/contract/trends.ts';
import { where } from '../../../data/app.ts';
import { createQuery } from '../../../data/query.ts';
import { Chips } from '../../../query-box/chips.tsx';
import { SearchBox, type SearchBoxHandle } from '../../../query-box/search-box.tsx';
import { Button, CheckField, Select } from '../../../ui/form.tsx';
import { count } from '../../../ui/format.ts';
import { Modal } from '../../../ui/kit.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { SeriesMark } from '../chart/marks.tsx';
import { Amount } from '../chart/small.tsx';
import { buckets, type Measure, measures, type ReportState, seriesText } from '../state.ts';
import { Choice } from './choice.tsx';

/** The calls a report is over: the same query box and chips as in the Library. */
export function BaseQuery(props: { q: string; onQuery: (q: string) => void }): JSX.Element {
  const [draft, setDraft] = createSignal(props.q);
  let box: SearchBoxHandle | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // While it is being typed the box is ahead of the URL; else the URL leads.
  createEffect(
    on(
      () => props.q,
      (q) => q.trim() !== draft().trim() && setDraft(q),
    ),
  );
  onCleanup(() => clearTimeout(timer));
  const commit = (q: string) => {
    clearTimeout(timer);
    setDraft(q);
    props.onQuery(q);
  };
  const dated = createMemo(() => clauses(props.q).some(({ node }) => node.kind === 'date'));
  return (
    <div class="basequery">
      <div class="row">
        <SearchBox
          q={draft()}
          onType={(q) => {
            setDraft(q);
            clearTimeout(timer);
            timer = setTimeout(() => props.onQuery(q), 250);
          }}
          onCommit={commit}
          ref={(handle) => {
            box = handle;
          }}
        />
        <Show when={dated()}>
          <Button class="quiet" text="All dates" onClick={() => commit(withDates(props.q, null, null))} />
        </Show>
      </div>
      <Chips q={draft()} onQuery={commit} onEdit={({ from, to }) => box?.select(from, to)} />
    </div>
  );
}

/** The series of the chart, as chips: choose one to read about it below, take it off, add another. */
export function SeriesBar(props: {
  /** Index of the series that the sections below are about. */
  on: number;
  series: readonly { readonly ref: SeriesRef; readonly name: string }[];
  trackers: readonly TrackerInfo[];
  onSeries: (series: readonly SeriesRef[], on: number) => void;
}): JSX.Element {
  const [picking, setPicking] = createSignal<'add' | 'replace' | null>(null);
  return (
    <div class="seriesbar row wrap" role="group" aria-label="What is counted">
      <For each={props.series}>
        {(series, at) => (
          <span class="serieschip" classList={{ on: at() === props.on && props.series.length > 1 }}>
            <button
              type="button"
              class="name bare"
              aria-pressed={props.series.length > 1 ? at() === props.on : undefined}
              title={props.series.length > 1 ? 'Show the sections below for it' : 'Choose another'}
              onClick={() =>
                props.series.length > 1
                  ? props.onSeries(
                      props.series.map((one) => one.ref),
                      at(),
                    )
                  : setPicking('replace')
              }
            >
              <SeriesMark tone={at()} />
              <span class="ellipsis" dir="auto">
                {series.name}
              </span>
            </button>
            <Show when={props.series.length > 1}>
              <button
                type="button"
                class="off bare"
                aria-label={`Take ${series.name} off the chart`}
                onClick={() =>
                  props.onSeries(
                    props.series.filter((_, other) => other !== at()).map((one) => one.ref),
                    Math.max(0, props.on - (at() <= props.on ? 1 : 0)),
                  )
                }
              >
                <X size={13} />
              </button>
            </Show>
          </span>
        )}
      </For>
      <Show when={props.series.length < mostSeries}>
        <Button
          icon={Plus}
          text={`${props.series.length === 0 ? 'Choose a tracker' : 'Compare with another'}`}
          onClick={() => setPicking(props.series.length === 0 ? 'replace' : 'add')}
        />
      </Show>
      <Show when={picking()}>
        <Picker
          trackers={props.trackers}
          series={props.series.map((one) => one.ref)}
          add={picking() === 'add'}
          onClose={() => setPicking(null)}
          onPick={(ref, replace) => {
            const now = props.series.map((one) => one.ref);
            const next = replace ? [ref] : [...now.filter((one) => seriesText(one) !== seriesText(ref)), ref];
            props.onSeries(next.slice(0, mostSeries), replace ? 0 : props.on);
            setPicking(null);
          }}
        />
      </Show>
    </div>
  );
}

const kinds = { KEYWORD: 'keyword', SMART: 'smart', MINE: 'mine', UNKNOWN: '' } as const;

/** Chooses a tracker, or takes any search as a series. */
function Picker(props: {
  trackers: readonly TrackerInfo[];
  series: readonly SeriesRef[];
  /** Adds to what is on the chart, instead of replacing it. */
  add: boolean;
  onPick: (ref: SeriesRef, replace: boolean) => void;
  onClose: () => void;
}): JSX.Element {
  const [text, setText] = createSignal('');
  const [add, setAdd] = createSignal(props.add);
  const found = createMemo(() => {
    const words = text().toLowerCase().split(/\s+/).filter(Boolean);
    return props.trackers.filter((tracker) =>
      words.every((word) => tracker.name.toLowerCase().includes(word)),
    );
  });
  const taken = (key: string) => props.series.some((one) => one.kind === 'tracker' && one.key === key);
  const most = () => Math.max(1, ...props.trackers.map((tracker) => tracker.calls));
  return (
    <Modal title="What to count" onClose={props.onClose}>
      <div class="stack picker">
        <div class="find">
          <Search size={16} />
          <input
            type="text"
            class="input"
            dir="auto"
            aria-label="Find a tracker, or type any search"
            placeholder="A tracker, or any search: “price per seat”, rep:anna, has:comments …"
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              const only = found()[0];
              if (only && found().length === 1) props.onPick({ kind: 'tracker', key: only.key }, !add());
              else if (text().trim()) props.onPick({ kind: 'query', q: text().trim() }, !add());
            }}
          />
        </div>
        <Show when={text().trim()}>
          <Button
            class=""
            icon={Search}
            text={`Count the calls that match “${isolate(text().trim())}”`}
            onClick={() => props.onPick({ kind: 'query', q: text().trim() }, !add())}
          />
        </Show>
        <ul class="pickerlist" aria-label="Trackers">
          <For each={found()} fallback={<li class="hint">No tracker has this name.</li>}>
            {(tracker) => (
              <li>
                <button
                  type="button"
                  class="row bare"
                  disabled={taken(tracker.key)}
                  onClick={() => props.onPick({ kind: 'tracker', key: tracker.key }, !add())}
                >
                  <span class="grow ellipsis" dir="auto">
                    {tracker.name}
                  </span>
                  <Show when={kinds[tracker.type]}>
                    <span class="badge">{kinds[tracker.type]}</span>
                  </Show>
                  <Amount of={tracker.calls / most()} width={80} height={6} />
                  <span class="num">{count(tracker.calls)} calls</span>
                </button>
              </li>
            )}
          </For>
        </ul>
        <Show when={props.series.length > 0}>
          <CheckField checked={add()} onCheck={setAdd}>
            Add to the chart, instead of replacing what is on it
          </CheckField>
        </Show>
      </div>
    </Modal>
  );
}

/** What the chart shows: figure, buckets, comparison, mean. */
export function ChartControls(props: {
  state: ReportState;
  /** In use: chosen, or the one that fits. */
  bucket: Bucket;
  /** Searches have no mentions: only calls and shares. */
  queriesOnly: boolean;
  set: (change: Partial<ReportState>) => void;
}): JSX.Element {
  const saved = createQuery('saved/list', () => where());
  const compareValue = () => {
    const compare = props.state.compare;
    return compare === null ? '' : compare.kind === 'query' ? `q:${compare.q}` : compare.kind;
  };
  const compareName = () => {
    const compare = props.state.compare;
    if (compare === null) return 'Compare';
    if (compare.kind === 'previous') return 'Previous period';
    if (compare.kind === 'year') return 'A year before';
    return saved.data()?.find((item) => item.q === compare.q)?.name ?? (compare.q || 'All calls');
  };
  return (
    <div class="row wrap chartcontrols">
      <Select
        class="select small"
        aria-label="Figure"
        of={Object.entries(measures) as [Measure, string][]}
        value={props.state.measure}
        off={(measure) => props.queriesOnly && measure !== 'share' && measure !== 'calls'}
        onPick={(measure) => props.set({ measure })}
      />
      <Choice
        label="By"
        value={props.bucket}
        options={buckets}
        onChoose={(bucket) => props.set({ bucket })}
      />
      <Button
        class="small"
        text="Rolling mean"
        aria-pressed={props.state.mean}
        title="The mean of several neighbouring points, so that the course is easier to see"
        onClick={() => props.set({ mean: !props.state.mean })}
      />
      <Menu
        class="btn small"
        placement="bottom"
        aria-pressed={props.state.compare !== null}
        button={
          <>
            <span class="ellipsis comparename" dir="auto">
              {compareName()}
            </span>{' '}
            <ChevronDown size={13} />
          </>
        }
      >
        <DropdownMenu.RadioGroup
          value={compareValue()}
          onChange={(value: string) =>
            props.set({
              compare:
                value === ''
                  ? null
                  : value.startsWith('q:')
                    ? { kind: 'query', q: value.slice(2) }
                    : { kind: value as 'year' },
            })
          }
        >
          <For
            each={[
              ['', 'Nothing'],
              ['previous', 'Previous period'],
              ['year', 'A year before'],
              ...(props.state.q ? [['q:', 'All calls']] : []),
              ...(saved.data() ?? []).map((item) => [`q:${item.q}`, item.name]),
            ]}
          >
            {([value, name]) => (
              <DropdownMenu.RadioItem class="menuitem row" value={value as string}>
                <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
                <bdi>{name}</bdi>
              </DropdownMenu.RadioItem>
            )}
          </For>
        </DropdownMenu.RadioGroup>
      </Menu>
    </div>
  );
}
