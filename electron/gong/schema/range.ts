/**
 * First and last byte that a `Range` header asks for of a body of `size` bytes; 'bad' (416) when outside it, null for the whole (also
 * for several ranges).
 */
export function readRange(
  header: string | undefined,
  size: number,
): { from: number; to: number } | 'bad' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  if (match[1] === '') {
    const last = Math.min(size, Number(match[2]));
    return last === 0 ? 'bad' : { from: size - last, to: size - 1 };
  }
  const from = Number(match[1]);
  const to = match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  return from >= size || from > to ? 'bad' : { from, to };
}
