import * as v from 'valibot';
import { read, write } from './define.ts';
import type { Edit } from './edits.ts';
import { id } from './inputs.ts';
import type { TextRange } from './ranges.ts';

/*
 * My trackers: the user's own, private, with the semantics of Gong's keyword trackers, computed over all history and kept up to
 * date by every sync. They count in queries (`tracker:"name"`), facets and reports as Gong's do.
 *
 * A **hit** is a place in a transcript where a phrase is said: it starts with the sentence in which the phrase begins, and a
 * phrase never spans two sentences. The same phrase twice in a sentence is one hit; two phrases are two.
 */

const phrase = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));

/** What a tracker looks for. */
const trackerDefinition = v.object({
  /** Phrases per language. `language` is a code ('eng') or name of the call's, or null: calls in any language. */
  languages: v.pipe(
    v.array(
      v.object({
        language: v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60))),
        phrases: v.pipe(v.array(phrase), v.maxLength(500)),
        /** Also other forms of the words: price finds prices, priced, pricing. */
        relatedForms: v.boolean(),
      }),
    ),
    v.maxLength(50),
  ),
  saidBy: v.picklist(['anyone', 'company', 'customer']),
  /** Only in sentences that end with a question mark. */
  onlyQuestions: v.boolean(),
  /** Only in a part of the call; null: all of it. */
  saidAt: v.nullable(
    v.object({
      part: v.picklist(['first', 'last']),
      amount: v.pipe(v.number(), v.minValue(1), v.maxValue(600)),
      unit: v.picklist(['minutes', 'percent']),
    }),
  ),
});
export type TrackerDefinition = v.InferOutput<typeof trackerDefinition>;

/** How right a tracker is by the user's own marks, with the 95 % Wilson band; share null without marks. */
export interface Precision {
  readonly right: number;
  readonly wrong: number;
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

export interface MyTracker {
  readonly id: number;
  /** 'mine:<id>', as series and marks name it. */
  readonly key: string;
  readonly name: string;
  readonly definition: TrackerDefinition;
  /** Grows with every change of the definition; shown in footers. */
  readonly version: number;
  readonly createdMs: number;
  readonly updatedMs: number;
  /** False while the hits of the newest version are still being looked for: figures are those of the version before. */
  readonly ready: boolean;
  readonly calls: number;
  readonly mentions: number;
  readonly precision: Precision;
}

/** One saved state. */
export interface TrackerVersion {
  readonly version: number;
  readonly atMs: number;
  readonly name: string;
  /** What changed against the version before, in words. */
  readonly summary: string;
  readonly definition: TrackerDefinition;
}

/** A hit of a definition that is not saved yet. */
export interface PreviewHit {
  readonly callId: string;
  readonly title: string;
  readonly startedMs: number;
  readonly startMs: number;
  readonly side: 'company' | 'customer' | 'unknown';
  readonly speaker: string | null;
  readonly phrase: string;
  readonly line: string;
  /** Where the phrase, or a related form of it, stands in the line; null where it does not. */
  readonly phraseAt: TextRange | null;
}

export interface TrackerPreview {
  readonly calls: number;
  /** Calls that could have a hit, those looked through without one left out; null when they were too many to count. */
  readonly callsAtMost: number | null;
  readonly mentions: number;
  readonly byPhrase: readonly { readonly phrase: string; readonly mentions: number }[];
  /** Newest hits. */
  readonly hits: readonly PreviewHit[];
  /** False: only the newest calls that could match were looked at, so calls and mentions are "at least". */
  readonly complete: boolean;
  readonly ms: number;
}

/** A tracker made from a query's words, to be reviewed and saved. */
export interface TrackerDraft {
  readonly name: string;
  readonly definition: TrackerDefinition;
  /** Parts of the query that a tracker cannot express, in words. */
  readonly leftOut: readonly string[];
}

/**
 * Event 'trackers/progress': the trackers of mine that are being computed now, with `done` of `total` calls that could have a hit.
 * An empty list: all are up to date.
 */
export interface TrackersProgress {
  readonly running: readonly {
    readonly id: number;
    readonly key: string;
    readonly done: number;
    readonly total: number;
  }[];
}

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100));

export const trackersProcedures = {
  /** Mine, by name. */
  'trackers/list': read<readonly MyTracker[]>()(),
  /** All saved states of one, newest first. Throws 'trackers/not-found'. */
  'trackers/versions': read<readonly TrackerVersion[]>()({ id }),
  /** What a definition would find now; cheap enough to ask while typing. */
  'trackers/preview': read<TrackerPreview>()({ definition: trackerDefinition }),
  /** The words of a query as a tracker. */
  'trackers/fromQuery': read<TrackerDraft>()({ q: v.pipe(v.string(), v.maxLength(4000)) }),
  /** Of any tracker, Gong's included. */
  'trackers/precision': read<Precision>()({ key: v.pipe(v.string(), v.maxLength(200)) }),
  /**
   * Makes a tracker, or changes one. Returns at once; 'trackers/progress' tells how the hits come along, 'store/changed' that
   * they are there. Throws 'trackers/name-taken' (also by one of Gong's), 'trackers/no-phrases', 'trackers/not-found'.
   */
  'trackers/save': write<{ readonly tracker: MyTracker; readonly edit: Edit }>()({
    id: v.optional(id),
    name,
    definition: trackerDefinition,
  }),
  /** Its versions and marks stay. Throws 'trackers/not-found'. */
  'trackers/remove': write<{ readonly edit: Edit }>()({ id }),
  /** Goes back to a version. Throws 'trackers/not-found', 'trackers/name-taken'. */
  'trackers/restore': write<{ readonly tracker: MyTracker; readonly edit: Edit }>()({
    id,
    version: v.pipe(v.number(), v.integer()),
  }),
  /** Marks a hit of any tracker as right or wrong, or takes the mark away. */
  'trackers/mark': write<{ readonly precision: Precision; readonly edit: Edit }>()({
    key: v.pipe(v.string(), v.maxLength(200)),
    callId: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
    startMs: v.pipe(v.number(), v.integer()),
    verdict: v.nullable(v.picklist(['right', 'wrong'])),
  }),
} as const;
