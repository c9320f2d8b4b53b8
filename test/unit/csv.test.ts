import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CsvValue,
  csvCell,
  csvText,
  idCell,
  longestCell,
  pastedId,
} from '../../electron/contract/csv.ts';
import { clean } from '../../electron/contract/plain-text.ts';
import { hasCommand } from '../fixtures/commands.ts';
import { nastyTexts, wildText } from '../fixtures/nasty-text.ts';

const id = '2363974057376326059';
const read = (text: string, options: object = {}) =>
  parse(text, { bom: true, relax_column_count: true, ...options }) as string[][];
/** A guarded text as it was before. */
const unguarded = (text: string) => text.replace(/^'/, '').replace(/([;\t]\s*)'/g, '$1');

describe('a CSV cell', () => {
  it.each<[CsvValue, string]>([
    [null, ''],
    [0, '0'],
    [-12.5, '-12.5'],
    [Number.NaN, ''],
    ['', '""'],
    ['a "b", c', '"a ""b"", c"'],
    ['two\nlines', '"two\nlines"'],
    // Formulas, with what spreadsheets skip before them and in all their signs.
    ['=1+1', `"'=1+1"`],
    [' =1+1', `"' =1+1"`],
    ['\u00a0\u3000+1', `"'\u00a0\u3000+1"`],
    ['＝1', `"'＝1"`],
    ['＠SUM(1)', `"'＠SUM(1)"`],
    ['|calc', `"'|calc"`],
    ['%0A', `"'%0A"`],
    ['-5', `"'-5"`],
    ['\t=1', `"\t'=1"`],
    // Where the list separator is the semicolon, a cell ends at one.
    ['a;=1+1', `"a;'=1+1"`],
    ['a; @x', `"a; '@x"`],
    ['a; b ;-) c', '"a; b ;-) c"'],
    // What would be taken for a number, a date or a time and come back otherwise.
    [id, `"'${id}"`],
    ['0049 170 1234', `"'0049 170 1234"`],
    ['007', `"'007"`],
    ['1e5', `"'1e5"`],
    ['1.10', `"'1.10"`],
    ['9/11', `"'9/11"`],
    ['50-50', `"'50-50"`],
    ['12:30', `"'12:30"`],
    // What comes back as it is.
    ['2025', '"2025"'],
    ['0.25', '"0.25"'],
    ['2025-01-06', '"2025-01-06"'],
    ['2025-01-06 09:42', '"2025-01-06 09:42"'],
    ['0:01:02', '"0:01:02"'],
    ['10 calls', '"10 calls"'],
  ])('%j is written %s', (value, written) => {
    expect(csvCell(value)).toBe(written);
  });

  it('is cut where a spreadsheet would spill it, at a whole character, and says so', () => {
    const cut = (read(csvCell('👍'.repeat(30_000)))[0] as string[])[0] as string;
    expect(cut.length).toBeLessThanOrEqual(longestCell);
    expect(cut.isWellFormed()).toBe(true);
    expect(cut).toMatch(/ … \(cut: a cell holds 32,767 characters\)$/);
    expect(read(csvCell('x'.repeat(longestCell)))[0]?.[0]).toHaveLength(longestCell);
  });

  it('of an id is text everywhere, and the id again where it is pasted', () => {
    expect(csvCell(idCell(id))).toBe(`"call:${id}"`);
    expect([idCell(id), ` ${id} `, id].map(pastedId)).toEqual([id, id, id]);
    // Readers that guess numbers keep every digit too.
    expect(read(csvText([[idCell(id), 5]]), { cast: true })).toEqual([[`call:${id}`, 5]]);
  });

  it('begins no formula and comes back whole, whatever the text', () => {
    const texts = [
      ...nastyTexts.filter((text) => text.length < 32_000),
      ...fc.sample(wildText, { seed: 19, numRuns: 2000 }),
    ];
    const rows = read(csvText(texts.map((text) => [text, -1.5, null, 'end'])));
    expect(rows).toHaveLength(texts.length);
    for (const [at, row] of rows.entries()) {
      const text = clean(texts[at] as string);
      expect(row.slice(1)).toEqual(['-1.5', '', 'end']);
      expect(unguarded(row[0] as string)).toBe(unguarded(text));
      expect(row[0]).not.toMatch(/^\s*[=+\-@|%＝＋－＠]/);
    }
  });
});

const office = hasCommand('soffice');
describe('LibreOffice', () => {
  it.skipIf(!office)(`reads what we wrote${office ? '' : ' (it is not installed)'}`, () => {
    const dir = mkdtempSync(join(tmpdir(), 'earshot-csv-'));
    try {
      const texts = [
        id,
        '=1+1',
        ' =1+1',
        '＝1',
        '-5',
        '007',
        '1e5',
        '1.10',
        '9/11',
        '50-50',
        '12:30',
        '24/7',
        'a;=1',
      ];
      const cells: CsvValue[] = [
        idCell(id),
        '2025-01-06 09:42',
        '2025-01-06',
        '0:01:02',
        -12.5,
        3,
        null,
        ...texts,
      ];
      writeFileSync(join(dir, 'in.csv'), csvText([cells]));
      // The first options read as Excel does: UTF-8, commas, numbers and dates detected in unquoted and quoted cells.
      const done = spawnSync(
        'soffice',
        [
          `-env:UserInstallation=file://${dir}/profile`,
          '--headless',
          '--infilter=CSV:44,34,76,1,,0,false,true,false',
          '--convert-to',
          'fods',
          '--outdir',
          dir,
          join(dir, 'in.csv'),
        ],
        { encoding: 'utf8' },
      );
      expect(done.status).toBe(0);
      const sheet = readFileSync(join(dir, 'in.fods'), 'utf8');
      const found = [...sheet.matchAll(/<table:table-cell([^>]*?)(?:\/>|>(.*?)<\/table:table-cell>)/gs)]
        .slice(0, cells.length)
        .map(([, about = '', inside = '']) => [
          /office:value-type="(\w+)"/.exec(about)?.[1] ?? 'empty',
          /office:(?:date-|time-)?value="([^"]*)"/.exec(about)?.[1] ??
            inside
              .replace(/<text:s\/>/g, ' ')
              .replace(/<[^>]*>/g, '')
              .replaceAll('&apos;', "'")
              .trim(),
          about.includes('table:formula'),
        ]);
      expect(found).toEqual([
        ['string', `call:${id}`, false],
        ['date', '2025-01-06T09:42:00', false],
        ['date', '2025-01-06', false],
        ['time', 'PT00H01M02S', false],
        ['float', '-12.5', false],
        ['float', '3', false],
        ['empty', '', false],
        ...texts.map((text) => ['string', text === 'a;=1' ? "a;'=1" : `'${text}`, false]),
      ]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
