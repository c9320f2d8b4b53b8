import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCallDetail } from '../../db/calls/call-detail.ts';
import { readRaw } from '../../db/calls/call-history.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { addNote, setTag } from '../../db/personal/layer.ts';
import { stepTrackers } from '../../db/trackers/compute.ts';
import { saveTracker } from '../../db/trackers/store.ts';
import { csvCell as cell } from '../../electron/contract/csv.ts';
import { fileName } from '../../electron/contract/file-name.ts';
import { type ExportOptions, exportCalls } from '../../electron/documents/export-calls.ts';
import { esc } from '../../electron/documents/html.ts';
import { sampleCall, sampleTranscript, thrown, useStore } from './support.ts';

const store = useStore();
const formats = ['markdown', 'html', 'csv', 'csv-transcript', 'json', 'jsonl', 'srt', 'vtt'] as const;
const evil = '<script>alert(1)</script> =cmd|\u202e\u0000 [x](javascript:alert(1)) --> "quoted", \u2066end';

function make(over: Partial<ExportOptions> = {}): string {
  const options = { format: 'markdown', transcript: true, maskNames: false, tz: 'UTC', ...over } as const;
  return exportCalls(store.db, openColumns(store.db), ['1'], options).content;
}

function fill(title = evil): void {
  const meta = { ...(sampleCall('1')['metaData'] as object), title };
  ingestCalls(store.db, [sampleCall('1', { metaData: meta })], { atMs: 1 });
  const lines = [
    ['s1', 0, `Hello Bob, ${evil}`],
    ['s2', 5000, 'Write to me at bob@buyer.example, Ada'],
  ] as const;
  ingestTranscripts(store.db, [sampleTranscript('1', lines)], { atMs: 1 });
  addNote(store.db, '1', { kind: 'note', startSec: 61, endSec: null, text: `note ${evil}`, quote: evil }, 2);
  setTag(store.db, '1', 'renewal', true, 2);
}

