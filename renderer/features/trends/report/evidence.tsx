import { A } from '@solidjs/router';
import ListVideo from 'lucide-solid/icons/list-video';
import { createEffect, createSignal, For, type JSX, Show, untrack } from 'solid-js';
import { isolateWithin } from '../../../../electron/contract/direction.ts';
import type { EvidenceFilter, EvidenceMoment, SeriesRef } from '../../../../electron/contract/trends.ts';
import { where } from '../../../data/app.ts';
import { Button, Chip } from '../../../ui/form.tsx';
import { count, day } from '../../../ui/format.ts';
import { MomentChip, SideDot } from '../../../ui/kit.tsx';
import { MarkedAt } from '../../../ui/marked.tsx';
import { onChange } from '../../../ui/on-change.ts';
import { playMoment } from '../../player/player.ts';
import { Answer } from '../answer.tsx';
import { createLive } from '../live.ts';
import { CsvButton } from './csv-button.tsx';
import { Panel } from './panel.tsx';

const page = 15;

/** Every occurrence, newest first, in pages; each plays. */
export function Evidence(props: {
  q: string;
  series: SeriesRef;
  filter: EvidenceFilter;
  /** The filter in words; null when there is none. */
  filterName: string | null;
  /** Comes into view with its first answer: the page was opened for these moments. */
  arrive?: boolean;
  onClear: () => void;
  onPlay: () => void;
  /** Buttons beside a moment, e.g. right or wrong. */
  extra?: (item: EvidenceMoment, refetch: () => void) => JSX.Element;
}): JSX.Element {
  const [offset, setOffset] = createSignal(0);
  onChange(
    () => JSON.stringify([props.q, props.series, props.filter]),
    () => setOffset(0),
  );
  const query = createLive('trends/evidence', () => ({
    q: props.q,
    series: props.series,
    filter: props.filter,
    offset: offset(),
    limit: page,
    ...where(),
  }));
  const arriving = untrack(() => props.arrive ?? false);
  createEffect((arrived: boolean) => {
    if (arrived || !query.data()) return arrived;
    requestAnimationFrame(() => document.getElementById('evidence')?.scrollIntoView({ block: 'start' }));
    return true;
  }, !arriving);
  return (
    <Panel
      title="Evidence"
      id="evidence"
      class="wide"
      lead={
        <span aria-live="polite">
          <Show when={query.data()}>
            {(found) => (
              <>
                {count(found().total)} moments in {count(found().calls)} calls
              </>
            )}
          </Show>
          <Show when={props.filterName}>
            {(name) => (
              <>
                {' '}
                <Chip
                  text={isolateWithin(name())}
                  remove={`Show all, not only ${name()}`}
                  onRemove={() => props.onClear()}
                />
              </>
            )}
          </Show>
        </span>
      }
      tools={
        <>
          <CsvButton
            what="the moments"
            input={() => ({ q: props.q, series: [props.series], table: 'evidence', filter: props.filter })}
          />
          <Button
            icon={ListVideo}
            text="Play all"
            disabled={(query.data()?.total ?? 0) === 0}
            onClick={() => props.onPlay()}
          />
        </>
      }
    >
      <Answer query={query}>
        {(found) => (
          <Show when={found().total > 0} fallback={<p class="hint">No moment is listed here.</p>}>
            <ol class="evidencelist col" start={found().offset + 1} aria-busy={query.loading()}>
              <For each={found().items}>
                {(item) => (
                  <li>
                    <SaidMoment item={item} />
                    {props.extra?.(item, query.refetch)}
                  </li>
                )}
              </For>
            </ol>
            <Show when={found().total > page}>
              <div class="row pager">
                <Button
                  class="small"
                  text="Newer"
                  disabled={offset() === 0}
                  onClick={() => setOffset(Math.max(0, offset() - page))}
                />
                <span class="muted">
                  {count(found().offset + 1)}–{count(found().offset + found().items.length)} of{' '}
                  {count(found().total)}
                </span>
                <Button
                  class="small"
                  text="Older"
                  disabled={found().offset + found().items.length >= found().total}
                  onClick={() => setOffset(offset() + page)}
                />
              </div>
            </Show>
          </Show>
        )}
      </Answer>
    </Panel>
  );
}

/** What was said, its phrase marked where it stands in it. */
function Quote(props: Pick<EvidenceMoment, 'line' | 'phrase' | 'phraseAt'>): JSX.Element {
  return (
    <Show
      when={props.line}
      fallback={<span>{props.phrase ? `“${props.phrase}”` : 'No transcript line here'}</span>}
    >
      {(line) => (
        <span>
          “<MarkedAt text={line()} ranges={props.phraseAt ? [props.phraseAt] : undefined} />”
        </span>
      )}
    </Show>
  );
}

/** A moment of a call: it plays, and says what was said, by whom, and where. */
export function SaidMoment(props: {
  item: Pick<
    EvidenceMoment,
    'callId' | 'title' | 'startMs' | 'startedMs' | 'side' | 'line' | 'phrase' | 'phraseAt' | 'speaker'
  >;
}): JSX.Element {
  return (
    <>
      <MomentChip
        sec={props.item.startMs / 1000}
        label={props.item.title}
        onPlay={(sec) => playMoment(props.item.callId, sec, props.item.title)}
      />
      <div class="grow">
        <p class="wraps" dir="auto">
          <SideDot side={props.item.side} /> <Quote {...props.item} />
        </p>
        <p class="hint ellipsis">
          <bdi>{props.item.speaker ?? 'Speaker not known'}</bdi> ·{' '}
          <A href={`/call/${props.item.callId}?t=${Math.floor(props.item.startMs / 1000)}`}>
            <bdi>{props.item.title}</bdi>
          </A>{' '}
          · {day(props.item.startedMs, where().tz)}
        </p>
      </div>
    </>
  );
}
