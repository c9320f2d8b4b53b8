import { fold } from '../../../electron/contract/words/fold.ts';

/** Strings as small integers, in order of first use. */
export class Dictionary {
  readonly labels: string[];
  #codes: Map<string, number> | null = null;
  // Worked out when first asked for: comparing is frequent, folding is not cheap.
  readonly #folded: string[] = [];
  readonly #lower: string[] = [];

  /** `labels`: those of a dictionary stored before, in its order. */
  constructor(labels: string[] = []) {
    this.labels = labels;
  }

  #known(): Map<string, number> {
    this.#codes ??= new Map(this.labels.map((text, code) => [text, code]));
    return this.#codes;
  }

  /** Code of a label, made if new; -1 for null and ''. */
  code(label: string | null): number {
    if (label === null || label === '') return -1;
    const codes = this.#known();
    const known = codes.get(label);
    if (known !== undefined) return known;
    const code = this.labels.length;
    this.labels.push(label);
    codes.set(label, code);
    return code;
  }

  /** Code of a label that is there; -1 for any other. */
  find(label: string): number {
    return this.#known().get(label) ?? -1;
  }

  /** Codes whose label matches: whole (exact) or any part of it, without regard to case and diacritics. */
  matching(text: string, exact: boolean): Set<number> {
    const wanted = fold(text);
    const { labels } = this;
    const folded = this.#folded;
    for (let code = folded.length; code < labels.length; code++) folded.push(fold(labels[code] as string));
    const found = new Set<number>();
    for (let code = 0; code < folded.length; code++) {
      const label = folded[code] as string;
      if (exact ? label === wanted : label.includes(wanted)) found.add(code);
    }
    return found;
  }

  /** The label of a code in small letters. */
  lower(code: number): string {
    const lower = this.#lower;
    for (let next = lower.length; next <= code; next++) lower.push((this.labels[next] ?? '').toLowerCase());
    return lower[code] as string;
  }
}
