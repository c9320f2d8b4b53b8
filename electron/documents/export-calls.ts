import { readCallDetail } from '../../db/calls/call-detail.ts';
import { readRecord } from '../../db/calls/call-history.ts';
import { readTranscript } from '../../db/calls/transcript.ts';
import type { ColumnStore } from '../../db/index/columns/columns.ts';
import type { Db } from '../../db/store/open.ts';
import type { MaskCounts, Transcript } from '../contract/call.ts';
import { EarshotError } from '../contract/errors.ts';
import { fileName } from '../contract/file-name.ts';
import type { Input, Output } from '../contract/procedures.ts';
import type { CallBundle, Dates } from './bundle.ts';
import { callsCsv, sentencesCsv } from './csv.ts';
import { datesIn } from './dates.ts';
import { callsHtml } from './html.ts';
import { callMarkdown } from './markdown.ts';
import { type Masks, maskBundle } from './mask.ts';
import { refuseSeveral, srt, vtt } from './subtitles.ts';

/** How an export is to be made. */
export type ExportOptions = Pick<Input<'export/calls'>, 'format' | 'transcript' | 'tz'> &
  Partial<Pick<Input<'export/calls'>, 'maskNames' | 'maskContacts' | 'maskCompanies' | 'alsoMask'>>;
type Format = ExportOptions['format'];

const kinds: Readonly<Record<Format, { readonly extension: string; readonly mime: string }>> = {
  markdown: { extension: 'md', mime: 'text/markdown' },
  html: { extension: 'html', mime: 'text/html' },
  csv: { extension: 'csv', mime: 'text/csv' },
  'csv-transcript': { extension: 'csv', mime: 'text/csv' },
  json: { extension: 'json', mime: 'application/json' },
  jsonl: { extension: 'jsonl', mime: 'application/jsonl' },
  srt: { extension: 'srt', mime: 'application/x-subrip' },
  vtt: { extension: 'vtt', mime: 'text/vtt' },
};

/** Formats that are made of a transcript's sentences. */
const ofSentences: ReadonlySet<Format> = new Set(['csv-transcript', 'srt', 'vtt']);

/** Longest file made in one piece: a JavaScript string cannot hold much more, and the bridge sends it whole. */
const longest = 256 * 1024 * 1024;

/** What is to be masked; null: nothing. */
function masksOf({ maskNames, maskContacts, maskCompanies, alsoMask }: ExportOptions): Masks | null {
  if (!maskNames && !maskContacts && !maskCompanies) return null;
  return {
    names: maskNames ?? false,
    contacts: maskContacts ?? false,
    companies: maskCompanies ?? false,
    also: alsoMask ?? [],
  };
}

function bundle(
  db: Db,
  store: ColumnStore,
  gongId: string,
  options: ExportOptions,
): { bundle: CallBundle; counts: ReturnType<typeof maskBundle>['counts'] | null } {
  const call = readCallDetail(db, store, gongId);
  const wanted = ofSentences.has(options.format) || (options.transcript && options.format !== 'csv');
  const transcript = wanted && call.hasTranscript ? readTranscript(db, gongId) : null;
  const masks = masksOf(options);
  if (masks) return maskBundle({ call, transcript, record: null }, masks);
  return { bundle: { call, transcript, record: readRecord(db, gongId).record }, counts: null };
}

/** One call as JSON: what the call page shows, its transcript if asked for, and Gong's record as it came. */
const jsonOf = ({ call, transcript, record }: CallBundle) => ({
  ...call,
  ...(transcript ? { transcript } : {}),
  ...(record === null ? {} : { record }),
});

function render(bundles: readonly CallBundle[], options: ExportOptions, dates: Dates): string {
  switch (options.format) {
    case 'markdown':
      return bundles.map((one) => callMarkdown(one, dates)).join('\n---\n\n');
    case 'html':
      return callsHtml(bundles, dates);
    case 'csv':
      return callsCsv(bundles, dates);
    case 'csv-transcript':
      return sentencesCsv(bundles, dates);
    case 'json':
      return `${JSON.stringify(bundles.length === 1 ? bundles.map(jsonOf)[0] : bundles.map(jsonOf), null, 2)}\n`;
    case 'jsonl':
      return bundles.map((one) => `${JSON.stringify(jsonOf(one))}\n`).join('');
    case 'srt':
      return srt(bundles[0]?.transcript as Transcript);
    case 'vtt':
      return vtt(bundles[0]?.transcript as Transcript);
  }
}

