import type { AnsweredScorecard, LibraryPlace } from './call.ts';
import { isolate } from './direction.ts';

type Answer = AnsweredScorecard['answers'][number];

/** Percent of the highest score as people read it. */
export const percentText = (percent: number): string => `${Math.round(percent)} %`;

/** 'Discovery call: 80 %'; without a score the name alone. */
export const reviewTitle = ({ name, score }: AnsweredScorecard): string =>
  score === null ? isolate(name) : `${isolate(name)}: ${percentText(score)}`;

/** Who reviewed whom, and when: 'Jo Berg, by Mara Lind, 2025-01-06 09:42'. `when`: writes a moment. */
export function reviewByline(review: AnsweredScorecard, when: (ms: number) => string): string {
  return [
    review.reviewed === null ? null : isolate(review.reviewed),
    review.reviewer === null ? null : `by ${isolate(review.reviewer)}`,
    review.editor === null ? null : `changed by ${isolate(review.editor)}`,
    review.reviewedMs === null ? null : when(review.reviewedMs),
    review.isPrivate ? 'private in Gong' : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** What was asked. */
export const questionText = ({ question, isOverall }: Answer): string =>
  question ?? (isOverall ? 'The call as a whole' : 'A question that its scorecard has no more');

/** '4 of 5', 'Yes', 'not applicable', 'not answered'; what was written beside it is `text`. */
export function answerText(answer: Answer): string {
  if (answer.notApplicable) return 'not applicable';
  if (answer.score !== null)
    return answer.highest === null ? `${answer.score}` : `${answer.score} of ${answer.highest}`;
  if (answer.options.length > 0) return answer.options.join(', ');
  return answer.text === null ? 'not answered' : '';
}

/** Answer and what was written beside it in one line. */
export const wholeAnswer = (answer: Answer): string =>
  [answerText(answer), answer.text].filter((part) => part).join(': ');

/** Where a call is kept, by whom and when: 'Win/Loss, added by Mara Lind, 2025-01-06'. */
export function libraryByline(place: LibraryPlace, when: (ms: number) => string): string {
  return [
    isolate(place.path),
    place.addedBy === null ? null : `added by ${isolate(place.addedBy)}`,
    place.addedMs === null ? null : when(place.addedMs),
  ]
    .filter((part) => part !== null)
    .join(', ');
}
