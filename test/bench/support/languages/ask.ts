import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestCalls } from '../../../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../../../db/calls/ingest/transcripts.ts';
import { type ColumnStore, openColumns } from '../../../../db/index/columns/columns.ts';
import { search } from '../../../../db/search/search.ts';
import { openReader } from '../../../../db/store/connect.ts';
import { openWriter, type ReaderDb, type WriterDb } from '../../../../db/store/open.ts';
import type { CallHit } from '../../../../electron/contract/library.ts';
import { indexStore } from '../../../fixtures/synthetic-store.ts';
import { plainSearch } from '../../../support/plain-search.ts';
import type { Declaration } from './declarations.ts';
import { lettersOf, partsOf, type Reference } from './reference.ts';

const atMs = Date.UTC(2026, 0, 1);

/** Calls of one declaration in a store of their own, with the word index built. */
export interface DeclarationStore {
  readonly db: ReaderDb;
  readonly columns: ColumnStore;
  close(): void;
}

/**
 * Ingests each article as a call: the heading is its title, the text is its brief or, of every other call, its transcript.
 * Ids count from `firstId`.
 */
export function ingestDeclaration(
  writer: WriterDb,
  { articles, gongCode }: Pick<Declaration, 'articles' | 'gongCode'>,
  firstId = 1,
): void {
  const spoken = (at: number) => at % 2 === 1;
  ingestCalls(
    writer,
    articles.map(({ heading, paragraphs }, at) => ({
      metaData: {
        id: String(firstId + at),
        title: heading,
        started: new Date(atMs + at * 3_600_000).toISOString(),
        duration: 600,
        language: gongCode,
      },
      parties: [{ id: 'p', speakerId: 's' }],
      content: spoken(at) ? {} : { brief: paragraphs.join('\n') },
    })),
    { atMs },
  );
  const sentences = (paragraphs: readonly string[]) =>
    paragraphs.map((text, line) => ({ start: line * 9000, end: line * 9000 + 8000, text }));
  ingestTranscripts(
    writer,
    articles.flatMap(({ paragraphs }, at) =>
      spoken(at)
        ? [
            {
              callId: String(firstId + at),
              transcript: [{ speakerId: 's', topic: null, sentences: sentences(paragraphs) }],
            },
          ]
        : [],
    ),
    { atMs },
  );
}

