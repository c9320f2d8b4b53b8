import type { ErasureCounts, ErasurePreview, ErasureReceipt } from '../../../contract/privacy.ts';
import { flags, oneOf, readArguments, texts, usage } from '../arguments.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { timesOf } from '../where.ts';
import { withCore } from '../with-core.ts';

/** `earshot erase`: what there is of a person, erasing them, and the receipts. */
export async function eraseCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, {
    ...texts('person', 'takes'),
    ...flags('dry-run', 'yes', 'receipts'),
  });
  if (positionals.length > 0 || (values.person === undefined) !== (values.receipts === true))
    throw usage('erase takes --person, or --receipts.', 'See: help erase');
  const { person } = values;
  const isDry = values['dry-run'] === true;
  const takes = oneOf('takes', values.takes, 'words', ['calls', 'words']);
  if (person !== undefined && !isDry && values.yes !== true)
    throw usage(
      'Erasing cannot be undone.',
      'Look with --dry-run, say with --takes whether the calls go or the words, then add --yes.',
    );
  await withCore(values, { writes: person !== undefined && !isDry }, terminal, async (bridge) => {
    const time = await timesOf(bridge);
    if (person === undefined) {
      const receipts = await bridge.request('erase/receipts', {});
      terminal.out(
        values.json ? jsonText(receipts) : receipts.map((one) => receiptText(one, time)).join('\n'),
      );
    } else if (isDry) {
      const preview = await bridge.request('erase/preview', { person });
      terminal.out(values.json ? jsonText(preview) : previewText(preview, time));
    } else {
      const receipt = await bridge.request('erase/person', { person, takes });
      terminal.out(values.json ? jsonText(receipt) : receiptText(receipt, time));
    }
  });
}

const countRows = (counts: ErasureCounts): (readonly [string, number])[] => [
  ['calls they took part in', counts.calls],
  ['other calls naming them', counts.named],
  ['monologues they spoke', counts.lines],
  ['comments they wrote', counts.comments],
  ['notes and other texts of yours', counts.notes],
  ['kept recordings', counts.recordings],
  ['could not be decided, stay', counts.undecided],
];

function previewText(
  { people, counts, undecided, calls }: ErasurePreview,
  time: (ms: number) => string,
): string {
  const who = people.map(
    ({ names, addresses, phones, calls: on }) =>
      `${[...names, ...addresses, ...phones].join(', ')}: ${on} ${on === 1 ? 'call' : 'calls'}\n`,
  );
  const rows = calls.map(({ id, title, startedMs }) => [time(startedMs), id, title]);
  const unsure = undecided.map(({ text, count }) => ['may be another, stays', text, count]);
  return `${who.join('') || 'Nobody on any call is so named.\n'}${table(countRows(counts))}${unsure.length > 0 ? table(unsure) : ''}${rows.length > 0 ? table(rows) : ''}`;
}

function receiptText(
  { id, atMs, finishedMs, takes, counts }: ErasureReceipt,
  time: (ms: number) => string,
): string {
  return table([
    ['receipt', id],
    ['erased', time(atMs)],
    [
      'no trace in any file since',
      finishedMs === null ? 'not yet: the next start or sync finishes it' : time(finishedMs),
    ],
    ['what went', takes === 'calls' ? 'their calls' : 'their words, names, addresses and recordings'],
    ...countRows(counts),
  ]);
}
