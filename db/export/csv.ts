import type { CallBundle, Dates } from './bundle.ts';
import { clean, clock } from './clean.ts';

/** What a spreadsheet may take for a formula, at the start of a cell (full-width forms and spaces before it included). */
const formula = /^[\s\u00a0\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/;

/** One CSV cell, always quoted; text that a spreadsheet would run as a formula gets an apostrophe in front. */
export function cell(value: string | number | null): string {
  if (value === null) return '""';
  if (typeof value === 'number') return `"${value}"`;
  const text = clean(value);
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

const columns: readonly [string, (bundle: CallBundle, dates: Dates) => string | number | null][] = [
  ['id', ({ call }) => call.id],
  ['title', ({ call }) => call.title],
  ['url', ({ call }) => call.url],
  ['started', ({ call }, dates) => dates.minute(call.startedMs)],
  ['time zone', (_, dates) => dates.zone],
  ['duration seconds', ({ call }) => call.durationSec],
  ['host', ({ call }) => call.host],
  ['account', ({ call }) => call.account],
  ['outcome', ({ call }) => call.outcome?.name ?? null],
  ...['direction', 'system', 'scope', 'media', 'language', 'workspace', 'purpose', 'sdrDisposition'].map(
    (name): [string, (bundle: CallBundle) => string | null] => [
      name,
      ({ call }) => call.meta.find((entry) => entry.name === name)?.value ?? null,
    ],
  ),
  [
    'participants',
    ({ call }) => call.parties.map(({ name, side }) => `${name ?? 'Unnamed'} (${side})`).join('; '),
  ],
  ['brief', ({ call }) => call.brief],
  ['key points', ({ call }) => call.keyPoints.join('\n')],
  [
    'trackers',
    ({ call }) =>
      call.trackers
        .filter(({ count, mine }) => count > 0 && mine === null)
        .map(({ name, count }) => `${name}: ${count}`)
        .join('; '),
  ],
  [
    'my trackers',
    ({ call }) =>
      call.trackers
        .filter(({ count, mine }) => count > 0 && mine !== null)
        .map(({ name, count }) => `${name}: ${count}`)
        .join('; '),
  ],
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

function transcriptText({ transcript }: CallBundle): string {
  const names = new Map(transcript?.speakers.map(({ speakerId, name }) => [speakerId, name]));
  return (transcript?.monologues ?? [])
    .flatMap(({ speakerId, sentences }) => {
      const first = sentences[0];
      if (!first) return [];
      const who = (speakerId && names.get(speakerId)) || 'Unknown speaker';
      return [`[${clock(first.startMs / 1000)}] ${who}: ${sentences.map(({ text }) => text).join(' ')}`];
    })
    .join('\n');
}

/** Calls as CSV (RFC 4180, UTF-8 with a byte order mark so that spreadsheets read it as such), one row each. */
export function callsCsv(bundles: readonly CallBundle[], dates: Dates, transcript: boolean): string {
  const header = [...columns.map(([name]) => cell(name)), ...(transcript ? [cell('transcript')] : [])];
  const rows = bundles.map((bundle) => [
    ...columns.map(([, value]) => cell(value(bundle, dates))),
    ...(transcript ? [cell(transcriptText(bundle))] : []),
  ]);
  return `\ufeff${[header, ...rows].map((row) => `${row.join(',')}\r\n`).join('')}`;
}
