import type { Posting } from './posting.ts';

/** Bytes kept read of a kind, in a store of so many calls: one of a million has longer lists. */
const bytesKept = (calls: number) => 24 * 2 ** 20 + calls * 48;

/** What was read of the index lately, by key: null where there is nothing to read. Used least recently, evicted first. */
export class PostingCache<V extends Posting | Uint8Array> {
  readonly #values = new Map<string, V | null>();
  #bytes = 0;
  #limit = bytesKept(0);

  /** For a store of so many calls. */
  fit(calls: number): void {
    this.#limit = bytesKept(calls);
  }

  /** The value of a key, read where it is not kept. */
  get(key: string, read: () => V | null): V | null {
    let value = this.#values.get(key);
    if (value === undefined) {
      value = read();
      this.#bytes += bytesOf(value);
    } else this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#bytes > this.#limit) this.#evict();
    return value;
  }

  clear(): void {
    this.#values.clear();
    this.#bytes = 0;
  }

  #evict(): void {
    for (const [key, value] of this.#values) {
      if (this.#bytes <= this.#limit) return;
      this.#values.delete(key);
      this.#bytes -= bytesOf(value);
    }
  }
}

function bytesOf(value: Posting | Uint8Array | null): number {
  if (value === null) return 64;
  if (value instanceof Uint8Array) return 64 + value.length;
  return 64 + value.docs.byteLength + (value.fields?.byteLength ?? 0) * 2 + (value.said?.byteLength ?? 0);
}
