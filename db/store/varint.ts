/** Collects whole numbers in seven-bit groups, lowest first, and other bytes between them. */
export class VarintWriter {
  protected bytes = new Uint8Array(1024);
  protected length = 0;

  protected ensureCapacity(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const next = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    next.set(this.bytes.subarray(0, this.length));
    this.bytes = next;
  }

  /** Appends a whole number ≥ 0 below 2^53. */
  write(value: number): void {
    if (this.length + 8 > this.bytes.length) this.ensureCapacity(8);
    let rest = value;
    // Beyond 32 bits shifts would lose what is above.
    for (; rest > 0x7fff_ffff; rest = Math.floor(rest / 128)) this.bytes[this.length++] = (rest % 128) | 128;
    for (; rest > 127; rest >>>= 7) this.bytes[this.length++] = (rest & 127) | 128;
    this.bytes[this.length++] = rest;
  }

  /** Appends a whole number of either sign. */
  writeSigned(value: number): void {
    this.write(value < 0 ? -value * 2 - 1 : value * 2);
  }

  /** Appends bytes as they are. */
  copy(source: Uint8Array, from = 0, to = source.length): void {
    this.ensureCapacity(to - from);
    this.bytes.set(source.subarray(from, to), this.length);
    this.length += to - from;
  }

  /** What was written since the last `take`. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

/** Goes through the numbers of some bytes. Throws RangeError where they end within a number. */
export class VarintReader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  next(): number {
    const byte = this.bytes[this.at++] as number;
    return byte < 128 ? byte : this.#more(byte & 127);
  }

  nextSigned(): number {
    const value = this.next();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /** Passes over a number. */
  skip(): void {
    while ((this.bytes[this.at++] as number) > 127);
  }

  /** Passes over as many bytes as the next number says. */
  skipBytes(): void {
    const bytes = this.next();
    this.at += bytes;
  }

  #more(low: number): number {
    let value = low;
    for (let scale = 128; ; scale *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('bytes end within a number');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
}