describe('an export', () => {
  it.each(formats)('as %s holds no markup, direction marks or control characters of the call', (format) => {
    fill();
    const content = make({ format });
    // JSON keeps the texts as data; its writer escapes what is harmful there.
    if (format !== 'json' && format !== 'jsonl') {
      expect(content).not.toMatch(/[\0\u202a-\u202e\u2066-\u2069]/);
    }
    if (format === 'html') expect(content).not.toContain('<script');
    if (format === 'markdown') expect(content).not.toMatch(/(?<!\\)<script|(?<!\\)\[x\]/);
    if (format === 'vtt' || format === 'srt') expect(content.match(/-->/g)).toHaveLength(2);
    expect(content).not.toContain('\ue000');
  });

  it.each(formats)('as %s names nobody when names are masked', (format) => {
    fill('Ada Keller meets Bob Buyer of Buyer');
    const { content, filename } = exportCalls(store.db, openColumns(store.db), ['1'], {
      format,
      transcript: true,
      maskNames: true,
      tz: 'UTC',
    });
    const name = /\b(Ada|Bob|Keller|Buyer)\b|ada@|bob@/;
    expect(content).not.toMatch(name);
    expect(filename).not.toMatch(name);
    if (format !== 'csv') expect(content).toContain('Customer 1');
  });

  it('as JSON carries Gong’s record as it came', () => {
    fill();
    const parsed = JSON.parse(make({ format: 'json' })) as { record: unknown; mine: { tags: string[] } };
    expect(parsed.record).toEqual(JSON.parse(readRaw(store.db, '1').json));
    expect(parsed.mine.tags).toEqual(['renewal']);
  });

  it('has my trackers beside Gong’s, told apart', () => {
    const trackers = [{ id: '9', name: 'Greeting', type: 'KEYWORD', count: 2, occurrences: [] }];
    ingestCalls(store.db, [sampleCall('1', { content: { trackers } })], { atMs: 1 });
    const lines = [
      ['s1', 0, 'Walnuts, and more walnuts?'],
      ['s2', 5000, 'No walnuts today.'],
      [null, 9000, 'A walnut.'],
    ] as const;
    ingestTranscripts(store.db, [sampleTranscript('1', lines)], { atMs: 1 });
    for (const [name, phrase] of [
      ['Nuts', 'walnut'],
      ['Silent', 'pistachio'],
    ] as const)
      saveTracker(
        store.db,
        {
          name,
          definition: {
            languages: [{ language: null, phrases: [phrase], relatedForms: true }],
            saidBy: 'anyone',
            onlyQuestions: false,
            saidAt: null,
          },
        },
        1,
      );
    // Nothing is said of a tracker whose first hits are still looked for.
    expect(readCallDetail(store.db, openColumns(store.db), '1').trackers.map(({ name }) => name)).toEqual([
      'Greeting',
    ]);
    while (stepTrackers(store.db, 1).more);
    const [gongs, nuts, silent] = readCallDetail(store.db, openColumns(store.db), '1').trackers;
    expect([gongs?.mine, silent?.name, silent?.count]).toEqual([null, 'Silent', 0]);
    expect(nuts).toMatchObject({
      name: 'Nuts',
      count: 3,
      bySide: { company: 1, customer: 1, unknown: 1 },
      phrases: [{ phrase: 'walnut', count: 3 }],
      mine: { ready: true },
    });
    expect(nuts?.occurrences.map(({ startSec, speaker, side }) => [startSec, speaker, side])).toEqual([
      [0, 'Ada Keller', 'company'],
      [5, 'Bob Buyer', 'customer'],
      [9, null, 'unknown'],
    ]);
    expect(make()).toContain('- Nuts (mine): 3 (company 1, customer 1, unknown 1)');
    expect(make()).toContain('- Greeting: 2');
    expect(make({ format: 'html' })).toContain('Nuts (mine): 3 (company 1, customer 1, unknown 1)');
    const [header, row] = make({ format: 'csv', transcript: false })
      .split('\r\n')
      .map((line) => line.split(','));
    const at = header?.indexOf('"my trackers"') ?? -1;
    expect([row?.[at - 1], row?.[at]]).toEqual(['"Greeting: 2"', '"Nuts: 3"']);
    expect(make({ format: 'json' })).toContain('"name": "Nuts"');
    expect(make()).not.toContain('Silent');
    // Without a transcript there is nothing that mine could say.
    ingestCalls(store.db, [sampleCall('2')], { atMs: 2 });
    expect(readCallDetail(store.db, openColumns(store.db), '2').trackers).toEqual([]);
  });

  it('as subtitles is one call with a transcript', () => {
    fill();
    ingestCalls(store.db, [sampleCall('2')], { atMs: 1 });
    const options = { format: 'srt', transcript: false, maskNames: false, tz: 'UTC' } as const;
    expect(make({ format: 'srt' })).toMatch(/^1\n00:00:00,000 --> 00:00:00,900\nAda Keller: Hello Bob/);
    expect(make({ format: 'vtt' })).toMatch(
      /^WEBVTT\n\n00:00:00.000 --> 00:00:00.900\n<v Ada Keller>Hello Bob/,
    );
    expect(thrown(() => exportCalls(store.db, openColumns(store.db), ['1', '2'], options)).code).toBe(
      'export/one-call-only',
    );
    expect(thrown(() => exportCalls(store.db, openColumns(store.db), ['2'], options)).code).toBe(
      'export/no-transcript',
    );
  });

  it('as CSV of sentences has a row for each, which a spreadsheet holds whole', () => {
    const id = '2363974057376326059';
    const long = 'word '.repeat(10_000).trim();
    ingestCalls(store.db, [sampleCall(id), sampleCall('2')], { atMs: 1 });
    const lines = [
      ['s1', 0, 'Hello Bob, =1+1'],
      ['s2', 61_500, '=1+1'],
      [null, 3_600_000, long],
    ] as const;
    ingestTranscripts(store.db, [sampleTranscript(id, lines)], { atMs: 1 });
    const options = { format: 'csv-transcript', transcript: false, maskNames: false, tz: 'UTC' } as const;
    const { content, filename } = exportCalls(store.db, openColumns(store.db), [id, '2'], options);
    expect(filename).toBe('earshot-2-transcripts.csv');
    const [header, ...rows] = parse(content, { bom: true }) as string[][];
    expect(header).toEqual([
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
    ]);
    const about = [`call:${id}`, `Call ${id}`, '2024-03-01 09:00'];
    expect(rows[0]).toEqual([
      ...about,
      'Ada Keller',
      'company',
      '0',
      '0.9',
      '0:00:00',
      '0:00:00',
      'Hello Bob, =1+1',
    ]);
    expect(rows[1]).toEqual([
      ...about,
      'Bob Buyer',
      'customer',
      '61.5',
      '62.4',
      '0:01:01',
      '0:01:02',
      "'=1+1",
    ]);
    expect(rows.slice(2).map((row) => row.slice(3, 9))).toEqual(
      Array(2).fill(['', '', '3600', '3600.9', '1:00:00', '1:00:00']),
    );
    expect(rows.slice(2).map((row) => row[9])).toSatisfy(
      (pieces: string[]) => pieces.join('') === long && pieces.every(({ length }) => length <= 32_767),
    );
    expect(exportCalls(store.db, openColumns(store.db), [id], options).filename).toBe(
      `2024-03-01-transcript-Call-${id}.csv`,
    );
    expect(thrown(() => exportCalls(store.db, openColumns(store.db), ['2'], options))).toMatchObject({
      code: 'export/no-transcript',
      message: expect.stringContaining('This call'),
    });
  });

  it('as CSV keeps ids, whatever program reads them, and holds no transcript', () => {
    const id = '2363974057376326059';
    ingestCalls(store.db, [sampleCall(id)], { atMs: 1 });
    ingestTranscripts(store.db, [sampleTranscript(id, [['s1', 0, 'Walnuts, please']])], { atMs: 1 });
    const options = { format: 'csv', transcript: true, maskNames: false, tz: 'UTC' } as const;
    const { content } = exportCalls(store.db, openColumns(store.db), [id], options);
    const [row] = parse(content, { bom: true, columns: true, cast: true }) as Record<string, unknown>[];
    expect(row).toMatchObject({
      id: `call:${id}`,
      'duration seconds': 600,
      started: '2024-03-01 09:00',
      date: '2024-03-01',
    });
    expect(content).not.toContain('please');
  });

  it('writes times in the zone asked for and refuses one that does not exist', () => {
    fill();
    expect(make({ tz: 'America/New_York' })).toContain('2024-03-01 04:00');
    expect(thrown(() => make({ tz: 'Mars/Olympus' })).code).toBe('export/bad-time-zone');
  });

  it('does not choke on a title of a megabyte', () => {
    fill('long '.repeat(200_000));
    for (const format of formats) {
      const options = { format, transcript: false, maskNames: true, tz: 'UTC' } as const;
      expect(exportCalls(store.db, openColumns(store.db), ['1'], options).filename.length).toBeLessThan(120);
    }
  });
});

describe('whatever the text', () => {
  const wild = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', "'", ' ', '＝', '\u202e', '\0', 'a'),
    }),
  );

  it('a CSV cell is one cell and cannot start a formula', () => {
    fc.assert(
      fc.property(wild, (text) => {
        const written = cell(text);
        expect(written).toMatch(/^"(?:[^"]|"")*"$/s);
        expect(written.slice(1).trimStart()).not.toMatch(/^[=+\-@＝＋－＠]/);
      }),
      { numRuns: 2000 },
    );
  });

  it('HTML shows it literally', () => {
    fc.assert(
      fc.property(wild, (text) => {
        expect(esc(text)).not.toMatch(/[<>"']/);
      }),
      { numRuns: 1000 },
    );
  });

  it('a file name stays in its folder', () => {
    fc.assert(
      fc.property(wild, (text) => {
        expect(fileName(['2024-03-01', `../${text}`], 'md', 'call')).toMatch(
          /^2024-03-01-[^./\\:\s\p{Cc}]+\.md$/u,
        );
      }),
      { numRuns: 1000 },
    );
  });
});
