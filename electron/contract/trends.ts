import * as v from 'valibot';
import type { Annotation } from './annotations.ts';
import type { Side } from './call.ts';
import { day } from './day.ts';
import { type InputOf, type OutputOf, read } from './define.ts';
import { side, where } from './inputs.ts';
import type { QueryProblem } from './library.ts';
import { valueFields } from './query/fields.ts';
import type { TextRange } from './ranges.ts';

/*
 * Tracker reports. Vocabulary, the same in every procedure below:
 *
 * - A **series** is what is counted: a tracker (Gong's or mine) or any query text ("any search is a trend").
 * - The **base** `q` says over which calls; '' is all calls. A series never widens it.
 * - **calls**: calls of the base. **known**: of those, the calls on which the series can be told at all: for Gong's trackers
 *   those whose tracker figures were synced, for my trackers those with a transcript, for a query all. **mentioning**: of
 *   the known ones, those with at least one mention. **share** = mentioning / known, null when known is 0.
 * - **mentions**: Gong's count, or the listed occurrences where those are more; null for a query series, which has no
 *   occurrences. **hours**: duration of the known calls. Figures that are not available are null, never zero.
 * - **low**, **high**: 95 % Wilson band of the share, 0..1. **small**: known < 10, to be greyed as "too few".
 * - A call belongs to the local day (in `tz`) on which it **started**, also when it goes on past midnight or a week's end.
 * - Every `q` in an answer is a query text that selects exactly the calls behind the figure beside it, in the same `tz` and
 *   `weekStart`; open it in the Library as it is. `allQ` likewise selects the `calls` of that row.
 */

/** A tracker that can be reported on: Gong's own or one of the user's. `key` is 'gong:<id>' or 'mine:<id>'. */
export interface TrackerInfo {
  readonly key: string;
  /** As it is written in queries: `tracker:"name"`. Trackers of one name in several workspaces are one entry. */
  readonly name: string;
  readonly type: 'KEYWORD' | 'SMART' | 'MINE' | 'UNKNOWN';
  readonly calls: number;
  readonly mentions: number;
}

/** A part that is a table; `ms` is how long it took. */
export interface Rows<T> {
  readonly rows: readonly T[];
  readonly ms: number;
}

export type Bucket = 'day' | 'week' | 'month' | 'quarter';
type BySide = Readonly<Record<Side, number>>;

/**
 * What is known of a stretch of time.
 * 'full': counts and places of the mentions; 'counts': only counts, no occurrences are listed (before 2023-01-01, or not
 * synced), so sides are null and the axis breaks for anything by side or place; 'none': there are calls, but none on which
 * the series can be told, all its figures are null and the axis breaks; 'empty': no calls at all.
 */
export type Availability = 'full' | 'counts' | 'none' | 'empty';

/** Figures of one series over some calls. */
export interface SeriesFigures {
  readonly calls: number;
  readonly known: number;
  readonly mentioning: number | null;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly mentions: number | null;
  /** Mentions per known call. */
  readonly perCall: number | null;
  /** Mentions per hour of conversation. */
  readonly perHour: number | null;
  readonly hours: number;
  /** Listed occurrences by side; they can be fewer than `mentions`: Gong counts more than it lists. */
  readonly bySide: BySide | null;
  readonly available: Availability;
  readonly small: boolean;
  readonly q: string;
  readonly allQ: string;
}

/** One bucket of time. */
export interface SeriesPoint extends SeriesFigures {
  /** First local day 'YYYY-MM-DD', and the first day after it. Cut to the days the base's dates allow. */
  readonly from: string;
  readonly to: string;
  /** True when the bucket is not over yet, or the base's dates cut it: compare it with care. */
  readonly partial: boolean;
  /** Mean share of this and the buckets before it, weighted by their known calls, over `rollingWindow` buckets. */
  readonly rolling: number | null;
}

/** The difference between two shares, with its 95 % band (Newcombe). `certain`: the band excludes zero. */
export interface ShareChange {
  readonly from: number;
  readonly to: number;
  readonly delta: number;
  readonly low: number;
  readonly high: number;
  readonly certain: boolean;
}

