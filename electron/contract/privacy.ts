import * as v from 'valibot';
import { main, read } from './define.ts';

/** Why a call was removed from here: gone from Gong, older than the user's rule, hosted by others than those who are synced, or of a person who was erased. */
type RemovalReason = 'gone' | 'age' | 'host' | 'person';

/** Months that calls are kept for under the rule by age. */
export const keepMonths = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600)));

/** The moment that many months before `nowMs`, epoch ms: what started earlier is older. Null: nothing is too old. */
export function monthsBefore(months: number | null, nowMs: number): number | null {
  if (months === null) return null;
  const then = new Date(nowMs);
  const day = then.getUTCDate();
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() - months);
  const last = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(day, last));
  return then.getTime();
}

/** A call that a rule is going to remove. */
interface DueCall {
  readonly id: string;
  readonly title: string;
  readonly startedMs: number;
  readonly why: Exclude<RemovalReason, 'person' | 'host'>;
}

/** What rules would remove of what is here now. */
export interface RetentionPreview {
  readonly count: number;
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** Of the count: those gone from Gong. They go with a sync, after Gong was asked for them once more. */
  readonly gone: number;
  /** Calls old enough that stay because they are starred or have notes. */
  readonly spared: number;
  /** Kept recordings that go with them, bytes. */
  readonly recordingBytes: number;
  /** Highlights of mine that lose the words they quote; what I typed stays. */
  readonly quotes: number;
  /** The first of them, oldest first. */
  readonly calls: readonly DueCall[];
}

/** Calls that are here of a wider scope. */
export interface OtherHosts {
  readonly count: number;
  readonly spared: number;
}

/** One call that was removed; Gong's id says nothing of what was in it. */
export interface Removal {
  readonly atMs: number;
  readonly callId: string;
  readonly why: RemovalReason;
}

/** How much of a person there is, or was erased. */
export interface ErasureCounts {
  /** Calls they took part in. */
  readonly calls: number;
  /** Other calls in which they are named. */
  readonly named: number;
  /** Monologues that they spoke. */
  readonly lines: number;
  /** Comments that they wrote. */
  readonly comments: number;
  /** Notes of the user's own, and other texts of theirs, that name them or quote their words. */
  readonly notes: number;
  /** Kept recordings on which they speak. */
  readonly recordings: number;
  /** Places where a part of their name stands that may be another's too: they stay. */
  readonly undecided: number;
}

/** Somebody that a text names, as calls list them. */
export interface FoundPerson {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly phones: readonly string[];
  readonly calls: number;
}

/** What there is of the people that a text names, before any of it is erased. */
export interface ErasurePreview {
  readonly people: readonly FoundPerson[];
  readonly counts: ErasureCounts;
  /** What may name them or another and stays, most first: a first name alone, initials. */
  readonly undecided: readonly { readonly text: string; readonly count: number }[];
  /** The first calls they took part in, newest first. */
  readonly calls: readonly { readonly id: string; readonly title: string; readonly startedMs: number }[];
}

/** What can be handed on: that and when somebody was erased, how, and how much of them there was; nothing of who it was. */
export interface ErasureReceipt {
  readonly id: number;
  readonly atMs: number;
  /** When no file held a trace any more; null: not yet. */
  readonly finishedMs: number | null;
  readonly takes: 'calls' | 'words';
  readonly counts: ErasureCounts;
}

/** An address, a phone number or a whole name. */
const person = v.pipe(v.string(), v.trim(), v.minLength(2), v.maxLength(300));

export const privacyProcedures = {
  /** What these rules would remove now. */
  'retention/preview': read<RetentionPreview>()({
    keepMonths,
    gonePolicy: v.picklist(['keep', 'hide', 'purge']),
    graceDays: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3650)),
  }),
  /** Removes what is older than the stored rule says, for good. */
  'retention/apply': main<{ readonly removed: number }>()(),
  /** Calls hosted by others than these people: how many could be removed, and how many would stay, starred or with notes. */
  'retention/others': read<OtherHosts>()({ primaryUserIds: v.array(v.string()) }),
  /** Removes the calls hosted by others than the stored scope names, for good, but those starred or with notes. */
  'retention/removeOthers': main<{ readonly removed: number }>()(),
  /** The last removals, newest first. */
  'retention/removals': read<readonly Removal[]>()(),
  'erase/preview': read<ErasurePreview>()({ person }),
  /** Erases the people that a text names, for good: their calls, or their words, names, addresses and recordings. */
  'erase/person': main<ErasureReceipt>()({ person, takes: v.picklist(['calls', 'words']) }),
  /** Newest first. */
  'erase/receipts': read<readonly ErasureReceipt[]>()(),
} as const;