function refuseTooLarge(bytes: number): void {
  if (bytes <= longest) return;
  throw new EarshotError({
    code: 'export/too-large',
    message: 'This export would be larger than 256 MB.',
    nextStep: 'Narrow the query, leave out the transcripts, or export it in parts (for example by month).',
  });
}

/** Refuses to make an empty file of the sentences of calls that have none. */
function refuseSilent(bundles: readonly CallBundle[]): void {
  if (bundles.some(({ transcript }) => transcript?.monologues.some(({ sentences }) => sentences.length > 0)))
    return;
  throw new EarshotError({
    code: 'export/no-transcript',
    message:
      bundles.length === 1
        ? 'This call has no transcript, so there are no sentences to write.'
        : `None of the ${bundles.length} calls has a transcript, so there are no sentences to write.`,
    nextStep: 'Choose another format, or sync again later: transcripts can arrive after the call.',
  });
}

function nameOf(bundles: readonly CallBundle[], format: Format, dates: Dates): string[] {
  const first = bundles[0]?.call;
  const sentences = format === 'csv-transcript';
  if (!first || bundles.length > 1)
    return ['earshot', `${bundles.length} ${sentences ? 'transcripts' : 'calls'}`];
  return [dates.day(first.startedMs), ...(sentences ? ['transcript'] : []), first.title];
}

/**
 * Makes one file of the calls with these Gong ids, in that order. Throws call/not-found, export/one-call-only,
 * export/no-transcript, export/bad-time-zone and export/too-large.
 */
export function exportCalls(
  db: Db,
  store: ColumnStore,
  gongIds: readonly string[],
  options: ExportOptions,
): Output<'export/calls'> {
  const dates = datesIn(options.tz);
  const { extension, mime } = kinds[options.format];
  if (options.format === 'srt' || options.format === 'vtt') refuseSeveral(gongIds.length);
  let size = 0;
  const bundles = gongIds.map((id) => {
    const one = bundle(db, store, id, options).bundle;
    size += JSON.stringify(one).length;
    refuseTooLarge(size);
    return one;
  });
  if (ofSentences.has(options.format)) refuseSilent(bundles);
  const filename = fileName(nameOf(bundles, options.format, dates), extension, 'call');
  return { filename, mime, content: render(bundles, options, dates), calls: bundles.length };
}

/** Calls that are looked through before an export: some seconds. What is in them says what kinds of names there are. */
const checkedAtMost = 500;
/** Texts in a list of what was masked: those that come once in a large export are not read by anybody. */
const countsAtMost = 1_000;

/**
 * What an export with these options masks, and what of it cannot be decided: most frequent first, 1,000 at most, in the
 * first 500 calls. Throws call/not-found.
 */
export function checkMasks(
  db: Db,
  store: ColumnStore,
  gongIds: readonly string[],
  options: ExportOptions,
): Output<'export/masks'> {
  const masked = new Map<string, MaskCounts['masked'][number]>();
  const undecided = new Map<string, MaskCounts['undecided'][number]>();
  let contacts = 0;
  const checked = gongIds.slice(0, checkedAtMost);
  for (const id of checked) {
    const { counts } = bundle(db, store, id, options);
    if (!counts) break;
    contacts += counts.contacts;
    for (const one of counts.masked) {
      // Aliases are numbered anew in each call.
      const key = gongIds.length > 1 ? one.text : `${one.text}\0${one.alias}`;
      masked.set(key, { ...one, count: one.count + (masked.get(key)?.count ?? 0) });
    }
    for (const one of counts.undecided)
      undecided.set(one.text, { ...one, count: one.count + (undecided.get(one.text)?.count ?? 0) });
  }
  const most = <T extends { readonly count: number }>(list: Iterable<T>) =>
    [...list].sort((a, b) => b.count - a.count).slice(0, countsAtMost);
  return {
    masked: most(masked.values()),
    undecided: most(undecided.values()),
    contacts,
    checked: checked.length,
    calls: gongIds.length,
  };
}
