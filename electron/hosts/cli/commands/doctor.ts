import { EarshotError } from '../../../contract/errors.ts';
import { flags, readArguments } from '../arguments.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { timesOf } from '../where.ts';
import { withCore } from '../with-core.ts';

const diskWords = { encrypted: 'encrypted', open: 'not encrypted', unknown: 'not known' } as const;

/** `earshot doctor`. */
export async function doctorCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, flags('remove-copies'));
  const removes = values['remove-copies'] === true;
  await withCore(values, { writes: removes, words: true }, terminal, async (bridge) => {
    if (removes)
      for (const { name } of await bridge.request('copies/list', {}))
        await bridge.request('copies/remove', { name });
    const [report, atRest] = await Promise.all([
      bridge.request('doctor/report', {}),
      bridge.request('app/atRest', {}),
    ]);
    if (values.json) {
      terminal.out(jsonText({ ...report, atRest }));
    } else {
      const time = await timesOf(bridge);
      const lastSync = report.lastSyncMs === null ? 'never' : time(report.lastSyncMs);
      const { zone } = await bridge.request('app/info', {});
      terminal.out(
        table([
          ...Object.entries(report.totals),
          ['schema version', report.schemaVersion],
          ['size in bytes', report.sizeBytes],
          ['integrity', report.integrity],
          ['word index', report.wordIndex],
          ['last sync', lastSync],
          ['disk', diskWords[atRest.disk.state]],
          ['time zone', zone.name],
          ['time zone rules', report.zoneRules ?? 'unknown release'],
        ]),
      );
      terminal.out(`\n${table(report.tables.map(({ table: name, rows }) => [name, rows]))}`);
      for (const problem of report.problems) terminal.out(`Problem: ${problem}\n`);
      const told = [atRest.disk, ...atRest.warnings].map(({ message, nextStep }) => `${message} ${nextStep}`);
      for (const note of [...report.notes, ...told]) terminal.out(`Note: ${note}\n`);
      if (report.setAside.length > 0)
        terminal.out(
          `\nCopies of the whole store that were set aside, for two weeks; --remove-copies removes them now:\n${table(
            report.setAside.map(({ name, atMs, bytes }) => [time(atMs), bytes, name]),
          )}`,
        );
    }
    if (!report.ok) {
      throw new EarshotError({
        code: 'store/corrupt',
        message: 'The store has problems.',
        nextStep: 'Start the app: it sets a damaged file aside, keeps your notes and syncs again.',
      });
    }
  });
}
