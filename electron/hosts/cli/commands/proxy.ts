import type { ProxySetting } from '../../../contract/app.ts';
import { readArguments, usage } from '../arguments.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { withCore } from '../with-core.ts';

/** `earshot proxy`: how requests to Gong leave this computer, and changing it. */
export async function proxyCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, { bypass: { type: 'string' } });
  const [wanted] = positionals;
  if (positionals.length > 1) throw usage('proxy takes system, none or one address.', 'See: help proxy');
  // Other processes can read arguments, and they stay in the shell's history: nothing of it is repeated.
  if (wanted?.includes('@'))
    throw usage(
      'proxy takes no user name and password: other processes can read them there, and they stay in the shell’s history.',
      'Enter them in the app (Sync & settings, Network), or give them to each run in HTTPS_PROXY.',
    );
  const byAddress = wanted !== undefined && wanted !== 'system' && wanted !== 'none';
  if (values.bypass !== undefined && !byAddress)
    throw usage('--bypass belongs to the address of a proxy; for the environment there is NO_PROXY.');
  await withCore(values, { writes: wanted !== undefined }, terminal, async (bridge) => {
    const { proxy } =
      wanted === undefined
        ? await bridge.request('app/info', {})
        : await bridge.request(
            'app/setProxy',
            byAddress ? { mode: 'address', address: wanted, bypass: values.bypass ?? '' } : { mode: wanted },
          );
    terminal.out(values.json ? jsonText(proxy) : table(rows(proxy)));
  });
}

function rows({ mode, address, bypass, user }: ProxySetting): (readonly [string, string])[] {
  if (mode !== 'address')
    return [
      [
        'proxy',
        mode === 'none'
          ? 'none: requests go directly'
          : 'as the environment says (HTTPS_PROXY, NO_PROXY); in Electron, as the system says',
      ],
    ];
  return [
    ['proxy', address],
    ['not for', bypass || '-'],
    ['signed in as', user || '-'],
  ];
}
