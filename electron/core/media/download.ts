import { createWriteStream } from 'node:fs';
import { open, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { KeptTrack } from '../../../db/media/files.ts';
import { codeOf, mediaError } from './errors.ts';
import { typeOfHead } from './head.ts';
import { fileName, sizeOf } from './local.ts';
import {
  fallbackType,
  fetchTrack,
  type MediaHost,
  playableType,
  type RemoteAnswer,
  spanOf,
  validatorOf,
} from './remote.ts';

/** A recording that is on this laptop in full. */
interface Downloaded {
  readonly file: string;
  readonly bytes: number;
  /** As the host stated it; null: it did not, so that nothing but a clean end says that all of it came. */
  readonly totalBytes: number | null;
  readonly contentType: string;
  readonly validator: string | null;
}

/** What a download tells while it runs. Any of them may reject, which ends the download. */
interface DownloadSteps {
  /** Once the host has answered. `totalBytes`: null where it does not tell. */
  started(facts: {
    totalBytes: number | null;
    validator: string | null;
    contentType: string | null;
    file: string;
  }): Promise<void>;
  progress(bytes: number): Promise<void> | void;
}

/**
 * Downloads a recording to `dir`. Goes on where a former try ended (Range, only if the content is still the same), and
 * is done only when the file has exactly the length the host stated; where it states none, when the answer came to its end.
 * Rejects with what stopped it; what came is kept.
 */
export async function downloadTrack(
  deps: MediaHost & { readonly dir: string },
  track: KeptTrack,
  steps: DownloadSteps,
  signal: AbortSignal,
): Promise<Downloaded> {
  const file = fileName(track.callId, track.kind);
  const part = join(deps.dir, `${file}.part`);
  const { answer, at } = await answerFrom(deps, track, (await sizeOf(part)) ?? 0, signal);
  const total = spanOf(answer)?.total ?? null;
  const validator = validatorOf(answer.headers);
  const stated = playableType(answer.headers.get('content-type'));
  await steps.started({ totalBytes: total, validator, contentType: stated, file });
  if (at > 0) await truncate(part, at);
  let bytes = at;
  try {
    await pipeline(
      answer.body,
      async function* (source: AsyncIterable<Uint8Array>) {
        for await (const chunk of source) {
          bytes += chunk.length;
          await steps.progress(bytes);
          yield chunk;
        }
      },
      createWriteStream(part, { flags: at > 0 ? 'a' : 'w' }),
      { signal },
    );
  } catch (cause) {
    if (signal.aborted || codeOf(cause) === 'media/budget') throw cause;
    throw (
      diskError(cause) ??
      mediaError('media/broken', 'The download broke off.', 'It goes on from there at the next try.', {
        retryable: true,
        cause,
      })
    );
  }
  const size = (await sizeOf(part)) ?? 0;
  if (size !== (total ?? bytes)) {
    if (total !== null && size > total) await rm(part, { force: true });
    throw mediaError(
      'media/broken',
      `The download ended at ${size} of ${total ?? bytes} bytes.`,
      'It goes on from there at the next try.',
      { retryable: true },
    );
  }
  const contentType = stated ?? typeOfHead(await headOf(part), track.kind) ?? fallbackType[track.kind];
  await rename(part, join(deps.dir, file));
  return { file, bytes: size, totalBytes: total, contentType, validator };
}

/**
 * The host's answer with the bytes from `at` on, which is where the part ends or 0. It is 0 where the content is another one than
 * the part's, where nothing tells whether it is, and where the host sends everything again.
 */
async function answerFrom(
  deps: MediaHost,
  track: KeptTrack,
  partBytes: number,
  signal: AbortSignal,
): Promise<{ answer: RemoteAnswer & { body: ReadableStream<Uint8Array> }; at: number }> {
  const ask = (headers: Record<string, string>) =>
    fetchTrack(deps, track.callId, track.kind, headers, signal);
  if (partBytes > 0 && track.validator !== null) {
    const answer = await ask({ range: `bytes=${partBytes}-`, 'if-range': track.validator });
    const { status, body, headers } = answer;
    const goesOn =
      status === 206 && spanOf(answer)?.from === partBytes && validatorOf(headers) === track.validator;
    if (body && (goesOn || status === 200))
      return { answer: { ...answer, body }, at: goesOn ? partBytes : 0 };
    // 416: the part is as long as the recording, or longer than it is now. From the start, to be sure.
    await body?.cancel();
  }
  const answer = await ask({ range: 'bytes=0-' });
  const { status, body } = answer;
  if (body && (status === 200 || (status === 206 && spanOf(answer)?.from === 0)))
    return { answer: { ...answer, body }, at: 0 };
  await body?.cancel();
  if (status === 416)
    throw mediaError('media/broken', 'The recording is empty at the media host.', 'Open the call in Gong.');
  throw mediaError('media/broken', 'The media host sent another part than asked for.', 'Try again.', {
    retryable: true,
  });
}

/** The first bytes of a file, enough to tell its type. */
async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A full or read-only disk, said as such. */
export function diskError(cause: unknown): Error | null {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EROFS' && code !== 'EACCES') return null;
  return mediaError(
    'media/disk',
    code === 'ENOSPC' || code === 'EDQUOT' ? 'The disk is full.' : 'The media folder cannot be written to.',
    'Free some space or lower the media budget in Settings, then keep the call again.',
    { cause },
  );
}
