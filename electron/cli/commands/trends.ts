import { EarshotError } from '../../contract/errors.ts';
import { oneOf, readArguments } from '../arguments.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { withCore } from '../with-core.ts';

/** `earshot trends`. */
export async function trendsCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, {
    tracker: { type: 'string', multiple: true },
    q: { type: 'string' },
    bucket: { type: 'string' },
  });
  const bucket = oneOf('bucket', values.bucket, 'week', ['week', 'month', 'quarter']);
  await withCore(values, { writes: false }, terminal, async (bridge) => {
    const known = await bridge.request('trends/trackers', {});
    if (!values.tracker?.length) {
      if (values.json) return terminal.out(jsonText(known));
      const rows = known.map((tracker) => [tracker.name, tracker.type, tracker.calls, tracker.mentions]);
      return terminal.out(table([['Tracker', 'Type', 'Calls', 'Mentions'], ...rows]));
    }
    const trackers = values.tracker.map((name) => {
      const found = known.find(
        (tracker) => tracker.key === name || tracker.name.toLowerCase() === name.toLowerCase(),
      );
      if (found) return found.key;
      throw new EarshotError({
        code: 'cli/usage',
        message: `There is no tracker called ${JSON.stringify(name)}.`,
        nextStep: 'Run `trends` without --tracker to list them.',
      });
    });
    const report = await bridge.request('trends/report', {
      q: values.q ?? '',
      trackers,
      bucket,
      tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
    if (values.json) return terminal.out(jsonText(report));
    terminal.out(`${report.sentence}\n`);
    for (const series of report.series) {
      const rows = series.points.map((point) => [
        point.from,
        point.calls,
        point.mentioning,
        point.mentions,
        point.bySide?.company ?? '-',
        point.bySide?.customer ?? '-',
      ]);
      terminal.out(
        `\n${series.name}\n${table([[bucket, 'Calls', 'Mentioning', 'Mentions', 'Company', 'Customer'], ...rows])}`,
      );
    }
    terminal.out(`\n${report.footer.definition}\n${report.footer.filters}\n`);
  });
}
