/** What goes wrong. `docs/emulator.md` describes each. */
export type FaultAction =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: string;
      readonly errors?: readonly string[];
    }
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  | { readonly kind: 'truncate'; readonly keep?: number }
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'contentType'; readonly type: string }
  | { readonly kind: 'slow'; readonly chunkBytes: number; readonly delayMs: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'gzip' }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'huge'; readonly bytes: number }
  | { readonly kind: 'deep'; readonly depth: number }
  | { readonly kind: 'cursorExpired' }
  | { readonly kind: 'cursorForeign' }
  | { readonly kind: 'repeatPage' }
  | { readonly kind: 'duplicate'; readonly count: number }
  | { readonly kind: 'total'; readonly add: number }
  | { readonly kind: 'numericIds' }
  | { readonly kind: 'unknownFields' }
  | { readonly kind: 'nulls' };

/** When it goes wrong: conditions are joined by "and"; without any, always. */
export interface FaultRule {
  /** Endpoint name, e.g. 'calls/extensive', 'calls/transcript', 'users', 'media'; absent = any. */
  readonly endpoint?: string;
  /** Only the n-th matching request (from 1), or each of a list. */
  readonly nth?: number | readonly number[];
  /** Every n-th matching request. */
  readonly every?: number;
  /** Chance from 0 to 1, drawn from the emulator's seed. */
  readonly chance?: number;
  /** At most so many times. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** A small, seeded generator (mulberry32): the same seed gives the same faults. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Decides which fault, if any, a request meets. */
export class FaultPlan {
  #rules: readonly FaultRule[] = [];
  #seen: number[] = [];
  #fired: number[] = [];
  readonly #random: () => number;

  constructor(rules: readonly FaultRule[], seed: number) {
    this.#random = seeded(seed);
    this.set(rules);
  }

  set(rules: readonly FaultRule[]): void {
    this.#rules = rules;
    this.#seen = rules.map(() => 0);
    this.#fired = rules.map(() => 0);
  }

  /** The action for the next request to an endpoint, or null. */
  next(endpoint: string): FaultAction | null {
    let chosen: FaultAction | null = null;
    for (const [at, rule] of this.#rules.entries()) {
      if (rule.endpoint !== undefined && rule.endpoint !== endpoint) continue;
      const seen = (this.#seen[at] ?? 0) + 1;
      this.#seen[at] = seen;
      if (chosen) continue;
      if (rule.nth !== undefined && ![rule.nth].flat().includes(seen)) continue;
      if (rule.every !== undefined && seen % rule.every !== 0) continue;
      if (rule.times !== undefined && (this.#fired[at] ?? 0) >= rule.times) continue;
      if (rule.chance !== undefined && this.#random() >= rule.chance) continue;
      this.#fired[at] = (this.#fired[at] ?? 0) + 1;
      chosen = rule.action;
    }
    return chosen;
  }
}
