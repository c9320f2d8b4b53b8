import { A, useNavigate, useSearchParams } from '@solidjs/router';
import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { TrendReport, TrendSeries } from '../../../electron/contract/trends.ts';
import { where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { count, day, dayOf, moment, percent } from '../../ui/format.ts';
import { EmptyState, ErrorState, MomentChip, SideDot, Skeleton } from '../../ui/kit.tsx';
import { playMoment } from '../player/player.ts';
import { type Bar, BarChart } from './BarChart.tsx';
import { download, toCsv } from './export.ts';
import './trends.css';

const measures = {
  mentions: 'Mentions by side',
  calls: 'Calls mentioning',
  share: 'Share of calls',
  perHour: 'Mentions per hour of conversation',
} as const;
type Measure = keyof typeof measures;
const fields = [
  ['outcome', 'Outcome'],
  ['rep', 'Rep'],
  ['account', 'Account'],
  ['stage', 'Stage now'],
  ['stage@call', 'Stage at call time'],
  ['industry', 'Industry'],
  ['dir', 'Direction'],
  ['system', 'System'],
  ['workspace', 'Workspace'],
  ['purpose', 'Purpose'],
  ['media', 'Media'],
  ['lang', 'Language'],
] as const;

/** Tracker reports: the finding first, then its chart, what lies behind it, and every mark as a way to its calls. */
export function TrendsPage(): JSX.Element {
  const [params, setParams] = useSearchParams<{
    q?: string;
    tracker?: string;
    bucket?: string;
    by?: string;
    measure?: string;
  }>();
  const navigate = useNavigate();
  const [table, setTable] = createSignal(false);
  const trackers = createQuery('trends/trackers', () => ({}), { live: true });
  const tracker = () => params.tracker ?? trackers.data()?.[0]?.key ?? null;
  const bucket = () => (params.bucket === 'month' || params.bucket === 'quarter' ? params.bucket : 'week');
  const field = () => fields.find(([name]) => name === params.by)?.[0] ?? 'outcome';
  const measure = (): Measure =>
    params.measure && params.measure in measures ? (params.measure as Measure) : 'mentions';
  const q = () => params.q ?? '';
  const [draft, setDraft] = createSignal(q());
  createEffect(on(q, setDraft));
  const report = createQuery(
    'trends/report',
    () => (tracker() ? { q: q(), trackers: [tracker() as string], bucket: bucket(), ...where() } : null),
    { live: true },
  );
  const detail = createQuery(
    'trends/detail',
    () => (tracker() ? { q: q(), tracker: tracker() as string, field: field(), ...where() } : null),
    { live: true },
  );
  const series = () => report.data()?.series[0];
  const open = (query: string) => navigate(`/library?q=${encodeURIComponent(query)}`);

  return (
    <div class="page trends">
      <div class="row wrap">
        <h1 class="grow">Trends</h1>
        <button type="button" class="btn quiet" onClick={() => window.print()}>
          Print
        </button>
        <button
          type="button"
          class="btn quiet"
          disabled={!series()}
          onClick={() =>
            series() && download(`${series()?.name}.csv`, 'text/csv', toCsv(series() as TrendSeries))
          }
        >
          CSV
        </button>
      </div>
      <form
        class="row wrap controls"
        onSubmit={(event) => {
          event.preventDefault();
          setParams({ q: draft().trim() || undefined });
        }}
      >
        <label class="field">
          <span>Tracker</span>
          <select
            class="select"
            value={tracker() ?? ''}
            onChange={(event) => setParams({ tracker: event.currentTarget.value })}
          >
            <For each={trackers.data()}>
              {(item) => (
                <option value={item.key} selected={item.key === tracker()}>
                  {item.name} ({count(item.calls)} calls{item.type === 'SMART' ? ', smart' : ''})
                </option>
              )}
            </For>
          </select>
        </label>
        <label class="field grow">
          <span>Over the calls of this query</span>
          <input
            class="input"
            placeholder="all calls"
            value={draft()}
            onInput={(event) => setDraft(event.currentTarget.value)}
            onBlur={() => setParams({ q: draft().trim() || undefined })}
          />
        </label>
        <label class="field">
          <span>By</span>
          <select
            class="select"
            value={bucket()}
            onChange={(event) => setParams({ bucket: event.currentTarget.value })}
          >
            <option value="week">week</option>
            <option value="month">month</option>
            <option value="quarter">quarter</option>
          </select>
        </label>
        <label class="field">
          <span>Show</span>
          <select
            class="select"
            value={measure()}
            onChange={(event) => setParams({ measure: event.currentTarget.value })}
          >
            <For each={Object.entries(measures)}>
              {([key, label]) => <option value={key}>{label}</option>}
            </For>
          </select>
        </label>
      </form>
      <Show
        when={!trackers.error()}
        fallback={
          <ErrorState
            error={trackers.error() as NonNullable<ReturnType<typeof trackers.error>>}
            onRetry={trackers.refetch}
          />
        }
      >
        <Show
          when={tracker()}
          fallback={
            <Show when={trackers.data()} fallback={<Skeleton lines={6} />}>
              <EmptyState title="No trackers yet">
                They come with the calls: check in Sync &amp; settings that trackers are part of what is
                synced.
              </EmptyState>
            </Show>
          }
        >
          <Show
            when={!report.error()}
            fallback={
              <ErrorState
                error={report.error() as NonNullable<ReturnType<typeof report.error>>}
                onRetry={report.refetch}
              />
            }
          >
            <Show when={report.data()} fallback={<Skeleton lines={8} />}>
              {(data) => (
                <>
                  <p class="finding" role="status">
                    {data().sentence}
                  </p>
                  <Show
                    when={series()?.points.length}
                    fallback={
                      <EmptyState title="No calls match this query">
                        Change the query above to see its trend.
                      </EmptyState>
                    }
                  >
                    <section class="card stack" aria-labelledby="trend">
                      <div class="row wrap">
                        <h2 id="trend" class="grow">
                          {measures[measure()]} by {bucket()}
                        </h2>
                        <Legend measure={measure()} />
                        <button
                          type="button"
                          class="btn small"
                          aria-pressed={table()}
                          onClick={() => setTable((on) => !on)}
                        >
                          Table
                        </button>
                      </div>
                      <Show
                        when={table()}
                        fallback={
                          <Chart
                            series={series() as TrendSeries}
                            measure={measure()}
                            bucket={bucket()}
                            onOpen={open}
                          />
                        }
                      >
                        <TrendTable series={series() as TrendSeries} onOpen={open} />
                      </Show>
                    </section>
                  </Show>
                  <Show when={detail.data()}>
                    {(found) => (
                      <div class="cols">
                        <section class="card stack" aria-labelledby="when">
                          <h2 id="when">When in the call</h2>
                          <Show
                            when={found().listed > 0}
                            fallback={
                              <p class="muted">
                                Gong lists no occurrences for these calls (it has none before 2023-01-01).
                              </p>
                            }
                          >
                            <BarChart
                              title="Occurrences by place in the call"
                              bars={found().positions.map((bin) => ({
                                label: `${bin.fromPercent}%`,
                                words: `${bin.fromPercent} to ${bin.fromPercent + 10} % of the call: ${bin.bySide.company} by the company, ${bin.bySide.customer} by customers, ${bin.bySide.unknown} unknown`,
                                parts: [
                                  { name: 'company', value: bin.bySide.company, tone: 'company' },
                                  { name: 'customer', value: bin.bySide.customer, tone: 'customer' },
                                  { name: 'unknown', value: bin.bySide.unknown, tone: 'unknown' },
                                ],
                              }))}
                              onOpen={() => open(series()?.total.q ?? '')}
                            />
                            <p class="muted">
                              {found().customerFirst !== null
                                ? `A customer raises it first in ${percent(found().customerFirst ?? 0)} of these calls. `
                                : ''}
                              {found().unlisted > 0
                                ? `${count(found().unlisted)} mentions have no listed time.`
                                : ''}
                            </p>
                          </Show>
                        </section>
                        <section class="card stack" aria-labelledby="phrases">
                          <h2 id="phrases">Phrases</h2>
                          <Show
                            when={found().phrases.length > 0}
                            fallback={
                              <p class="muted">
                                {found().type === 'SMART'
                                  ? 'A smart tracker has no phrases.'
                                  : 'Gong lists no phrases for these calls.'}
                              </p>
                            }
                          >
                            <div class="scroll" tabindex="0" role="region" aria-label="Phrases">
                              <table>
                                <thead>
                                  <tr>
                                    <th>Phrase</th>
                                    <th class="num">Mentions</th>
                                    <th class="num">Calls</th>
                                    <th class="num">Last said</th>
                                  </tr>
                                </thead>
                                <tbody>
                                  <For each={found().phrases}>
                                    {(phrase) => (
                                      <tr>
                                        <td>
                                          <A
                                            href={`/library?q=${encodeURIComponent(`${q()} phrase:"${phrase.phrase.replace(/["\\]/g, '')}"`.trim())}`}
                                          >
                                            {phrase.phrase}
                                          </A>
                                        </td>
                                        <td class="num">{count(phrase.mentions)}</td>
                                        <td class="num">{count(phrase.calls)}</td>
                                        <td class="num">{phrase.last ? dayOf(phrase.last) : 'never'}</td>
                                      </tr>
                                    )}
                                  </For>
                                </tbody>
                              </table>
                            </div>
                          </Show>
                        </section>
                        <section class="card stack" aria-labelledby="breakdown">
                          <div class="row">
                            <h2 id="breakdown" class="grow">
                              By
                            </h2>
                            <select
                              class="select"
                              aria-label="Break down by"
                              value={field()}
                              onChange={(event) => setParams({ by: event.currentTarget.value })}
                            >
                              <For each={fields}>
                                {([name, label]) => <option value={name}>{label}</option>}
                              </For>
                            </select>
                          </div>
                          <div class="scroll" tabindex="0" role="region" aria-label="Breakdown">
                            <table>
                              <thead>
                                <tr>
                                  <th>Value</th>
                                  <th class="num">Share</th>
                                  <th class="num">Calls</th>
                                  <th class="num">95 % band</th>
                                </tr>
                              </thead>
                              <tbody>
                                <For each={found().breakdown.rows}>
                                  {(row) => (
                                    <tr classList={{ few: row.calls < 10 }}>
                                      <td>
                                        <button
                                          type="button"
                                          class="btn small quiet"
                                          onClick={() => open(row.q)}
                                        >
                                          {row.label}
                                        </button>
                                      </td>
                                      <td class="num">{percent(row.mentioning / row.calls)}</td>
                                      <td class="num">
                                        {count(row.mentioning)} of {count(row.calls)}
                                        {row.calls < 10 ? ', too few' : ''}
                                      </td>
                                      <td class="num">
                                        {percent(row.low)} – {percent(row.high)}
                                      </td>
                                    </tr>
                                  )}
                                </For>
                              </tbody>
                            </table>
                          </div>
                        </section>
                        <section class="card stack" aria-labelledby="together">
                          <h2 id="together">Comes up together with</h2>
                          <div class="scroll" tabindex="0" role="region" aria-label="Co-occurrence">
                            <table>
                              <thead>
                                <tr>
                                  <th>Tracker</th>
                                  <th class="num">Calls</th>
                                  <th class="num">Lift</th>
                                </tr>
                              </thead>
                              <tbody>
                                <For each={found().together}>
                                  {(other) => (
                                    <tr>
                                      <td>
                                        <button
                                          type="button"
                                          class="btn small quiet"
                                          onClick={() => open(other.q)}
                                        >
                                          {other.name}
                                        </button>
                                      </td>
                                      <td class="num">{count(other.calls)}</td>
                                      <td class="num">{other.lift.toFixed(2)}</td>
                                    </tr>
                                  )}
                                </For>
                              </tbody>
                            </table>
                          </div>
                          <p class="muted">
                            Lift 1 means no connection; 2 means twice as often together as by chance.
                          </p>
                        </section>
                        <section class="card stack wide" aria-labelledby="evidence">
                          <h2 id="evidence">Latest occurrences</h2>
                          <ul class="stack evidence">
                            <For each={found().evidence.slice(0, 30)}>
                              {(item) => (
                                <li class="row">
                                  <MomentChip
                                    sec={item.startSec}
                                    label={item.title}
                                    onPlay={(sec) => playMoment(item.callId, sec)}
                                  />
                                  <A
                                    class="grow ellipsis"
                                    href={`/call/${item.callId}?t=${Math.floor(item.startSec)}`}
                                  >
                                    {item.title}
                                  </A>
                                  <span class="muted ellipsis">
                                    <SideDot side={item.side} /> {item.speaker}
                                    {item.phrase ? ` · “${item.phrase}”` : ''} ·{' '}
                                    {day(item.startedMs, where().tz)}
                                  </span>
                                </li>
                              )}
                            </For>
                          </ul>
                        </section>
                      </div>
                    )}
                  </Show>
                  <Show when={detail.error()}>
                    {(error) => <ErrorState error={error()} onRetry={detail.refetch} />}
                  </Show>
                  <Footer report={data()} />
                </>
              )}
            </Show>
          </Show>
        </Show>
      </Show>
    </div>
  );
}

