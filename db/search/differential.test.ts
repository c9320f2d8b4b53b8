import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Facet } from '../../electron/contract/library.ts';
import type { Node } from '../../electron/contract/query/ast.ts';
import { quote } from '../../electron/contract/query/format.ts';
import { parseQuery } from '../../electron/contract/query/parse.ts';
import { wordsOf } from '../../electron/contract/words/cut.ts';
import type { CallRecord } from '../../electron/gong/schema/call.ts';
import { sampleTranscript } from '../../test/db/support.ts';
import { plainSearch } from '../../test/support/plain-search.ts';
import { ingestCalls } from '../calls/ingest/calls.ts';
import { ingestTranscripts } from '../calls/ingest/transcripts.ts';
import { type ColumnStore, openColumns } from '../index/columns/columns.ts';
import { WordIndexer } from '../index/words/update.ts';
import { addNote, setStar } from '../personal/layer.ts';
import { openReader } from '../store/connect.ts';
import { openWriter, type ReaderDb, type WriterDb } from '../store/open.ts';
import { applyVisibility, markGone } from '../sync/gone.ts';
import { type Term, termOf } from '../text/terms.ts';
import { storedText } from '../text/text.ts';
import { search } from './search.ts';

// Search against plain SQL: random stores, random changes between the searches, the index at any state behind.
// SEARCH_CASES=2000 runs as many.
const cases = Number(process.env['SEARCH_CASES'] ?? 40);

const vocabulary = [
  ...'price pricing prices remote remotes control battery bat a an the of ab abc zzz'.split(' '),
  ...[
    'Müller',
    'naïve',
    'straße',
    'İstanbul',
    '東京',
    '東京都',
    'ＡＢＣ',
    'ﬁn',
    'e-mail',
    "don't",
    'x1',
    '2025',
    '…',
    '𝒳',
    'éa\u0301',
  ],
];
const word = fc.constantFrom(...vocabulary);
const text = fc.array(word, { maxLength: 9 }).map((list) => list.join(' '));
const id = fc.integer({ min: 1, max: 12 }).map((n) => `1${n}`);

const record = fc.record({
  id,
  title: text,
  brief: text,
  point: text,
  outline: text,
  media: fc.constantFrom('Video', 'Audio'),
  minutes: fc.integer({ min: 0, max: 120 }),
  day: fc.integer({ min: 0, max: 400 }),
  party: fc.constantFrom('Ada Keller', 'Bob Buyer', 'Zoë Price'),
  host: fc.constantFrom('7', '8', '9'),
  guest: fc.constantFrom(
    { name: 'Zoë Price', emailAddress: 'zoe@one.example' },
    { name: 'Zoe Price', emailAddress: 'Zoe@Two.example' },
    { name: 'Ada Keller', emailAddress: 'zoe@one.example' },
    { name: 'Zoë Price' },
    { name: null, emailAddress: 'bob@one.example' },
    { name: 'Bob', phoneNumber: '+1 (555) 010' },
  ),
});

type Action =
  | { kind: 'calls'; records: readonly CallRecord[] }
  | { kind: 'transcripts'; list: readonly { id: string; lines: readonly string[] }[] }
  | { kind: 'note'; id: string; text: string }
  | { kind: 'star'; id: string }
  | { kind: 'gone'; id: string; policy: 'keep' | 'hide' | 'purge' }
  | { kind: 'show' }
  | { kind: 'step'; times: number }
  | { kind: 'save' }
  | { kind: 'reopen' };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(record, { minLength: 1, maxLength: 6 }).map(
      (list): Action => ({
        kind: 'calls',
        records: list.map((item) => ({
          metaData: {
            id: item.id,
            title: item.title,
            started: new Date(Date.UTC(2025, 0, 1 + item.day, 10)).toISOString(),
            duration: item.minutes * 60,
            media: item.media,
            primaryUserId: item.host,
          },
          parties: [
            { id: 'p1', name: item.party, userId: item.host, speakerId: 's1', affiliation: 'Internal' },
            { id: 'p2', ...item.guest, affiliation: 'External' },
          ],
          content: {
            brief: item.brief,
            keyPoints: [{ text: item.point }],
            outline: [{ section: 'One', items: [{ text: item.outline, startTime: 3 }] }],
          },
        })),
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.record({ id, lines: fc.array(text, { maxLength: 4 }) }), { minLength: 1, maxLength: 4 })
      .map((list): Action => ({ kind: 'transcripts', list })),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('note' as const), id, text }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('star' as const), id }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('gone' as const),
      id,
      policy: fc.constantFrom('keep' as const, 'hide' as const, 'purge' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Action>({ kind: 'show' }) },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 1, max: 4 }).map((times): Action => ({ kind: 'step', times })),
  },
  { weight: 2, arbitrary: fc.constant<Action>({ kind: 'save' }) },
  { weight: 2, arbitrary: fc.constant<Action>({ kind: 'reopen' }) },
);

