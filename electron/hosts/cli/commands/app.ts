import { resolve } from 'node:path';
import { takeEnvironmentAccount } from '../../../core/app/environment.ts';
import { createMemorySecrets } from '../../../core/app/secrets/memory.ts';
import { createCore } from '../../../core/create-core.ts';
import { findElectron, runElectron } from '../../../launch/electron-binary.ts';
import { runBrowserShell } from '../../browser/run.ts';
import type { ShellServer } from '../../browser/server.ts';
import { dataFolder, flags, readArguments, texts, wholeNumber } from '../arguments.ts';
import { jsonText, type Terminal } from '../output.ts';

/** `earshot app`. */
export async function appCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, {
    ...texts('port'),
    ...flags('browser', 'no-open'),
  });
  const dataDir = dataFolder(values.data);
  const port = wholeNumber('port', values.port, 0, { min: 0, max: 65_535 });
  // Before anything is started, which would get it.
  const account = takeEnvironmentAccount(process.env);
  const electron = values.browser || values['no-open'] ? null : findElectron();
  if (electron) return runElectron(electron, dataDir, account);

  const ending = new AbortController();
  const end = () => ending.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  const core = await createCore({
    dataDir,
    shell: 'browser',
    whenUnwritable: 'readOnly',
    ...(values.sample ? { secrets: createMemorySecrets() } : account ? { account } : {}),
  });
  const address = (server: ShellServer) =>
    terminal.out(jsonText({ url: server.url(), port: server.port, pid: process.pid }));
  try {
    if (values.sample) await core.request('sample/start', {});
    await runBrowserShell({
      core,
      dataDir,
      port,
      open: !values['no-open'],
      rendererDir: resolve(import.meta.dirname, '../../../../out/renderer'),
      signal: ending.signal,
      onReady(server, opened) {
        if (opened && !values.json) terminal.err('Earshot is open in its own window; close it to quit.\n');
        // A window of ours uses the link up: it is not printed beside it.
        else if (opened) terminal.out(jsonText({ port: server.port, pid: process.pid }));
        else address(server);
      },
      onUsedTwice(server, opened) {
        terminal.err(
          `Warning: the link that opens Earshot was used twice. If you did not do that yourself, another program or user of this computer has read it. The session was ended. ${opened ? 'Close the window and start Earshot again.' : 'Open Earshot with this new link:'}\n`,
        );
        if (!opened) address(server);
      },
    });
  } finally {
    await core.close();
  }
}
