import * as v from 'valibot';
import { read, write } from './define.ts';
import type { Edit } from './edits.ts';
import { where } from './inputs.ts';
import type { FieldName } from './query/fields.ts';

/** How a list of calls is ordered. 'relevance' falls back to 'newest' when the query has no words. */
export type SortOrder = 'relevance' | 'newest' | 'oldest' | 'longest' | 'shortest';

/** Where in a call a text stands. One concept for outline items, highlights, comments, notes and spoken lines. */
export type MomentKind =
  | 'said'
  | 'outline'
  | 'highlight'
  | 'comment'
  | 'note'
  | 'title'
  | 'brief'
  | 'keyPoint'
  | 'people'
  | 'tracker';

/**
 * Text with its matches marked: U+E000 opens a match and U+E001 closes it (private use, never markup).
 * The view splits on them into text and <mark> nodes.
 */
export type MarkedText = string;

/** A moment that supports a hit: (call, kind, start, text). `startSec` null where the text has no time. */
export interface PassageHit {
  readonly kind: MomentKind;
  readonly startSec: number | null;
  readonly text: MarkedText;
  readonly speaker: string | null;
  readonly side: 'company' | 'customer' | 'unknown' | null;
  /** One neighbouring line before and after, for spoken lines. */
  readonly before: string | null;
  readonly after: string | null;
}

/** One row of the result list. */
export interface CallHit {
  readonly id: string;
  readonly title: MarkedText;
  readonly startedMs: number;
  /** When it came here or last changed here, whichever is later, UTC ms. */
  readonly touchedMs: number;
  /** Minutes east of UTC of the original timestamp. */
  readonly offsetMinutes: number;
  readonly durationSec: number;
  readonly host: string | null;
  readonly account: string | null;
  readonly scope: string | null;
  readonly direction: string | null;
  readonly system: string | null;
  readonly media: string | null;
  readonly language: string | null;
  readonly outcome: string | null;
  readonly stage: string | null;
  /** First lines of the brief (marked when it matched). */
  readonly brief: MarkedText | null;
  readonly trackers: readonly { readonly name: string; readonly count: number }[];
  readonly flags: readonly CallFlag[];
  readonly tags: readonly string[];
  readonly passages: readonly PassageHit[];
  /** Relevance, higher is better; null when not ranked. */
  readonly score: number | null;
}

export type CallFlag =
  | 'private'
  | 'gone'
  | 'starred'
  | 'reviewed'
  | 'changed'
  | 'offline'
  | 'hasTranscript'
  | 'hasComments'
  | 'hasNotes'
  | 'hasBrief';

/** A value of a facet. `key` is what the query grammar uses; `label` is shown. */
export interface FacetValue {
  readonly key: string;
  /** How the query names it, where not by its key: a plain name names everybody who has it. */
  readonly written?: string;
  readonly label: string;
  readonly count: number;
  /** Selected in the current query: included, excluded, or not. */
  readonly state: 'on' | 'off' | 'excluded';
}

export interface Facet {
  /** Field of the query grammar, e.g. 'rep', 'tracker', 'stage@call', 'weekday'. */
  readonly field: string;
  readonly label: string;
  readonly values: readonly FacetValue[];
  /** Number of values with a count above zero, of which `values` holds the first ones. */
  readonly distinct: number;
}

/** A stretch of the query text that could not be understood (or was put right), by UTF-16 offsets. */
export interface QueryProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly severity: 'error' | 'hint';
}

/** One clause of a query that found nothing: how many calls would be left without it. */
export interface RepairOption {
  readonly label: string;
  /** Calls found by this clause alone. */
  readonly alone: number;
  /** Calls found when this clause is dropped. */
  readonly without: number;
  /** The query text without the clause. */
  readonly q: string;
}