/** A series of another period or another base, laid over the axis. */
export interface GhostSeries {
  /** e.g. 'previous period', 'a year before', or the compared query in words. */
  readonly label: string;
  /** Its own first day and first day after. */
  readonly from: string;
  readonly to: string;
  /**
   * points[i] lies under the report's points[i] by the calendar: a month under a month whatever their lengths, a week under a week,
   * a day under the same day of its month. Null where the compared period has nothing there (no 31 April, or it ended before).
   */
  readonly points: readonly (SeriesPoint | null)[];
  /** What is part of the compared period, and of its total, but lies under no point: 31 January beside a February. */
  readonly unmatched: readonly SeriesPoint[];
  readonly total: SeriesFigures;
  /** From the ghost's total to the report's; null when either has nothing known. */
  readonly change: ShareChange | null;
}

/** Who brought it up first, over the mentioning calls whose first occurrence has a known side. */
export interface RaisedFirst {
  readonly known: number;
  readonly customer: number;
  readonly company: number;
}

export interface ReportSeries {
  readonly ref: SeriesRef;
  readonly name: string;
  readonly type: TrackerInfo['type'] | 'QUERY';
  readonly points: readonly SeriesPoint[];
  readonly total: SeriesFigures;
  readonly raisedFirst: RaisedFirst | null;
  readonly ghost: GhostSeries | null;
  /** What exactly is counted, with the version for my trackers. */
  readonly definition: string;
}

/** What every figure of a report was computed from; goes under every chart and into every export. */
export interface ReportFooter {
  readonly definitions: readonly string[];
  /** The base in words. */
  readonly filters: string;
  readonly denominator: number;
  readonly withTranscript: number;
  /** Calls whose tracker figures were synced, and those for which Gong listed occurrences. */
  readonly withTrackers: number;
  readonly withOccurrences: number;
  /** Calls that started before 2023-01-01 (UTC): Gong has no occurrences for them. */
  readonly before2023: number;
  /** Calls with scope Internal within the base: they water down shares. `externalQ` is the base without them. */
  readonly internal: number;
  readonly externalQ: string;
  /** Private calls that are kept out of everything, in the whole store. */
  readonly privateHidden: number;
  /**
   * Calls of the store that are still being prepared for text search while a query of the report asks for words: they count as if they
   * did not have them (those that changed, as if they had the words they had before).
   */
  readonly unindexed: number;
  /** What was not understood of a query of the report, and is left out of it or was put right. */
  readonly problems: readonly ReportProblem[];
  readonly tz: string;
  readonly lastSyncMs: number | null;
}

/** A problem of a query `q` of a report, at its characters. */
interface ReportProblem extends QueryProblem {
  readonly q: string;
}

/** 'trends/points': one or several series over the base, on one axis. */
export interface PointsReport {
  readonly generation: number;
  /** The finding in words, computed from the figures of the first series. */
  readonly sentence: string;
  readonly bucket: Bucket;
  readonly rollingWindow: number;
  readonly series: readonly ReportSeries[];
  /** Why there is no ghost although a comparison was asked for; null otherwise. */
  readonly compareNote: string | null;
  /** The user's dated notes on the days of the axis, by day: those on every chart, and those on one of the series. */
  readonly annotations: readonly Annotation[];
  readonly footer: ReportFooter;
  readonly ms: number;
}

/** One value of an attribute. */
export interface BreakdownFigures extends SeriesFigures {
  /** Value as the grammar has it; null: the calls without a value. */
  readonly key: string | null;
  readonly label: string;
  /** Per bucket of `buckets`: known and mentioning calls, for sparklines. */
  readonly spark: { readonly known: readonly number[]; readonly mentioning: readonly number[] };
  /** Share before `splitDay` against share from it on. */
  readonly change: ShareChange | null;
}

export interface BreakdownReport {
  readonly field: string;
  /** First days of the buckets. */
  readonly buckets: readonly string[];
  /** First day of the later half of the period; null when there is only one bucket. */
  readonly splitDay: string | null;
  readonly rows: readonly BreakdownFigures[];
  /** Values there are; `rows` holds the first `limit` of them in the order asked for. */
  readonly distinct: number;
  readonly ms: number;
}

