/** A recording that can be read at any byte range. */
export interface MediaTrack {
  readonly mime: string;
  /** Length in bytes. */
  readonly size: number;
  /** Bytes from `start` up to and including `end`. */
  read(start: number, end: number): Uint8Array;
}

/** Where the emulator gets recordings from; null where a call has none. */
export interface MediaSource {
  audio(callId: string): MediaTrack | null;
  video(callId: string): MediaTrack | null;
}

/** Parses a `Range` header for a body of `size` bytes: the inclusive range, 'bad' (416), or null for the whole. */
export function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'bad' | null {
  if (!header) return null;
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  if (match[1] === '') {
    const last = Math.min(size, Number(match[2]));
    return last === 0 ? 'bad' : { start: size - last, end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  return start >= size || start > end ? 'bad' : { start, end };
}

/** A moment as signed addresses name it, `20260910T120000Z`; what is finer than a second is lost. */
export const amzDate = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** Epoch ms of such a moment; NaN for anything else. */
export function readAmzDate(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return Number.NaN;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
