import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';

// SQLite notices pages whose structure is broken, but not a byte that changed inside a text. So a file that was closed cleanly leaves
// the sums of its blocks beside it, which are looked at when it is opened next. A medium that loses bytes leaves the file's time as it was;
// a program that wrote (an older Earshot, SQLite's shell) does not, and what it wrote counts.

/** Where the sums of a database file lie while nobody has it open. */
const sumsFile = (file: string): string => `${file}.sums`;

/** Larger files are not summed: reading them takes 0.25 s a GB at best, at each start and end. */
const summedAtMost = 256 * 2 ** 20;
const blockBytes = 2 ** 20;

/** When a file was written last (ms, in two numbers of 32 bits), and its size in bytes. */
function stampOf(file: string): number[] {
  const { mtimeMs, size } = statSync(file);
  const written = Math.round(mtimeMs);
  return [written % 2 ** 32, Math.floor(written / 2 ** 32), size];
}

function sumsOf(file: string): Uint32Array {
  const handle = openSync(file, 'r');
  try {
    const sums: number[] = [];
    const block = Buffer.allocUnsafe(blockBytes);
    for (;;) {
      const read = readSync(handle, block, 0, blockBytes, null);
      if (read === 0) return Uint32Array.from([...stampOf(file), ...sums]);
      sums.push(crc32(block.subarray(0, read)));
    }
  } finally {
    closeSync(handle);
  }
}

/** Sums up a file that nobody has open any more. Throws what the disk says. */
export function writeSums(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 || size > summedAtMost) return;
  const sums = sumsOf(file);
  const bytes = Buffer.from(sums.buffer);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(crc32(bytes));
  const temporary = `${sumsFile(file)}.new`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeSync(handle, Buffer.concat([head, bytes]));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, sumsFile(file));
}

/** What became of a file since it was summed up. 'unknown': there are no sums, or it was written without them. */
type SinceSummed = 'same' | 'rotten' | 'written' | 'unknown';

/**
 * What became of a file since it was summed up: the same; other bytes though nobody wrote; or written by another program. The sums are
 * removed, because whoever asks is about to write to the file.
 */
export function takeSums(file: string): SinceSummed {
  const kept = sumsFile(file);
  if (!existsSync(kept)) return 'unknown';
  const bytes = readFileSync(kept);
  rmSync(kept);
  if (bytes.length < 20 || bytes.readUInt32LE() !== crc32(bytes.subarray(4))) return 'unknown';
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return 'unknown';
  if (!existsSync(file)) return 'unknown';
  const stamp = Buffer.from(Uint32Array.from(stampOf(file)).buffer);
  if (!stamp.subarray(0, 8).equals(bytes.subarray(4, 12))) return 'written';
  const isSame =
    stamp.equals(bytes.subarray(4, 16)) && Buffer.from(sumsOf(file).buffer).equals(bytes.subarray(4));
  return isSame ? 'same' : 'rotten';
}
