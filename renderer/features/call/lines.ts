import type { Monologue, Transcript } from '../../../electron/contract/call.ts';
import { lastAtOrBefore } from '../player/turns.ts';

/** A row of the transcript: one monologue, with its place and its speaker's colour. */
export interface Row {
  readonly index: number;
  readonly monologue: Monologue;
  readonly speaker: number;
  readonly name: string;
  readonly side: 'company' | 'customer' | 'unknown';
  readonly from: number;
  readonly to: number;
}

/** Rows of a transcript; monologues without sentences are left out but keep their numbers. */
export function rowsOf(transcript: Transcript): Row[] {
  const index = new Map(transcript.speakers.map((speaker, at) => [speaker.speakerId, at]));
  return transcript.monologues.flatMap((monologue, number) => {
    const first = monologue.sentences[0];
    const last = monologue.sentences.at(-1);
    if (!first || !last) return [];
    const speaker = index.get(monologue.speakerId ?? '') ?? -1;
    const known = transcript.speakers[speaker];
    return [
      {
        index: number,
        monologue,
        speaker,
        name: known?.name ?? 'Unknown speaker',
        side: known?.side ?? ('unknown' as const),
        from: first.startMs / 1000,
        to: last.endMs / 1000,
      },
    ];
  });
}

/** The row that is spoken at a second (or was last spoken before it); -1 before the first. */
export const rowAt = (rows: readonly Row[], sec: number): number =>
  lastAtOrBefore(rows, sec + 0.05, (row) => row.from);

/** The sentence of a row at a second. */
export const sentenceAt = (row: Row, sec: number): number =>
  lastAtOrBefore(row.monologue.sentences, (sec + 0.05) * 1000, (sentence) => sentence.startMs);

/** One sentence in which a text was found. */
export interface Found {
  readonly row: number;
  readonly sentence: number;
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Sentences that contain a text, whatever its case and accents. */
export function findIn(rows: readonly Row[], text: string): Found[] {
  const wanted = fold(text.trim());
  if (wanted === '') return [];
  return rows.flatMap((row, at) =>
    row.monologue.sentences.flatMap((sentence, number) =>
      fold(sentence.text).includes(wanted) ? [{ row: at, sentence: number }] : [],
    ),
  );
}

/** A text cut where the words (or the phrase) stand, for marking. */
export function cut(text: string, words: readonly string[]): { text: string; hit: boolean }[] {
  const usable = words
    .filter((word) => word.length > 0)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (usable.length === 0) return [{ text, hit: false }];
  return text
    .split(new RegExp(`(${usable.join('|')})`, 'giu'))
    .map((piece, at) => ({ text: piece, hit: at % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

/** Words of a query worth marking in a text; filters and operators are left out. */
export function wordsOf(q: string): string[] {
  return [...q.matchAll(/(?:^|\s)(?!-)(?:(\w[\w@]*):)?(?:"([^"]+)"|([^\s"()]+))/gu)]
    .filter(
      ([, field, , word]) =>
        !(field && !/^(said|brief|key|outline|comment|note|title)$/i.test(field)) &&
        !/^(AND|OR|NOT|NEAR)$/.test(word ?? ''),
    )
    .map(([, , phrase, word]) => (phrase ?? word ?? '').replace(/\*$/, ''))
    .filter((word) => word.length > 1);
}
