import { localDayRange } from '../../db/search/local-days.ts';
import type { SyncScope } from '../contract/sync.ts';
import type { CallsFilter, ContentSelector } from '../gong/schema/request.ts';

const day = 86_400_000;
/** Calls a window should hold: small first, so that the first page is useful within seconds, then ten pages. */
const firstWindowCalls = 100;
const laterWindowCalls = 1000;
/** Older history is read again completely within this many days, one part per day. */
export const rollingDays = 60;

/** A stretch of time to read, [fromMs, toMs) by start of the call. */
export interface Window {
  readonly kind: 'backfill' | 'recent' | 'rolling';
  readonly fromMs: number;
  readonly toMs: number;
}

/** How far the store reaches; kept as the checkpoint 'coverage'. */
export interface Coverage {
  /** What was asked for; another scope starts over. */
  readonly scope: string;
  /** Everything in [fromMs, toMs) was read completely once. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Start of the oldest call Gong had when the first sync began. */
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

/** The range a scope's dates name, for a filter; null: everything. */
export function scopeRange(
  scope: SyncScope,
  zone: string,
  nowMs: number,
): { fromMs: number; toMs: number } | null {
  const { fromMs, toMs } = scopeBounds(scope, zone);
  return fromMs === null && toMs === null ? null : { fromMs: fromMs ?? 0, toMs: toMs ?? nowMs + day };
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
export function filterOf(scope: SyncScope, window: { fromMs: number; toMs: number } | null): CallsFilter {
  return {
    ...(window
      ? {
          fromDateTime: new Date(window.fromMs).toISOString(),
          toDateTime: new Date(window.toMs).toISOString(),
        }
      : {}),
    ...(scope.workspaceId ? { workspaceId: scope.workspaceId } : {}),
    ...(scope.primaryUserIds.length > 0 ? { primaryUserIds: scope.primaryUserIds } : {}),
  };
}

/** Gong's contentSelector for a scope. Media URLs are never part of a routine sync: they are asked for at play time. */
export function selectorOf(scope: SyncScope): ContentSelector {
  const { parties, speakers, video, personInteractionStats, questions, publicComments, ...content } =
    scope.exposed;
  return {
    context: scope.context,
    ...(scope.context === 'Extended' && scope.contextTiming.length > 0
      ? { contextTiming: scope.contextTiming }
      : {}),
    exposedFields: {
      parties,
      content,
      interaction: { speakers, video, personInteractionStats, questions },
      collaboration: { publicComments },
      media: false,
    },
  };
}

/** Splits [fromMs, toMs) into windows newest first, sized by how densely calls lie. No gap, no overlap. */
export function splitWindows(
  kind: Window['kind'],
  fromMs: number,
  toMs: number,
  callsPerMs: number,
): Window[] {
  const windows: Window[] = [];
  let to = toMs;
  let calls = kind === 'backfill' ? firstWindowCalls : laterWindowCalls;
  while (to > fromMs) {
    const width = callsPerMs > 0 ? Math.max(day, calls / callsPerMs) : to - fromMs;
    // A rest too small for a window of its own joins the last one.
    const from = to - width < fromMs + width / 4 ? fromMs : Math.floor(to - width);
    windows.push({ kind, fromMs: from, toMs: to });
    to = from;
    calls = laterWindowCalls;
  }
  return windows;
}

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
  const { coverage, scope, zone, nowMs, oldestMs, total } = input;
  const bounds = scopeBounds(scope, zone);
  const top = Math.min(bounds.toMs ?? Number.POSITIVE_INFINITY, nowMs + day);
  const bottom = Math.max(bounds.fromMs ?? Number.NEGATIVE_INFINITY, oldestMs);
  if (top <= bottom) return [];
  const density = total / Math.max(day, Math.min(nowMs, top) - bottom);
  if (!coverage || coverage.scope !== scopeKey(scope)) return splitWindows('backfill', bottom, top, density);
  const windows: Window[] = [];
  const recentFrom = Math.max(bottom, Math.min(coverage.toMs, nowMs) - scope.lookbackDays * day);
  if (top > recentFrom) windows.push(...splitWindows('recent', recentFrom, top, density));
  if (coverage.fromMs > bottom)
    windows.push(...splitWindows('backfill', bottom, Math.min(coverage.fromMs, top), density));
  else if (nowMs - coverage.rolledAtMs >= day && recentFrom > bottom) {
    const rollingTop = Math.min(coverage.rollingMs ?? recentFrom, recentFrom);
    const from = Math.max(bottom, rollingTop - Math.ceil((recentFrom - bottom) / rollingDays));
    if (rollingTop > from) windows.push({ kind: 'rolling', fromMs: from, toMs: rollingTop });
  }
  return windows;
}

/** Coverage after a window was read completely. */
export function covered(
  before: Coverage | null,
  window: Window,
  scope: SyncScope,
  oldestMs: number,
  nowMs: number,
): Coverage {
  const key = scopeKey(scope);
  const base: Coverage =
    before && before.scope === key
      ? before
      : { scope: key, fromMs: window.toMs, toMs: window.toMs, oldestMs, rollingMs: null, rolledAtMs: nowMs };
  if (window.kind === 'rolling')
    return { ...base, rollingMs: window.fromMs <= base.fromMs ? null : window.fromMs, rolledAtMs: nowMs };
  // Windows are read downwards and touch: a gap would mean that a crash lost some, so then only the lower part counts.
  if (window.fromMs <= base.fromMs && window.toMs >= base.fromMs)
    return { ...base, fromMs: window.fromMs, toMs: Math.max(base.toMs, window.toMs) };
  if (window.fromMs <= base.toMs) return { ...base, toMs: Math.max(base.toMs, window.toMs) };
  return base;
}
