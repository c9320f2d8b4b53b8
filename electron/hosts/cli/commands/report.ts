import type { RequestInput } from '../../../contract/bridge.ts';
import { type ChartSpec, chartKinds, partOf } from '../../../contract/dashboards.ts';
import { reportParts } from '../../../contract/trends.ts';
import { dataFolder, lists, oneOf, readArguments, texts, usage } from '../arguments.ts';
import { jsonText, type Terminal } from '../output.ts';
import { checkQuery, tellProblems } from '../queries.ts';
import { whereOf } from '../where.ts';
import { withCore } from '../with-core.ts';
import { writeOut } from '../write-file.ts';
import { seriesOf } from './trends.ts';

/** Every query of a chart. */
const queriesOf = ({ q, series, compare }: ChartSpec): string[] => [
  q,
  ...series.flatMap((ref) => (ref.kind === 'query' ? [ref.q] : [])),
  ...(compare?.kind === 'query' ? [compare.q] : []),
];

/** `earshot report`: a dashboard, or everything about a tracker, as one file. */
export async function reportCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, {
    ...texts('dashboard', 'q', 'bucket', 'format', 'out'),
    ...lists('tracker'),
  });
  const format = oneOf('format', values.format, 'html', ['html', 'md']);
  const bucket = oneOf('bucket', values.bucket, 'week', ['day', 'week', 'month', 'quarter']);
  if (values.dashboard !== undefined && values.tracker?.length)
    throw usage('report takes either --dashboard NAME or --tracker NAME, not both.');
  if (!values.tracker?.length && (values.q !== undefined || values.bucket !== undefined))
    throw usage('--q and --bucket belong to --tracker: the charts of a dashboard have their own.');
  checkQuery('--q', values.q, terminal, values.json);
  await withCore(values, { writes: false, words: true }, terminal, async (bridge) => {
    const boards = await bridge.request('dashboards/list', {});
    let input: Omit<RequestInput<'dashboards/report'>, 'format'>;
    if (values.tracker?.length) {
      const names = values.tracker;
      const series = await seriesOf(bridge, names);
      input = {
        title: names.join(', '),
        charts: chartKinds.flatMap((kind) => {
          const heading = reportParts[partOf(kind)].heading ?? '';
          return (kind === 'trend' ? [series] : series.map((one) => [one])).map((list, at) => ({
            title: kind === 'trend' ? heading : `${names[at]}: ${heading.toLowerCase()}`,
            spec: { kind, q: values.q ?? '', series: list, bucket },
          }));
        }),
      };
    } else {
      const wanted = values.dashboard?.toLowerCase();
      const board =
        wanted === undefined ? boards[0] : boards.find(({ name }) => name.toLowerCase() === wanted);
      if (!board)
        throw usage(
          wanted === undefined
            ? 'There is no dashboard yet.'
            : `There is no dashboard called ${JSON.stringify(values.dashboard)}.`,
          boards.length > 0
            ? `There are: ${boards.map(({ name }) => name).join(', ')}.`
            : 'Pin charts to one in the app, or use --tracker NAME.',
        );
      input = { dashboardId: board.id };
      // It stands in the report too: the dashboard is not of this command line.
      for (const { title, spec } of board.charts)
        for (const q of queriesOf(spec)) tellProblems(`Chart “${title}”`, q, terminal, values.json);
    }
    const report = await bridge.request('dashboards/report', {
      ...input,
      format,
      ...(await whereOf(bridge)),
    });
    if (values.out === undefined) return terminal.document(report.text);
    const file = writeOut(values.out, report.name, report.text, dataFolder(values.data));
    if (values.json) terminal.out(jsonText({ file }));
    else terminal.out(`Report written to ${file}\n`);
  });
}
