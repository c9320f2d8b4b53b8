import { readArguments } from '../arguments.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { changesScope, scopeOptions, scopeRows, scopeWith } from '../scope-options.ts';
import { withCore } from '../with-core.ts';

/** `earshot scope`: what is synced, and changing it. */
export async function scopeCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, scopeOptions);
  const change = changesScope(values);
  await withCore(values, { writes: change }, terminal, async (bridge) => {
    const wanted = await scopeWith(bridge, values);
    const scope = change ? await bridge.request('sync/setScope', wanted) : wanted;
    terminal.out(values.json ? jsonText(scope) : table(scopeRows(scope)));
  });
}
