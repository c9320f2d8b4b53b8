import { localDayRange } from '../../db/index/columns/local-days.ts';
import { exposedFields } from '../contract/parts.ts';
import type { SyncScope } from '../contract/sync.ts';
import type { CallsFilter, ContentSelector } from '../gong/schema/request.ts';

export const day = 86_400_000;
/** Calls a window should hold: small first, so that the first page is useful within seconds, then ten pages. */
const firstWindowCalls = 100;
const laterWindowCalls = 1000;
/** Calls appear up to a day after they started, so that far a sync always looks back. */
export const leastLookbackDays = 1;
/** Older history is read again completely within this many days, one part per day. */
export const rollingDays = 60;

/**
 * A stretch of time to read, [fromMs, toMs) by whichever time Gong lists a call; null is open. Windows touch, so that each
 * call lies in one of them, whether Gong goes by its start or by when it was scheduled.
 */
export interface Window {
  readonly kind: 'backfill' | 'recent' | 'rolling';
  readonly fromMs: number | null;
  readonly toMs: number;
}

/** How far the store reaches; kept as the checkpoint 'coverage'. */
export interface Coverage {
  /** What was asked for; another scope starts over. */
  readonly scope: string;
  /** Everything in [fromMs, toMs) was read completely once; null: down to the first call Gong has. */
  readonly fromMs: number | null;
  readonly toMs: number;
  /**
   * Start of the first call of Gong's list. It sizes windows and bounds nothing: lists come by schedule, so an older start
   * may follow, and calls are imported with starts long ago.
   */
  readonly oldestMs: number;
  /** The rolling re-read goes down from here; null begins at the look-back's edge again. */
  readonly rollingMs: number | null;
  readonly rolledAtMs: number;
}

/**
 * The first and last moment a scope reaches; null is open. Its dates are days of the user's `zone`. They, not the moments, are
 * what a scope is known by (`scopeKey`): in another zone what lies beyond is read too, and nothing is read anew.
 */
export const scopeBounds = (scope: SyncScope, zone: string) =>
  localDayRange(scope.fromDate, scope.toDate, zone);

/**
 * Where the topmost window ends: far ahead, since a meeting that was held before its time lies at a schedule to come, and a
 * wrong date is no reason to leave a call out.
 */
export const topOf = ({ toMs }: { readonly toMs: number | null }, nowMs: number): number =>
  toMs ?? nowMs + 3650 * day;

/** The range a scope's dates name, for a filter; null: everything. */
export function scopeRange(
  scope: SyncScope,
  zone: string,
  nowMs: number,
): { fromMs: number | null; toMs: number } | null {
  const { fromMs, toMs } = scopeBounds(scope, zone);
  return fromMs === null && toMs === null ? null : { fromMs, toMs: topOf({ toMs }, nowMs) };
}

/** Identity of what a scope asks for: its calls and their parts, not how it paces itself. */
export function scopeKey(scope: SyncScope): string {
  const { fromDate, toDate, primaryUserIds, workspaceId, context, contextTiming, exposed, privateCalls } =
    scope;
  return JSON.stringify([
    fromDate,
    toDate,
    [...primaryUserIds].sort(),
    workspaceId,
    context,
    [...contextTiming].sort(),
    exposed,
    privateCalls,
  ]);
}

/** Gong's filter for a window of a scope. */
export function filterOf(
  scope: SyncScope,
  window: { fromMs: number | null; toMs: number } | null,
): CallsFilter {
  return {
    ...(window
      ? {
          // Without it a list begins with the earliest call (Gong's page).
          ...(window.fromMs === null ? {} : { fromDateTime: new Date(window.fromMs).toISOString() }),
          toDateTime: new Date(window.toMs).toISOString(),
        }
      : {}),
    ...(scope.workspaceId ? { workspaceId: scope.workspaceId } : {}),
    ...(scope.primaryUserIds.length > 0 ? { primaryUserIds: scope.primaryUserIds } : {}),
  };
}

/** Gong's contentSelector for a scope. Media URLs are never part of a routine sync: they are asked for at play time. */
export function selectorOf(scope: SyncScope): ContentSelector {
  return {
    context: scope.context,
    ...(scope.context === 'Extended' && scope.contextTiming.length > 0
      ? { contextTiming: scope.contextTiming }
      : {}),
    exposedFields: { ...exposedFields((name) => scope.exposed[name]), media: false },
  };
}

/**
 * Splits [fromMs, toMs) into windows newest first, sized by how densely calls lie. No gap, no overlap. An open end is the
 * lower one of the last window, which begins no later than `oldestMs`.
 */
