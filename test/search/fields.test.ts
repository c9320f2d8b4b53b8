import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getTableColumns } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { type ColumnStore, openColumns } from '../../db/index/columns/columns.ts';
import { setTag } from '../../db/personal/layer.ts';
import { breakdownReport } from '../../db/reports/parts/breakdown.ts';
import { facet, search } from '../../db/search/search.ts';
import { complete } from '../../db/search/suggest.ts';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { call, party } from '../../db/store/schema.ts';
import { explainNode } from '../../electron/contract/query/explain.ts';
import {
  breakdownFields,
  facetFields,
  fieldNamed,
  fieldNames,
  fields,
  suggestedFields,
  type ValueField,
  valueFields,
} from '../../electron/contract/query/fields.ts';
import { valueClauseOf } from '../../electron/contract/query/format.ts';
import { parseQuery } from '../../electron/contract/query/parse.ts';
import { createSyntheticCorpus } from '../../electron/gong/emulator/synthetic.ts';
import type { CallData } from '../../electron/gong/schema/call.ts';
import { fillStore } from '../fixtures/synthetic-store.ts';
import { root } from '../support/modules.ts';

const now = Date.parse('2026-09-10T12:00:00Z');
const where = { tz: 'UTC', weekStart: 1, now } as const;

/** Row of a field in the table of docs/search.md. */
function documented(name: (typeof fieldNames)[number]): string {
  const { label, phrase, uses, hint, aliases = [] } = fields[name];
  const names = [name, ...aliases].map((other) => `\`${other}:\``).join(', ');
  return `| ${names} | ${label} | ${phrase} … | ${hint ?? ''} | ${uses.join(', ')} |`;
}

