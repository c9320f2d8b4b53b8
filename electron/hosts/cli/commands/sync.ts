import { readArguments, usage } from '../arguments.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { runSync } from '../run-sync.ts';
import { changeScope, changesScope, scopeOptions, scopeSentence, scopeWith } from '../scope-options.ts';
import { timesOf } from '../where.ts';
import { withCore } from '../with-core.ts';

/** `earshot sync`. */
export async function syncCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, { plan: { type: 'boolean' }, ...scopeOptions });
  const json = values.json ?? false;
  const change = changesScope(values);
  await withCore(values, { writes: true }, terminal, async (bridge, signal) => {
    if (values.plan) {
      if (values.mine !== undefined)
        throw usage(
          '--plan does not look up who --mine is.',
          'Choose first (scope --mine ADDRESS), or give --host with the id or name.',
        );
      const plan = await bridge.request('sync/plan', { scope: await scopeWith(bridge, values) });
      if (json) return terminal.out(jsonText(plan));
      const { calls, transcripts, settings } = plan.requests;
      terminal.out(
        table([
          ['windows', plan.windows.length],
          ['calls', plan.calls],
          ['requests', calls + transcripts + settings],
          ['seconds at least', Math.ceil(plan.seconds)],
        ]),
      );
      const time = await timesOf(bridge);
      for (const { from, to } of plan.windows)
        terminal.out(`  ${from ? time(Date.parse(from)) : 'the first call'} to ${time(Date.parse(to))}\n`);
      for (const note of plan.notes) terminal.out(`${note}\n`);
      return;
    }
    if (change) await changeScope(bridge, values);
    const scope = await scopeSentence(bridge);
    if (!json) terminal.err(`${scope}\n`);
    const status = await runSync(bridge, terminal, { json, quiet: false, signal });
    const [run] = await bridge.request('sync/runs', {});
    if (json)
      return terminal.out(jsonText({ event: 'done', scope, summary: status.lastSummary, run: run ?? null }));
    terminal.out(`${status.lastSummary ?? run?.summary ?? 'Nothing new.'}\n`);
    for (const limitation of status.limitations) {
      const about = limitation.code.startsWith('sync/') ? '' : 'Left out: ';
      terminal.out(`${about}${limitation.message} ${limitation.nextStep}\n`);
    }
    if (status.removals) {
      const { count, fromMs } = status.removals;
      const from = (await timesOf(bridge))(fromMs).slice(0, 10);
      terminal.out(
        `${count} ${count === 1 ? 'call is' : 'calls are'} gone from Gong and will be removed here from ${from} on; earshot search is:gone lists them.\n`,
      );
    }
    if (status.problemCount > 0) {
      terminal.out(`${status.problemCount} records had problems: see Sync & settings.\n`);
    }
  });
}
