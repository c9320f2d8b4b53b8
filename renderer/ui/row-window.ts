/** A row on screen; `top` in pixels below the upper edge of the viewport. */
export interface PlacedRow {
  readonly index: number;
  readonly top: number;
}

/** Tallest box a browser lays out with exact scrolling (Chromium stops at 33.5 million pixels). */
const tallest = 8_000_000;
/** Near both ends the scroll bar moves pixel by pixel; between them it may stand for more. */
const nearEnd = 200_000;
/** Rows laid out beyond each edge of the viewport. */
const beyond = 4;

/**
 * Which rows of a list stand where, for lists of any length with rows of any height. It holds on to one row (the
 * anchor) instead of summing all heights before it: rows that turn out taller push down what follows and never what the
 * reader looks at, and a million rows cost what fifty do. Pixels throughout.
 */
export class RowWindow {
  count = 0;
  viewport = 0;
  /** The row at the upper edge, and how far its top lies above the edge. */
  anchor = 0;
  shift = 0;
  #guess: number;
  readonly #heights = new Map<number, number>();
  #sum = 0;
  /** The reader went to the very end: stay there while the last rows find their heights. */
  #atEnd = false;

  constructor(guess: number) {
    this.#guess = guess;
  }

  /** Height of a row: as measured, else what rows are like. */
  height(index: number): number {
    return this.#heights.get(index) ?? this.#guess;
  }

  /** Whether the height of a row was measured. */
  knows(index: number): boolean {
    return this.#heights.has(index);
  }

  /** Notes a measured height; false when nothing changed. */
  measured(index: number, height: number): boolean {
    const before = this.#heights.get(index);
    if (before === height || height <= 0) return false;
    this.#heights.set(index, height);
    this.#sum += height - (before ?? 0);
    return true;
  }

  /** Forgets all heights, e.g. because the width changed. */
  forget(): void {
    this.#guess = this.average();
    this.#heights.clear();
    this.#sum = 0;
  }

  average(): number {
    return this.#heights.size > 0 ? this.#sum / this.#heights.size : this.#guess;
  }

  /** Takes over what rows are like from what was measured. Moves the scroll bar, so call it at rest. */
  learn(): void {
    if (this.#heights.size >= 4) this.#guess = this.average();
  }

  toTop(): void {
    this.#atEnd = false;
    this.anchor = 0;
    this.shift = 0;
  }

  toEnd(): void {
    this.#atEnd = true;
    this.settle();
  }

  scrollBy(pixels: number): void {
    this.#atEnd = false;
    this.shift += pixels;
    this.settle();
  }

  /** Goes to where the scroll bar says. */
  jump(scrollTop: number): void {
    const span = this.above() + this.below();
    const above = aboveAt(scrollTop, span);
    this.#atEnd = span - above < 1 && above > 0;
    // From the nearer end, so that guesses about the rows between do not add up.
    const at =
      span - above < nearEnd && above > span / 2
        ? this.count - (span - above + this.viewport) / this.#guess
        : above / this.#guess;
    this.anchor = Math.max(0, Math.min(this.count - 1, Math.floor(at)));
    this.shift = Math.max(0, at - this.anchor) * this.height(this.anchor);
    this.settle();
  }

  /** Brings a row into view, moving as little as possible. */
  show(index: number): void {
    if (index < 0 || index >= this.count) return;
    this.#atEnd = false;
    if (index <= this.anchor) {
      this.anchor = index;
      this.shift = 0;
    } else {
      let room = this.viewport - this.height(index);
      for (let at = index - 1; at >= this.anchor && room >= 0; at--) {
        if (at === this.anchor && room >= this.height(at) - this.shift) return;
        room -= this.height(at);
      }
      this.anchor = index;
      this.shift = this.height(index) - this.viewport;
    }
    this.settle();
  }

  /** Makes anchor and shift name the row at the edge, and leaves no empty space that rows could fill. */
  settle(): void {
    if (this.count === 0) {
      this.toTop();
      return;
    }
    this.anchor = Math.min(this.anchor, this.count - 1);
    if (this.#atEnd) {
      this.anchor = this.count - 1;
      this.shift = this.height(this.anchor);
    }
    while (this.anchor < this.count - 1 && this.shift >= this.height(this.anchor)) {
      this.shift -= this.height(this.anchor);
      this.anchor++;
    }
    this.#up();
    let filled = -this.shift;
    for (let at = this.anchor; at < this.count && filled < this.viewport; at++) filled += this.height(at);
    if (filled < this.viewport) {
      this.shift -= this.viewport - filled;
      this.#up();
    }
  }

  #up(): void {
    while (this.shift < 0 && this.anchor > 0) {
      this.anchor--;
      this.shift += this.height(this.anchor);
    }
    if (this.shift < 0) this.shift = 0;
  }

  /** The rows to lay out, a few beyond both edges. */
  rows(): PlacedRow[] {
    if (this.count === 0) return [];
    const first = Math.max(0, this.anchor - beyond);
    let top = -this.shift;
    for (let at = this.anchor - 1; at >= first; at--) top -= this.height(at);
    const rows: PlacedRow[] = [];
    let below = 0;
    for (let at = first; at < this.count && below < beyond; at++) {
      if (top >= this.viewport) below++;
      rows.push({ index: at, top });
      top += this.height(at);
    }
    return rows;
  }

  /** Pixels of list above and below the viewport: exact near the ends, else by what rows are like. */
  above(): number {
    if (this.anchor > 50) return this.anchor * this.#guess + this.shift;
    let sum = this.shift;
    for (let at = 0; at < this.anchor; at++) sum += this.height(at);
    return sum;
  }

  below(): number {
    let top = -this.shift;
    let at = this.anchor;
    for (; at < this.count && (top < this.viewport || at < this.anchor + 50); at++) top += this.height(at);
    return Math.max(0, top - this.viewport + (this.count - at) * this.#guess);
  }

  /** Height of the scrolled box. */
  boxHeight(): number {
    const span = this.above() + this.below();
    return Math.min(span, tallest) + this.viewport;
  }

  /** Where the scroll bar belongs. */
  scrollTop(): number {
    const [above, below] = [this.above(), this.below()];
    const span = above + below;
    if (span <= tallest || above <= nearEnd) return above;
    if (below <= nearEnd) return tallest - below;
    return nearEnd + ((above - nearEnd) * (tallest - 2 * nearEnd)) / (span - 2 * nearEnd);
  }
}

function aboveAt(scrollTop: number, span: number): number {
  if (span <= tallest || scrollTop <= nearEnd) return Math.min(scrollTop, span);
  if (tallest - scrollTop <= nearEnd) return span - Math.max(0, tallest - scrollTop);
  return nearEnd + ((scrollTop - nearEnd) * (span - 2 * nearEnd)) / (tallest - 2 * nearEnd);
}
