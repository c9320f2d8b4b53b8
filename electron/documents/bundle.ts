import type { CallDetail, Transcript } from '../contract/call.ts';
import { questionText, reviewByline, reviewTitle, wholeAnswer } from '../contract/review-text.ts';
import { duration } from '../contract/units.ts';

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

/** What stands at the top of a call's document, by name; what a call has not is left out. */
export const factsOf = (call: CallDetail, dates: Dates): readonly (readonly [string, string])[] => {
  const rows: [string, string | null][] = [
    ['When', `${dates.minute(call.startedMs)} (${dates.zone}), ${duration(call.durationSec)}`],
    ['Host', call.host],
    ['Account', call.account],
    ['Outcome', call.outcome?.name ?? null],
    ['Tags', call.mine.tags.join(', ')],
    ['In Gong', call.url],
  ];
  return rows.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
};

/** The monologues of a transcript that say something. */
export function spokenIn(transcript: Transcript | null) {
  const names = new Map(transcript?.speakers.map(({ speakerId, name }) => [speakerId, name]));
  return (transcript?.monologues ?? []).flatMap(({ speakerId, sentences: [first, ...others] }) => {
    if (!first) return [];
    const text = [first, ...others].map((sentence) => sentence.text).join(' ');
    const who = (speakerId && names.get(speakerId)) || 'Unknown speaker';
    return [{ startSec: first.startMs / 1000, who, text }];
  });
}

/** The reviews of a call in words: what each is of, by whom and when, and its questions with their answers. */
export const reviewsIn = ({ scorecards }: CallDetail, dates: Dates) =>
  scorecards.map((review) => ({
    title: reviewTitle(review),
    byline: reviewByline(review, dates.minute),
    answers: review.answers.map((answer) => [questionText(answer), wholeAnswer(answer)] as const),
  }));

/** The trackers that come up in a call, each with how often in words. */
export const mentionedIn = ({ trackers }: CallDetail) =>
  trackers
    .filter(({ count }) => count > 0)
    .map(({ name, count, bySide, mine }) => {
      const sides = `company ${bySide.company}, customer ${bySide.customer}, unknown ${bySide.unknown}`;
      return { name, figures: `${mine ? ' (mine)' : ''}: ${count} (${sides})` };
    });
