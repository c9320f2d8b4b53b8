/** Stretch of the query text, UTF-16 offsets. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Parts of a call that text can be looked for in. */
export const textFields = [
  'title',
  'brief',
  'key',
  'outline',
  'highlight',
  'said',
  'comment',
  'note',
  'people',
] as const;
export type TextField = (typeof textFields)[number];

/** Attributes with values to choose from: each is a facet. */
export const valueFields = [
  'rep',
  'who',
  'company',
  'account',
  'workspace',
  'tracker',
  'phrase',
  'outcome',
  'stage',
  'stage@call',
  'industry',
  'dir',
  'scope',
  'system',
  'lang',
  'media',
  'purpose',
  'tag',
  'scorecard',
  'score',
  'folder',
  'dur',
  'weekday',
  'has',
  'is',
] as const;
export type ValueField = (typeof valueFields)[number];
export const dateFields = ['after', 'before', 'date'] as const;
export type DateField = (typeof dateFields)[number];

export const hasValues = [
  'transcript',
  'media',
  'comments',
  'brief',
  'notes',
  'tags',
  'trackers',
  'highlights',
  'scorecard',
  'folder',
] as const;
export const isValues = [
  'unreviewed',
  'reviewed',
  'offline',
  'private',
  'starred',
  'gone',
  'changed',
] as const;
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
/** Duration bands in minutes: [key, from inclusive, to exclusive]. */
export const durationBands = [
  ['0-5m', 0, 5],
  ['5-15m', 5, 15],
  ['15-30m', 15, 30],
  ['30-60m', 30, 60],
  ['60-90m', 60, 90],
  ['90m+', 90, Number.POSITIVE_INFINITY],
] as const;

/**
 * Bands of a call's score in percent of the highest one: [key, from inclusive, to exclusive]. With Gong's usual questions,
 * which go from 1 to 5, each but the lowest begins at a whole score.
 */
export const scoreBands = [
  ['0-40', 0, 40],
  ['40-60', 40, 60],
  ['60-80', 60, 80],
  ['80-100', 80, Number.POSITIVE_INFINITY],
] as const;
/** Values of `score:`: a band, reviewed without an answer that is a number, or no review at all. */
export const scoreValues = [...scoreBands.map(([key]) => key), 'no-score', 'not-reviewed'] as const;

export interface Value {
  readonly text: string;
  /** Quoted values match the whole attribute; bare ones any part of it. */
  readonly exact: boolean;
}

export type Node =
  | { readonly kind: 'and'; readonly nodes: readonly Node[] }
  | { readonly kind: 'or'; readonly nodes: readonly Node[] }
  | { readonly kind: 'not'; readonly node: Node; readonly span: Span }
  | {
      readonly kind: 'word';
      readonly text: string;
      readonly prefix: boolean;
      readonly field: TextField | null;
      readonly span: Span;
    }
  | { readonly kind: 'phrase'; readonly text: string; readonly field: TextField | null; readonly span: Span }
  | {
      readonly kind: 'near';
      readonly words: readonly string[];
      readonly distance: number;
      readonly span: Span;
    }
  | {
      readonly kind: 'value';
      readonly field: ValueField;
      readonly values: readonly Value[];
      readonly span: Span;
    }
  | {
      readonly kind: 'duration';
      readonly op: '<' | '<=' | '>' | '>=' | '=';
      readonly minutes: number;
      readonly span: Span;
    }
  | {
      readonly kind: 'score';
      readonly op: '<' | '<=' | '>' | '>=' | '=';
      /** Of the highest score, two decimals at most. */
      readonly percent: number;
      readonly span: Span;
    }
  | { readonly kind: 'date'; readonly field: DateField; readonly text: string; readonly span: Span }
  /** Calls that came or changed here since: a date as above, or a moment '2026-11-25T13:04:11.123Z'. */
  | { readonly kind: 'new'; readonly text: string; readonly span: Span };

/** A parsed query; `root` null means everything. */
export interface Query {
  readonly root: Node | null;
  readonly problems: readonly {
    readonly from: number;
    readonly to: number;
    readonly message: string;
    readonly severity: 'error' | 'hint';
  }[];
}
