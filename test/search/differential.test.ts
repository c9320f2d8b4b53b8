import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ingestFolderContent, ingestFolders } from '../../db/calls/ingest/library.ts';
import { ingestScorecards, ingestUsers } from '../../db/calls/ingest/settings.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { WordIndexer } from '../../db/index/words/update.ts';
import { addNote, seenChanges, setReviewed, setStar, setTag } from '../../db/personal/layer.ts';
import { search } from '../../db/search/search.ts';
import { openReader } from '../../db/store/connect.ts';
import { openWriter } from '../../db/store/open.ts';
import { markGone, purgeGone } from '../../db/sync/gone.ts';
import { commitPage, commitTranscripts } from '../../db/sync/sync.ts';
import { applyReviewVisibility, commitAnswered, finishAnsweredSweep } from '../../db/sync/sync-reviews.ts';
import type { FacetValue, SearchResult, SortOrder } from '../../electron/contract/library.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import { valueState } from '../../electron/contract/query/edit.ts';
import { facetFields, fields } from '../../electron/contract/query/fields.ts';
import { formatNode } from '../../electron/contract/query/format.ts';
import { parseQuery } from '../../electron/contract/query/parse.ts';
import { seeded } from '../../electron/gong/emulator/faults.ts';
import { libraryOf } from '../../electron/gong/emulator/library.ts';
import { reviewsOf } from '../../electron/gong/emulator/scorecards.ts';
import { selectContent, withTimeOfCall } from '../../electron/gong/emulator/select.ts';
import type { CallData, CallRecord } from '../../electron/gong/schema/call.ts';
import { selectorOf } from '../../electron/sync/plan.ts';
import { mutate } from '../soak/mutate.ts';
import { seed } from '../support/seed.ts';
import { liveSynthetic, wholeScope } from '../sync/world.ts';
import { queriesOver } from './queries.ts';
import { type Circumstances, Reference } from './reference.ts';

