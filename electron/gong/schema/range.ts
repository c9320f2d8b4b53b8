/**
 * First and last byte that a `Range` header asks for of a body of `size` bytes; 'bad' (416) when outside it, null for the whole: also
 * for several ranges, and for one whose end is before its start (RFC 9110, 14.1.1: invalid, so not looked at).
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
  const to = match[2] === '' ? Number.POSITIVE_INFINITY : Number(match[2]);
  if (from > to) return null;
  return from >= size ? 'bad' : { from, to: Math.min(to, size - 1) };
}
