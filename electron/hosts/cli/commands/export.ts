import type { MaskCounts } from '../../../contract/call.ts';
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
    ...texts('id', 'q', 'format', 'out', 'also-mask'),
    ...flags('transcript', 'mask-names', 'mask-contacts', 'mask-companies', 'dry-run'),
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
    const asked = {
      ...(values.id === undefined ? {} : { id: pastedId(values.id) }),
      ...(values.q === undefined ? {} : { q: values.q }),
      format,
      transcript: values.transcript ?? false,
      maskNames: values['mask-names'] ?? false,
      maskContacts: values['mask-contacts'] ?? false,
      maskCompanies: values['mask-companies'] ?? false,
      alsoMask: (values['also-mask'] ?? '').split(',').filter((word) => word.trim() !== ''),
      ...(await whereOf(bridge)),
    } as const;
    if (asked.maskNames || asked.maskContacts || asked.maskCompanies) {
      const counts = await bridge.request('export/masks', asked);
      if (values['dry-run']) return terminal.out(values.json ? jsonText(counts) : maskList(counts));
      terminal.err(maskSummary(counts));
    } else if (values['dry-run']) {
      throw usage('--dry-run lists what would be masked, and nothing is to be.', 'Add --mask-names.');
    }
    const result = await bridge.request('export/calls', asked);
    if (values.out === undefined) return terminal.document(result.content);
    const file = writeOut(values.out, result.filename, result.content, dataFolder(values.data));
    if (values.json) terminal.out(jsonText({ file, calls: result.calls }));
    else terminal.out(`${result.calls} ${result.calls === 1 ? 'call' : 'calls'} written to ${file}\n`);
  });
}

/** One line before the file is written: what stays though it may be a name. */
function maskSummary({ masked, undecided, contacts, checked, calls }: MaskCounts): string {
  const places = masked.reduce((sum, { count }) => sum + count, 0);
  const left = undecided.map(({ text }) => text);
  const words = left.slice(0, 12).join(', ') + (left.length > 12 ? ' and others' : '');
  const where = checked < calls ? ` (in the first ${checked} of ${calls} calls)` : '';
  return `Masked: names in ${places} places, ${contacts} addresses and numbers${where}.${
    left.length === 0
      ? ''
      : ` Left, as they may be words: ${words}. --dry-run shows them in their sentences; --also-mask WORD,WORD masks them.`
  }\n`;
}

/** What is masked and what is left, a line each. */
const maskList = ({ masked, undecided, contacts }: MaskCounts): string =>
  [
    ...masked.map(({ text, alias, count }) => `masked\t${count}\t${text}\t${alias}`),
    ...(contacts > 0 ? [`masked\t${contacts}\taddresses and phone numbers\t`] : []),
    ...undecided.map(
      ({ text, count, example }) => `left\t${count}\t${text}\t${example.replace(/\s+/g, ' ').trim()}`,
    ),
    '',
  ].join('\n');
