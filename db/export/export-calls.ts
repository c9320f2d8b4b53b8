import { EarshotError } from '../../electron/contract/errors.ts';
import type { Input, Output } from '../../electron/contract/procedures.ts';
import type { Db } from '../open.ts';
import { unpack } from '../raw.ts';
import { readCallDetail } from '../read/call-detail.ts';
import { findCall } from '../read/find-call.ts';
import { readTranscript } from '../read/transcript.ts';
import type { ColumnStore } from '../search/columns.ts';
import { prepared } from '../statements.ts';
import type { CallBundle, Dates } from './bundle.ts';
import { callsCsv } from './csv.ts';
import { datesIn } from './dates.ts';
import { fileName } from './file-name.ts';
import { callsHtml } from './html.ts';
import { callMarkdown } from './markdown.ts';
import { maskBundle } from './mask.ts';
import { onlyTranscript, refuseSeveral, srt, vtt } from './subtitles.ts';

/** How an export is to be made. */
export type ExportOptions = Pick<Input<'export/calls'>, 'format' | 'transcript' | 'maskNames' | 'tz'>;
type Format = ExportOptions['format'];

const kinds: Readonly<Record<Format, { readonly extension: string; readonly mime: string }>> = {
  markdown: { extension: 'md', mime: 'text/markdown' },
  html: { extension: 'html', mime: 'text/html' },
  csv: { extension: 'csv', mime: 'text/csv' },
  json: { extension: 'json', mime: 'application/json' },
  jsonl: { extension: 'jsonl', mime: 'application/jsonl' },
  srt: { extension: 'srt', mime: 'application/x-subrip' },
  vtt: { extension: 'vtt', mime: 'text/vtt' },
};

/** Longest file made in one piece: a JavaScript string cannot hold much more, and the bridge sends it whole. */
const longest = 256 * 1024 * 1024;

function bundle(db: Db, store: ColumnStore, gongId: string, options: ExportOptions): CallBundle {
  const subtitles = options.format === 'srt' || options.format === 'vtt';
  const call = readCallDetail(db, store, gongId);
  const transcript =
    (options.transcript || subtitles) && call.hasTranscript ? readTranscript(db, gongId) : null;
  const full: CallBundle = { call, transcript, record: options.maskNames ? null : rawRecord(db, gongId) };
  return options.maskNames ? maskBundle(full) : full;
}

function rawRecord(db: Db, gongId: string): unknown {
  const { id } = findCall(db, gongId);
  const row = prepared(db, 'SELECT json FROM call_raw WHERE call_id = ?').get(id) as { json: Buffer };
  return JSON.parse(unpack(row.json));
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
      return callsCsv(bundles, dates, options.transcript);
    case 'json':
      return `${JSON.stringify(bundles.length === 1 ? bundles.map(jsonOf)[0] : bundles.map(jsonOf), null, 2)}\n`;
    case 'jsonl':
      return bundles.map((one) => `${JSON.stringify(jsonOf(one))}\n`).join('');
    case 'srt':
      return srt(onlyTranscript(bundles[0]));
    case 'vtt':
      return vtt(onlyTranscript(bundles[0]));
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
  const first = bundles[0]?.call;
  const filename =
    first && bundles.length === 1
      ? fileName(dates.day(first.startedMs), first.title, extension)
      : `earshot-${bundles.length}-calls.${extension}`;
  return { filename, mime, content: render(bundles, options, dates), calls: bundles.length };
}
