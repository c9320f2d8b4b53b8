import type { Bridge } from '../../contract/bridge.ts';
import { EarshotError } from '../../contract/errors.ts';
import { takeEnvironmentAccount } from '../../core/app/environment.ts';
import { createMemorySecrets } from '../../core/app/secrets/memory.ts';
import { createCore } from '../../core/create-core.ts';
import type { Core } from '../../core/rpc/core.ts';
import { createInProcessBridge } from '../../core/rpc/in-process.ts';
import { dataFolder } from './arguments.ts';
import type { Terminal } from './output.ts';
import { runSync } from './run-sync.ts';

/** The common options, as parsed. */
export interface CommonValues {
  readonly data?: string | undefined;
  readonly json?: boolean | undefined;
  readonly sample?: boolean | undefined;
  readonly profile?: string | undefined;
}

/** How a command uses the data folder. */
interface Use {
  /** True: the command changes the store, so it needs the folder for itself. */
  readonly writes: boolean;
  /** True: the command asks for words, and only once, so what was synced a moment ago has to be indexed first. */
  readonly words?: boolean;
  /** True: it shows where secrets lie, so the keychain is asked first. */
  readonly secrets?: boolean;
}

/** Runs a command with an open core, on the account the options name, and closes the core afterwards. */
export async function withCore<T>(
  values: CommonValues,
  use: Use,
  terminal: Terminal,
  run: (bridge: Bridge, signal: AbortSignal, core: Core) => Promise<T>,
): Promise<T> {
  const account = takeEnvironmentAccount(process.env);
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  const core = await createCore({
    dataDir: dataFolder(values.data),
    shell: 'browser',
    autoSync: false,
    whenLocked: use.writes ? 'fail' : 'readOnly',
    whenUnwritable: use.writes ? 'fail' : 'readOnly',
    // The sample needs no keychain, and asking for one could wait for a person.
    ...(values.sample ? { secrets: createMemorySecrets() } : account ? { account } : {}),
  });
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const bridge = createInProcessBridge(core);
  try {
    if (use.secrets) await core.secretsFound;
    await choose(bridge, values, core.readOnly, terminal, interrupted.signal);
    if (use.words) await core.indexed();
    return await run(bridge, interrupted.signal, core);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    bridge.close();
    await core.close();
  }
}

async function choose(
  bridge: Bridge,
  values: CommonValues,
  readOnly: boolean,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const before = await bridge.request('app/info', {});
  // The app shows its notices; of these, this one is about every time that a command prints or reads.
  const zone = before.notices.find(({ code }) => code === 'settings/time-zone');
  if (zone) terminal.err(`Note: ${zone.message} ${zone.nextStep}\n`);
  const wanted = values.sample ? 'sample' : values.profile;
  if (wanted === undefined || (readOnly && before.activeProfileId === wanted)) return;
  if (!values.sample) {
    if (before.activeProfileId !== wanted) await bridge.request('profiles/activate', { profileId: wanted });
    return;
  }
  const info = await bridge.request('sample/start', {});
  if (info.state.status === 'failed') throw new EarshotError(info.state.error);
  const { total } = await bridge.request('library/search', { q: '', limit: 0, facets: false });
  if (total === 0) await runSync(bridge, terminal, { json: false, quiet: true, signal });
}
