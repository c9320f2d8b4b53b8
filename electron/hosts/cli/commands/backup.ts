import { activeProfile } from '../../../contract/active-profile.ts';
import type { BackupFacts, BackupPart, KeptCopy, Restored } from '../../../contract/backup.ts';
import { dataFolder, flags, readArguments, texts, usage } from '../arguments.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { timesOf } from '../where.ts';
import { withCore } from '../with-core.ts';
import { writeOutWhole } from '../write-file.ts';

type Times = (ms: number) => string;

/** `earshot backup`: a copy of the store in a file, and the copies that Earshot made by itself. */
export async function backupCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, { ...texts('out'), ...flags('mine', 'force') });
  if (positionals.length > 0)
    throw usage('backup takes options only.', 'Name the file with --out FILE. See: help backup');
  const { out } = values;
  if (out === undefined && (values.mine || values.force))
    throw usage('--mine and --force belong to --out FILE.', 'See: help backup');
  const part = values.mine ? 'mine' : 'all';
  await withCore(values, { writes: false }, terminal, async (bridge, _, { backups }) => {
    const time = await timesOf(bridge);
    if (out === undefined) {
      const kept = backups.kept();
      return terminal.out(values.json ? jsonText(kept) : keptText(kept, time));
    }
    const name = activeProfile(await bridge.request('app/info', {}))?.name ?? 'account';
    const { file, made } = await writeOutWhole(
      out,
      suggested(name, part, new Date()),
      dataFolder(values.data),
      values.force === true,
      (temporary) => backups.write(temporary, part),
    );
    terminal.out(
      values.json
        ? jsonText({ file, ...made })
        : `${factsText(made, time)}\nWritten to ${file}, for you alone. It is not encrypted, and what is erased here later stays in it.
To go back to it: earshot restore ${JSON.stringify(file)}\n`,
    );
  });
}

/** A name for a backup: what and of when. */
function suggested(account: string, part: BackupPart, now: Date): string {
  const plain = account.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return `earshot-${plain || 'account'}-${part === 'mine' ? 'mine-' : ''}${now.toISOString().slice(0, 10)}.backup`;
}

/** `earshot restore`: verifies a backup, says what it holds and what becomes of what is here, and with --yes goes back to it. */
export async function restoreCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, { ...texts('copy'), ...flags('mine', 'yes', 'force') });
  const [file] = positionals;
  if (positionals.length > 1 || (file === undefined) === (values.copy === undefined))
    throw usage(
      'restore needs a file, or --copy NAME.',
      'Copies that Earshot made by itself: earshot backup',
    );
  const from = values.copy === undefined ? { file: file as string } : { copy: values.copy };
  const isMeant = values.yes === true;
  await withCore(values, { writes: isMeant }, terminal, async (bridge, _, { backups }) => {
    const time = await timesOf(bridge);
    if (!isMeant) {
      const facts = backups.read(from);
      const part = values.mine ? 'mine' : facts.part;
      const text = `${factsText(facts, time)}\n${willText(part)}\nNothing was changed. To go back to it, add --yes; Earshot must be closed.\n`;
      return terminal.out(values.json ? jsonText(facts) : text);
    }
    const done = await backups.restore(from, {
      onlyMine: values.mine === true,
      anyAccount: values.force === true,
    });
    terminal.out(values.json ? jsonText(done) : doneText(done));
  });
}

const willText = (part: BackupPart): string =>
  part === 'all'
    ? `All of the account’s store is replaced: calls, and everything of yours. What Gong has now comes back with the next sync; what you
made since then is not in it. Recordings kept here stay.`
    : `What you made is replaced: notes, tags, stars, reviews, trackers, dashboards, saved searches, history. The calls stay.`;

function factsText({ part, madeMs, account, counts }: BackupFacts, time: Times): string {
  const rows: (readonly [string, string | number])[] = [
    [
      'holds',
      part === 'all' ? 'everything of the account, without recordings' : 'what you made, without calls',
    ],
    ['of', account ? `${account.name} (${account.key})` : 'this account: Earshot made it by itself'],
    ...(madeMs === null ? [] : [['made', time(madeMs)] as const]),
    ...Object.entries(counts),
  ];
  return table(rows);
}

const reasons = { daily: 'what you made, of that day', replaced: 'before a backup took its place' } as const;

function keptText(kept: readonly KeptCopy[], time: Times): string {
  if (kept.length === 0) return 'There are no copies yet. To make a backup: earshot backup --out FILE\n';
  const rows = kept.map(({ name, atMs, bytes, why }) => [time(atMs), bytes, reasons[why], name] as const);
  return `Copies that Earshot made by itself, their sizes in bytes:\n${table(rows)}To look into one: earshot restore --copy NAME. To make a backup: earshot backup --out FILE\n`;
}

function doneText(done: Restored): string {
  const { facts, part, aside, removedAgain, erasedAgain, erasedHere, isErasureKnown } = done;
  const lines = [
    part === 'all' ? 'The store is that of the backup now.' : 'What you made is that of the backup now.',
    ...(aside === null
      ? []
      : [`What was there before is kept for two weeks. To go back: earshot restore --copy ${aside}`]),
    ...(removedAgain > 0
      ? [
          `${removedAgain} ${removedAgain === 1 ? 'call' : 'calls'} that were removed here since then did not come back.`,
        ]
      : []),
    ...(erasedAgain ? ['People who were erased here since then were erased in it once more.'] : []),
    ...(removedAgain > 0 || erasedAgain
      ? ['The backup itself still holds them: delete it, and make a new one with earshot backup.']
      : []),
    ...(erasedHere
      ? [
          'The backup knew of people who were erased; they were erased here too, so what was there before is not kept.',
        ]
      : []),
    ...(isErasureKnown
      ? []
      : [
          'What was there could not be read: people who were erased and calls that were removed since the backup was made are here again. Erase them once more.',
        ]),
    ...(facts.part === 'all' && part === 'all' ? ['Sync now to have what Gong has: earshot sync'] : []),
  ];
  return `${lines.join('\n')}\n`;
}
