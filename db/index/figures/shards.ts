import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readGeneration } from '../../store/generation.ts';
import { type Db, shardsFolder } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { storeNumber } from '../words/file.ts';
import { readHead, type ShardHead, ShardReader } from './shard-file.ts';
import type { ShardPart } from './sharded-figures.ts';

export interface ShardOptions {
  /** Calls (row ids) of one shard. */
  readonly span: number;
  /** A store of fewer calls is read from its rows. */
  readonly fewest: number;
  /** A shard is made again when more of its calls have changed. */
  readonly stale: number;
  /** Calls up to which everything is read ahead: beyond, only what is asked for is worth its room. */
  readonly ahead: number;
  /** Bytes of blocks that stay in memory beyond so many calls; the least recently used ones go first. */
  readonly cacheBytes: number;
}
export const shardOptions: ShardOptions = {
  span: 25_000,
  fewest: 20_000,
  stale: 100,
  ahead: 300_000,
  cacheBytes: 352 * 2 ** 20,
};

/** Hits of a tracker of mine: a set of them, and the generation at which the tracker came to have it. */
export interface HitSet {
  readonly set: number;
  readonly since: number;
}

/** Row ids from `first` to `last`. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** What shards hold of something, and what must be read from the store instead. */
interface Held<T> {
  readonly parts: readonly T[];
  /** Ranges that no shard can answer for. */
  readonly missing: readonly Range[];
  /** What changed after it is to be read again. */
  readonly generation: number;
}

type Ask<T> = (reader: ShardReader, head: ShardHead, at: number) => T | null | undefined;

/** The shard files of one store: of all of Gong's trackers together, or of one set of hits. */
export class Shards {
  readonly #db: Db;
  readonly options: ShardOptions;
  readonly #folder: string;
  readonly #hits: HitSet | null;
  #heads: (ShardHead | null)[] | null = null;

  constructor(db: Db, options: ShardOptions, hits: HitSet | null = null) {
    this.#db = db;
    this.options = options;
    this.#hits = hits;
    const all = shardsFolder(db.name);
    this.#folder = hits ? join(all, `mine-${hits.set}`) : all;
  }

