import type { CallDetail, Transcript } from '../contract/call.ts';

/** Everything of one call that an export may contain. */
export interface CallBundle {
  readonly call: CallDetail;
  readonly transcript: Transcript | null;
  /** Gong's record; null when names are masked, since it cannot be masked reliably. */
  readonly record: unknown;
}

/** Writes moments in the time zone that was asked for. */
export interface Dates {
  /** '2025-01-06 09:42' */
  minute(ms: number): string;
  /** '2025-01-06' */
  day(ms: number): string;
  readonly zone: string;
}
