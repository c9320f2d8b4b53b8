import { readFileSync } from 'node:fs';
import { EarshotError } from '../../../contract/errors.ts';
import { startEmulator } from '../../../gong/emulator/emulator.ts';
import { type FaultRule, readFaultScript } from '../../../gong/emulator/faults.ts';
import { loadFolderCorpus } from '../../../gong/emulator/folder-corpus.ts';
import { createSampleMedia } from '../../../gong/emulator/media/sample-media.ts';
import { loadSampleCorpus } from '../../../gong/emulator/sample-corpus.ts';
import { createSyntheticCorpus } from '../../../gong/emulator/synthetic.ts';
import { oneOf, readArguments, texts, usage, wholeNumber } from '../arguments.ts';
import { jsonText, type Terminal } from '../output.ts';

/** `earshot emulator`: serves until interrupted. */
export async function emulatorCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(
    args,
    texts('port', 'corpus', 'calls', 'seed', 'company', 'faults', 'rate', 'filter-by'),
  );
  const port = wholeNumber('port', values.port, 0, { min: 0, max: 65_535 });
  const seed = wholeNumber('seed', values.seed, 1, { min: 0, max: 0xffffffff });
  const calls = wholeNumber('calls', values.calls, 1000, { min: 0, max: 1_000_000 });
  const company = wholeNumber('company', values.company, 1, { min: 1, max: 9 });
  const ratePerSecond = wholeNumber('rate', values.rate, 3, { min: 0, max: 1_000_000 });
  const filterBy = oneOf('filter-by', values['filter-by'], 'started', ['started', 'scheduled']);
  const kind = oneOf('corpus', values.corpus, 'meetings', ['meetings', 'synthetic']);
  const faults = values.faults === undefined ? [] : readFaults(values.faults);
  if (company > 1 && (kind === 'meetings' || values.data))
    throw usage('--company belongs to --corpus synthetic.', 'See: help emulator');
  const corpus = values.data
    ? await loadFolder(values.data)
    : kind === 'meetings'
      ? loadSampleCorpus()
      : createSyntheticCorpus({ calls, seed, company });
  const emulator = await startEmulator({
    corpus,
    port,
    seed,
    faults,
    ratePerSecond,
    // Without a limit a second there is none a day either.
    ...(ratePerSecond === 0 ? { dailyLimit: Number.POSITIVE_INFINITY } : {}),
    filterBy,
    media: createSampleMedia(corpus),
  }).catch((error) => {
    throw portTaken(port, error);
  });
  const { url, accessKey, secret, bearer } = emulator;
  terminal.out(jsonText({ url, port: emulator.port, accessKey, secret, bearer, pid: process.pid }));
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await emulator.stop();
}

function readFaults(file: string): readonly FaultRule[] {
  try {
    return readFaultScript(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new EarshotError({
      code: 'cli/usage',
      message: `The fault script ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      nextStep:
        'It is a JSON list of {"endpoint"?, "nth"?, "every"?, "chance"?, "times"?, "action": {"kind": …}}; see docs/emulator.md.',
      cause,
    });
  }
}

async function loadFolder(dir: string) {
  try {
    return await loadFolderCorpus(dir);
  } catch (cause) {
    throw new EarshotError({
      code: 'cli/corpus',
      message: cause instanceof Error ? cause.message : String(cause),
      nextStep: 'The folder needs calls.jsonl, transcripts.jsonl and users.json.',
      cause,
    });
  }
}

function portTaken(port: number, error: NodeJS.ErrnoException): unknown {
  if (error.code !== 'EADDRINUSE') return error;
  return new EarshotError({
    code: 'shell/port-in-use',
    message: `Port ${port} is already in use by another program.`,
    nextStep: 'Choose another one, or let the system choose: --port 0.',
    cause: error,
  });
}
