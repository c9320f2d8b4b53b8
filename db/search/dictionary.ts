/** Strings as small integers, in order of first use. */
export class Dictionary {
  readonly labels: string[] = [];
  readonly #codes = new Map<string, number>();

  /** Code of a label, made if new; -1 for null and ''. */
  code(label: string | null): number {
    if (label === null || label === '') return -1;
    const known = this.#codes.get(label);
    if (known !== undefined) return known;
    const code = this.labels.length;
    this.labels.push(label);
    this.#codes.set(label, code);
    return code;
  }

  /** Codes whose label matches: whole (exact) or any part of it, without regard to case and diacritics. */
  matching(text: string, exact: boolean): Set<number> {
    const wanted = fold(text);
    const found = new Set<number>();
    this.labels.forEach((label, code) => {
      const folded = fold(label);
      if (exact ? folded === wanted : folded.includes(wanted)) found.add(code);
    });
    return found;
  }
}

/** Text for comparison: no case, no diacritics, one form. */
export function fold(text: string): string {
  // ASCII needs no decomposition: by far the common case.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}
