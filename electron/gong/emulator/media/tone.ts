import type { MediaTrack } from '../media.ts';
import type { Slot } from './timing.ts';

/** Samples a second; one byte each. */
export const toneRate = 8000;
const headerBytes = 44;
const fadeSamples = 80;

/** One turn of a sine, scaled to the loudness of a tone; a span steps through it in whole steps. */
const turn = 65_536;
const sine = Float32Array.from({ length: turn }, (_, at) => 48 * Math.sin((2 * Math.PI * at) / turn));

/** Pitch of a speaker in Hz: whole-tone steps from 220 Hz, so that neighbours can be told apart by ear. */
export function pitchOf(speaker: number): number {
  return 220 * 2 ** ((speaker % 12) / 6);
}

/**
 * A recording computed on demand: a tone in the speaker's pitch while somebody speaks, silence between. 8 kHz, 8-bit
 * mono WAV of which any byte range costs only its own bytes; the file is never built. `slots` is asked at the first
 * read, because the address of a track is listed far more often than it is played.
 */
export function toneTrack(slots: () => readonly Slot[], seconds: number): MediaTrack {
  const samples = Math.max(1, Math.round(seconds * toneRate));
  const header = wavHeader(samples);
  let known: Span[] | null = null;
  return {
    size: headerBytes + samples,
    read(start, end) {
      const bytes = new Uint8Array(end - start + 1).fill(128);
      for (let at = start; at <= Math.min(end, headerBytes - 1); at++)
        bytes[at - start] = header[at] as number;
      known ??= mergeTurns(slots(), samples);
      const spans = known;
      const first = Math.max(0, start - headerBytes);
      const last = end - headerBytes;
      for (let index = firstEndingAfter(spans, first); index < spans.length; index++) {
        const span = spans[index] as Span;
        if (span.from > last) break;
        for (let n = Math.max(first, span.from); n <= Math.min(last, span.to - 1); n++) {
          const edge = Math.min(1, (n - span.from) / fadeSamples, (span.to - n) / fadeSamples);
          bytes[n + headerBytes - start] = 128.5 + edge * (sine[(span.step * n) & (turn - 1)] as number);
        }
      }
      return bytes;
    },
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** Steps of the sine table a sample. */
  readonly step: number;
}

/** Sample spans without overlap: who starts to speak while another still does takes over. */
function mergeTurns(slots: readonly Slot[], samples: number): Span[] {
  const spans: Span[] = [];
  slots.forEach((slot, index) => {
    const next = slots[index + 1];
    const endMs = next ? Math.min(slot.endMs, next.startMs) : slot.endMs;
    const from = Math.round((slot.startMs * toneRate) / 1000);
    const to = Math.min(samples, Math.round((endMs * toneRate) / 1000));
    if (to > from) spans.push({ from, to, step: Math.round((pitchOf(slot.speaker) * turn) / toneRate) });
  });
  return spans;
}

function firstEndingAfter(spans: readonly Span[], sample: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).to <= sample) low = middle + 1;
    else high = middle;
  }
  return low;
}

function wavHeader(samples: number): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(toneRate, 24);
  header.writeUInt32LE(toneRate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples, 40);
  return header;
}