export interface SearchResult {
  /** Generation of the store the answer was computed from; grows with every ingest or edit. */
  readonly generation: number;
  readonly total: number;
  /** All calls in the store (visible under the current private/gone policy). */
  readonly corpusTotal: number;
  readonly hits: readonly CallHit[];
  /** Hits from this place of the page on come without their passages (see `seenOnly`). */
  readonly detailed: number;
  readonly offset: number;
  readonly facets: readonly Facet[];
  /** Calls per bucket over the result, dates in the asked time zone ('YYYY-MM-DD' of the bucket start). */
  readonly histogram: {
    readonly unit: 'day' | 'week' | 'month';
    readonly buckets: readonly { readonly from: string; readonly count: number }[];
  };
  /** The query in plain English. */
  readonly explanation: string;
  readonly problems: readonly QueryProblem[];
  /** Set when total is 0 and the query has clauses. */
  readonly repair: readonly RepairOption[];
  readonly didYouMean: string | null;
  /** Calls whose words are still being indexed, so that no word finds them yet; 0 for a query without words. */
  readonly unindexed: number;
  /** Milliseconds the reader spent. */
  readonly ms: number;
}

export interface Completion {
  readonly insert: string;
  readonly label: string;
  readonly detail: string;
  /** Field that a suggested value belongs to; null for fields themselves. */
  readonly field: FieldName | null;
  /** Text range of the query that `insert` replaces. */
  readonly from: number;
  readonly to: number;
}

export interface SavedSearch {
  readonly id: number;
  readonly name: string;
  readonly q: string;
  readonly total: number;
  /** Calls that match and were added or changed since the search was last opened. */
  readonly fresh: number;
  /** When it was last opened, UTC ms. */
  readonly seenMs: number;
}

/** Any string is a query to look with: problems are reported in the answer. Long pastes are cut by the parser. */
const queryText = v.pipe(v.string(), v.maxLength(100_000));

export const libraryProcedures = {
  'library/search': read<SearchResult>()({
    q: queryText,
    sort: v.optional(v.picklist(['relevance', 'newest', 'oldest', 'longest', 'shortest']), 'relevance'),
    offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(500)), 50),
    /** Facets and histogram are left empty when false (scrolling further pages). */
    facets: v.optional(v.boolean(), true),
    /** Passages are read for the rows that a screen shows at once only: a keystroke, whose other rows are asked for again. */
    seenOnly: v.optional(v.boolean(), false),
    /** The last word is still being typed and matches as a prefix. */
    typing: v.optional(v.boolean(), true),
    /** 0 none, 1 mild, 2 strong preference for recent calls when sorting by relevance. */
    recency: v.optional(v.picklist([0, 1, 2]), 0),
    ...where,
  }),
  /**
   * Ids of all calls that a query finds, newest first: for what is done with all of them. Throws 'query/not-understood': leaving
   * out a filter would do it with others too.
   */
  'library/ids': read<{ readonly ids: readonly string[] }>()({ q: queryText, ...where }),
  'library/facet': read<Facet>()({
    q: queryText,
    field: v.pipe(v.string(), v.maxLength(100)),
    contains: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
    limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
    ...where,
  }),
  'library/complete': read<readonly Completion[]>()({
    q: queryText,
    caret: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  /** The query with words that look like typos put right from the index's vocabulary; null when there is nothing better. */
  'library/didYouMean': read<{ q: string | null }>()({ q: queryText }),
  'saved/list': read<readonly SavedSearch[]>()({ ...where }),
  'saved/save': write<{ readonly id: number; readonly edit: Edit }>()({
    id: v.optional(v.number()),
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    q: queryText,
    /** When a new one was last opened, UTC ms; now where it is left out. */
    seenMs: v.optional(v.number()),
  }),
  /** Puts the saved searches in this order. */
  'saved/order': write<{ readonly edit: Edit }>()({ ids: v.pipe(v.array(v.number()), v.maxLength(10_000)) }),
  'saved/remove': write<{ readonly edit: Edit }>()({ id: v.number() }),
  /** Marks a saved search as looked at: its "new" count starts again from zero. */
  'saved/seen': write<{ ok: true }>()({ id: v.number() }),
  'history/list': read<readonly { q: string; atMs: number }[]>()(),
  'history/add': write<{ ok: true }>()({ q: queryText }),
  'history/clear': write<{ ok: true }>()(),
} as const;
