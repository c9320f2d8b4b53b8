import { hash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

// Measured on the sample: zstd 1 takes 0.13 ms a call and saves 80 %, deflate 0.19 to 0.31 ms for about the same.
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Compresses JSON text for a raw column. */
export function pack(json: string): Buffer {
  return zstdCompressSync(json, options);
}

/** JSON text of a raw column. */
export function unpack(blob: Buffer): string {
  return zstdDecompressSync(blob).toString('utf8');
}

/** Hash of a record's JSON text, for telling "unchanged" cheaply. */
export function hashOf(json: string): Buffer {
  return hash('sha1', json, 'buffer');
}