describe('the table of fields', () => {
  it('is the one of docs/search.md', () => {
    const page = readFileSync(join(root, 'docs/search.md'), 'utf8');
    const table = page.slice(page.indexOf('## Fields'), page.indexOf('## In the Library'));
    expect(table.split('\n').filter((line) => line.startsWith('| `'))).toEqual(fieldNames.map(documented));
  });

  it('has one field for each name and each label, and names that can be typed', () => {
    const names = fieldNames.flatMap((name) => [name, ...(fields[name].aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(fieldNames.map((name) => fields[name].label.toLowerCase())).size).toBe(fieldNames.length);
    for (const name of names) {
      expect(fieldNames).toContain(fieldNamed(name));
      expect(name).toMatch(/^[a-z]+(@[a-z]+)?$/);
      expect(`${name}:`.length, 'as far as the lexer looks').toBeLessThanOrEqual(24);
    }
  });

  it('names columns that the store has', () => {
    const columns = { call: Object.keys(getTableColumns(call)), party: Object.keys(getTableColumns(party)) };
    for (const name of fieldNames) {
      const [table, column = ''] = fields[name].column?.split('.') ?? [];
      if (table === undefined) continue;
      expect(columns[table as 'call' | 'party'], name).toContain(column);
      expect(fields[name].kind, name).toBe(table === 'call' ? 'single' : 'multi');
    }
  });
});

describe('each field over a company’s calls', () => {
  let db: WriterDb;
  let store: ColumnStore;
  const corpus = createSyntheticCorpus({ calls: 260, seed: 12 });
  const calls = corpus.heads().map(({ id }) => corpus.call(id) as CallData);

  beforeAll(() => {
    db = openWriter(':memory:');
    fillStore(db, corpus, { transcripts: false, atMs: now });
    setTag(db, calls[0]?.metaData.id as string, 'Pipeline review', true, now);
    store = openColumns(db);
  });
  afterAll(() => {
    store.close();
    db.close();
  });

  const ids = (q: string) =>
    search(
      db,
      store,
      { ...where, q, sort: 'newest', offset: 0, limit: 500, facets: false, typing: false, recency: 0 },
      now,
    ).hits.map((hit) => hit.id);
  const valuesOf = (field: ValueField, q = '') =>
    facet(db, store, { ...where, q, field, contains: '', limit: 500 }).values;
  const breakdown = (field: ValueField, q: string) =>
    breakdownReport(db, store, {
      ...where,
      q,
      series: { kind: 'query', q: 'has:trackers' },
      field,
      bucket: 'month',
      sort: 'calls',
      limit: 500,
    }).rows;

  it.each(facetFields)('%s: is counted, found, explained and suggested by its values', (field) => {
    const { label, phrase } = fields[field];
    const values = valuesOf(field);
    expect(values.length, label).toBeGreaterThan(0);
    for (const { key, count } of values.slice(0, 12)) {
      const q = valueClauseOf(field, key);
      expect(parseQuery(q).problems).toEqual([]);
      expect(ids(q).length, q).toBe(count);
      // The score says it in words of its own where there is none.
      if (field !== 'score') expect(explainNode(parseQuery(q).root)).toContain(`Calls ${phrase} ${key}`);
    }
    expect(complete(store, `${field}:`, field.length + 1).length).toBeGreaterThan(0);
    expect(complete(store, field.slice(0, -1), field.length - 1).map((item) => item.insert)).toContain(
      `${field}:`,
    );
  });

  it.each(suggestedFields)('%s: is suggested for a word without a field', (field) => {
    const labels = [
      ...complete(store, `${field}:`, field.length + 1).map((item) => item.label),
      ...valuesOf(field).map((value) => value.key),
    ];
    const offered = (label: string) =>
      complete(store, label, label.length).some((item) => item.field === field && item.label === label);
    expect(labels.some(offered)).toBe(true);
  });

  it.each(breakdownFields)('%s: breaks a report down', (field) => {
    const rows = breakdown(field, '').filter((row) => row.key !== null);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows.slice(0, 6))
      expect(ids(valueClauseOf(field, row.key as string)).length, row.label).toBe(row.calls);
  });

  it('has no attribute whose values are listed nowhere', () => {
    expect(valueFields.filter((name) => fields[name].uses.length === 0)).toEqual([]);
  });

  it('job titles are those of the people of the raw records, in facet, query and report', () => {
    const titles = (record: CallData) =>
      new Set((record.parties ?? []).flatMap((one) => (one.title ? [one.title] : [])));
    const counted = (records: readonly CallData[]) => {
      const counts = new Map<string, number>();
      for (const record of records)
        for (const title of titles(record)) counts.set(title, (counts.get(title) ?? 0) + 1);
      return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    };
    expect(counted(calls).length).toBeGreaterThan(8);
    const external = calls.filter((record) => record.metaData.scope === 'External');
    for (const [q, base] of [
      ['', calls],
      ['scope:"External"', external],
    ] as const) {
      expect(valuesOf('job', q).map(({ key, count }) => [key, count])).toEqual(counted(base));
      expect(
        breakdown('job', q)
          .filter((row) => row.key !== null)
          .map((row) => [row.label, row.calls])
          .sort(),
      ).toEqual(counted(base).sort());
    }
    const found = (has: (all: ReadonlySet<string>) => boolean) =>
      external.filter((record) => has(titles(record))).map((record) => record.metaData.id);
    for (const [title] of counted(external).slice(0, 6)) {
      const other = counted(external).at(-1)?.[0] as string;
      expect(ids(`scope:"External" job:"${title}"`).sort()).toEqual(found((all) => all.has(title)).sort());
      expect(ids(`scope:"External" job:"${title}","${other}"`).sort()).toEqual(
        found((all) => all.has(title) || all.has(other)).sort(),
      );
      expect(ids(`scope:"External" -job:"${title}"`).sort()).toEqual(found((all) => !all.has(title)).sort());
    }
    const part = (counted(external)[0]?.[0] ?? '').split(' ')[0] as string;
    expect(ids(`scope:"External" job:${part.toUpperCase()}`).sort()).toEqual(
      found((all) => [...all].some((title) => title.toLowerCase().includes(part.toLowerCase()))).sort(),
    );
  });
});

it('the values of columns are those of the raw record', () => {
  const db = openWriter(':memory:');
  const store = openColumns(db);
  const field = (name: string, value: string) => ({ name, value });
  const opportunity = (timing: string, stage: string) => ({
    objectType: 'Opportunity',
    objectId: 'o1',
    timing,
    fields: [field('StageName', stage)],
  });
  try {
    ingestCalls(
      db,
      [
        {
          metaData: {
            id: '1',
            title: 'Call',
            started: '2024-03-01T10:00:00Z',
            duration: 600,
            primaryUserId: '7',
            direction: 'Inbound',
            scope: 'External',
            system: 'Zoom',
            language: 'eng',
            media: 'Video',
            purpose: 'Renewal',
            workspaceId: '55',
          },
          parties: [
            { id: 'p1', name: 'Ada Keller', userId: '7', title: 'Seller', affiliation: 'Internal' },
            {
              id: 'p2',
              name: 'Bob Buyer',
              emailAddress: 'bob@nut.example',
              title: 'Head of Nuts',
              affiliation: 'External',
            },
          ],
          context: [
            {
              system: 'Salesforce',
              objects: [
                {
                  objectType: 'Account',
                  objectId: 'a1',
                  fields: [field('Name', 'Nut Works'), field('Industry', 'Food')],
                },
                opportunity('Now', 'Won'),
                opportunity('TimeOfCall', 'Proposal'),
              ],
            },
          ],
          content: { callOutcome: { id: '9', category: 'Sales', name: 'Demo' } },
        },
      ],
      { atMs: now },
    );
    const values = (name: ValueField) =>
      facet(db, store, { ...where, q: '', field: name, contains: '', limit: 9 }).values.map(({ key }) => key);
    const expected: Partial<Record<ValueField, readonly string[]>> = {
      rep: ['Ada Keller'],
      account: ['Nut Works'],
      outcome: ['Demo'],
      stage: ['Won'],
      'stage@call': ['Proposal'],
      who: ['Ada Keller', 'Bob Buyer'],
      job: ['Head of Nuts', 'Seller'],
      dir: ['Inbound'],
      scope: ['External'],
      system: ['Zoom'],
      lang: ['English'],
      media: ['Video'],
      purpose: ['Renewal'],
      workspace: ['55'],
      industry: ['Food'],
      weekday: ['friday'],
      dur: ['5-15m'],
    };
    const got = Object.fromEntries(Object.keys(expected).map((name) => [name, values(name as ValueField)]));
    expect(got).toEqual(expected);
  } finally {
    store.close();
    db.close();
  }
});
