import * as v from 'valibot';
import type { Side } from './call.ts';
import { procedure } from './define.ts';

/** One bucket of time of one series. Nulls are "not available", never zero. */
export interface TrendPoint {
  /** Local date 'YYYY-MM-DD' of the bucket's first day. */
  readonly from: string;
  /** Calls of the denominator in the bucket. */
  readonly calls: number;
  /** Of those, calls that mention the tracker at least once. */
  readonly mentioning: number;
  /** Gong's counts summed. */
  readonly mentions: number;
  /** Hours of conversation in the bucket. */
  readonly hours: number;
  /** Listed occurrences by side; null where occurrences do not exist (before 2023-01-01 or not synced). */
  readonly bySide: Readonly<Record<Side, number>> | null;
  /** The query text that selects exactly the calls behind `mentioning`. */
  readonly q: string;
}

export interface TrendSeries {
  readonly key: string;
  readonly name: string;
  readonly points: readonly TrendPoint[];
  readonly total: Omit<TrendPoint, 'from' | 'q'> & { readonly q: string };
}

export interface TrendReport {
  readonly generation: number;
  /** The finding in one sentence, computed from the figures below. */
  readonly sentence: string;
  readonly bucket: 'week' | 'month' | 'quarter';
  readonly series: readonly TrendSeries[];
  /** Definition, filters, denominator, coverage, sync time: shown under every chart. */
  readonly footer: {
    readonly definition: string;
    readonly filters: string;
    readonly denominator: number;
    readonly withTranscript: number;
    readonly withOccurrences: number;
    readonly privateHidden: number;
    readonly lastSyncMs: number | null;
  };
  readonly ms: number;
}

/** Occurrences by place in the call, in tenths of its length. */
export interface PositionBin {
  readonly fromPercent: number;
  readonly bySide: Readonly<Record<Side, number>>;
}

export interface PhraseFigures {
  readonly phrase: string;
  readonly mentions: number;
  readonly calls: number;
  /** First and last local day on which it was said; null for a phrase that never was. */
  readonly first: string | null;
  readonly last: string | null;
}

/** One value of an attribute: how its calls mention the tracker. */
export interface BreakdownRow {
  readonly label: string;
  readonly calls: number;
  readonly mentioning: number;
  readonly mentions: number;
  /** 95 % band of the share (Wilson), 0..1. */
  readonly low: number;
  readonly high: number;
  readonly q: string;
}

/** A moment at which a tracker came up. */
export interface EvidenceItem {
  readonly callId: string;
  readonly title: string;
  readonly startedMs: number;
  readonly startSec: number;
  readonly side: Side;
  readonly speaker: string | null;
  readonly phrase: string | null;
}

/** Everything behind one tracker: who, when in the call, phrases, a breakdown, what comes with it, evidence. */
export interface TrendDetail {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  /** Occurrences without a listed time are not in here; `unlisted` counts them. */
  readonly positions: readonly PositionBin[];
  readonly listed: number;
  readonly unlisted: number;
  /** Share of mentioning calls in which a customer was first to bring it up; null when unknown. */
  readonly customerFirst: number | null;
  /** Empty for smart trackers: Gong lists no phrases for them. */
  readonly phrases: readonly PhraseFigures[];
  readonly breakdown: { readonly field: string; readonly rows: readonly BreakdownRow[] };
  /** Other trackers in the same calls; lift 1 = no connection. */
  readonly together: readonly {
    readonly name: string;
    readonly calls: number;
    readonly lift: number;
    readonly q: string;
  }[];
  readonly evidence: readonly EvidenceItem[];
}

const q = v.pipe(v.string(), v.maxLength(100_000));
const where = {
  tz: v.optional(v.pipe(v.string(), v.maxLength(100)), 'UTC'),
  weekStart: v.optional(v.picklist([0, 1, 6]), 1),
} as const;

/** Superseded by trends.ts. */
export const formerProcedures = {
  'trends/report': procedure<TrendReport>()(
    'read',
    v.object({
      q: v.optional(q, ''),
      trackers: v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(50)),
      bucket: v.optional(v.picklist(['week', 'month', 'quarter']), 'week'),
      ...where,
    }),
  ),
  'trends/detail': procedure<TrendDetail>()(
    'read',
    v.object({
      q: v.optional(q, ''),
      tracker: v.pipe(v.string(), v.maxLength(200)),
      field: v.optional(
        v.picklist([
          'rep',
          'account',
          'outcome',
          'stage',
          'stage@call',
          'industry',
          'dir',
          'system',
          'workspace',
          'lang',
          'purpose',
          'media',
        ]),
        'outcome',
      ),
      ...where,
    }),
  ),
} as const;
