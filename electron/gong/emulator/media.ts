/** A recording that can be read at any byte range. */
export interface MediaTrack {
  /** Content type it was stored with; S3 calls one without any `binary/octet-stream`, as Gong's are. */
  readonly mime?: string;
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
