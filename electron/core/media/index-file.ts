import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { FrameIndex } from './frames.ts';

/** Ending of the file beside a recording that holds where its frames lie. */
export const indexSuffix = '.frames';

/** What an index file is bound to: another recording has another index. */
interface Recording {
  readonly total: number;
  readonly validator: string | null;
}

const version = 1;

/**
 * Keeps an index beside its recording: a line of JSON, then the frames' sizes, low bytes before high ones (neighbours are alike: a byte a
 * frame and less), deflated together, so that its checksum covers both.
 */
export async function writeIndex(file: string, of: Recording, index: FrameIndex): Promise<void> {
  const { sizes, ...rest } = index;
  const line = Buffer.from(`${JSON.stringify({ version, of, count: sizes.length, ...rest })}\n`);
  const body = new Uint8Array(line.length + sizes.length * 2);
  body.set(line);
  for (let i = 0; i < sizes.length; i++) {
    body[line.length + i] = (sizes[i] as number) & 255;
    body[line.length + sizes.length + i] = (sizes[i] as number) >> 8;
  }
  const packed = await promisify(deflate)(body);
  await writeFile(`${file}.new`, packed);
  await rename(`${file}.new`, file);
}

/** The index kept beside a recording; null when there is none, or it is damaged, or of other bytes. */
export async function readIndex(file: string, of: Recording): Promise<FrameIndex | null> {
  try {
    const body = await promisify(inflate)(await readFile(file), { maxOutputLength: 2 ** 27 });
    const end = body.indexOf(10);
    const { version: written, of: bound, count, ...rest } = JSON.parse(body.toString('utf8', 0, end));
    if (written !== version || bound.total !== of.total || bound.validator !== of.validator) return null;
    const sizes = new Uint16Array(count);
    for (let i = 0; i < count; i++)
      sizes[i] = (body[end + 1 + i] as number) | ((body[end + 1 + count + i] as number) << 8);
    return { ...rest, sizes };
  } catch {
    await rm(file, { force: true }).catch(() => undefined);
    return null;
  }
}