function Legend(props: { measure: Measure }): JSX.Element {
  return (
    <Show when={props.measure === 'mentions'}>
      <span class="row small" aria-hidden="true">
        <span class="dot company" /> company <span class="dot customer" /> customer <span class="dot" /> not
        known
      </span>
    </Show>
  );
}

function Chart(props: {
  series: TrendSeries;
  measure: Measure;
  bucket: string;
  onOpen: (q: string) => void;
}): JSX.Element {
  const bars = createMemo(() =>
    props.series.points.map((point): Bar => {
      const words = `${props.bucket} of ${dayOf(point.from)}: ${count(point.mentioning)} of ${count(point.calls)} calls, ${count(point.mentions)} mentions${point.bySide ? `, ${count(point.bySide.company)} by the company, ${count(point.bySide.customer)} by customers` : ', sides not available'}`;
      const rest = point.bySide
        ? Math.max(0, point.mentions - point.bySide.company - point.bySide.customer)
        : point.mentions;
      const one = (value: number): Bar['parts'] => [{ name: measures[props.measure], value, tone: 'accent' }];
      const parts: Bar['parts'] =
        props.measure === 'mentions'
          ? [
              { name: 'company', value: point.bySide?.company ?? 0, tone: 'company' },
              { name: 'customer', value: point.bySide?.customer ?? 0, tone: 'customer' },
              { name: 'not known', value: rest, tone: 'unknown' },
            ]
          : point.calls === 0 && props.measure !== 'calls'
            ? null
            : one(
                props.measure === 'calls'
                  ? point.mentioning
                  : props.measure === 'share'
                    ? point.mentioning / point.calls
                    : point.mentions / Math.max(0.01, point.hours),
              );
      return {
        label: dayOf(point.from),
        words,
        parts,
        faint: point.calls > 0 && point.calls < 5 && props.measure === 'share',
      };
    }),
  );
  return (
    <BarChart
      title={`${props.series.name}: ${measures[props.measure]} by ${props.bucket}`}
      bars={bars()}
      percent={props.measure === 'share'}
      onOpen={(at) => props.onOpen(props.series.points[at]?.q ?? '')}
    />
  );
}

