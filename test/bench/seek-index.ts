/**
 * What it costs until an hour of MP3 of variable bit rate can be sought exactly: reading it through, the index beside it, the head of the
 * MP4 in memory; against mediabunny's conversion of the same file to MP4, which copies the same frames. Each in a process of its own, in
 * turn.
 *   npm run -s bench:seek-index
 * The last line is JSON: the medians in ms, their quotient, the most memory in MB beyond what the process had before, and the share by
 * which the file on disk grows.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRecordings, factsOf } from '../../electron/core/media/recordings.ts';
import { encodeMp3 } from '../support/mp3.ts';

interface Cost {
  readonly ms: number;
  readonly peakMb: number;
}

const rounds = 5;
const contenders = ['ours', 'mediabunny'] as const;
type Contender = (typeof contenders)[number];

const never = () => Promise.reject(new Error('nothing is fetched here'));

async function prepareOurs(file: string): Promise<void> {
  const addresses = { get: never, renew: never, prefetch: never, age: () => null };
  const recordings = createRecordings({ addresses, fetch: never, onLoading: () => undefined });
  const recording = await recordings.kept(file, statSync(file).size, null);
  if (!recording.head || factsOf('1', 'audio', recording).seeking !== 'exact') throw new Error('no index');
}

async function prepareMediabunny(file: string): Promise<void> {
  const { ALL_FORMATS, Conversion, FilePathSource, FilePathTarget, Input, Mp4OutputFormat, Output } =
    await import('mediabunny');
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  const output = new Output({ format: new Mp4OutputFormat(), target: new FilePathTarget(`${file}.mp4`) });
  await (await Conversion.init({ input, output, showWarnings: false })).execute();
}

/** One contender's cost, in this process. */
async function measure(contender: Contender, file: string): Promise<Cost> {
  // Loading code is not what is compared.
  if (contender === 'mediabunny') await import('mediabunny');
  const before = process.resourceUsage().maxRSS;
  const from = performance.now();
  await (contender === 'ours' ? prepareOurs(file) : prepareMediabunny(file));
  const ms = performance.now() - from;
  return { ms, peakMb: (process.resourceUsage().maxRSS - before) / 1024 };
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const rounded = (value: number) => Number(value.toFixed(1));

/** Measures both contenders on an hour of MP3. */
export async function measureSeekIndex() {
  const dir = mkdtempSync(join(tmpdir(), 'earshot-seek-index-'));
  try {
    const file = join(dir, 'hour.mp3');
    // An hour of frames as LAME writes them to a stream: minutes of it, again and again.
    const minutes = await encodeMp3({ seconds: 180 });
    writeFileSync(file, Buffer.concat(Array.from({ length: 20 }, () => minutes)));
    const costs: Record<Contender, Cost[]> = { ours: [], mediabunny: [] };
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) {
        const { stdout } = await promisify(execFile)(process.execPath, [
          import.meta.filename,
          contender,
          file,
        ]);
        costs[contender].push(JSON.parse(stdout) as Cost);
        for (const made of ['.frames', '.mp4']) rmSync(file + made, { force: true });
      }
    }
    const of = (contender: Contender) => ({
      ms: rounded(median(costs[contender].map(({ ms }) => ms))),
      peakMb: rounded(Math.max(...costs[contender].map(({ peakMb }) => peakMb))),
    });
    const ours = of('ours');
    const mediabunny = of('mediabunny');
    // What repeats packs better than any recording: growth is measured where nothing does.
    const once = join(dir, 'once.mp3');
    writeFileSync(once, minutes);
    await prepareOurs(once);
    const grown = statSync(`${once}.frames`).size / minutes.length;
    return {
      fileBytes: statSync(file).size,
      ours,
      mediabunny,
      timesFaster: rounded(mediabunny.ms / ours.ms),
      grownPercent: Number((grown * 100).toFixed(2)),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const [contender, file] = process.argv.slice(2);
  if (contender && file) console.log(JSON.stringify(await measure(contender as Contender, file)));
  else console.log(JSON.stringify(await measureSeekIndex()));
}