const field = fc.constantFrom(
  '',
  '',
  '',
  'title:',
  'brief:',
  'key:',
  'outline:',
  'said:',
  'note:',
  'people:',
);
const clause = fc.oneof(
  fc.tuple(field, word, fc.constantFrom('', '', '*')).map((parts) => parts.join('')),
  fc
    .tuple(field, fc.array(word, { minLength: 2, maxLength: 3 }))
    .map(([name, list]) => `${name}"${list.join(' ')}"`),
  fc.tuple(word, word).map(([a, b]) => `NEAR(${a} ${b}, 3)`),
  fc.constantFrom(
    'media:Video',
    'dur:>30m',
    'after:2025-06',
    'before:2025-03',
    'is:starred',
    'has:transcript',
    'rep:zoe',
    'who:zoe',
    'p',
    'pr',
    'b*',
  ),
);
const query = fc
  .array(fc.tuple(fc.constantFrom('', '', '-', 'OR '), clause), { minLength: 1, maxLength: 3 })
  .map((list) => list.map(([sign, part], at) => (sign === 'OR ' && at === 0 ? part : sign + part)).join(' '));

/** A text as words of ASCII, which FTS5 cuts as they are: a beginning of a word is a beginning of its digits. */
const asHex = (text: unknown) =>
  wordsOf(storedText(String(text)))
    .map((word) => `w${Buffer.from(word).toString('hex')}`)
    .join(' ');

