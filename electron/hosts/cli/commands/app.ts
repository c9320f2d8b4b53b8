import { resolve } from 'node:path';
import { takeEnvironmentAccount } from '../../../core/app/environment.ts';
import { createMemorySecrets } from '../../../core/app/secrets/memory.ts';
import { createCore } from '../../../core/create-core.ts';
import { findElectron, runElectron } from '../../../launch/electron-binary.ts';
import { runBrowserShell } from '../../browser/run.ts';
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
  const electron = values.browser || values['no-open'] ? null : findElectron();
  if (electron) return runElectron(electron, dataDir);

  const ending = new AbortController();
  const end = () => ending.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  const account = takeEnvironmentAccount(process.env);
  const core = await createCore({
    dataDir,
    shell: 'browser',
    ...(values.sample ? { secrets: createMemorySecrets() } : account ? { account } : {}),
  });
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
        else terminal.out(jsonText({ url: server.url, port: server.port, pid: process.pid }));
      },
    });
  } finally {
    await core.close();
  }
}
