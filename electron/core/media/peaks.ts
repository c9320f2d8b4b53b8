import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptTrack } from '../../../db/media/files.ts';
import type { Peaks, RecordingWithoutPeaks } from '../../contract/waveform.ts';
import type { WholeTrack } from './kept-files.ts';
import type { LevelsAnswer, LevelsQuestion } from './levels.ts';

/**
 * Peaks lie beside their recording as `<name>.peaks`: eight letters, the size of the recording they were made of (64 bit, little
 * endian), the number of channels (0: it cannot be decoded), then the levels.
 */
const letters = 'EARPEAK1';
const headBytes = 17;
export const peaksSuffix = '.peaks';

const pathOf = (dir: string, name: string) => join(dir, name + peaksSuffix);

/** Size of the recording a file of peaks was made of, and its channels; null for what is no such file. */
function readHead(head: Buffer): { readonly bytes: number; readonly channels: number } | null {
  if (head.length < headBytes || head.toString('latin1', 0, 8) !== letters) return null;
  return { bytes: Number(head.readBigUInt64LE(8)), channels: head.readUInt8(16) };
}

/** Keeps the peaks of a recording of `bytes` bytes; null notes that it cannot be decoded. Throws what the disk says. */
async function writePeaks(dir: string, name: string, bytes: number, peaks: Peaks | null): Promise<void> {
  const head = Buffer.alloc(headBytes);
  head.write(letters, 'latin1');
  head.writeBigUInt64LE(BigInt(bytes), 8);
  head.writeUInt8(peaks?.channels ?? 0, 16);
  const path = pathOf(dir, name);
  // A name of its own: two windows may have looked through the same recording.
  const unfinished = `${path}.${process.hrtime.bigint()}.part`;
  try {
    await writeFile(unfinished, Buffer.concat([head, Buffer.from(peaks?.levels ?? '', 'base64')]), {
      mode: 0o600,
    });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Peaks of a recording of `bytes` bytes; null when there are none of it. */
async function readPeaks(dir: string, name: string, bytes: number): Promise<Peaks | null> {
  const file = await readFile(pathOf(dir, name)).catch(() => null);
  const head = file && readHead(file);
  if (!head || head.bytes !== bytes || head.channels === 0) return null;
  return { channels: head.channels, levels: file.toString('base64', headBytes) };
}

/** Whether a recording of `bytes` bytes was looked through: it has peaks, or cannot be decoded. */
async function hasPeaks(dir: string, name: string, bytes: number): Promise<boolean> {
  const file = await open(pathOf(dir, name)).catch(() => null);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return readHead(buffer.subarray(0, bytesRead))?.bytes === bytes;
  } finally {
    await file.close();
  }
}

/** Peaks of kept recordings: what has none yet, making them here or in the view, and where they are kept. */
export function createPeakStore(deps: {
  readonly dir: string;
  /** Recordings of a call that are here in full. */
  keptOf(callId: string): Promise<readonly WholeTrack[]>;
  listKept(): Promise<readonly KeptTrack[]>;
  /** The heads with which a recording is played. */
  headsOf(track: WholeTrack): Promise<LevelsQuestion['heads']>;
  levelsOf(question: LevelsQuestion): Promise<LevelsAnswer>;
  /** Where the view reads a recording, on the time scale on which it plays it. */
  pathFor(track: WholeTrack): Promise<string>;
}) {
  const { dir } = deps;

  const trackOf = async ({ callId, kind, bytes }: Omit<RecordingWithoutPeaks, 'path'>) =>
    (await deps.keptOf(callId)).find((one) => one.kind === kind && one.bytes === bytes);

  async function save(recording: Omit<RecordingWithoutPeaks, 'path'>, peaks: Peaks | null): Promise<boolean> {
    const track = await trackOf(recording);
    if (!track?.file) return false;
    await writePeaks(dir, track.file, track.bytes, peaks);
    return true;
  }

  return {
    /** Peaks of a kept recording of a call; null while it has none. */
    async peaks(callId: string): Promise<Peaks | null> {
      for (const { file, bytes } of soundFirst(await deps.keptOf(callId))) {
        const peaks = file && (await readPeaks(dir, file, bytes));
        if (peaks) return peaks;
      }
      return null;
    },
    /** A kept recording that nobody has looked through: that of `first`, else the one kept last. */
    async withoutPeaks(first: string | null): Promise<RecordingWithoutPeaks | null> {
      const addedMs = new Map(
        (await deps.listKept())
          .filter(({ state }) => state === 'done')
          .map((track) => [track.callId, track.addedMs]),
      );
      const calls = [...addedMs].toSorted(
        ([a, addedA], [b, addedB]) => Number(b === first) - Number(a === first) || addedB - addedA,
      );
      for (const [callId] of calls) {
        const track = soundFirst(await deps.keptOf(callId))[0];
        if (!track?.file || (await hasPeaks(dir, track.file, track.bytes))) continue;
        return { callId, kind: track.kind, bytes: track.bytes, path: await deps.pathFor(track) };
      }
      return null;
    },
    /** Makes and keeps peaks of a recording; false where only a browser decodes it, and when it is gone or another by now. */
    async makePeaks(recording: Omit<RecordingWithoutPeaks, 'path'>): Promise<boolean> {
      const track = await trackOf(recording);
      if (!track) return false;
      const { path, bytes } = track;
      const peaks = await deps.levelsOf({ path, bytes, heads: await deps.headsOf(track) });
      return peaks !== 'browser' && save(recording, peaks);
    },
    /** Keeps peaks beside the recording they were made of; false when it is gone or another by now. */
    savePeaks: save,
  };
}

/** The sound of a call before its video, which has the same sound in a larger file. */
const soundFirst = <T extends KeptTrack>(tracks: readonly T[]): readonly T[] =>
  tracks.toSorted((a, b) => Number(a.kind === 'video') - Number(b.kind === 'video'));
