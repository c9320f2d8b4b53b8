import type { Db } from '../../store/open.ts';
import { DiskPart } from './disk-part.ts';
import { readSegments, reportDamage, WordFile, wordsFileNumber } from './file.ts';
import { inMemory, type Part } from './part.ts';
import type { Positions } from './positions.ts';
import type { Posting } from './posting.ts';
import { PostingCache } from './posting-cache.ts';
import { buildSegment } from './segment.ts';
import { readCallText } from './source.ts';
import { type Slots, WordIndexView } from './view.ts';

/** Calls that are indexed in memory, at a search, when no index on disk has them (yet). */
const indexedHere = { besideIndex: 64, alone: 600 } as const;

/** The word index of a store for one reading connection. Without a file, or with a damaged one, a search still finds everything. */
export class WordIndex {
  readonly #db: Db;
  #file: WordFile | null = null;
  /** State of the file whose segments are known; -1 for none. */
  #round = -1;
  #onDisk: readonly DiskPart[] = [];
  #inMemory: readonly Part[] = [];
  #known: { readonly columns: Slots; readonly view: WordIndexView } | null = null;
  readonly #caches = { postings: new PostingCache<Posting>(), positions: new PostingCache<Positions>() };

  constructor(db: Db) {
    this.#db = db;
  }

  /** The words for these columns, up to date with the index on disk. Keeps what it gave until the columns change. */
  of(columns: Slots): WordIndexView {
    let moved = false;
    try {
      moved = this.#renew();
    } catch {
      this.#lose();
    }
    if (this.#known?.columns === columns && !moved) return this.#known.view;
    this.#caches.postings.fit(columns.size);
    this.#caches.positions.fit(columns.size);
    const view = new WordIndexView(columns, {
      onDisk: this.#onDisk,
      inMemory: this.#inMemory,
      most: this.#file ? indexedHere.besideIndex : indexedHere.alone,
      build: (rowids) => this.#build(rowids),
      lose: () => this.#lose(),
    });
    this.#inMemory = view.inMemory;
    this.#known = { columns, view };
    return view;
  }

  /** Lets go of the file until the next search: its log can be emptied. */
  release(): void {
    this.#forget();
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }

  #build(rowids: readonly number[]): Part | null {
    const db = this.#db;
    const texts = db.transaction(() => rowids.flatMap((rowid) => readCallText(db, rowid) ?? []))();
    return texts.length === 0 ? null : inMemory(buildSegment(texts));
  }

  /** Moves to the newest state of the file and stays there until the next call; whether it is another one than before. */
  #renew(): boolean {
    if (this.#db.memory) return false;
    // An index that was made anew is another file under the same name: the old one would never change again.
    if (this.#file && wordsFileNumber(this.#db) !== this.#file.number) this.#forget();
    this.#file ??= WordFile.open(this.#db);
    if (!this.#file) return false;
    const { db } = this.#file;
    const now = this.#file.begin();
    if (now === this.#round) return false;
    this.#round = now;
    const before = new Map(this.#onDisk.map((part) => [part.id, part]));
    this.#onDisk = readSegments(db).map(
      ({ id, docs }) => before.get(id) ?? new DiskPart(db, id, docs, this.#caches),
    );
    return true;
  }

  #lose(): void {
    reportDamage(this.#db);
    this.#forget();
  }

  #forget(): void {
    this.#onDisk = [];
    this.#round = -1;
    this.#known = null;
    this.#caches.postings.clear();
    this.#caches.positions.clear();
    this.#file?.close();
    this.#file = null;
  }
}
