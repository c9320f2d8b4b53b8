import type { CallDetail, CallTracker, FindHit, Side, Transcript } from '../../../electron/contract/call.ts';
import { isolate } from '../../../electron/contract/direction.ts';
import { isQuestion } from '../../../electron/contract/words/question.ts';
import { spanOf } from './spoken.ts';
import { lastAtOrBefore } from './turns.ts';

/** A place in a call that can be played. */
export interface Mark {
  readonly from: number;
  /** Same as `from` for a point. */
  readonly to: number;
  readonly label: string;
  readonly side: Side;
  /** Index of the speaker in the transcript's list, for its colour; -1 for marks without one. */
  readonly speaker: number;
}

export type LaneId =
  | 'turns'
  | 'outline'
  | 'trackers'
  | 'mine'
  | 'highlights'
  | 'questions'
  | 'comments'
  | 'notes'
  | 'hits';

export interface Lane {
  readonly id: LaneId;
  readonly label: string;
  /** One mark of it, for the step control: 'turn', 'question'. */
  readonly one: string;
  readonly marks: readonly Mark[];
}

const point = (sec: number, label: string, side: Side = 'unknown', speaker = -1): Mark => ({
  from: sec,
  to: sec,
  label,
  side,
  speaker,
});
const byStart = (a: Mark, b: Mark) => a.from - b.from || a.to - b.to;

/** Turns of the speakers: neighbouring monologues of one speaker are one turn. */
function turns(transcript: Transcript): Mark[] {
  const index = new Map(transcript.speakers.map((speaker, at) => [speaker.speakerId, at]));
  const marks: Mark[] = [];
  const spoken = transcript.monologues
    .filter(({ sentences }) => sentences.length > 0)
    .map((monologue) => ({ speakerId: monologue.speakerId, ...spanOf(monologue) }))
    .sort((a, b) => a.from - b.from);
  for (const { speakerId, from, to } of spoken) {
    const at = index.get(speakerId ?? '') ?? -1;
    const speaker = transcript.speakers[at];
    const before = marks.at(-1);
    if (before && before.speaker === at && from - before.to < 2) {
      marks[marks.length - 1] = { ...before, to: Math.max(before.to, to) };
      continue;
    }
    marks.push({
      from,
      to,
      label: speaker?.name ?? 'Unknown speaker',
      side: speaker?.side ?? 'unknown',
      speaker: at,
    });
  }
  return marks;
}

/** Sentences that ask. Derived from the transcript, not from Gong. */
export function questionsIn(transcript: Transcript): Mark[] {
  const index = new Map(transcript.speakers.map((speaker, at) => [speaker.speakerId, at]));
  return transcript.monologues.flatMap(({ speakerId, sentences }) => {
    const at = index.get(speakerId ?? '') ?? -1;
    const side = transcript.speakers[at]?.side ?? 'unknown';
    return sentences
      .filter((sentence) => isQuestion(sentence.text))
      .map((sentence) => ({
        from: sentence.startMs / 1000,
        to: sentence.endMs / 1000,
        label: sentence.text,
        side,
        speaker: at,
      }));
  });
}

const hitsOf = (trackers: readonly CallTracker[]): Mark[] =>
  trackers.flatMap(({ name, occurrences }) =>
    occurrences.map((hit) =>
      point(hit.startSec, hit.phrase ? `${isolate(name)}: ${isolate(hit.phrase)}` : name, hit.side),
    ),
  );

let last: { of: readonly [CallDetail, Transcript | null, readonly FindHit[]]; lanes: Lane[] } | null = null;

/** Every lane of a call that has marks, in the order in which they are drawn. The page and the player ask for the same. */
export function lanesOf(
  call: CallDetail,
  transcript: Transcript | null,
  hits: readonly FindHit[],
): readonly Lane[] {
  if (last?.of[0] === call && last.of[1] === transcript && last.of[2] === hits) return last.lanes;
  last = { of: [call, transcript, hits], lanes: makeLanes(call, transcript, hits) };
  return last.lanes;
}

const pointAt = (sec: number | null, label: string): Mark[] => (sec === null ? [] : [point(sec, label)]);

const lane = (id: LaneId, label: string, one: string, marks: readonly Mark[]): Lane[] =>
  marks.length > 0 ? [{ id, label, one, marks: marks.toSorted(byStart) }] : [];

const outlineOf = (call: CallDetail): Mark[] =>
  call.outline.flatMap(({ section, startSec, durationSec, items }) => {
    const start = startSec ?? items.find((item) => item.startSec !== null)?.startSec ?? null;
    return pointAt(start, section).map((mark) => ({ ...mark, to: mark.from + (durationSec ?? 0) }));
  });

const makeLanes = (call: CallDetail, transcript: Transcript | null, hits: readonly FindHit[]): Lane[] => [
  ...lane('turns', 'Speakers', 'turn', transcript ? turns(transcript) : []),
  ...lane('outline', 'Outline', 'section', outlineOf(call)),
  ...lane('trackers', 'Trackers', 'tracker hit', hitsOf(call.trackers.filter((tracker) => !tracker.mine))),
  ...lane(
    'mine',
    'My trackers',
    'hit of my trackers',
    hitsOf(call.trackers.filter((tracker) => tracker.mine)),
  ),
  ...lane(
    'highlights',
    'Highlights',
    'highlight',
    call.highlights.flatMap(({ title, items }) =>
      items.flatMap((item) =>
        item.startSecs.map((sec) => point(sec, `${isolate(title)}: ${isolate(item.text)}`)),
      ),
    ),
  ),
  ...lane('questions', 'Questions', 'question', transcript ? questionsIn(transcript) : []),
  ...lane(
    'comments',
    'Comments',
    'comment',
    call.comments.flatMap(({ startSec, author, parts }) =>
      pointAt(startSec, `${isolate(author)}: ${isolate(parts.map((part) => part.text).join(''))}`),
    ),
  ),
  ...lane(
    'notes',
    'My notes',
    'note',
    call.mine.notes.flatMap(({ startSec, endSec, text, quote }) =>
      pointAt(startSec, text || quote || 'Bookmark').map((mark) => ({ ...mark, to: endSec ?? mark.from })),
    ),
  ),
  ...lane(
    'hits',
    'Search hits',
    'hit',
    hits.flatMap((hit) => pointAt(hit.startSec, 'Search hit')),
  ),
];

/** The mark after (or before) a second; null at the end. Stepping back from within a mark goes to its start first. */
export function stepMark(marks: readonly Mark[], at: number, direction: 1 | -1): Mark | null {
  if (direction === 1) return marks[lastAtOrBefore(marks, at + 0.25, (mark) => mark.from) + 1] ?? null;
  return marks[lastAtOrBefore(marks, at - 1.5, (mark) => mark.from)] ?? null;
}
