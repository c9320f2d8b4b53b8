import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaStem } from '../../../db/media/files.ts';
import { readRange } from '../../gong/schema/range.ts';
import { indexSuffix } from './index-file.ts';
import type { MediaReply } from './media.ts';
import { peaksSuffix } from './peaks.ts';

/** What lies beside a kept file, by the end of its name. */
const companions = [indexSuffix, peaksSuffix];
/** Every name that `fileName` makes, and of what is written beside it, whole or in part. */
const madeName = new RegExp(
  `^([0-9a-f]{40}\\.(?:audio|video))(\\.part|\\.loading|${companions.map((end) => `\\${end}`).join('|')})?(?:\\.\\d+\\.part)?$`,
);

/** Name of a kept file: a hash, so that nothing a call's id contains can ever be part of a path. */
export function fileName(callId: string, kind: 'audio' | 'video'): string {
  return `${mediaStem(callId)}.${kind}`;
}

/** Name of a file that a recording is loaded into while Earshot runs. */
export const loadName = (callId: string, kind: 'audio' | 'video'): string =>
  `${fileName(callId, kind)}.loading`;

/** Bytes that the media folder holds, whatever is in it; 0 where there is none. */
export async function folderBytes(dir: string): Promise<number> {
  const names = await readdir(dir).catch(() => []);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(dir, name))));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

/** Bytes of what lies beside kept files, by the name of the file. */
export async function companionBytes(dir: string): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const name of await readdir(dir).catch(() => [])) {
    const suffix = companions.find((end) => name.endsWith(end));
    if (!suffix) continue;
    const file = name.slice(0, -suffix.length);
    sizes.set(file, (sizes.get(file) ?? 0) + ((await sizeOf(join(dir, name))) ?? 0));
  }
  return sizes;
}

/**
 * Deletes recordings, parts, indexes and loads that no row knows: those whose name is not `known`, of names that `fileName` makes. Files
 * of other names are somebody else's.
 */
export async function removeOrphans(dir: string, known: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(dir).catch(() => [])) {
    const made = madeName.exec(name);
    if (made && (made[2] === '.loading' || !known.has(made[1] as string)))
      await rm(join(dir, name), { force: true });
  }
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

/** Deletes kept files, what was downloaded of them, their indexes and peaks; those that are gone already are fine. */
export async function removeFiles(dir: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await rm(join(dir, name), { force: true });
    await rm(join(dir, `${name}.part`), { force: true });
    for (const suffix of companions) await rm(join(dir, name + suffix), { force: true });
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

/** Bytes read from a file at a time: a recording that is read through costs less than by the 64 kB of Node's own. */
export const pieceBytes = 262_144;

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
    body: createReadStream(path, { start: from, end: to, highWaterMark: pieceBytes }),
  };
}