/** When in the call: occurrences by place. */
export interface PositionsReport {
  readonly unit: 'percent' | 'minutes';
  /** Names of the parts of each bin: sides, or outcomes by occurrences ('' is "no outcome"; null: all further ones). */
  readonly groups: readonly { readonly key: string | null; readonly label: string }[];
  /** [from, to) in the unit; `to` null in the last bin of minutes, which is open. counts[i] belongs to groups[i]. */
  readonly bins: readonly {
    readonly from: number;
    readonly to: number | null;
    readonly counts: readonly number[];
  }[];
  /** Occurrences in the bins, and those listed on calls without a duration (percent only). */
  readonly placed: number;
  readonly noDuration: number;
  /** Mentions that Gong counts without listing where they are. */
  readonly unlisted: number;
  /** null: places are not available for this series. */
  readonly available: boolean;
  readonly ms: number;
}

/** 'silent' phrases belong to the tracker but were never said in these calls. */
export interface PhraseRow {
  readonly phrase: string;
  readonly mentions: number;
  readonly calls: number;
  /** First and last local day on which it was said. */
  readonly first: string | null;
  readonly last: string | null;
  readonly silent: boolean;
  /** Where there is no `q`: its moments as far as they are listed, which is what the evidence list shows of it. */
  readonly listed: number | null;
  /** Null where another tracker has the same phrase, so that no query can tell them apart; use the evidence list then. */
  readonly q: string | null;
}

export interface PhrasesReport {
  /** False: Gong gives no phrases for smart trackers, and queries have none. */
  readonly supported: boolean;
  readonly rows: readonly PhraseRow[];
  readonly ms: number;
}

/** Another tracker in the same calls. */
export interface TogetherRow {
  readonly key: string;
  readonly name: string;
  /** Calls of the base that mention the other, and that mention both. */
  readonly calls: number;
  readonly both: number;
  /** Calls with both if the two had nothing to do with each other. */
  readonly expected: number;
  /** both / expected; 1 is no connection. */
  readonly lift: number;
  readonly small: boolean;
  readonly q: string;
}

/** What is said within some seconds after an occurrence of the series. */
export interface FollowRow {
  readonly key: string;
  readonly name: string;
  /** Occurrences of the series that were followed by it, and how many would be if its mentions lay anywhere in the call. */
  readonly followed: number;
  readonly expected: number;
  readonly lift: number;
  /** Calls in which that happened. */
  readonly calls: number;
  readonly small: boolean;
}

/** Each row's occurrences are the evidence filtered by `followed`. */
export interface FollowsReport {
  readonly withinSec: number;
  /** Occurrences of the series that were looked at. */
  readonly occurrences: number;
  readonly available: boolean;
  readonly rows: readonly FollowRow[];
  readonly ms: number;
}

/** Stage when the call was held against the stage now. */
export interface StageRow {
  readonly atCall: string | null;
  readonly now: string | null;
  readonly calls: number;
  readonly known: number;
  readonly mentioning: number;
  readonly share: number | null;
  readonly small: boolean;
  readonly q: string;
}

/** When an account first mentions the series, over its calls on which the series can be told. */
interface FirstRow {
  /** Value as the grammar has it. */
  readonly account: string;
  readonly known: number;
  readonly mentioning: number;
  /** Local day of the first mention, how many calls mention it on that day, and which call of the account it was: 1 is the first. */
  readonly day: string;
  readonly onDay: number;
  readonly nth: number;
  /** The mentioning calls of the account, and those of the first day. */
  readonly q: string;
  readonly dayQ: string;
}

export interface FirstsReport {
  /** Accounts with a known call, those of them that mention the series, and their share with its 95 % band. */
  readonly accounts: number;
  readonly mentioning: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Accounts by the call in which it first came up: in their first one, their second one …; the last one: later. */
  readonly byCall: readonly number[];
  /** The `limit` accounts that mention it since latest. */
  readonly rows: readonly FirstRow[];
  readonly ms: number;
}

/** Scores of the calls that mention the series, by Gong's scorecards. Percent of the highest score. */
export interface ScoreFigures {
  /** Mentioning calls; of those, the reviewed ones, and those whose review has a score. */
  readonly calls: number;
  readonly reviewed: number;
  readonly scored: number;
  /** Mean score of the `scored` calls. */
  readonly mean: number | null;
  /** scored < 10. */
  readonly small: boolean;
  /** The reviewed calls, and those that are not. */
  readonly q: string;
  readonly notReviewedQ: string;
}

export interface ScorePoint extends ScoreFigures {
  readonly from: string;
  readonly to: string;
  readonly partial: boolean;
}

