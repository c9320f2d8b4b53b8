import * as v from 'valibot';
import { callId } from './call.ts';
import { main } from './define.ts';

/** A kept recording that has no waveform yet. */
export interface RecordingWithoutPeaks {
  readonly callId: string;
  readonly kind: 'audio' | 'video';
  /** Size of the recording; peaks hold for it alone. */
  readonly bytes: number;
  /** Where the view reads it, below its own origin. */
  readonly path: string;
}

/** Peaks of a recording, 20 a second, of its channels in turn: bytes in base64, 0 for nothing, 255 for full scale, evenly in decibels (96). */
export interface Peaks {
  readonly channels: number;
  readonly levels: string;
}

const kind = v.picklist(['audio', 'video']);
const bytes = v.pipe(v.number(), v.integer(), v.minValue(1));

export const waveformProcedures = {
  /** Null while there are none, and for what cannot be decoded. */
  'media/peaks': main<Peaks | null>()({ id: callId }),
  /** The next recording to look through: that of `first`, else the newest; null when all were. */
  'media/withoutPeaks': main<RecordingWithoutPeaks | null>()({ first: v.nullable(callId) }),
  /** Makes and keeps peaks without the view; false for a recording that only a browser decodes, and for another one by now. */
  'media/makePeaks': main<{ made: boolean }>()({ id: callId, kind, bytes }),
  /** `peaks` is null for what cannot be decoded: it is not asked for again. Not saved when the recording is another by now. */
  'media/savePeaks': main<{ saved: boolean }>()({
    id: callId,
    kind,
    bytes,
    peaks: v.nullable(
      v.object({
        channels: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2)),
        levels: v.pipe(v.string(), v.base64(), v.maxLength(6_000_000)),
      }),
    ),
  }),
};
