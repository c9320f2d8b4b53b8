/** Pages of a long answer, fetched as they come into view. */
interface Pages<T> {
  /** The item at a place; undefined while its page is not there. */
  at(index: number): T | undefined;
  /** True when the page of a place could not be fetched. */
  failed(index: number): boolean;
  /** Says which places are in view: their pages are fetched first, then those beside them. */
  want(first: number, last: number): void;
  /**
   * A new first page of `total` items, of which those from place `detailed` on are fetched again before they are in view. With
   * `keep` the former pages stay on screen until they are fetched again.
   */
  begin(first: readonly T[], total: number, keep: boolean, detailed?: number): void;
  /** Fetches again what failed. */
  retry(): void;
  stop(): void;
}

/** Pages kept in memory; the ones farthest from the view go first. */
const kept = 60;

/**
 * Fetches one page at a time and always the one most wanted now: a flight over 100,000 rows asks for what is in view when
 * the last answer came, not for all it flew over. `changed` is called when something can be shown that could not before.
 */
export function createPages<T>(
  size: number,
  fetch: (offset: number, signal: AbortSignal) => Promise<readonly T[]>,
  changed: () => void,
): Pages<T> {
  const pages = new Map<number, readonly T[]>();
  const stale = new Set<number>();
  const broken = new Set<number>();
  let total = 0;
  /** Items of the first page that are complete. */
  let complete = Number.POSITIVE_INFINITY;
  let view: readonly [number, number] = [0, 0];
  let abort: AbortController | null = null;

  const last = () => Math.max(0, Math.ceil(total / size) - 1);
  function wanted(): number | null {
    const [from, to] = [Math.floor(view[0] / size), Math.floor(view[1] / size)];
    const order: number[] = [];
    for (let page = from; page <= to; page++) order.push(page);
    // Those beside them once the view comes near: a list that is only glanced at asks for nothing more.
    if (view[1] % size > size / 2) order.push(to + 1);
    if (view[0] % size < size / 2) order.push(from - 1);
    return (
      order.find(
        (page) =>
          page >= 0 &&
          page <= last() &&
          !broken.has(page) &&
          (!pages.has(page) || stale.has(page) || (page === 0 && view[1] >= complete)),
      ) ?? null
    );
  }

  function next(): void {
    if (abort || total === 0) return;
    const page = wanted();
    if (page === null) return;
    const mine = new AbortController();
    abort = mine;
    fetch(page * size, mine.signal).then(
      (items) => {
        if (abort !== mine) return;
        abort = null;
        pages.set(page, items);
        if (page === 0) complete = Number.POSITIVE_INFINITY;
        stale.delete(page);
        forgetFar();
        changed();
        next();
      },
      () => {
        if (abort !== mine) return;
        abort = null;
        broken.add(page);
        changed();
        next();
      },
    );
  }

  function forgetFar(): void {
    const here = Math.floor(view[0] / size);
    while (pages.size > kept) {
      const far = [...pages.keys()].reduce((a, b) => (Math.abs(b - here) > Math.abs(a - here) ? b : a));
      if (Math.abs(far - here) < 3) return;
      pages.delete(far);
      stale.delete(far);
    }
  }

  return {
    at: (index) => pages.get(Math.floor(index / size))?.[index % size],
    failed: (index) => broken.has(Math.floor(index / size)),
    want(first, end) {
      view = [first, end];
      next();
    },
    begin(first, count, keep, detailed = first.length) {
      abort?.abort();
      abort = null;
      total = count;
      complete = detailed < first.length ? detailed : Number.POSITIVE_INFINITY;
      broken.clear();
      stale.clear();
      if (keep) for (const page of pages.keys()) stale.add(page);
      else pages.clear();
      pages.set(0, first);
      stale.delete(0);
      next();
    },
    retry() {
      broken.clear();
      changed();
      next();
    },
    stop() {
      abort?.abort();
      abort = null;
      total = 0;
    },
  };
}