/** FTS5 over the texts of a store as they are now: an implementation that shares nothing with ours but how words are cut. */
function fullText(db: ReaderDb): Database.Database {
  const made = new Database(':memory:');
  const columns = 'title, people, brief, key_points, outline, highlights, comments, notes';
  const tokenize = "tokenize='ascii'";
  made.exec(`CREATE VIRTUAL TABLE doc USING fts5(${columns}, ${tokenize});
    CREATE VIRTUAL TABLE said USING fts5(text, call_id UNINDEXED, ${tokenize});`);
  const doc = made.prepare(`INSERT INTO doc(rowid, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  for (const row of db.prepare(`SELECT call_id, ${columns} FROM call_text`).raw().all() as unknown[][])
    doc.run(row[0], ...row.slice(1).map(asHex));
  const said = made.prepare('INSERT INTO said(text, call_id) VALUES (?, ?)');
  for (const row of db.prepare('SELECT text, call_id FROM passage WHERE kind = 1').raw().all() as unknown[][])
    said.run(asHex(row[0]), row[1]);
  return made;
}

/** A term as FTS5 writes it. */
const ftsOf = (term: Term): string =>
  `"${term.tokens.map((token) => `w${Buffer.from(token).toString('hex')}`).join(' ')}"${term.prefix ? '*' : ''}`;

/** Keys of the people that some visible call lists under a name like this. */
const calledZoe = `SELECT person_key FROM party JOIN call c ON c.id = call_id
  WHERE c.hidden = 0 AND (name LIKE '%Zoë%' OR name LIKE '%Zoe%')`;

/** The calls a query selects, by plain SQL over full-text tables. */
function plain(db: ReaderDb, texts: Database.Database, node: Node | null): Set<number> {
  const ids = (sql: string, ...args: unknown[]) =>
    new Set(
      db
        .prepare(sql)
        .pluck()
        .all(...args) as number[],
    );
  const all = ids('SELECT id FROM call WHERE hidden = 0');
  const keep = (set: Set<number>) => new Set([...set].filter((one) => all.has(one)));
  const fts = (match: string, name: string | null, phrase: string): Set<number> => {
    const columns: Record<string, string> = {
      key: 'key_points',
      highlight: 'highlights',
      comment: 'comments',
      note: 'notes',
    };
    const found = new Set<number>();
    const rows = (sql: string, expression: string) => texts.prepare(sql).pluck().all(expression) as number[];
    if (name !== 'said')
      for (const one of rows(
        'SELECT rowid FROM doc WHERE doc MATCH ?',
        name ? `{${columns[name] ?? name}} : ${match}` : match,
      ))
        found.add(one);
    if (name === null || name === 'said')
      for (const one of rows('SELECT DISTINCT call_id FROM said WHERE said MATCH ?', phrase)) found.add(one);
    return keep(found);
  };
  const term = (found: Term | null, name: string | null) =>
    found ? fts(ftsOf(found), name, ftsOf(found)) : all;
  if (!node) return all;
  switch (node.kind) {
    case 'and': {
      const sets = node.nodes.map((child) => plain(db, texts, child));
      return new Set([...all].filter((one) => sets.every((set) => set.has(one))));
    }
    case 'or':
      return new Set(node.nodes.flatMap((child) => [...plain(db, texts, child)]));
    case 'not': {
      const without = plain(db, texts, node.node);
      return new Set([...all].filter((one) => !without.has(one)));
    }
    case 'word':
      return term(termOf(node.text, node.prefix), node.field);
    case 'phrase':
      return term(termOf(node.text, false), node.field);
    case 'near': {
      const terms = node.words.flatMap((one) => termOf(one, false) ?? []);
      if (terms.length < 2) return term(terms[0] ?? null, null);
      const match = `NEAR(${terms.map(ftsOf).join(' ')}, ${node.distance})`;
      return fts(match, null, match);
    }
    case 'score':
      return new Set();
    case 'duration':
      return keep(ids('SELECT id FROM call WHERE coalesce(duration_s, 0) > ?', node.minutes * 60));
    case 'date':
      return keep(
        node.field === 'after'
          ? ids("SELECT id FROM call WHERE started_ms >= unixepoch('2025-06-01') * 1000")
          : ids("SELECT id FROM call WHERE started_ms < unixepoch('2025-03-01') * 1000"),
      );
    case 'new':
      return keep(
        ids(
          'SELECT id FROM call WHERE max(first_synced_ms, coalesce(changed_ms, 0)) > ?',
          Date.parse(node.text),
        ),
      );
    case 'value':
      return keep(
        ids(
          {
            media: "SELECT id FROM call WHERE media LIKE '%video%'",
            is: 'SELECT c.id FROM call c JOIN mine_call m ON m.gong_id = c.gong_id WHERE m.starred_ms IS NOT NULL',
            has: 'SELECT id FROM call WHERE has_transcript = 1',
            // Whoever is or was called so: all their calls.
            rep: `SELECT id FROM call WHERE 'user:' || primary_user_id IN (${calledZoe})`,
            who: `SELECT call_id FROM party WHERE person_key IN (${calledZoe})`,
          }[node.field as string] ?? 'SELECT 0 WHERE false',
        ),
      );
  }
}

class World {
  readonly dir = mkdtempSync(join(tmpdir(), 'earshot-diff-'));
  readonly file = join(this.dir, 'store.db');
  readonly writer: WriterDb = openWriter(this.file);
  reader: ReaderDb = openReader(this.file);
  columns: ColumnStore = openColumns(this.reader);
  indexing: ReaderDb = openReader(this.file);
  indexer: WordIndexer | null = null;
  clock = 1_700_000_000_000;

  act(step: Action): void {
    this.clock += 1000;
    const at = { atMs: this.clock };
    switch (step.kind) {
      case 'calls':
        ingestCalls(this.writer, step.records, { ...at, privateCalls: 'show' });
        break;
      case 'transcripts':
        ingestTranscripts(
          this.writer,
          step.list.map((item) =>
            sampleTranscript(
              item.id,
              item.lines.map((line, n) => ['s1', n * 1000, line] as const),
            ),
          ),
          at,
        );
        break;
      case 'note':
        if (this.writer.prepare('SELECT 1 FROM call WHERE gong_id = ?').get(step.id))
          addNote(
            this.writer,
            step.id,
            { kind: 'note', startSec: null, endSec: null, text: step.text, quote: null },
            this.clock,
          );
        break;
      case 'star':
        setStar(this.writer, step.id, this.clock % 2000 === 0, this.clock);
        break;
      case 'gone':
        markGone(this.writer, [step.id], { ...at, policy: step.policy });
        break;
      case 'show':
        applyVisibility(this.writer, { privateCalls: true, gonePolicy: 'keep', atMs: 1 });
        break;
      case 'step':
        this.indexer ??= new WordIndexer(this.indexing);
        for (let n = 0; n < step.times && this.indexer.step(); n++);
        break;
      case 'save':
        for (const _ of this.columns.save());
        break;
      case 'reopen':
        this.columns.close();
        this.reader.close();
        this.reader = openReader(this.file);
        this.columns = openColumns(this.reader);
    }
  }

  ask(q: string) {
    return search(
      this.reader,
      this.columns,
      {
        ...plainSearch,
        q,
      },
      Date.UTC(2026, 0, 1),
    );
  }

  close(): void {
    this.indexer?.close();
    this.columns.close();
    for (const db of [this.indexing, this.reader, this.writer]) db.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Each host and each participant is one person, counted as SQL counts them, and its text opens that person's calls alone. */
function checkPeople(world: World, wanted: ReadonlySet<number>, facets: readonly Facet[], q: string): void {
  const some = JSON.stringify([...wanted]);
  const within = 'IN (SELECT value FROM json_each(?))';
  const people = {
    rep: `SELECT 'user:' || primary_user_id AS key, id FROM call WHERE id ${within}`,
    who: `SELECT DISTINCT person_key AS key, call_id AS id FROM party WHERE call_id ${within}`,
  };
  for (const [field, sql] of Object.entries(people)) {
    const rows = world.reader.prepare(sql).all(some) as { key: string; id: number }[];
    const sets = new Map(
      [...Map.groupBy(rows, (row) => row.key)].map(([key, calls]) => [key, calls.map(({ id }) => id).sort()]),
    );
    const facet = facets.find((one) => one.field === field);
    expect(facet?.distinct ?? 0, `${field} of ${q}`).toBe(sets.size);
    const gongId = world.reader.prepare('SELECT gong_id FROM call WHERE id = ?').pluck();
    const unused = new Set(sets.keys());
    for (const { key, count } of facet?.values ?? []) {
      const opened = world.ask(`${field}:${quote(key)}`).hits.map((hit) => hit.id);
      const here = [...wanted].filter((id) => opened.includes(gongId.get(id) as string)).sort();
      expect(here.length, `${key} in ${q}`).toBe(count);
      const one = [...unused].find((person) => sets.get(person)?.join() === here.join());
      expect(one, `${key} in ${q} is one person`).toBeDefined();
      unused.delete(one as string);
    }
  }
}

it('finds and counts what plain SQL finds, whatever changed and however far the index is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(action, fc.array(query, { maxLength: 4 })), { minLength: 2, maxLength: 12 }),
      (steps) => {
        const world = new World();
        try {
          for (const [step, queries] of steps) {
            world.act(step);
            const texts = fullText(world.reader);
            for (const q of queries) {
              const wanted = plain(world.reader, texts, parseQuery(q).root);
              const result = world.ask(q);
              const gongId = world.reader.prepare('SELECT gong_id FROM call WHERE id = ?').pluck();
              expect(result.hits.map((hit) => hit.id).sort(), q).toEqual(
                [...wanted].map((one) => gongId.get(one)).sort(),
              );
              expect(result.total, q).toBe(wanted.size);
              if (!/\b(rep|who):/.test(q)) checkPeople(world, wanted, result.facets, q);
              if (parseQuery(q).root?.kind !== 'value' && !q.includes('media:'))
                for (const value of result.facets.find((facet) => facet.field === 'media')?.values ?? [])
                  expect(value.count, `${value.key} in ${q}`).toBe(
                    world.reader
                      .prepare(
                        'SELECT count(*) FROM call WHERE media = ? AND id IN (SELECT value FROM json_each(?))',
                      )
                      .pluck()
                      .get(value.key, JSON.stringify([...wanted])),
                  );
            }
          }
        } finally {
          world.close();
        }
      },
    ),
    { numRuns: cases },
  );
}, 1_200_000);
