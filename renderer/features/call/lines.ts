import type { Monologue, Note, Transcript } from '../../../electron/contract/call.ts';
import { cutAt, type TextRange } from '../../../electron/contract/ranges.ts';
import { spanOf } from '../player/spoken.ts';

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

/** Rows of a transcript by time; monologues without sentences are left out, and all keep their numbers. */
export function rowsOf(transcript: Transcript): Row[] {
  const index = new Map(transcript.speakers.map((speaker, at) => [speaker.speakerId, at]));
  const rows = transcript.monologues.flatMap((monologue, number) => {
    if (monologue.sentences.length === 0) return [];
    const speaker = index.get(monologue.speakerId ?? '') ?? -1;
    const known = transcript.speakers[speaker];
    return [
      {
        index: number,
        monologue,
        speaker,
        name: known?.name ?? 'Unknown speaker',
        side: known?.side ?? ('unknown' as const),
        ...spanOf(monologue),
      },
    ];
  });
  return rows.sort((a, b) => a.from - b.from);
}

/** Part of a sentence that I highlighted, by character offsets. */
interface Painted {
  readonly from: number;
  readonly to: number;
  readonly note: Note;
}

/** Text with runs of white space as one space, and where each character of it stands in the text. */
function squeezed(text: string): { text: string; at: number[] } {
  let out = '';
  const at: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const space = /\s/.test(text[i] as string);
    if (space && (out === '' || out.endsWith(' '))) continue;
    out += space ? ' ' : text[i];
    at.push(i);
  }
  return { text: out, at };
}

/**
 * What my highlights cover, by row and sentence. The quoted words are found in the sentences of their time; when Gong
 * wrote those anew, whole sentences of that time are covered.
 */
export function paintedIn(
  rows: readonly Row[],
  notes: readonly Note[],
): ReadonlyMap<string, readonly Painted[]> {
  const out = new Map<string, Painted[]>();
  for (const note of notes) {
    const { startSec, endSec, quote } = note;
    if (note.kind !== 'highlight' || startSec === null) continue;
    const until = Math.max(endSec ?? startSec, startSec + 0.01) * 1000;
    const touched = rows.flatMap((row, at) =>
      row.to < startSec - 0.01 || row.from * 1000 >= until
        ? []
        : row.monologue.sentences.flatMap((sentence, number) =>
            (sentence.endMs > startSec * 1000 + 1 || sentence.startMs >= startSec * 1000 - 1) &&
            sentence.startMs < until
              ? [{ key: `${at}:${number}`, text: sentence.text }]
              : [],
          ),
    );
    const pieces: { key: string; offset: number; from: number }[] = [];
    let joined = '';
    for (const { key, text } of touched) {
      if (joined !== '') joined += ' ';
      pieces.push({ key, offset: joined.length, from: joined.length + text.length });
      joined += text;
    }
    const all = squeezed(joined);
    const wanted = squeezed(quote ?? '').text.trim();
    const found = wanted === '' ? -1 : all.text.indexOf(wanted);
    const from = found < 0 ? 0 : (all.at[found] as number);
    const to = found < 0 ? joined.length : (all.at[found + wanted.length - 1] as number) + 1;
    for (const { key, offset, from: end } of pieces) {
      const [a, b] = [Math.max(from, offset) - offset, Math.min(to, end) - offset];
      if (b > a) out.set(key, [...(out.get(key) ?? []), { from: a, to: b, note }]);
    }
  }
  return out;
}

/** A sentence cut at search marks and at my highlights. */
export function pieces(
  text: string,
  marks: readonly TextRange[],
  painted: readonly Painted[],
): { text: string; hit: boolean; note: Note | null }[] {
  if (painted.length === 0) return cutAt(text, marks).map((piece) => ({ ...piece, note: null }));
  const out: { text: string; hit: boolean; note: Note | null }[] = [];
  let at = 0;
  for (const { text: piece, hit } of cutAt(text, marks)) {
    const edges = [
      ...new Set(
        [0, piece.length, ...painted.flatMap(({ from, to }) => [from - at, to - at])].filter(
          (edge) => edge >= 0 && edge <= piece.length,
        ),
      ),
    ].sort((a, b) => a - b);
    edges.slice(1).forEach((to, index) => {
      const from = edges[index] as number;
      const cover = painted.find((item) => item.from <= at + from && item.to >= at + to);
      out.push({ text: piece.slice(from, to), hit, note: cover?.note ?? null });
    });
    at += piece.length;
  }
  return out;
}
