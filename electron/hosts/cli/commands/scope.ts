import { readArguments } from '../arguments.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { changeScope, changesScope, scopeOptions, scopeRows, scopeWith } from '../scope-options.ts';
import { withCore } from '../with-core.ts';

/** `earshot scope`: what is synced, and changing it. */
export async function scopeCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, scopeOptions);
  const change = changesScope(values);
  await withCore(values, { writes: change }, terminal, async (bridge) => {
    const scope = await (change ? changeScope : scopeWith)(bridge, values);
    terminal.out(values.json ? jsonText(scope) : table(scopeRows(scope)));
  });
}