function TrendTable(props: { series: TrendSeries; onOpen: (q: string) => void }): JSX.Element {
  return (
    <div class="scroll" tabindex="0" role="region" aria-label="Trend as a table">
      <table>
        <thead>
          <tr>
            <th>From</th>
            <th class="num">Calls</th>
            <th class="num">Mentioning</th>
            <th class="num">Share</th>
            <th class="num">Mentions</th>
            <th class="num">Company</th>
            <th class="num">Customer</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.series.points}>
            {(point) => (
              <tr>
                <td>
                  <button type="button" class="btn small quiet" onClick={() => props.onOpen(point.q)}>
                    {dayOf(point.from)}
                  </button>
                </td>
                <td class="num">{count(point.calls)}</td>
                <td class="num">{count(point.mentioning)}</td>
                <td class="num">{point.calls ? percent(point.mentioning / point.calls) : '–'}</td>
                <td class="num">{count(point.mentions)}</td>
                <td class="num">{point.bySide ? count(point.bySide.company) : 'n/a'}</td>
                <td class="num">{point.bySide ? count(point.bySide.customer) : 'n/a'}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

function Footer(props: { report: TrendReport }): JSX.Element {
  const footer = () => props.report.footer;
  return (
    <footer class="muted small">
      {footer().filters} {count(footer().denominator)} calls: {count(footer().withTranscript)} with
      transcript, {count(footer().withOccurrences)} with listed occurrences
      {footer().privateHidden > 0 ? `, ${count(footer().privateHidden)} private calls left out` : ''}.{' '}
      {footer().definition}
      {footer().lastSyncMs ? ` Synced ${moment(footer().lastSyncMs ?? 0, where().tz)}.` : ''} Times in{' '}
      {where().tz}.
    </footer>
  );
}
