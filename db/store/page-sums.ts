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
// the sums of its blocks beside it, which are looked at when it is opened next.

/** Where the sums of a database file lie while nobody has it open. */
const sumsFile = (file: string): string => `${file}.sums`;

/** Larger files are not summed: reading them takes 0.25 s a GB at best, at each start and end. */
const summedAtMost = 256 * 2 ** 20;
const blockBytes = 2 ** 20;

function sumsOf(file: string): Uint32Array {
  const handle = openSync(file, 'r');
  try {
    const sums: number[] = [];
    const block = Buffer.allocUnsafe(blockBytes);
    for (;;) {
      const read = readSync(handle, block, 0, blockBytes, null);
      if (read === 0) return Uint32Array.from([statSync(file).size, ...sums]);
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

/**
 * Whether a file is as it was when it was summed up; null: it was not, or was written since. The sums are removed, because whoever asks is
 * about to write to the file.
 */
export function takeSums(file: string): boolean | null {
  const kept = sumsFile(file);
  if (!existsSync(kept)) return null;
  const bytes = readFileSync(kept);
  rmSync(kept);
  if (bytes.length < 8 || bytes.readUInt32LE() !== crc32(bytes.subarray(4))) return null;
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return null;
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size !== bytes.readUInt32LE(4)) return false;
  return Buffer.from(sumsOf(file).buffer).equals(bytes.subarray(4));
}
