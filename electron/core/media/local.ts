import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaStem } from '../../../db/media/files.ts';
import { readRange } from '../../gong/schema/range.ts';
import { indexSuffix } from './index-file.ts';
import type { MediaReply } from './media.ts';

/** Name of a kept file: a hash, so that nothing a call's id contains can ever be part of a path. */
export function fileName(callId: string, kind: 'audio' | 'video'): string {
  return `${mediaStem(callId)}.${kind}`;
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

/** Deletes kept files and what was downloaded of them; those that are gone already are fine. */
export async function removeFiles(dir: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await rm(join(dir, name), { force: true });
    await rm(join(dir, `${name}.part`), { force: true });
    await rm(join(dir, `${name}${indexSuffix}`), { force: true });
  }
}

/** Deletes every file that is called by one of these stems: recordings, parts of them, and what was made from them. */
export async function removeByStem(dir: string, stems: readonly string[]): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  const wanted = new Set(stems);
  for (const name of names)
    if (wanted.has(name.split(/[.-]/, 1)[0] ?? ''))
      await rm(join(dir, name), { force: true, recursive: true });
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
