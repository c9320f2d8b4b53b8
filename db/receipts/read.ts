import type { Receipt } from '../../electron/contract/call.ts';
import { findCall } from '../calls/find-call.ts';
import { texts } from '../calls/ingest/derive.ts';
import { readTranscript } from '../calls/transcript.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { findSupport, indexSpoken } from './match.ts';

/**
 * Sentences of a brief. A dot after an initial, a title or a digit within a number does not end one; where a script has capitals the next
 * one begins with a capital, and where it has no spaces no space parts them.
 */
export function sentencesOf(text: string): string[] {
  return text
    .split(
      /(?<!\b(?:Dr|Mr|Mrs|Ms|Prof|St)\.)(?<=(?:[^\s.]{2}[.!?]|[؟۔։።፧।॥။។])["'”’»)]?)\s+(?=["'“«(]?[\p{Lu}\p{Lo}])|(?<=[。！？｡][」』）”]?)(?![」』）”])|\n+/u,
    )
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/**
 * The best supporting moment of each sentence of the brief and each key point, found in the transcript by shared words.
 * Without a transcript every one has no support. Throws call/not-found.
 */
export function readReceipts(db: Db, gongId: string): Receipt[] {
  const call = findCall(db, gongId);
  const row = prepared(
    db,
    'SELECT brief, key_points FROM call JOIN call_content ON call_id = id WHERE id = ?',
  ).get(call.id) as { brief: string | null; key_points: string | null } | undefined;
  const { monologues, speakers } = readTranscript(db, gongId);
  const names = new Map(speakers.map((speaker) => [speaker.speakerId, speaker.name]));
  const index = indexSpoken(
    monologues.flatMap((monologue) =>
      monologue.sentences.map(({ startMs, endMs, text }) => ({
        from: startMs / 1000,
        to: endMs / 1000,
        text,
        speaker: names.get(monologue.speakerId ?? '') ?? null,
      })),
    ),
  );
  const receipt = (source: Receipt['source'], text: string, at: number, from: number): Receipt => {
    const found = findSupport(index, text);
    if (!found || found.confidence === 'none')
      return { source, index: at, text, from, confidence: 'none', moment: null, shared: found?.shared ?? [] };
    const { startSec, endSec, speaker, confidence, shared, marks } = found;
    return {
      source,
      index: at,
      text,
      from,
      confidence,
      moment: { kind: 'said', startSec, endSec, text: found.text, marks, speaker },
      shared,
    };
  };
  const brief = row?.brief ?? '';
  let end = 0;
  return [
    ...sentencesOf(brief).map((text, at) => {
      const from = brief.indexOf(text, end);
      end = from + text.length;
      return receipt('brief', text, at, from);
    }),
    ...texts(row?.key_points ? JSON.parse(row.key_points) : null).map((text, at) =>
      receipt('keyPoint', text, at, 0),
    ),
  ];
}