  file(at: number): string {
    return join(this.#folder, String(at));
  }

  rangeOf(at: number): Range {
    const { span } = this.options;
    return { first: at * span + 1, last: (at + 1) * span };
  }

  /** How many shards the calls of the store take; none for a store that is small or not a file. */
  get count(): number {
    const top = prepared(this.#db, 'SELECT max(id) FROM call').pluck().get() as number | null;
    return this.#db.memory || top === null || top < this.options.fewest || this.#few()
      ? 0
      : Math.ceil(top / this.options.span);
  }

  /** Whether a set has so few hits that they are read as quickly from the rows. */
  #few(): boolean {
    if (!this.#hits) return false;
    const { fewest } = this.options;
    const hits = prepared(this.#db, 'SELECT count(*) FROM (SELECT 1 FROM mine_hit WHERE set_id = ? LIMIT ?)')
      .pluck()
      .get(this.#hits.set, Math.min(fewest, 2 ** 31)) as number;
    return hits < fewest;
  }

  /** The heads that can be used, by shard. */
  heads(): readonly (ShardHead | null)[] {
    const { count } = this;
    this.#heads ??= [];
    const heads = this.#heads;
    while (heads.length < count) {
      const at = heads.length;
      const { first, last } = this.rangeOf(at);
      const head = readHead(this.file(at), storeNumber(this.#db), first, last);
      // One of a later time than the store's: the store was put back from a copy.
      const later = head !== null && head.generation > readGeneration(this.#db);
      // Or of a set that had the same number before.
      const other = head !== null && this.#hits !== null && head.generation < this.#hits.since;
      if (later || other) rmSync(this.file(at), { force: true });
      heads.push(later || other ? null : head);
    }
    return heads.slice(0, count);
  }

  /** Looks at the file of a shard again: it was written. */
  forget(at: number): void {
    const heads = this.#heads;
    if (!heads || at >= heads.length) return;
    const { first, last } = this.rangeOf(at);
    heads[at] = readHead(this.file(at), storeNumber(this.#db), first, last);
  }

  /** Shards that are missing, of which too many calls have changed, or that hold one that was purged. */
  stale(): number[] {
    const changed = prepared(
      this.#db,
      // By the index of generations, of which few are later.
      'SELECT count(*) FROM call WHERE generation > ? AND +id >= ? AND +id <= ?',
    ).pluck();
    const found = prepared(
      this.#db,
      'SELECT count(*) FROM mine_hit WHERE set_id = ? AND generation > ? AND +call_id >= ? AND +call_id <= ?',
    ).pluck();
    const purged = prepared(
      this.#db,
      'SELECT count(*) FROM purged WHERE generation > ? AND call_id >= ? AND call_id <= ?',
    ).pluck();
    return this.heads().flatMap((head, at) => {
      if (!head) return [at];
      const range = [head.generation, head.first, head.last];
      const hits = this.#hits ? (found.get(this.#hits.set, ...range) as number) : 0;
      const many = hits + (changed.get(...range) as number) > this.options.stale;
      return many || (purged.get(...range) as number) > 0 ? [at] : [];
    });
  }

  /** A file could not be read: another process wrote it anew, or it is damaged and made again the next time. */
  failed(at: number): void {
    const before = JSON.stringify(this.#heads?.[at]);
    this.forget(at);
    if (!this.#heads || JSON.stringify(this.#heads[at]) !== before) return;
    rmSync(this.file(at), { force: true });
    this.#heads[at] = null;
  }

  /**
   * Removes what is no shard of the store: of a larger one before it, or left behind half written; and the folders of sets of hits
   * that are not among `sets`.
   */
  removeStale(sets: readonly number[] = []): void {
    const { count } = this;
    if (this.#db.memory || !existsSync(this.#folder)) return;
    const folders = new Set(sets.map((set) => `mine-${set}`));
    for (const name of readdirSync(this.#folder))
      if (!folders.has(name) && (!/^\d+$/.test(name) || Number(name) >= count))
        rmSync(join(this.#folder, name), { force: true, recursive: true });
  }

  /** Makes the folder; throws what the file system throws. */
  prepare(): void {
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Asks each shard for something: null is "nothing here", undefined "cannot tell". Null when there are no shards. */
  #each<T>(ask: Ask<T>): Held<T> | null {
    const heads = this.heads();
    const parts: T[] = [];
    const missing: Range[] = [];
    let generation = Number.POSITIVE_INFINITY;
    heads.forEach((head, at) => {
      const found = head && this.#ask(at, head, ask);
      if (!head || found === undefined) {
        missing.push(this.rangeOf(at));
        return;
      }
      generation = Math.min(generation, head.generation);
      if (found !== null) parts.push(found);
    });
    return generation === Number.POSITIVE_INFINITY ? null : { parts, missing, generation };
  }

  #ask<T>(at: number, head: ShardHead, ask: Ask<T>): T | null | undefined {
    try {
      const reader = new ShardReader(this.file(at), head);
      try {
        return ask(reader, head, at);
      } finally {
        reader.close();
      }
    } catch {
      this.failed(at);
      return undefined;
    }
  }

  /** Where the figures of a tracker with its namesakes are. */
  block(ids: readonly number[]): Held<ShardPart> | null {
    return this.#each((_, head, at) => {
      const group = groupOf(head, ids);
      return group === null || group === undefined ? group : { at, file: this.file(at), head, group };
    });
  }

  /** State of each row id, from `first` on. */
  coverage(): Held<{ readonly first: number; readonly states: Uint8Array }> | null {
    return this.#each((reader, head) => ({ first: head.first, states: reader.coverage() }));
  }
}

/** The group of a tracker in a shard; null when it has none, undefined when it was grouped otherwise then. */
export function groupOf(head: ShardHead, ids: readonly number[]): number | null | undefined {
  const found = head.groups.flatMap((group, at) => (group.ids.some((id) => ids.includes(id)) ? [at] : []));
  if (found.length === 0) return null;
  const [only] = found as [number];
  const whole = found.length === 1 && head.groups[only]?.ids.every((id) => ids.includes(id));
  return whole ? only : undefined;
}