/** 'trends/scores': how the calls of a series were scored, and how many of them were at all. */
export interface ScoresReport {
  readonly bucket: Bucket;
  /** The scorecard that points, total and questions are about; null: all of them together. */
  readonly scorecard: string | null;
  readonly points: readonly ScorePoint[];
  readonly total: ScoreFigures;
  /** Scorecards these calls were reviewed with, most calls first. */
  readonly scorecards: readonly (Omit<ScoreFigures, 'calls' | 'notReviewedQ'> & { readonly name: string })[];
  /** Of the chosen scorecard: calls that answer each question with a number, and the mean of that. `q`: null where no query has them. */
  readonly questions: readonly {
    readonly question: string | null;
    readonly calls: number;
    readonly mean: number | null;
    readonly small: boolean;
    readonly q: string | null;
  }[];
  /** Reviews in the whole store; 0: there is nothing to say about scores. */
  readonly inStore: number;
  readonly ms: number;
}

/** A moment at which the series came up. (callId, startMs) names it for marking. */
export interface EvidenceMoment {
  readonly callId: string;
  readonly title: string;
  readonly startedMs: number;
  readonly durationSec: number;
  readonly startMs: number;
  readonly side: Side;
  readonly speaker: string | null;
  readonly phrase: string | null;
  /** What was said there, when there is a transcript. */
  readonly line: string | null;
  /** Where the phrase, or a related form of it, stands in the line; null where it does not. */
  readonly phraseAt: TextRange | null;
  /** The user's verdict on this hit. */
  readonly verdict: 'right' | 'wrong' | null;
}

export interface EvidencePage {
  /** Occurrences that meet the filter, and the calls they lie in. */
  readonly total: number;
  readonly calls: number;
  readonly items: readonly EvidenceMoment[];
  readonly offset: number;
  readonly ms: number;
}

/** Two trackers over the same calls; when one of them is mine, only over calls with a transcript. */
export interface OverlapReport {
  readonly a: { readonly key: string; readonly name: string };
  readonly b: { readonly key: string; readonly name: string };
  readonly both: { readonly calls: number; readonly q: string };
  readonly onlyA: { readonly calls: number; readonly q: string };
  readonly onlyB: { readonly calls: number; readonly q: string };
  readonly neither: { readonly calls: number; readonly q: string };
  readonly ms: number;
}

const q = v.pipe(v.string(), v.maxLength(4000));
const key = v.pipe(v.string(), v.maxLength(200));

/** What is counted. A query series is named by `name`, or by its own text. */
const seriesRef = v.variant('kind', [
  v.object({ kind: v.literal('tracker'), key }),
  v.object({ kind: v.literal('query'), q, name: v.optional(v.pipe(v.string(), v.maxLength(200))) }),
]);
export type SeriesRef = v.InferOutput<typeof seriesRef>;

/** With what a report is compared. 'previous' and 'year' need dates in the base. */
const comparison = v.variant('kind', [
  v.object({ kind: v.literal('previous') }),
  v.object({ kind: v.literal('year') }),
  v.object({ kind: v.literal('query'), q, name: v.optional(v.pipe(v.string(), v.maxLength(200))) }),
]);
export type Comparison = v.InferOutput<typeof comparison>;

const bucket = v.optional(v.picklist(['day', 'week', 'month', 'quarter']), 'week');
const base = { q: v.optional(q, ''), ...where } as const;
const one = { ...base, series: seriesRef } as const;
export const breakdownSorts = ['calls', 'share', 'change', 'mentions'] as const;
export type BreakdownSort = (typeof breakdownSorts)[number];

/** What parts of a report can be asked beside base, series and bucket: the same in questions, exports and pinned charts. */
export const partOptions = {
  field: v.optional(v.picklist(valueFields), 'outcome'),
  sort: v.optional(v.picklist(breakdownSorts), 'calls'),
  unit: v.optional(v.picklist(['percent', 'minutes']), 'percent'),
  split: v.optional(v.picklist(['side', 'outcome']), 'side'),
  /** Of scores: one scorecard; null: all. */
  scorecard: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(500))), null),
} as const;

