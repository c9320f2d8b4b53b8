import { createWriteStream } from 'node:fs';
import { rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { KeptTrack } from '../../../db/media/files.ts';
import type { AddressBook } from './addresses.ts';
import { mediaError } from './errors.ts';
import { fileName, sizeOf } from './local.ts';
import { type FetchMedia, fetchTrack, playableType, spanOf } from './remote.ts';

/** A recording that is on this laptop in full. */
interface Downloaded {
  readonly file: string;
  readonly bytes: number;
  readonly contentType: string;
  readonly validator: string | null;
}

/** What a download tells while it runs. */
interface DownloadSteps {
  /** Once the host has answered: the length is known. May reject, which ends the download. */
  started(facts: {
    totalBytes: number;
    validator: string | null;
    contentType: string;
    file: string;
  }): Promise<void>;
  progress(bytes: number): void;
}

/**
 * Downloads a recording to `dir`. Goes on where a former try ended (Range, only if the content is still the same), and
 * is done only when the file has exactly the length the host stated. Rejects with what stopped it; what came is kept.
 */
export async function downloadTrack(
  deps: { readonly addresses: AddressBook; readonly fetch: FetchMedia; readonly dir: string },
  track: KeptTrack,
  steps: DownloadSteps,
  signal: AbortSignal,
): Promise<Downloaded> {
  const file = fileName(track.callId, track.kind);
  const part = join(deps.dir, `${file}.part`);
  let at = (await sizeOf(part)) ?? 0;
  const resumable = at > 0 && track.validator !== null;
  if (!resumable) at = 0;
  const headers: Record<string, string> = resumable
    ? { range: `bytes=${at}-`, 'if-range': track.validator as string }
    : { range: 'bytes=0-' };
  let answer = await fetchTrack(deps, track.callId, track.kind, headers, signal);
  if (answer.status === 416) {
    // The part is as long as the file, or longer than what is there now: start again to be sure.
    at = 0;
    answer = await fetchTrack(deps, track.callId, track.kind, { range: 'bytes=0-' }, signal);
  }
  const span = spanOf(answer);
  if (!span || !answer.body)
    throw mediaError(
      'media/broken',
      'The media host does not say how long the recording is, so it cannot be verified.',
      'Play it online instead.',
    );
  const validator = answer.headers.get('etag');
  // The host goes on where we asked, or sends everything again because the content is another one.
  if (span.from !== 0 && span.from !== at)
    throw mediaError('media/broken', 'The media host sent another part than asked for.', 'Try again.', {
      retryable: true,
    });
  at = span.from;
  const contentType = playableType(answer.headers.get('content-type'), track.kind);
  await steps.started({ totalBytes: span.total, validator, contentType, file });
  if (at > 0) await truncate(part, at);
  let bytes = at;
  try {
    await pipeline(
      answer.body,
      async function* (source: AsyncIterable<Uint8Array>) {
        for await (const chunk of source) {
          bytes += chunk.length;
          steps.progress(bytes);
          yield chunk;
        }
      },
      createWriteStream(part, { flags: at > 0 ? 'a' : 'w' }),
      { signal },
    );
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw (
      diskError(cause) ??
      mediaError('media/broken', 'The download broke off.', 'It goes on from there at the next try.', {
        retryable: true,
        cause,
      })
    );
  }
  const size = await sizeOf(part);
  if (size !== span.total) {
    if (size !== null && size > span.total) await rm(part, { force: true });
    throw mediaError(
      'media/broken',
      `The download ended at ${size ?? 0} of ${span.total} bytes.`,
      'It goes on from there at the next try.',
      { retryable: true },
    );
  }
  await rename(part, join(deps.dir, file));
  return { file, bytes: span.total, contentType, validator };
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
