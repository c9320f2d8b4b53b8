import * as v from 'valibot';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const milliseconds = v.pipe(v.number(), v.minValue(0));
const status = v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599));
/** Value of the `Retry-After` header, as it is sent. */
const retryAfter = v.optional(v.string());
/** Statuses that a refused cursor was seen with. */
const cursorRefusal = v.optional(v.picklist([400, 401, 404, 410, 422]));
const kind = <const K extends string, const E extends v.ObjectEntries>(name: K, entries: E) =>
  v.strictObject({ kind: v.literal(name), ...entries });
const plain = <const K extends string>(name: K) => v.strictObject({ kind: v.literal(name) });

/** What goes wrong. `docs/emulator.md` describes each. */
const faultAction = v.variant('kind', [
  kind('status', { status, retryAfter, errors: v.optional(v.array(v.string())) }),
  plain('drop'),
  kind('reset', { afterBytes: v.optional(whole) }),
  kind('truncate', { keep: v.optional(whole) }),
  kind('html', { status: v.optional(whole), retryAfter }),
  kind('body', {
    body: v.unknown(),
    status: v.optional(status),
    contentType: v.optional(v.string()),
    retryAfter,
  }),
  kind('emptyBody', { status: v.picklist([200, 204]) }),
  plain('emptyList'),
  plain('nullList'),
  plain('lostView'),
  kind('contentType', { type: v.string() }),
  kind('slow', { chunkBytes: v.pipe(whole, v.minValue(1)), delayMs: milliseconds }),
  kind('delay', { ms: milliseconds }),
  plain('hang'),
  plain('gzip'),
  kind('redirect', { location: v.string() }),
  kind('noRange', { length: v.optional(v.boolean()), afterBytes: v.optional(whole) }),
  kind('huge', { bytes: whole }),
  kind('deep', { depth: whole }),
  kind('cursorExpired', { status: cursorRefusal }),
  kind('cursorForeign', { status: cursorRefusal }),
  plain('repeatCursor'),
  kind('clock', { ms: v.number() }),
  plain('repeatPage'),
  kind('shiftPage', { by: whole }),
  kind('duplicate', { count: whole }),
  kind('total', { add: v.number() }),
  plain('numericIds'),
  plain('unknownFields'),
  plain('nulls'),
  plain('dates'),
  plain('enums'),
  plain('text'),
]);
export type FaultAction = v.InferOutput<typeof faultAction>;

/** When it goes wrong: conditions are joined by "and"; without any, always. */
const faultRule = v.strictObject({
  /** Endpoint name, e.g. 'calls/extensive', 'calls/transcript', 'users', 'media'; absent = any. */
  endpoint: v.optional(v.string()),
  /** Only the n-th matching request (from 1), or each of a list. */
  nth: v.optional(v.union([whole, v.array(whole)])),
  /** Every n-th matching request. */
  every: v.optional(v.pipe(whole, v.minValue(1))),
  /** Chance from 0 to 1, drawn from the emulator's seed. */
  chance: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** At most so many times. */
  times: v.optional(whole),
  action: faultAction,
});
export type FaultRule = v.InferOutput<typeof faultRule>;

/** Every kind of action. */
export const faultKinds: readonly FaultAction['kind'][] = faultAction.options.map(
  (option) => option.entries.kind.literal,
);

/** Reads a fault script: a list of rules as JSON. Throws TypeError with the place of what is wrong. */
export function readFaultScript(json: string): readonly FaultRule[] {
  const parsed = v.safeParse(v.array(faultRule), JSON.parse(json));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = issue.path?.map((item) => String(item.key)).join('.') ?? '';
  throw new TypeError(`${path || 'the script'}: ${issue.message}`);
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
