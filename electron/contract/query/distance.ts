/** Characters of a text, by number; most have no pairs of surrogates. */
const characters = (text: string): ArrayLike<string> =>
  /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;

/** Edits of characters (with swaps of neighbours) from one word to another; more than `limit` is reported as limit + 1. */
export function distance(one: string, other: string, limit: number): number {
  const [a, b] = [characters(one), characters(other)];
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, (previous[j - 2] as number) + 1);
      next.push(value);
    }
    previous = row;
    row = next;
  }
  return row[b.length] as number;
}
