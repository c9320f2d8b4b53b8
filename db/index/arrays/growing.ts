type Typed = Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** A typed array that grows at its end. */
export class Growing<T extends Typed> {
  #data: T;
  length = 0;
  readonly #make: (size: number) => T;

  constructor(make: (size: number) => T, about = 64) {
    this.#make = make;
    this.#data = make(about);
  }

  push(value: number): void {
    if (this.length === this.#data.length) this.#grow(this.length + 1);
    this.#data[this.length++] = value;
  }

  /** Appends a stretch of another array. */
  append(
    from: ArrayLike<number> & { subarray(start: number, end: number): ArrayLike<number> },
    start: number,
    end: number,
  ): void {
    const next = this.length + end - start;
    if (next > this.#data.length) this.#grow(next);
    this.#data.set(from.subarray(start, end) as never, this.length);
    this.length = next;
  }

  at(index: number): number {
    return this.#data[index] as number;
  }

  set(index: number, value: number): void {
    this.#data[index] = value;
  }

  /** Cuts it down to `length`. */
  cut(length: number): void {
    this.length = length;
  }

  slice(from: number, to: number): T {
    return this.#data.slice(from, to) as T;
  }

  done(): T {
    return this.#data.slice(0, this.length) as T;
  }

  #grow(atLeast: number): void {
    const bigger = this.#make(Math.max(atLeast, this.#data.length * 2));
    bigger.set(this.#data as never);
    this.#data = bigger;
  }
}
