import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readRange } from '../../gong/schema/range.ts';
import { indexSuffix } from './index-file.ts';
import type { MediaReply } from './media.ts';
import { removePeaks } from './peaks.ts';

/** Name of a kept file: a hash, so that nothing a call's id contains can ever be part of a path. */
export function fileName(callId: string, kind: 'audio' | 'video'): string {
  return `${createHash('sha256').update(callId).digest('hex').slice(0, 40)}.${kind}`;
}

/** Size in bytes of a file; null when it is not there. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch {
    return null;
  }
}

/** Deletes kept files, what was downloaded of them and their peaks; those that are gone already are fine. */
export async function removeFiles(dir: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await rm(join(dir, name), { force: true });
    await rm(join(dir, `${name}.part`), { force: true });
    await rm(join(dir, `${name}${indexSuffix}`), { force: true });
  }
  await removePeaks(dir, names);
}

/** Serves a kept file with Range. */
export function serveFile(path: string, size: number, type: string, range: string | undefined): MediaReply {
  const span = readRange(range, size);
  const base = {
    'content-type': type,
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  if (span === 'bad')
    return { status: 416, headers: { ...base, 'content-range': `bytes */${size}` }, body: null };
  const { from, to } = span ?? { from: 0, to: size - 1 };
  return {
    status: span ? 206 : 200,
    headers: {
      ...base,
      'content-length': String(to - from + 1),
      ...(span ? { 'content-range': `bytes ${from}-${to}/${size}` } : {}),
    },
    body: createReadStream(path, { start: from, end: to }),
  };
}
