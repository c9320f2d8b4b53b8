import { type FindHit, placeOf } from '../../electron/contract/call.ts';
import { readPersonal } from '../personal/layer.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { readMonologues } from '../transcripts/monologues.ts';
import { readComments } from './comments.ts';
import { readDigest } from './digest.ts';
import type { CallRow } from './find-call.ts';

/**
 * The texts of one field, or the sentences of one monologue, each exactly as the call's page shows it. A phrase may begin in one of
 * them and end in another.
 */
export interface Stretch {
  /** Null for what no search of calls looks at. */
  readonly kind: FindHit['kind'] | null;
  readonly texts: readonly string[];
  /** The number of the monologue; null for what is written. */
  readonly monologue: number | null;
  /** The key of a text among marks; null: the page shows it in pieces. */
  placeOf(at: number): string | null;
  startSecOf(at: number): number | null;
}

interface Written {
  readonly text: string;
  readonly place: string | null;
  readonly startSec?: number | null;
}

const written = (kind: Stretch['kind'], list: readonly Written[]): Stretch => ({
  kind,
  texts: list.map(({ text }) => text),
  monologue: null,
  placeOf: (at) => list[at]?.place ?? null,
  startSecOf: (at) => list[at]?.startSec ?? null,
});

/** All texts of a call in which words are looked for, in stretches as the word index has them. */
export function pageTexts(db: Db, call: CallRow): Stretch[] {
  const people = prepared(db, 'SELECT people FROM call_text WHERE call_id = ?').pluck().get(call.id) as
    | string
    | undefined;
  const digest = readDigest(db, call);
  const notes = readPersonal(db, call.gong_id).notes.toSorted((a, b) => a.id - b.id);
  const outline = digest.outline.flatMap(({ section, startSec, items }, at): Written[] => [
    { text: section, place: placeOf('outline', at), startSec },
    ...items.map((item, nth) => ({
      text: item.text,
      place: placeOf('outline', at, nth),
      startSec: item.startSec ?? startSec,
    })),
  ]);
  const highlights = digest.highlights.flatMap(({ title, items }, at): Written[] => [
    { text: title, place: placeOf('highlight', at) },
    ...items.map(({ text, startSecs }, nth) => ({
      text,
      place: placeOf('highlight', at, nth),
      startSec: startSecs[0] ?? null,
    })),
  ]);
  const comments = readComments(db, call.id).map(({ parts, startSec }, at) => ({
    text: parts.map(({ text }) => text).join(''),
    place: placeOf('comment', at),
    startSec,
  }));
  return [
    written('title', [{ text: call.title ?? '', place: placeOf('title') }]),
    written('people', [{ text: people ?? '', place: null }]),
    written('brief', [{ text: digest.brief ?? '', place: placeOf('brief') }]),
    written(
      'keyPoint',
      digest.keyPoints.map((text, at) => ({ text, place: placeOf('keyPoint', at) })),
    ),
    written('outline', outline),
    written('highlight', highlights),
    written(
      null,
      digest.pointsOfInterest.map((text, at) => ({ text, place: placeOf('point', at) })),
    ),
    written('comment', comments),
    written(
      'note',
      notes.flatMap(({ id, text, quote, startSec }) => [
        { text, place: placeOf('note', id), startSec },
        { text: quote ?? '', place: placeOf('quote', id), startSec },
      ]),
    ),
    ...spoken(db, call.gong_id),
  ];
}

const spoken = (db: Db, gongId: string): Stretch[] =>
  (readMonologues(db, gongId) ?? []).map(({ sentences }, monologue) => ({
    kind: 'said',
    texts: sentences.map(({ text }) => text),
    monologue,
    placeOf: (at) => placeOf('said', monologue, at),
    startSecOf: (at) => (sentences[at]?.start ?? 0) / 1000,
  }));
