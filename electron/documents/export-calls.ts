import { readCallDetail } from '../../db/calls/call-detail.ts';
import { readRecord } from '../../db/calls/call-history.ts';
import { readTranscript } from '../../db/calls/transcript.ts';
import type { ColumnStore } from '../../db/index/columns/columns.ts';
import type { Db } from '../../db/store/open.ts';
import type { Transcript } from '../contract/call.ts';
import { EarshotError } from '../contract/errors.ts';
import { fileName } from '../contract/file-name.ts';
import type { Input, Output } from '../contract/procedures.ts';
import type { CallBundle, Dates } from './bundle.ts';
import { callsCsv, sentencesCsv } from './csv.ts';
import { datesIn } from './dates.ts';
import { callsHtml } from './html.ts';
import { callMarkdown } from './markdown.ts';
import { maskBundle } from './mask.ts';
import { refuseSeveral, srt, vtt } from './subtitles.ts';

/** How an export is to be made. */
export type ExportOptions = Pick<Input<'export/calls'>, 'format' | 'transcript' | 'maskNames' | 'tz'>;
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

function bundle(db: Db, store: ColumnStore, gongId: string, options: ExportOptions): CallBundle {
  const call = readCallDetail(db, store, gongId);
  const wanted = ofSentences.has(options.format) || (options.transcript && options.format !== 'csv');
  const transcript = wanted && call.hasTranscript ? readTranscript(db, gongId) : null;
  const full: CallBundle = {
    call,
    transcript,
    record: options.maskNames ? null : readRecord(db, gongId).record,
  };
  return options.maskNames ? maskBundle(full) : full;
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
    const one = bundle(db, store, id, options);
    size += JSON.stringify(one).length;
    refuseTooLarge(size);
    return one;
  });
  if (ofSentences.has(options.format)) refuseSilent(bundles);
  const filename = fileName(nameOf(bundles, options.format, dates), extension, 'call');
  return { filename, mime, content: render(bundles, options, dates), calls: bundles.length };
}
