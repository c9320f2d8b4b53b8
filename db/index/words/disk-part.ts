import type Database from 'better-sqlite3';
import { readStarts, readTurns } from './file.ts';
import { compoundLetters, type Part } from './part.ts';
import type { Positions, WordPlaces } from './positions.ts';
import { callsOf, contentOf, decode, type Posting, postingIn, stored, unite, unseal } from './posting.ts';
import type { PostingCache } from './posting-cache.ts';
import { type FieldStarts, prefixMark, type SegmentDocs, type Turns } from './segment.ts';

/** What parts on disk keep in memory, all together. */
interface PartCaches {
  readonly postings: PostingCache<Posting>;
  readonly positions: PostingCache<Positions>;
}

const join = 'FROM word w LEFT JOIN posting p ON p.id = w.id';
const one = 'WHERE w.segment = +? AND w.term = +?';
const range = 'WHERE w.segment = +? AND w.term >= +? AND w.term < +?';
const endOf = (prefix: string) => `${prefix}\u{10ffff}`;

/** A segment in the file of the index. */
export class DiskPart implements Part {
  readonly id: number;
  readonly docs: SegmentDocs;
  slots = new Int32Array(0);
  readonly #db: Database.Database;
  readonly #caches: PartCaches;
  #starts: FieldStarts | null = null;
  #turns: Turns | null = null;
  readonly #summed = new Set<string>();
  readonly #exact: Database.Statement;
  readonly #positions: Database.Statement;
  readonly #from: Database.Statement;
  readonly #heads: Database.Statement;
  readonly #completions: Database.Statement;
  readonly #words: Database.Statement;
  readonly #longWords: Database.Statement;
  /** Words that may be compounds, a line each, once they were asked for: reading them takes longer than looking through them. */
  #long: string | null = null;

  constructor(db: Database.Database, id: number, docs: SegmentDocs, caches: PartCaches) {
    this.#db = db;
    this.id = id;
    this.docs = docs;
    this.#caches = caches;
    this.#exact = db.prepare(`SELECT p.data ${join} ${one}`).pluck();
    this.#positions = db
      .prepare(`SELECT n.data FROM word w LEFT JOIN position n ON n.id = w.id ${one}`)
      .pluck();
    this.#from = db.prepare(`SELECT p.data ${join} ${range}`).pluck();
    this.#heads = db.prepare(`SELECT w.term, substr(p.data, 1, 4) ${join} ${range}`).raw();
    const words = `SELECT w.term FROM word w ${range} AND w.term NOT LIKE '%${prefixMark}'`;
    this.#words = db.prepare(words).pluck();
    this.#longWords = db
      .prepare(
        `SELECT term FROM word WHERE segment = +? AND term >= 'a' AND term < '{' AND length(term) >= ${compoundLetters}`,
      )
      .pluck();
    this.#completions = db
      .prepare(
        `SELECT p.data, n.data ${join} LEFT JOIN position n ON n.id = w.id ${range} AND w.term NOT LIKE '%${prefixMark}' LIMIT ?`,
      )
      .raw();
  }

  /** What is sealed in some bytes. A sum over a common word's places takes longer than reading them: it is made once. */
  #content(name: string, bytes: Uint8Array): Uint8Array {
    if (this.#summed.has(name)) return contentOf(bytes);
    const content = unseal(bytes);
    this.#summed.add(name);
    return content;
  }

  exact(term: string): Posting | null {
    return this.#caches.postings.get(`${this.id} ${term}`, () => {
      const data = this.#exact.get(this.id, term) as Buffer | null | undefined;
      return data === undefined ? null : postingIn(this.#content(term, stored(data)));
    });
  }

  from(prefix: string): Posting[] {
    const posting = this.#caches.postings.get(`${this.id} ${prefix} *`, () => {
      const rows = this.#from.all(this.id, prefix, endOf(prefix)) as (Buffer | null)[];
      return rows.length === 0
        ? null
        : unite(
            rows.map((data) => decode(stored(data))),
            this.docs.rowids.length,
          );
    });
    return posting ? [posting] : [];
  }

  words(beginning: string): readonly string[] {
    return this.#words.all(this.id, beginning, endOf(beginning)) as string[];
  }

  wordsWith(inside: string): readonly string[] {
    this.#long ??= `\n${(this.#longWords.all(this.id) as string[]).join('\n')}\n`;
    const list: string[] = [];
    for (let at = this.#long.indexOf(inside); at >= 0; ) {
      const from = this.#long.lastIndexOf('\n', at) + 1;
      const to = this.#long.indexOf('\n', at);
      // A word that begins so may have it once more.
      const word = this.#long.slice(from, to);
      if (word.indexOf(inside, 1) > 0) list.push(word);
      at = this.#long.indexOf(inside, to);
    }
    return list;
  }

  positions(term: string): Positions | null {
    return this.#caches.positions.get(`${this.id} ${term}`, () => {
      const data = this.#positions.get(this.id, term) as Buffer | null | undefined;
      return data === undefined ? null : this.#content(`${term} @`, stored(data));
    });
  }

  starts(): FieldStarts {
    this.#starts ??= readStarts(this.#db, this.id);
    return this.#starts;
  }

  turns(): Turns {
    this.#turns ??= readTurns(this.#db, this.id);
    return this.#turns;
  }

  completions(prefix: string): readonly WordPlaces[];
  completions(prefix: string, most: number): readonly WordPlaces[] | null;
  completions(prefix: string, most = 2 ** 31): readonly WordPlaces[] | null {
    const rows = this.#completions.all(this.id, prefix, endOf(prefix), most + 1) as [Buffer, Buffer][];
    if (rows.length > most) return null;
    // Each key typed asks for some of the words that the key before asked for.
    const summed = Array.from(prefix, (_, at) => `${prefix.slice(0, at + 1)} *`).some((name) =>
      this.#summed.has(name),
    );
    const open = summed ? contentOf : unseal;
    const list = rows.map(([data, positions]) => ({
      docs: postingIn(open(stored(data))).docs,
      positions: open(stored(positions)),
    }));
    this.#summed.add(`${prefix} *`);
    return list;
  }

  *vocabulary(first: string): Generator<readonly [word: string, calls: number]> {
    for (const [word, head] of this.#heads.iterate(this.id, first, endOf(first)) as Iterable<
      [string, Buffer | null]
    >)
      if (!word.endsWith(prefixMark)) yield [word, callsOf(stored(head))];
  }
}