/** A store of the declaration's calls, with the word index built. */
export function storeOf(declaration: Declaration): DeclarationStore {
  const dir = mkdtempSync(join(tmpdir(), 'earshot-languages-'));
  const file = join(dir, 'store.db');
  const writer = openWriter(file);
  // Nothing is lost when this is.
  writer.pragma('synchronous = OFF');
  ingestDeclaration(writer, declaration);
  writer.close();
  indexStore(file);
  const db = openReader(file);
  const columns = openColumns(db);
  return {
    db,
    columns,
    close() {
      columns.close();
      db.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Ways a word is asked: as it is typed, in quotation marks, and while it is typed (its first half, and all of it). */
export const ways = ['bare', 'quoted', 'typing'] as const;
export type Way = (typeof ways)[number];

/** What came of the questions of one way. */
export interface Tally {
  questions: number;
  /** Questions times calls. */
  pairs: number;
  /** Pairs in which the word stands letter for letter, and how many of these were found. */
  standing: number;
  found: number;
  /**
   * Calls found without the word, or its equal, in them. Counted apart are those with a letter in it that only others take
   * for the same (`folded`), and those that have it behind a clitic.
   */
  falseHits: number;
  folded: number;
  clitics: number;
  /** Calls not found that have only another word which the language’s order takes for the same: ข่าว and ข้าว, か and が. */
  apart: number;
  /** Calls found that have it only inside or across other words, in scripts without spaces. */
  acrossWords: number;
  /** Calls found with it in which the answer marks it. */
  marked: number;
}

/** One thing that was not as it should be. */
export interface Fault {
  readonly kind: 'missing' | 'false' | 'unmarked';
  readonly way: Way;
  readonly word: string;
  readonly query: string;
  /** Its id. */
  readonly call: number;
  /** What the answer marked there. */
  readonly marked: readonly string[];
}

export const newTally = (): Tally => ({
  questions: 0,
  pairs: 0,
  standing: 0,
  found: 0,
  falseHits: 0,
  folded: 0,
  clitics: 0,
  apart: 0,
  acrossWords: 0,
  marked: 0,
});

/** Stretches that the answer marks in a call. */
const markedIn = (hit: CallHit): string[] =>
  [hit.title, hit.brief ?? '', ...hit.passages.map(({ text }) => text)].flatMap((text) =>
    Array.from(text.matchAll(/\ue000([^\ue001]*)\ue001/g), ([, inside]) => inside as string),
  );

/** Asks one question and says which calls were found. */
function hitsOf({ db, columns }: DeclarationStore, q: string, typing: boolean): readonly CallHit[] {
  return search(db, columns, { ...plainSearch, q, typing, facets: false, limit: 200, seenOnly: typing }, atMs)
    .hits;
}

const lettersOnly = (text: string) => text.replace(/[^\p{L}\p{N}\p{M}]+/gu, '');

/** Whether one of the marks is the word or one of its parts. */
function marks(reference: Reference, word: string, marked: readonly string[]): boolean {
  return partsOf(word).some((part) =>
    marked.some((text) => reference.equal(lettersOnly(text), lettersOnly(part))),
  );
}

function judge(
  reference: Reference,
  store: DeclarationStore,
  question: { readonly word: string; readonly way: Way; readonly query: string },
  tally: Tally,
  faults: Fault[],
): void {
  const { word, way, query } = question;
  const hits = hitsOf(store, query, way === 'typing');
  const exact = reference.exactly(word);
  const ids = new Map(hits.map((hit) => [Number(hit.id), hit]));
  tally.questions++;
  tally.pairs += reference.texts.length;
  tally.standing += exact.size;
  for (const call of exact) {
    const hit = ids.get(call);
    if (hit) tally.found++;
    else faults.push({ kind: 'missing', way, word, query, call, marked: [] });
  }
  // A beginning finds whatever begins so; what it marks is that.
  if (way === 'typing') return;
  const loose = reference.loosely(word);
  for (const call of loose) if (!ids.has(call) && !exact.has(call)) tally.apart++;
  const own = reference.asWord(word);
  let folded: ReadonlySet<number> | null = null;
  let prefixed: ReadonlySet<number> | null = null;
  for (const [call, hit] of ids) {
    const marked = markedIn(hit);
    if (loose.has(call)) {
      if (!own.has(call)) tally.acrossWords++;
      if (!exact.has(call)) continue;
      if (marks(reference, word, marked)) tally.marked++;
      else faults.push({ kind: 'unmarked', way, word, query, call, marked });
      continue;
    }
    folded ??= reference.folded(word);
    if (folded.has(call)) {
      tally.folded++;
      continue;
    }
    prefixed ??= reference.withPrefix(word);
    if (prefixed.has(call)) {
      tally.clitics++;
      continue;
    }
    tally.falseHits++;
    faults.push({ kind: 'false', way, word, query, call, marked });
  }
}

/** Asks for the words of a declaration, at most so many of them, taken evenly from the whole text, in every way. */
export function askWords(
  reference: Reference,
  store: DeclarationStore,
  most = Number.POSITIVE_INFINITY,
): { readonly tallies: Readonly<Record<Way, Tally>>; readonly faults: readonly Fault[] } {
  const tallies = { bare: newTally(), quoted: newTally(), typing: newTally() };
  const faults: Fault[] = [];
  const { words } = reference;
  const step = Math.max(1, words.length / most);
  for (let at = 0; at < words.length; at += step) {
    const word = words[Math.floor(at)] as string;
    const letters = lettersOf(word);
    const half = letters.slice(0, Math.ceil(letters.length / 2)).join('');
    judge(reference, store, { word, way: 'bare', query: word }, tallies.bare, faults);
    judge(reference, store, { word, way: 'quoted', query: `"${word}"` }, tallies.quoted, faults);
    for (const query of new Set([half, word]))
      judge(reference, store, { word, way: 'typing', query }, tallies.typing, faults);
  }
  return { tallies, faults };
}

/** Adds one tally to another. */
export function add(to: Tally, from: Tally): void {
  for (const key of Object.keys(from) as (keyof Tally)[]) to[key] += from[key];
}
