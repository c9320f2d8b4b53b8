import { open } from 'node:fs/promises';

/** The bytes of a recording, wherever they lie. */
export interface ByteSource {
  readonly total: number;
  /** Bytes `from` up to, without, `to`, as far as there are any. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** A kept file as a source; the file is opened for each read, so that it can be deleted at any time. */
export function fileSource(path: string, total: number): ByteSource {
  return {
    total,
    async read(from, to) {
      const file = await open(path, 'r');
      try {
        const bytes = new Uint8Array(Math.max(0, Math.min(to, total) - from));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}
