import type { CallTranscript } from '../../schema/transcript.ts';

/** One stretch in which somebody speaks. */
export interface Slot {
  readonly startMs: number;
  readonly endMs: number;
  /** 0, 1, 2 … in the order in which speakers are first heard. */
  readonly speaker: number;
  readonly text: string;
}

/** Spoken stretches of a transcript, by start; sentences without a usable time are left out. */
export function slotsOf(transcript: CallTranscript | null): Slot[] {
  const order = new Map<string, number>();
  const slots: Slot[] = [];
  for (const monologue of transcript?.transcript ?? []) {
    const id = monologue.speakerId ?? '';
    const speaker = order.get(id) ?? order.set(id, order.size).size - 1;
    for (const sentence of monologue.sentences ?? []) {
      const { start, end } = sentence;
      if (typeof start !== 'number' || typeof end !== 'number' || !(end > start)) continue;
      slots.push({ startMs: start, endMs: end, speaker, text: sentence.text ?? '' });
    }
  }
  return slots.sort((a, b) => a.startMs - b.startMs);
}
