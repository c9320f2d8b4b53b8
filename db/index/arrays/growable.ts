import type { TypedArray } from './frame.ts';

/**
 * A typed array that grows at its end. `push` is fast as long as few kinds of lists are pushed to (Int32, Uint8, Uint16 are): others are
 * written to directly.
 */
export class GrowableArray<T extends TypedArray> {
  /** What it holds, up to `length`; another array after it grew. For loops that write to it directly: ensure its capacity first. */
  list: T;
  length = 0;
  /** Length of the list: asked of lists of many kinds, it would be looked up anew each time. */
  #capacity: number;
  readonly #make: new (
    length: number,
  ) => T;

  constructor(make: new (length: number) => T, capacity = 64) {
    this.#make = make;
    this.#capacity = capacity;
    this.list = new make(capacity);
  }

  /** Makes room for so many numbers in all; new ones are 0. */
  ensureCapacity(count: number): void {
    if (count > this.#capacity) this.#grow(count);
  }

  push(value: number): void {
    if (this.length === this.#capacity) this.#grow(this.length + 1);
    this.list[this.length++] = value;
  }

  at(index: number): number {
    return this.list[index] as number;
  }

  /** Appends a stretch of another array. */
  append(from: TypedArray, start: number, end: number): void {
    const next = this.length + end - start;
    this.ensureCapacity(next);
    this.list.set(from.subarray(start, end), this.length);
    this.length = next;
  }

  /** Cuts it down to `length`. */
  truncate(length: number): void {
    this.length = length;
  }

  /** A copy of what it holds. */
  toArray(): T {
    return this.list.slice(0, this.length) as T;
  }

  #grow(atLeast: number): void {
    this.#capacity = Math.max(atLeast, this.#capacity * 2);
    const next = new this.#make(this.#capacity);
    next.set(this.list);
    this.list = next;
  }
}
