import { marked } from '../../../../electron/contract/query/understood.ts';
import type { ReportFooter } from '../../../../electron/contract/trends.ts';
import { count, moment } from '../../../ui/format.ts';

/** That some calls wait for the word index, where a report asks for words. */
export const waitingNote = (unindexed: number): string =>
  `${count(unindexed)} ${unindexed === 1 ? 'call is' : 'calls are'} still being prepared for text search and ${
    unindexed === 1 ? 'counts' : 'count'
  } as if the words were not in ${unindexed === 1 ? 'it' : 'them'}.`;

/** What of a report's queries was not understood, in one sentence each. */
export const problemNotes = (footer: ReportFooter): string[] =>
  footer.problems.map(
    ({ message, ...problem }) => `Not understood: ${message} (${marked(problem.q, problem)})`,
  );

/** How the figures of a report were counted, in one paragraph: under the report and in every export. */
export function footerNote(footer: ReportFooter): string {
  return [
    ...problemNotes(footer),
    ...footer.definitions,
    `Over ${count(footer.denominator)} calls: ${footer.filters}`.replace(/([^.])$/, '$1.'),
    `${count(footer.withTranscript)} have a transcript, ${count(footer.withTrackers)} tracker figures, ${count(footer.withOccurrences)} listed occurrences.`,
    ...(footer.before2023 > 0
      ? [`${count(footer.before2023)} are older than 2023, for which Gong lists no occurrences.`]
      : []),
    ...(footer.privateHidden > 0 ? [`${count(footer.privateHidden)} private calls are left out.`] : []),
    ...(footer.unindexed > 0 ? [waitingNote(footer.unindexed)] : []),
    `Days in ${footer.tz}.`,
    ...(footer.lastSyncMs ? [`Synced ${moment(footer.lastSyncMs, footer.tz)}.`] : []),
  ].join(' ');
}