/** Which occurrences: all of the base when nothing is given. */
const evidenceFilter = v.object({
  side: v.optional(side),
  phrase: v.optional(v.pipe(v.string(), v.maxLength(500))),
  /** A bin of 'trends/positions', exactly as it was answered. */
  bin: v.optional(
    v.object({
      unit: v.picklist(['percent', 'minutes']),
      from: v.number(),
      to: v.nullable(v.number()),
    }),
  ),
  /** Outcome of the call ('' is "no outcome"), for bins split by outcome. */
  outcome: v.optional(v.pipe(v.string(), v.maxLength(500))),
  /** Only those after which this tracker comes up within some seconds, as 'trends/follows' counts them. */
  followed: v.optional(
    v.object({
      key,
      withinSec: v.pipe(v.number(), v.minValue(1), v.maxValue(600)),
      /** Said by this side. */
      side: v.optional(side),
    }),
  ),
  /** Local days: from inclusive, to exclusive. */
  from: v.optional(day),
  to: v.optional(day),
  /** Only marked hits of this kind, or only unmarked ones. */
  verdict: v.optional(v.picklist(['right', 'wrong', 'none'])),
});
export type EvidenceFilter = v.InferOutput<typeof evidenceFilter>;

/** So many series share one axis. */
export const mostSeries = 5;

/** Everything a report can be asked, for exports and pinned charts. */
export const reportInput = {
  ...base,
  series: v.pipe(v.array(seriesRef), v.minLength(1), v.maxLength(mostSeries)),
  bucket,
  compare: v.optional(v.nullable(comparison), null),
} as const;

const { field, sort, unit, split, scorecard } = partOptions;
const rowLimit = (most: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)), most);

/** One part of a report: its question, and the heading of its chart in written reports (null: it has only a table). */
const part =
  <O>() =>
  <const H extends string | null, const E extends v.ObjectEntries>(heading: H, entries: E) => ({
    heading,
    question: read<O>()(entries),
  });

/**
 * The parts of a report, in the order of written ones. Questions ('trends/<part>'), exports, kinds of pinned charts, the command line
 * and the registries of db (`db/reports/parts`) and view (`features/trends/report/parts`) go by this list; a part that is missing
 * there is a type error. All but 'points' are about the first series.
 */
export const reportParts = {
  points: part<PointsReport>()('Over time', reportInput),
  breakdown: part<BreakdownReport>()('By outcome', {
    ...one,
    bucket,
    field: field.wrapped,
    sort,
    limit: rowLimit(30),
  }),
  positions: part<PositionsReport>()('When in the call', { ...one, unit, split }),
  phrases: part<PhrasesReport>()('Phrases', one),
  together: part<Rows<TogetherRow>>()('Comes up together with', one),
  follows: part<FollowsReport>()('What follows within 60 seconds', {
    ...one,
    withinSec: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(600)), 60),
    /** Only occurrences of the series said by this side; only answers said by that side. */
    side: v.optional(side),
    answerSide: v.optional(side),
  }),
  stages: part<Rows<StageRow>>()('Stage then and now', one),
  firsts: part<FirstsReport>()('First mention by account', { ...one, limit: rowLimit(30) }),
  scores: part<ScoresReport>()('Scores', { ...one, bucket, scorecard }),
  evidence: part<EvidencePage>()(null, {
    ...one,
    filter: v.optional(evidenceFilter, {}),
    /** 'newest' and 'oldest' by call, then by place in it. */
    order: v.optional(v.picklist(['newest', 'oldest']), 'newest'),
    offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    limit: rowLimit(50),
  }),
} as const;

export type PartName = keyof typeof reportParts;
export const partNames = Object.keys(reportParts) as PartName[];
export type PartInput<N extends PartName> = InputOf<(typeof reportParts)[N]['question']>;
export type PartReport<N extends PartName> = OutputOf<(typeof reportParts)[N]['question']>;

type Questions = { readonly [N in PartName as `trends/${N}`]: (typeof reportParts)[N]['question'] };

export const trendsProcedures = {
  /** All trackers, most calls first. */
  'trends/trackers': read<readonly TrackerInfo[]>()(),
  /** Errors of all reports: 'trends/unknown-tracker', 'trends/query-too-long'. */
  ...(Object.fromEntries(
    partNames.map((name) => [`trends/${name}`, reportParts[name].question]),
  ) as Questions),
  'trends/overlap': read<OverlapReport>()({ ...base, a: key, b: key }),
  /** The table of one part as CSV with the footer below it; cells that a spreadsheet would run are made harmless. */
  'trends/csv': read<{ readonly name: string; readonly text: string }>()({
    ...reportInput,
    ...partOptions,
    table: v.picklist(partNames),
    filter: v.optional(evidenceFilter, {}),
  }),
} as const;