// Search against plain SQL: a company's calls that change between the rounds, random queries of the whole grammar, and
// for each the total, every order, every facet and the histogram. TEST_SEED draws another run, SEARCH_QUERIES sets its length.
const perRound = Number(process.env['SEARCH_QUERIES'] ?? 350);
const rounds: readonly Circumstances[] = [
  { tz: 'UTC', weekStart: 1, now: Date.parse('2026-09-02T12:00:00Z') },
  { tz: 'America/Los_Angeles', weekStart: 0, now: Date.parse('2026-08-31T23:30:00Z') },
  { tz: 'Asia/Tokyo', weekStart: 1, now: Date.parse('2026-08-31T23:30:00Z') },
  { tz: 'Europe/Berlin', weekStart: 6, now: Date.parse('2026-03-29T00:30:00Z') },
  { tz: 'Asia/Kathmandu', weekStart: 1, now: Date.parse('2026-01-01T00:00:00Z') },
  { tz: 'UTC', weekStart: 1, now: Date.parse('2025-12-31T23:59:59Z') },
];
const dir = mkdtempSync(join(tmpdir(), 'earshot-differential-'));
const file = join(dir, 'store.db');
const writer = openWriter(file);
const reader = openReader(file);
let columns = openColumns(reader);
/** Builds the word index as its thread does: at any state behind the store. */
const indexing = openReader(file);
let indexer: WordIndexer | null = null;
const corpus = liveSynthetic(140, seed % 1000, 6);
const random = seeded(seed);
let clock = Date.parse('2026-09-01T00:00:00Z');
afterAll(() => {
  columns.close();
  indexer?.close();
  indexing.close();
  reader.close();
  writer.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A number that a text always has. */
const numberOf = (text: string) => crc32(text);

/**
 * The people of a call as tenants have them: several of one name, one under several names, some without an address, a name or
 * anything, one with a phone number, users without their id.
 */
function withOddPeople(call: unknown, round: number): CallRecord {
  const record = call as { metaData: { id: string }; parties?: Record<string, unknown>[] };
  return {
    ...record,
    parties: (record.parties ?? []).map((party) => {
      const dice = numberOf(`${record.metaData.id} ${party['id']}`) % 100;
      const name = ['Alex Kim', 'alex kim', 'Zoë Ng', 'Zoe Ng <ceo>'][dice % 4] as string;
      if (dice < 12) return { ...party, name };
      if (dice < 20) return { ...party, name: `${party['name']} ${(dice % 3) + (round % 2)}` };
      if (dice < 28) return { ...party, userId: undefined };
      if (dice < 34) return { ...party, userId: undefined, emailAddress: undefined, name };
      if (dice < 38)
        return { ...party, userId: undefined, emailAddress: undefined, phoneNumber: `+1 555-01${dice % 3}` };
      if (dice < 42) return { ...party, name: null };
      if (dice < 46) return { ...party, emailAddress: `${party['emailAddress']}`.toUpperCase() };
      return party;
    }),
  } as CallRecord;
}

/** Users of whom some have another name each round, and some an address more. */
const renamed = (users: readonly { id: string; lastName: string; emailAddress: string }[], round: number) =>
  users.map((user, at) => ({
    ...user,
    lastName: at % 5 === round % 5 ? `${user.lastName}-Ng` : user.lastName,
    emailAliases: at % 3 === 0 ? [`Alias.${user.emailAddress}`] : [],
  }));

/** Brings the store to what the corpus is now, and lets its user work on it. */
function change(round: number): void {
  clock += 3_600_000;
  if (round > 0) mutate(corpus, random, 25, round);
  const selector = selectorOf(wholeScope);
  const ids = corpus.heads().map((head) => head.id);
  const records = ids.map((id) =>
    withOddPeople(selectContent(withTimeOfCall(corpus.call(id) as CallData), selector, null), round),
  );
  commitPage(writer, { atMs: clock, records, selector, privateCalls: round % 3 === 2 ? 'hide' : 'show' });
  commitTranscripts(writer, { atMs: clock, records: ids.flatMap((id) => corpus.transcript(id) ?? []) });
  // The users' list comes late, and people get other names.
  if (round > 1) ingestUsers(writer, renamed(corpus.users() as never[], round), clock);
  const stored = writer.prepare('SELECT gong_id FROM call').pluck().all() as string[];
  const here = new Set(ids);
  const policy = (['keep', 'hide', 'purge'] as const)[round % 3] ?? 'keep';
  const gone = stored.filter((id) => !here.has(id));
  markGone(writer, gone, { atMs: clock, policy });
  if (policy === 'purge') purgeGone(writer, gone, clock);
  review(round);
  for (let at = 0; at < 30; at++) {
    const id = ids[Math.floor(random() * ids.length)] as string;
    const dice = random();
    if (dice < 0.2) setStar(writer, id, random() < 0.7, clock);
    else if (dice < 0.4) setReviewed(writer, id, random() < 0.7, clock);
    else if (dice < 0.6)
      setTag(writer, id, ['Churn risk', 'coaching', 'Größe'][at % 3] as string, random() < 0.7, clock);
    else if (dice < 0.8)
      addNote(
        writer,
        id,
        { kind: 'note', startSec: 3, endSec: null, text: `Überlegung ${at} budget`, quote: null },
        clock,
      );
    else seenChanges(writer, id, clock);
  }
}

/** Reviews come, change and go, scorecards and folders get other names, folders keep other calls. */
function review(round: number): void {
  const { scorecards, answered } = reviewsOf(corpus);
  ingestScorecards(
    writer,
    scorecards.map((item) =>
      round % 2 === 1 && random() < 0.5 ? { ...item, scorecardName: 'Größe 1' } : item,
    ),
    clock,
  );
  const kept = answered
    .filter(() => random() < 0.8)
    .map((item) => (random() < 0.15 ? { ...item, answers: (item.answers ?? []).slice(3) } : item));
  commitAnswered(writer, { records: kept, atMs: clock, sweepMs: clock, privateReviews: round % 3 !== 2 });
  finishAnsweredSweep(writer, {
    sweepMs: clock,
    by: 'call',
    fromMs: null,
    toMs: null,
    atMs: clock,
    checkpoint: { key: 'scorecards', value: round },
  });
  applyReviewVisibility(writer, round % 3 !== 2);
  const folders = libraryOf(corpus).filter((_, at) => at === 0 || random() < 0.8);
  ingestFolders(writer, {
    workspaceId: '1',
    records: folders.map(({ calls: _, ...folder }) =>
      random() < 0.3 ? { ...folder, name: 'Onboarding' } : folder,
    ),
    rejected: [],
    atMs: clock,
  });
  for (const { id, calls } of folders)
    ingestFolderContent(writer, {
      folderId: id,
      records: calls.filter(() => random() < 0.8),
      rejected: [],
      atMs: clock,
    });
}

/** Lets the index catch up, more or less tidily, saves the columns, or starts anew from what was saved. */
function background(round: number): void {
  if (round === 0) return;
  indexer ??= new WordIndexer(indexing);
  for (let steps = Math.floor(random() * 3); steps > 0 && indexer.step(); steps--);
  if (random() < 0.3) for (const _ of columns.save());
  if (random() < 0.2) {
    columns.close();
    columns = openColumns(reader);
  }
  // Last, because what a reader indexed in its memory is gone when it starts anew.
  const waiting = () => {
    columns.current();
    return columns.words().unindexed;
  };
  while (waiting() > 0) indexer.step();
}

const orders: readonly (readonly [SortOrder, string])[] = [
  ['newest', 'started_ms DESC, id DESC'],
  ['oldest', 'started_ms, id'],
  ['longest', 'duration_s DESC, started_ms DESC, id DESC'],
  ['shortest', 'duration_s, started_ms DESC, id DESC'],
];
const topNodes = (root: Node | null): readonly Node[] =>
  root === null ? [] : root.kind === 'and' ? root.nodes : [root];
const joined = (nodes: readonly Node[]): Node | null =>
  nodes.length > 1 ? { kind: 'and', nodes } : (nodes[0] ?? null);

/** The last word as one that is still being typed. */
function begun(root: Node | null, q: string): Node | null {
  const nodes = topNodes(root);
  const last = nodes.at(-1);
  if (last?.kind !== 'word' || last.span.to !== q.length) return null;
  return joined([...nodes.slice(0, -1), { ...last, prefix: true }]);
}

function withoutExclusion(
  node: Node,
  field: string,
  written: string,
  instead: readonly string[],
): Node | null {
  if (node.kind !== 'not' || node.node.kind !== 'value' || node.node.field !== field) return node;
  const values = node.node.values.flatMap((value) =>
    value.text.toLowerCase() === written.toLowerCase()
      ? instead.map((text) => ({ text, exact: true }))
      : [value],
  );
  return values.length > 0 ? { ...node, node: { ...node.node, values } } : null;
}

function checkFacets(
  reference: Reference,
  q: string,
  root: Node | null,
  ids: Set<number>,
  result: SearchResult,
): void {
  const all = reference.counts(ids);
  const nodes = topNodes(root);
  for (const field of facetFields) {
    const chosen = (node: Node) => node.kind === 'value' && node.field === field;
    const named = nodes.some((node) => chosen(node) || (node.kind === 'not' && chosen(node.node)));
    // A facet's own choice does not hide its siblings.
    const counts = nodes.some(chosen)
      ? (reference.counts(reference.ids(joined(nodes.filter((node) => !chosen(node)))), field).get(field) ??
        new Map())
      : (all.get(field) ?? new Map<string, number>());
    const facet = result.facets.find((item) => item.field === field);
    const shown = facet?.values ?? [];
    // What an excluded value keeps out: calls that have it, without the field's choices and this one exclusion.
    const leftOut = ({ key, written }: FacetValue) => {
      // A name that several people have keeps out the others still.
      const others = written ? shown.filter((item) => item.key !== key && item.written === written) : [];
      const instead = others.map((item) => item.key);
      const rest = nodes.flatMap((node) =>
        chosen(node) ? [] : (withoutExclusion(node, field, written ?? key, instead) ?? []),
      );
      const ids = reference.ids(joined(rest));
      return reference.counts(ids, field).get(field)?.get(key) ?? 0;
    };
    expect(
      shown.filter(
        (item) => item.count !== (item.state === 'excluded' ? leftOut(item) : (counts.get(item.key) ?? 0)),
      ),
      `counts of ${field}`,
    ).toEqual([]);
    expect(
      shown.filter((item) => item.state !== valueState(q, field, item.written ?? item.key)),
      `states of ${field}`,
    ).toEqual([]);
    if (!named) expect(facet?.distinct ?? 0, `values of ${field}`).toBe(counts.size);
    if (!fields[field].values) {
      const best = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 8);
      const first = shown.filter((item) => item.count > 0 && item.state !== 'excluded').slice(0, best.length);
      expect(
        shown.map((item) => item.count),
        `falling counts of ${field}`,
      ).toEqual(shown.map((item) => item.count).sort((a, b) => b - a));
      expect(
        first.map((item) => item.key),
        `order of ${field}`,
      ).toEqual(best.map(([label]) => label));
    } else
      expect(
        new Set(shown.filter((item) => item.count > 0 && item.state !== 'excluded').map((item) => item.key)),
        `values of ${field}`,
      ).toEqual(new Set(counts.keys()));
  }
}

function checkHistogram(
  reference: Reference,
  root: Node | null,
  ids: Set<number>,
  result: SearchResult,
): void {
  const nodes = topNodes(root);
  const kept = nodes.filter((node) => node.kind !== 'date');
  const days = reference.days(kept.length === nodes.length ? ids : reference.ids(joined(kept)));
  const { buckets } = result.histogram;
  const counted = buckets.map(({ from }, at) => {
    const to = buckets[at + 1]?.from ?? '9999';
    return days.filter((day) => day >= from && day < to).length;
  });
  expect(
    buckets.map((bucket) => bucket.count),
    'histogram',
  ).toEqual(counted);
  expect(
    counted.reduce((sum, count) => sum + count, 0),
    'sum of the histogram',
  ).toBe(days.length);
  expect(buckets.length).toBeLessThan(110);
}

describe(`search agrees with plain SQL (seed ${seed})`, () => {
  for (const [round, where] of rounds.entries()) {
    it(`over ${perRound} queries after change ${round}, in ${where.tz}`, () => {
      change(round);
      const reference = new Reference(file, where);
      try {
        let turn = 0;
        fc.assert(
          fc.property(
            queriesOver(reference),
            fc.constantFrom(...orders),
            fc.nat(30),
            (node, order, offset) => {
              if (turn % 90 === 0) background(round);
              const q = formatNode(node);
              const root = parseQuery(q).root;
              const finished = turn++ % 4 === 3 ? begun(root, q) : null;
              const asked = finished ?? root;
              const ids = reference.ids(asked);
              const counting = turn % 3 === 0;
              const ask = (sort: SortOrder, from: number, limit: number) =>
                search(
                  reader,
                  columns,
                  {
                    q,
                    sort,
                    offset: from,
                    limit,
                    facets: counting,
                    typing: finished !== null,
                    recency: 0,
                    tz: where.tz,
                    weekStart: where.weekStart,
                  },
                  where.now,
                );
              const [sort, sql] = order;
              const page = ask(sort, offset, 20);
              expect(page.total, q).toBe(ids.size);
              expect(
                page.hits.map((hit) => hit.id),
                `${sort} of ${q}`,
              ).toEqual(reference.ordered(ids, sql).slice(offset, offset + 20));
              if (counting) {
                checkFacets(reference, q, asked, ids, page);
                checkHistogram(reference, asked, ids, page);
              }
              if (turn % 5 === 0) {
                const ranked = ask('relevance', 0, 500).hits.map((hit) => hit.id);
                expect([...ranked].sort(), `ranked ${q}`).toEqual(reference.ordered(ids, 'gong_id'));
              }
            },
          ),
          { numRuns: perRound, seed: seed + round },
        );
      } finally {
        reference.close();
      }
    });
  }
});
