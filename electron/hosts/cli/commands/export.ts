import { pastedId } from '../../../contract/csv.ts';
import { dataFolder, flags, oneOf, readArguments, texts, usage } from '../arguments.ts';
import { jsonText, type Terminal } from '../output.ts';
import { checkQuery } from '../queries.ts';
import { whereOf } from '../where.ts';
import { withCore } from '../with-core.ts';
import { writeOut } from '../write-file.ts';

/** `earshot export`. */
export async function exportCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, {
    ...texts('id', 'q', 'format', 'out'),
    ...flags('transcript', 'mask-names'),
  });
  if ((values.id === undefined) === (values.q === undefined)) {
    throw usage(
      'export needs either --id CALLID or --q QUERY.',
      'Example: export --q tracker:Pricing --format csv',
    );
  }
  checkQuery('--q', values.q, terminal, values.json);
  const format = oneOf('format', values.format, 'markdown', [
    'markdown',
    'html',
    'csv',
    'csv-transcript',
    'json',
    'jsonl',
    'srt',
    'vtt',
  ]);
  if (format === 'csv' && values.transcript)
    throw usage(
      'A spreadsheet’s cell cannot hold a transcript, so --format csv has none.',
      'Export the sentences as a file of their own: --format csv-transcript.',
    );
  await withCore(values, { writes: false, words: true }, terminal, async (bridge) => {
    const result = await bridge.request('export/calls', {
      ...(values.id === undefined ? {} : { id: pastedId(values.id) }),
      ...(values.q === undefined ? {} : { q: values.q }),
      format,
      transcript: values.transcript ?? false,
      maskNames: values['mask-names'] ?? false,
      ...(await whereOf(bridge)),
    });
    if (values.out === undefined) return terminal.document(result.content);
    const file = writeOut(values.out, result.filename, result.content, dataFolder(values.data));
    if (values.json) terminal.out(jsonText({ file, calls: result.calls }));
    else terminal.out(`${result.calls} ${result.calls === 1 ? 'call' : 'calls'} written to ${file}\n`);
  });
}
