import type { Bridge } from '../../../contract/bridge.ts';
import type { RetentionPreview } from '../../../contract/privacy.ts';
import { calls } from '../../../contract/units.ts';
import { flags, readArguments, texts, usage, wholeNumber } from '../arguments.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { timesOf } from '../where.ts';
import { withCore } from '../with-core.ts';

/** `earshot retention`: what the rules remove here, before and now, and what they removed. */
export async function retentionCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, {
    ...flags('dry-run', 'log', 'others'),
    ...texts('months'),
  });
  if (positionals.length > 0) throw usage('retention takes options only.', 'See: help retention');
  const isDry = values['dry-run'] === true;
  if (values.months !== undefined && !isDry)
    throw usage('--months belongs to --dry-run.', 'To keep a rule: earshot scope --keep-months N.');
  await withCore(values, { writes: !isDry && values.log !== true }, terminal, async (bridge) => {
    const time = await timesOf(bridge);
    if (values.log) {
      const removals = await bridge.request('retention/removals', {});
      if (values.json) return terminal.out(jsonText(removals));
      const rows = removals.map(({ atMs, callId, why }) => [time(atMs), callId, why]);
      return terminal.out(rows.length > 0 ? table(rows) : 'Nothing was removed yet.\n');
    }
    if (values.others) return others(bridge, isDry, values.json ?? false, terminal);
    const { keepMonths, gonePolicy, graceDays } = await bridge.request('sync/scope', {});
    const months =
      values.months === undefined
        ? keepMonths
        : wholeNumber('months', values.months, 0, { min: 1, max: 600 });
    const preview = await bridge.request('retention/preview', { keepMonths: months, gonePolicy, graceDays });
    if (isDry) return terminal.out(values.json ? jsonText(preview) : previewText(preview, time));
    const done = await bridge.request('retention/apply', {});
    terminal.out(
      values.json
        ? jsonText(done)
        : `${done.removed} ${done.removed === 1 ? 'call was' : 'calls were'} removed. This cannot be undone.\n`,
    );
  });
}

async function others(bridge: Bridge, isDry: boolean, json: boolean, terminal: Terminal): Promise<void> {
  const { primaryUserIds } = await bridge.request('sync/scope', {});
  if (primaryUserIds.length === 0)
    throw usage('Everybody’s calls are synced: none is of others.', 'Choose first: scope --mine ADDRESS.');
  const found = await bridge.request('retention/others', { primaryUserIds });
  const done = isDry ? null : await bridge.request('retention/removeOthers', {});
  if (json) return terminal.out(jsonText(done ?? found));
  terminal.out(
    done
      ? `${calls(done.removed)} of others removed. This cannot be undone.\n`
      : `${calls(found.count)} of others would be removed; ${calls(found.spared)} starred or noted would stay.\n`,
  );
}

function previewText(preview: RetentionPreview, time: (ms: number) => string): string {
  const { count, oldestMs, newestMs, gone, spared, recordingBytes, quotes, calls } = preview;
  const facts: (readonly [string, string | number])[] = [
    ['calls that would be removed', count],
    ['of them gone from Gong, with a sync', gone],
    ['old but kept: starred or noted', spared],
    ['bytes of recordings', recordingBytes],
    ['highlights of mine that lose their quote', quotes],
  ];
  if (oldestMs !== null && newestMs !== null)
    facts.push(['oldest', time(oldestMs)], ['newest', time(newestMs)]);
  const rows = calls.map(({ id, title, startedMs, why }) => [time(startedMs), id, why, title] as const);
  return table(facts) + (rows.length > 0 ? table(rows) : '');
}
