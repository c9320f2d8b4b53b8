import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setValue } from '../../electron/contract/query/edit.ts';
import { facetFields } from '../../electron/contract/query/fields.ts';
import { wordsOf } from '../../electron/contract/words/cut.ts';
import { type buildStore as Build, buildStore } from '../../test/fixtures/sample-store.ts';
import { plainSearch } from '../../test/support/plain-search.ts';
import { type ColumnStore, openColumns } from '../index/columns/columns.ts';
import { matchingGongIds } from './ids.ts';
import { kindsIn } from './passage-rank.ts';
import { type SearchInput, search } from './search.ts';

let store: Awaited<ReturnType<typeof Build>>;
let columns: ColumnStore;
const now = Date.parse('2026-09-10T12:00:00Z');

beforeAll(async () => {
  store = await buildStore();
  columns = openColumns(store.db);
});
afterAll(() => store.close());

const ask = (q: string, more: Partial<SearchInput> = {}) =>
  search(
    store.db,
    columns,
    {
      ...plainSearch,
      q,
      ...more,
    },
    now,
  );
const count = (sql: string, ...args: unknown[]) =>
  store.db
    .prepare(sql)
    .pluck()
    .get(...args) as number;

describe('search over the real meetings', () => {
  it('finds a word wherever it stands, counted exactly', () => {
    store.db.function('has', (text) => (/(?<![a-z0-9])battery(?![a-z0-9])/i.test(String(text)) ? 1 : 0));
    const sql = `SELECT count(*) FROM call c JOIN call_text t ON t.call_id = c.id
      WHERE has(concat_ws(' ', t.title, people, t.brief, key_points, outline, highlights, comments, notes))
      OR EXISTS (SELECT 1 FROM passage p WHERE p.call_id = c.id AND kind = 1 AND has(text))`;
    expect(ask('battery').total).toBe(count(sql));
    expect(ask('').total).toBe(197);
    expect(ask('-battery').total).toBe(197 - count(sql));
  });

  it('shows where: marked passages with speaker, side, time and neighbours', () => {
    const [first] = ask('remote control battery').hits;
    expect(first?.passages.length).toBeGreaterThan(0);
    for (const passage of first?.passages ?? []) {
      expect(passage.text).toMatch(/\uE000(battery|remote|control)\uE001/i);
      expect(passage.startSec).not.toBeNull();
    }
  });

  it('reads passages for the rows seen at once while typing, and for every row of a page that is asked for', () => {
    const with_ = (hits: readonly { passages: readonly unknown[] }[]) =>
      hits.filter((hit) => hit.passages.length > 0).length;
    const typed = ask('battery', { seenOnly: true });
    expect(typed.detailed).toBe(20);
    expect(with_(typed.hits)).toBe(20);
    const page = ask('battery');
    expect(page.detailed).toBe(50);
    expect(with_(page.hits)).toBeGreaterThan(40);
    expect(page.hits.slice(0, 20)).toEqual(typed.hits.slice(0, 20));
  });

  it('passes over no written passage that has the words', () => {
    const rows = store.db
      .prepare('SELECT call_id AS call, kind, text FROM passage WHERE kind > 1 ORDER BY call_id, id')
      .all() as { call: number; kind: number; text: string }[];
    const slots = columns.current();
    const words = columns.words();
    let checked = 0;
    for (const [at, { call, kind, text }] of rows.entries()) {
      const list = wordsOf(text);
      const first = list[at % list.length];
      if (!first) continue;
      const next = list[(at % list.length) + 1];
      const terms = [
        { words: [first], prefix: false },
        { words: [first.slice(0, 3)], prefix: true },
        ...(next ? [{ words: [first, next.slice(0, 4)], prefix: true }] : []),
      ];
      for (const term of terms) {
        const slot = slots.slotOf(call);
        const fields = words.fields([slot], [term]).get(slot) ?? 0;
        expect(kindsIn(fields), `${term.words.join(' ')} in ${text}`).toContain(kind);
      }
      checked++;
    }
    expect(checked).toBeGreaterThan(1500);
    const { call, kind } = rows[0] as { call: number; kind: number };
    const slot = slots.slotOf(call);
    const nowhere = words.fields([slot], [{ words: ['zzyzx'], prefix: false }]).get(slot) ?? 255;
    expect(kindsIn(nowhere)).not.toContain(kind);
  });

  it('pages without gaps or repeats, in one stable order', () => {
    const whole = ask('the', { limit: 500 }).hits.map((hit) => hit.id);
    const paged = [0, 50, 100, 150].flatMap((offset) => ask('the', { offset }).hits.map((hit) => hit.id));
    expect(paged).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
  });

  it('a facet count is the number of calls that choosing it leaves', () => {
    for (const q of [
      '',
      'battery',
      'tracker:"Usability" -outcome:"Meeting booked"',
      'after:2025-06 dur:>30m',
    ]) {
      for (const facet of ask(q).facets) {
        // Beside a chosen value another one adds to it; its count then says how many it has by itself.
        if (facet.values.some((item) => item.state === 'on')) continue;
        const value = facet.values.find((item) => item.state === 'off');
        if (!value) continue;
        const chosen = setValue(q, facet.field as 'rep', value.key, 'on');
        expect(ask(chosen).total, `${facet.field} ${value.key} in ${q}`).toBe(value.count);
      }
    }
  });

  it('an excluded value counts what it keeps out, and its siblings stay', () => {
    const named = (q: string, field: string) =>
      new Map(
        ask(q)
          .facets.find((facet) => facet.field === field)
          ?.values.map((item) => [item.key, item]),
      );
    for (const base of ['', 'battery', 'dur:>30m -outcome:"Not interested"'])
      for (const { field, values } of ask(base).facets) {
        const first = values.find((item) => item.state === 'off' && item.count > 0);
        const second = values.find((item) => item.state === 'off' && item !== first);
        if (!first) continue;
        const without = setValue(base, field as 'rep', first.key, 'excluded');
        const item = named(without, field).get(first.key);
        expect(item, `${field} ${first.key} in ${base}`).toEqual({ ...first, state: 'excluded' });
        expect(ask(base).total - ask(without).total).toBe(first.count);
        if (!second) continue;
        const both = setValue(without, field as 'rep', second.key, 'excluded');
        for (const key of [first.key, second.key]) {
          const back = ask(setValue(both, field as 'rep', key, 'off')).total - ask(both).total;
          expect(named(both, field).get(key)?.count, `${field} ${key} in ${both}`).toBe(back);
        }
        const chosen = named(setValue(without, field as 'rep', second.key, 'on'), field);
        expect(chosen.get(first.key)?.count).toBe(first.count);
      }
  });

  it('choosing a value does not hide its siblings', () => {
    const before = ask('battery').facets.find((facet) => facet.field === 'outcome');
    const after = ask('battery outcome:"Meeting booked"').facets.find((facet) => facet.field === 'outcome');
    expect(after?.values.map((value) => [value.key, value.count])).toEqual(
      before?.values.map((value) => [value.key, value.count]),
    );
  });

  it('attributes agree with plain SQL on random combinations', () => {
    const outcomes = ['Meeting booked', 'Left voicemail', 'Not interested', 'Follow up needed'];
    fc.assert(
      fc.property(
        fc.subarray(outcomes),
        fc.constantFrom('Video', 'Audio', null),
        fc.integer({ min: 5, max: 120 }),
        fc.integer({ min: 0, max: 600 }),
        (chosen, media, minutes, days) => {
          const from = new Date(Date.parse('2025-01-01T00:00:00Z') + days * 86_400_000)
            .toISOString()
            .slice(0, 10);
          const q = [
            chosen.length ? `outcome:${chosen.map((name) => `"${name}"`).join(',')}` : '',
            media ? `media:"${media}"` : '',
            `dur:<${minutes}m`,
            `after:${from}`,
          ].join(' ');
          const sql = `SELECT count(*) FROM call WHERE hidden = 0 AND (? = '[]' OR outcome_name IN (SELECT value FROM json_each(?))) AND (? IS NULL OR media = ?)
          AND duration_s < ? AND started_ms >= ?`;
          const list = JSON.stringify(chosen);
          expect(ask(q).total).toBe(
            count(sql, list, list, media, media, minutes * 60, Date.parse(`${from}T00:00:00Z`)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('answers any string at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 60 }),
          fc.string({ maxLength: 60 }),
          fc.stringMatching(/^["()*:^{}+\-A-Z ,.]{0,40}$/),
        ),
        (q) => {
          expect(ask(q, { limit: 3, typing: true }).total).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('repairs a query that finds nothing', () => {
    expect(ask('battrey').didYouMean).toBe('battery');
    const broken = ask('battery zzzzqq');
    expect(broken.repair).toEqual([
      { label: 'battery', alone: ask('battery').total, without: 0, q: 'zzzzqq' },
      { label: 'zzzzqq', alone: 0, without: ask('battery').total, q: 'battery' },
    ]);
  });

  it('knows every facet and lists ids of a whole result', () => {
    expect(facetFields.length).toBeGreaterThan(15);
    expect(
      matchingGongIds(store.db, columns, 'battery', { tz: 'UTC', weekStart: 1, nowMs: now }),
    ).toHaveLength(ask('battery').total);
  });
});
