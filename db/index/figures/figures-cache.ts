import { bytesIn, ShardedFigures } from './sharded-figures.ts';
import type { PlainFigures } from './tracker-figures.ts';

/** Figures of a tracker in memory. */
interface Loaded {
  block: (ShardedFigures | PlainFigures) & { slots?: Int32Array };
  /** Generation up to which the block is. */
  generation: number;
  slots: Int32Array | null;
}

/** The figures of trackers in memory, by name with namesakes, the most recently used ones last. */
export class FiguresCache {
  readonly #blocks = new Map<string, Loaded>();

  has(name: string): boolean {
    return this.#blocks.has(name);
  }

  /** Figures that are used now. */
  get(name: string): Loaded | undefined {
    const loaded = this.#blocks.get(name);
    if (loaded) this.set(name, loaded);
    return loaded;
  }

  set(name: string, loaded: Loaded): void {
    this.#blocks.delete(name);
    this.#blocks.set(name, loaded);
  }

  delete(name: string): void {
    this.#blocks.delete(name);
  }

  /** The columns are other ones: entries have other slots. */
  forgetSlots(): void {
    for (const loaded of this.#blocks.values()) loaded.slots = null;
  }

  /** Drops those that have yet to read of files that are no longer the same. */
  evictUnread(): void {
    for (const [name, { block }] of this.#blocks)
      if (block instanceof ShardedFigures) this.#blocks.delete(name);
  }

  /** Drops the least recently used ones beyond so many bytes, but never the last one. */
  evict(limit: number): void {
    let bytes = 0;
    for (const { block } of this.#blocks.values()) bytes += bytesOf(block);
    for (const [name, { block }] of this.#blocks) {
      if (bytes <= limit || this.#blocks.size === 1) return;
      bytes -= bytesOf(block);
      this.#blocks.delete(name);
    }
  }
}

const bytesOf = (block: ShardedFigures | PlainFigures): number =>
  block instanceof ShardedFigures ? block.bytes : bytesIn(block);
