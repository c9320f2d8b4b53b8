import type { CallDetail } from './call.ts';
import { duration } from './units.ts';

/** Lines of a digest under one heading, each with the seconds of the call that it is about. */
export interface DigestGroup {
  readonly heading: string | null;
  readonly startSec: number | null;
  readonly items: readonly { readonly text: string; readonly startSecs: readonly number[] }[];
}

interface Part {
  /** The block of request and record in which it lies; null: it lies in none. */
  readonly block: 'content' | 'interaction' | 'collaboration' | null;
  /** Its field in the record where that is not called as the flag. */
  readonly field?: string;
  /** The part to which it only adds; it has no field of its own. */
  readonly addsTo?: string;
  readonly label: string;
  /** Order in settings, digests and lists of changes: what is read first comes first. */
  readonly rank: number;
  /** What lists of changes call it, where not by its label. */
  readonly change?: string;
  /** Its change is told as 'brief rewritten' instead of 'key points changed'. */
  readonly rewritten?: true;
  /** How it stands in a digest. Without it, page, files and command line have a place of their own for it. */
  readonly digest?: (call: CallDetail) => readonly DigestGroup[];
}

const lines = (texts: readonly string[]): readonly DigestGroup[] =>
  texts.length === 0
    ? []
    : [{ heading: null, startSec: null, items: texts.map((text) => ({ text, startSecs: [] })) }];
const lengths = (segments: CallDetail['topics']) =>
  lines(segments.map(({ name, durationSec }) => `${name}: ${duration(durationSec)}`));
const sections = (outline: CallDetail['outline']) =>
  outline.map(({ section, startSec, items }) => ({
    heading: section,
    startSec,
    items: items.map((item) => ({
      text: item.text,
      startSecs: item.startSec === null ? [] : [item.startSec],
    })),
  }));
const titled = (highlights: CallDetail['highlights']) =>
  highlights.map(({ title, items }) => ({ heading: title, startSec: null, items }));

/**
 * The parts of a call that Gong gives when a flag of contentSelector.exposedFields asks for them, in the order of Gong's page.
 * What a sync asks for and which switches it has, what of an earlier and wider sync stays, how a change is called, and what
 * digests hold is derived from it. All are asked for unless switched off.
 */
export const parts = {
  parties: { block: null, label: 'Participants', rank: 7 },
  structure: { block: 'content', label: 'Structure', rank: 10, digest: (call) => lengths(call.structure) },
  topics: { block: 'content', label: 'Topics', rank: 11, digest: (call) => lengths(call.topics) },
  trackers: { block: 'content', label: 'Trackers', rank: 8 },
  trackerOccurrences: { block: 'content', addsTo: 'trackers', label: 'Tracker occurrences', rank: 9 },
  pointsOfInterest: {
    block: 'content',
    label: 'Points of interest',
    rank: 12,
    digest: (call) => lines(call.pointsOfInterest),
  },
  brief: {
    block: 'content',
    label: 'Brief',
    rank: 1,
    rewritten: true,
    digest: (call) => lines(call.brief ? [call.brief] : []),
  },
  outline: {
    block: 'content',
    label: 'Outline',
    rank: 4,
    rewritten: true,
    digest: (call) => sections(call.outline),
  },
  highlights: { block: 'content', label: 'Highlights', rank: 3, digest: (call) => titled(call.highlights) },
  callOutcome: { block: 'content', label: 'Outcome', rank: 5 },
  keyPoints: { block: 'content', label: 'Key points', rank: 2, digest: (call) => lines(call.keyPoints) },
  speakers: { block: 'interaction', label: 'Talk time', rank: 13, change: 'talk times' },
  video: { block: 'interaction', label: 'Video segments', rank: 15 },
  personInteractionStats: {
    block: 'interaction',
    field: 'interactionStats',
    label: 'Interaction stats',
    rank: 14,
    change: 'interaction statistics',
  },
  questions: { block: 'interaction', label: 'Questions', rank: 16, change: 'question counts' },
  publicComments: { block: 'collaboration', label: 'Comments', rank: 6 },
} as const satisfies Readonly<Record<string, Part>>;

export type PartName = keyof typeof parts;

const named: readonly (readonly [PartName, Part])[] = Object.entries(parts) as [PartName, Part][];

/** The parts by rank. `field` is null where a part only adds to another. */
export const partList = named
  .map(([name, part]) => ({
    ...part,
    name,
    addsTo: part.addsTo as PartName | undefined,
    field: part.addsTo === undefined ? (part.field ?? name) : null,
    change: part.change ?? part.label.toLowerCase(),
  }))
  .sort((a, b) => a.rank - b.rank);

/** One value for each part, in the order of Gong's page. */
export const eachPart = <T>(value: (name: PartName) => T): Record<PartName, T> =>
  Object.fromEntries(named.map(([name]) => [name, value(name)])) as Record<PartName, T>;

type Block<B, T> = { [K in PartName as (typeof parts)[K]['block'] extends B ? K : never]: T };

/** Gong's exposedFields but media, with one value for each flag. */
type ExposedFields<T> = Block<null, T> & {
  [B in NonNullable<Part['block']>]: Block<B, T>;
};

/** One value for each flag, in the form of Gong's exposedFields. */
export function exposedFields<T>(value: (name: PartName) => T): ExposedFields<T> {
  const fields: Record<string, T | Record<string, T>> = {};
  for (const [name, { block }] of named) {
    if (block === null) fields[name] = value(name);
    else fields[block] = { ...(fields[block] as Record<string, T>), [name]: value(name) };
  }
  return fields as ExposedFields<T>;
}

/** What a call is in short: its parts that stand in a digest and are not empty. */
export const digestOf = (call: CallDetail) =>
  partList.flatMap(({ name, label, digest }) => {
    const groups = digest?.(call) ?? [];
    return groups.length === 0 ? [] : [{ name, label, groups }];
  });