function splitWindows(
  kind: Window['kind'],
  fromMs: number | null,
  toMs: number,
  callsPerMs: number,
  oldestMs: number,
): Window[] {
  const windows: Window[] = [];
  const bottom = Math.max(low(fromMs), Math.min(oldestMs, toMs));
  let to = toMs;
  let calls = kind === 'backfill' ? firstWindowCalls : laterWindowCalls;
  do {
    const width = callsPerMs > 0 ? Math.max(day, calls / callsPerMs) : to - bottom;
    // A rest too small for a window of its own joins the last one.
    const last = to - width <= bottom + width / 4;
    const from = last ? fromMs : Math.floor(to - width);
    windows.push({ kind, fromMs: from, toMs: to });
    if (from === null) break;
    to = from;
    calls = laterWindowCalls;
  } while (to > bottom);
  return windows;
}

/** A lower bound as a number: null is open. */
const low = (ms: number | null) => ms ?? Number.NEGATIVE_INFINITY;
const bound = (ms: number) => (Number.isFinite(ms) ? ms : null);

/**
 * What a sync reads, in order: what is newer than the store and the trailing look-back, the rest of an unfinished first
 * pass downwards, and one part of the older history. `coverage` null: nothing was read yet.
 */
export function planWindows(input: {
  coverage: Coverage | null;
  scope: SyncScope;
  zone: string;
  nowMs: number;
  oldestMs: number;
  total: number;
}): Window[] {
  const bounds = scopeBounds(input.scope, input.zone);
  // Sized by the calls there are, which end about now.
  const sizedTo = Math.min(bounds.toMs ?? Number.POSITIVE_INFINITY, input.nowMs + day);
  return splitScope(input, bounds, sizedTo).map((window) =>
    window.toMs === sizedTo ? { ...window, toMs: topOf(bounds, input.nowMs) } : window,
  );
}

function splitScope(
  input: Parameters<typeof planWindows>[0],
  bounds: { readonly fromMs: number | null },
  top: number,
): Window[] {
  const { coverage, scope, nowMs, oldestMs, total } = input;
  const bottom = low(bounds.fromMs);
  if (top <= bottom) return [];
  // Below this nothing is known to lie; it is looked at all the same.
  const first = Math.max(bottom, oldestMs);
  const density = total / Math.max(day, Math.min(nowMs, top) - first);
  if (!coverage || coverage.scope !== scopeKey(scope))
    return splitWindows('backfill', bound(bottom), top, density, first);
  const windows: Window[] = [];
  const lookback = Math.max(leastLookbackDays, scope.lookbackDays) * day;
  const back = Math.max(bottom, Math.min(coverage.toMs, nowMs) - lookback);
  const recentFrom = back <= first ? bottom : back;
  if (top > recentFrom) windows.push(...splitWindows('recent', bound(recentFrom), top, density, first));
  const known = Math.min(low(coverage.fromMs), recentFrom);
  if (known > bottom)
    windows.push(...splitWindows('backfill', bound(bottom), Math.min(known, top), density, first));
  else if (nowMs - coverage.rolledAtMs >= day && recentFrom > bottom) {
    const rollingTop = Math.min(coverage.rollingMs ?? recentFrom, recentFrom);
    const part = Math.ceil((recentFrom - Math.min(first, recentFrom)) / rollingDays);
    // The last part goes all the way down, wherever that is.
    const from = rollingTop - part <= first ? bottom : rollingTop - part;
    windows.push({ kind: 'rolling', fromMs: bound(from), toMs: rollingTop });
  }
  return windows;
}

/** Coverage after a window was read completely. `plannedMs`: calls that came since may be missing. */
export function covered(
  before: Coverage | null,
  window: Window,
  scope: SyncScope,
  oldestMs: number,
  plannedMs: number,
): Coverage {
  const key = scopeKey(scope);
  const toMs = Math.min(window.toMs, plannedMs);
  const base: Coverage =
    before && before.scope === key
      ? { ...before, oldestMs }
      : { scope: key, fromMs: window.toMs, toMs, oldestMs, rollingMs: null, rolledAtMs: plannedMs };
  if (window.kind === 'rolling')
    return {
      ...base,
      rollingMs: low(window.fromMs) <= low(base.fromMs) ? null : window.fromMs,
      rolledAtMs: plannedMs,
    };
  // Windows are read downwards and touch: a gap would mean that a crash lost some, so then only the lower part counts.
  if (low(window.fromMs) <= low(base.fromMs) && window.toMs >= low(base.fromMs))
    return { ...base, fromMs: window.fromMs, toMs: Math.max(base.toMs, toMs) };
  if (low(window.fromMs) <= base.toMs) return { ...base, toMs: Math.max(base.toMs, toMs) };
  return base;
}

/** Coverage after all windows of a plan: those above a gap, which was filled last, count too. */
export function coveredByPlan(coverage: Coverage, windows: readonly Window[], plannedMs: number): Coverage {
  const top = Math.max(coverage.toMs, ...windows.map((window) => Math.min(window.toMs, plannedMs)));
  return { ...coverage, toMs: top };
}
