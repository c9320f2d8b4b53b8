import { csvFacts } from '../../db/calls/ingest/fields.ts';
import { type CsvValue, csvText, idCell, longestCell } from '../contract/csv.ts';
import { beginning } from '../contract/plain-text.ts';
import { clock, hours } from '../contract/units.ts';
import type { CallBundle, Dates } from './bundle.ts';

const mentions = ({ trackers }: CallBundle['call'], mine: boolean) =>
  trackers
    .filter((one) => one.count > 0 && (one.mine !== null) === mine)
    .map(({ name, count }) => `${name}: ${count}`)
    .join('; ');

const columns: readonly [string, (bundle: CallBundle, dates: Dates) => CsvValue][] = [
  ['id', ({ call }) => idCell(call.id)],
  ['title', ({ call }) => call.title],
  ['url', ({ call }) => call.url],
  ['started', ({ call }, dates) => dates.minute(call.startedMs)],
  // Some spreadsheets take a day for a date, but not a moment.
  ['date', ({ call }, dates) => dates.day(call.startedMs)],
  ['time zone', (_, dates) => dates.zone],
  ['duration seconds', ({ call }) => call.durationSec],
  ['host', ({ call }) => call.host],
  ['account', ({ call }) => call.account],
  ['outcome', ({ call }) => call.outcome?.name ?? null],
  ...csvFacts.map((name): [string, (bundle: CallBundle) => string | null] => [
    name,
    ({ call }) => call.meta.find((entry) => entry.name === name)?.value ?? null,
  ]),
  [
    'participants',
    ({ call }) => call.parties.map(({ name, side }) => `${name ?? 'Unnamed'} (${side})`).join('; '),
  ],
  ['brief', ({ call }) => call.brief],
  ['key points', ({ call }) => call.keyPoints.join('\n')],
  ['trackers', ({ call }) => mentions(call, false)],
  ['my trackers', ({ call }) => mentions(call, true)],
  ['tags', ({ call }) => call.mine.tags.join('; ')],
  ['starred', ({ call }) => (call.mine.starred ? 'yes' : 'no')],
  [
    'reviewed',
    ({ call }, dates) => (call.mine.reviewedMs === null ? 'no' : dates.minute(call.mine.reviewedMs)),
  ],
  [
    'notes',
    ({ call }) =>
      call.mine.notes
        .map(({ startSec, kind, text, quote }) =>
          [startSec === null ? kind : `${kind} at ${clock(startSec)}`, text, quote ? `“${quote}”` : '']
            .filter((part) => part !== '')
            .join(': '),
        )
        .join('\n'),
  ],
];

/** Calls as CSV, one row each. */
export function callsCsv(bundles: readonly CallBundle[], dates: Dates): string {
  return csvText([
    columns.map(([name]) => name),
    ...bundles.map((bundle) => columns.map(([, value]) => value(bundle, dates))),
  ]);
}

const sentenceColumns = [
  'call id',
  'call title',
  'started',
  'speaker',
  'side',
  'start s',
  'end s',
  'start',
  'end',
  'text',
];

/** A sentence in as many cells as it needs: nearly always one, the apostrophe of its guard fits in. */
function inCells(text: string): string[] {
  const pieces: string[] = [];
  for (let rest = text; rest !== '' || pieces.length === 0; ) {
    const piece = beginning(rest, longestCell - 1000);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return pieces;
}

/** Transcripts as CSV, one row a sentence: a spreadsheet's cell cannot hold a whole one. */
export function sentencesCsv(bundles: readonly CallBundle[], dates: Dates): string {
  const rows = bundles.flatMap(({ call, transcript }) => {
    const speakers = new Map(transcript?.speakers.map((speaker) => [speaker.speakerId, speaker]));
    const about = [idCell(call.id), call.title, dates.minute(call.startedMs)];
    return (transcript?.monologues ?? []).flatMap(({ speakerId, sentences }) => {
      const speaker = speakers.get(speakerId ?? '');
      return sentences.flatMap(({ startMs, endMs, text }) => {
        const times = [startMs / 1000, endMs / 1000];
        const at = [...times, ...times.map(hours)];
        const who = [speaker?.name ?? null, speaker?.side ?? null];
        return inCells(text).map((piece): CsvValue[] => [...about, ...who, ...at, piece]);
      });
    });
  });
  return csvText([sentenceColumns, ...rows]);
}
