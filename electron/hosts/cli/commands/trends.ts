import type { Bridge } from '../../../contract/bridge.ts';
import { type Comparison, mostSeries, type SeriesPoint, type SeriesRef } from '../../../contract/trends.ts';
import { flags, lists, oneOf, readArguments, texts, usage } from '../arguments.ts';
import { jsonText, oneLine, type Terminal, table } from '../output.ts';
import { checkQuery } from '../queries.ts';
import { whereOf } from '../where.ts';
import { withCore } from '../with-core.ts';

/** Trackers by name or key as series. Throws 'cli/usage' for one that does not exist. */
export async function seriesOf(bridge: Bridge, names: readonly string[]): Promise<SeriesRef[]> {
  const known = await bridge.request('trends/trackers', {});
  return names.map((name) => {
    const found =
      known.find((tracker) => tracker.key === name) ??
      known.find((tracker) => tracker.name.toLowerCase() === name.toLowerCase());
    if (found) return { kind: 'tracker', key: found.key };
    throw usage(
      `There is no tracker called ${JSON.stringify(name)}.`,
      'Run `trends` without --tracker to list them.',
    );
  });
}

const compareOf = (text: string | undefined): Comparison | null =>
  text === undefined
    ? null
    : text === 'previous' || text === 'year'
      ? { kind: text }
      : { kind: 'query', q: text };

const orNone = (value: number | null) => value ?? 'n/a';
const shareText = (point: SeriesPoint) =>
  point.share === null ? 'n/a' : `${Math.round(point.share * 100)} %${point.small ? ' (few)' : ''}`;

/** `earshot trends`. */
export async function trendsCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, {
    ...texts('q', 'bucket', 'compare'),
    ...lists('tracker', 'query'),
    ...flags('csv'),
  });
  const bucket = oneOf('bucket', values.bucket, 'week', ['day', 'week', 'month', 'quarter']);
  const compare = compareOf(values.compare);
  checkQuery('--q', values.q, terminal, values.json);
  for (const q of values.query ?? []) checkQuery('--query', q, terminal, values.json);
  if (compare?.kind === 'query') checkQuery('--compare', compare.q, terminal, values.json);
  await withCore(values, { writes: false, words: true }, terminal, async (bridge) => {
    const series: SeriesRef[] = [
      ...(await seriesOf(bridge, values.tracker ?? [])),
      ...(values.query ?? []).map((q): SeriesRef => ({ kind: 'query', q })),
    ];
    if (series.length > mostSeries) throw usage('At most five series fit on one axis.');
    if (series.length === 0) {
      const known = await bridge.request('trends/trackers', {});
      if (values.json) return terminal.out(jsonText(known));
      const rows = known.map((tracker) => [tracker.name, tracker.type, tracker.calls, tracker.mentions]);
      return terminal.out(table([['Tracker', 'Type', 'Calls', 'Mentions'], ...rows]));
    }
    const input = {
      q: values.q ?? '',
      series,
      bucket,
      compare,
      ...(await whereOf(bridge)),
    };
    if (values.csv) {
      const csv = await bridge.request('trends/csv', { ...input, table: 'points' });
      return terminal.document(csv.text);
    }
    const report = await bridge.request('trends/points', input);
    if (values.json) return terminal.out(jsonText(report));
    terminal.out(`${report.sentence}\n`);
    if (report.compareNote) terminal.out(`${report.compareNote}\n`);
    for (const one of report.series) {
      const rows = one.points.map((point, at) => {
        const ghost = one.ghost?.points[at];
        return [
          point.partial ? `${point.from}*` : point.from,
          point.known,
          orNone(point.mentioning),
          shareText(point),
          orNone(point.mentions),
          orNone(point.bySide?.company ?? null),
          orNone(point.bySide?.customer ?? null),
          ...(one.ghost ? [ghost ? shareText(ghost) : '-'] : []),
        ];
      });
      const columns = [bucket, 'Calls', 'Mentioning', 'Share', 'Mentions', 'Company', 'Customer'];
      terminal.out(
        `\n${oneLine(one.name)}\n${table([[...columns, ...(one.ghost ? [one.ghost.label] : [])], ...rows])}`,
      );
    }
    const { footer } = report;
    terminal.out(
      `\n* not over yet, or cut by the dates of the query\n${[...footer.definitions, footer.filters].join('\n')}\n`,
    );
  });
}
