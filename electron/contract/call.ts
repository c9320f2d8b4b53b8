import * as v from 'valibot';
import { main, read, write } from './define.ts';
import type { Edit } from './edits.ts';
import { where } from './inputs.ts';
import type { MomentKind } from './library.ts';
import type { TextRange } from './ranges.ts';

export type Side = 'company' | 'customer' | 'unknown';

export interface ContextField {
  readonly name: string;
  /** The value as text, at each timing; null where absent. Objects are JSON text. */
  readonly now: string | null;
  readonly timeOfCall: string | null;
  readonly changed: boolean;
}

export interface ContextObject {
  readonly system: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly fields: readonly ContextField[];
  /** Which timings came. */
  readonly timings: readonly string[];
}

export interface CallParty {
  readonly id: string | null;
  /** As this call lists it. */
  readonly name: string | null;
  /** The newest name known of the person, where this call lists another one; null where it is the same. */
  readonly currentName: string | null;
  readonly emailAddress: string | null;
  readonly phoneNumber: string | null;
  readonly title: string | null;
  readonly userId: string | null;
  readonly speakerId: string | null;
  readonly affiliation: string | null;
  readonly side: Side;
  readonly company: string | null;
  readonly methods: readonly string[];
  /** Seconds that the person speaks in the transcript; null without a transcript, 0 for one who says nothing. */
  readonly talkTimeSec: number | null;
  /** Gong's own figure in seconds. Gong has one of its users only. */
  readonly gongTalkTimeSec: number | null;
  readonly context: readonly ContextObject[];
  /** What tells the person apart in all calls. By a name alone it is anybody of this name; null: nothing is known. */
  readonly knownBy: 'user' | 'address' | 'phone' | 'name' | null;
  /** How many other calls this person is on; `q` finds them and this call. */
  readonly otherCalls: number;
  readonly q: string | null;
}

export interface Occurrence {
  readonly startSec: number;
  readonly speakerId: string | null;
  readonly speaker: string | null;
  readonly side: Side;
  readonly phrase: string | null;
}

export interface CallTracker {
  readonly id: string | null;
  readonly name: string;
  readonly type: string | null;
  readonly count: number;
  readonly bySide: Readonly<Record<Side, number>>;
  /** Union of the tracker's own and its phrases' occurrences, each moment once. */
  readonly occurrences: readonly Occurrence[];
  readonly phrases: readonly { readonly phrase: string; readonly count: number }[];
  /** Set for a tracker of mine. `ready` is false while the hits of its newest version are still being looked for. */
  readonly mine: { readonly id: number; readonly ready: boolean } | null;
}

export interface CallComment {
  readonly id: string | null;
  readonly inReplyTo: string | null;
  readonly author: string;
  readonly postedMs: number | null;
  readonly startSec: number | null;
  readonly endSec: number | null;
  readonly duringCall: boolean | null;
  /** Text in pieces; mentions `@[name](id)` are resolved to people. */
  readonly parts: readonly { readonly text: string; readonly mentionUserId: string | null }[];
}

export interface InteractionStat {
  readonly name: string;
  readonly value: number;
  /** Median of the same host over all synced calls. */
  readonly hostMedian: number | null;
  readonly hostCalls: number;
}

export interface Note {
  readonly id: number;
  readonly kind: 'note' | 'bookmark' | 'highlight';
  readonly startSec: number | null;
  readonly endSec: number | null;
  readonly text: string;
  /** For highlights: the quoted transcript text. */
  readonly quote: string | null;
  readonly createdMs: number;
}

/** A review of the call by one of Gong's scorecards. */
export interface AnsweredScorecard {
  readonly id: string;
  /** Of the scorecard; `q` finds the calls that were reviewed with it. */
  readonly name: string;
  readonly q: string;
  /** By Gong itself; its reviewer is 'Gong'. */
  readonly automatic: boolean;
  readonly reviewer: string | null;
  readonly reviewed: string | null;
  /** Who changed the answers last, if somebody else did. */
  readonly editor: string | null;
  readonly reviewedMs: number | null;
  /** Not everybody in the company may see it in Gong. */
  readonly isPrivate: boolean;
  /** Percent of the highest score; null: no answer is a number. */
  readonly score: number | null;
  readonly answers: readonly {
    /** Null: the question is no longer in its scorecard, or scorecards may not be read. */
    readonly question: string | null;
    /** The question about the call as a whole. */
    readonly isOverall: boolean;
    readonly score: number | null;
    readonly highest: number | null;
    readonly percent: number | null;
    readonly text: string | null;
    readonly options: readonly string[];
    readonly notApplicable: boolean;
  }[];
}

/** A folder of the team's library in which the call is kept, whole or a snippet of it. */
export interface LibraryPlace {
  /** 'Onboarding / Good questions'; `q` finds what the folder keeps. */
  readonly path: string;
  readonly q: string;
  readonly note: string | null;
  readonly addedBy: string | null;
  readonly addedMs: number | null;
  /** Seconds; null: the whole call. */
  readonly startSec: number | null;
  readonly endSec: number | null;
}

export interface CallDetail {
  readonly id: string;
  readonly title: string;
  readonly url: string | null;
  readonly startedMs: number;
  readonly offsetMinutes: number;
  readonly scheduledMs: number | null;
  readonly durationSec: number;
  /** The host's newest name, told apart from other people of that name. */
  readonly host: string | null;
  readonly hostUserId: string | null;
  /** Every other metaData field by Gong's name (direction, system, scope, media, language, purpose, meetingUrl, customData, …), as text. */
  readonly meta: readonly { readonly name: string; readonly value: string }[];
  readonly isPrivate: boolean;
  readonly goneMs: number | null;
  readonly syncedMs: number;
  readonly account: string | null;
  readonly context: readonly ContextObject[];
  /** The participants in Gong's order, then speakers that are not among them. */
  readonly parties: readonly CallParty[];
  /** Seconds of speech in the transcript, which shares of talk time are parts of; null without a transcript. */
  readonly speechSec: number | null;
  readonly brief: string | null;
  readonly keyPoints: readonly string[];
  readonly outline: readonly {
    readonly section: string;
    readonly startSec: number | null;
    readonly durationSec: number | null;
    readonly items: readonly { readonly text: string; readonly startSec: number | null }[];
  }[];
  readonly highlights: readonly {
    readonly title: string;
    readonly items: readonly { readonly text: string; readonly startSecs: readonly number[] }[];
  }[];
  readonly outcome: {
    readonly id: string | null;
    readonly category: string | null;
    readonly name: string | null;
  } | null;
  readonly structure: readonly { readonly name: string; readonly durationSec: number }[];
  readonly topics: readonly { readonly name: string; readonly durationSec: number }[];
  readonly pointsOfInterest: readonly string[];
  /** Gong's in its order, then, on calls with a transcript, mine by name. Those never mentioned too. */
  readonly trackers: readonly CallTracker[];
  readonly interactionStats: readonly InteractionStat[];
  readonly video: readonly { readonly name: string; readonly durationSec: number }[];
  readonly questions: { readonly company: number | null; readonly nonCompany: number | null } | null;
  readonly comments: readonly CallComment[];
  /** Newest first. */
  readonly scorecards: readonly AnsweredScorecard[];
  readonly library: readonly LibraryPlace[];
  readonly hasTranscript: boolean;
  readonly mine: PersonalLayer;
}

/** What an export masks. */
export interface MaskCounts {
  /** By what stands in the texts and what takes its place, with the number of places; most first. */
  readonly masked: readonly { readonly text: string; readonly alias: string; readonly count: number }[];
  /** What may be a name or a word of the language and stays, with one place as an example; most first. */
  readonly undecided: readonly { readonly text: string; readonly count: number; readonly example: string }[];
  /** Addresses and phone numbers masked. */
  readonly contacts: number;
  /** In how many calls, and of how many: names are looked for in the first 500. */
  readonly checked: number;
  readonly calls: number;
}

/** The user's own layer over a call: never uploaded, kept when the call disappears. */
export interface PersonalLayer {
  readonly starred: boolean;
  readonly reviewedMs: number | null;
  readonly tags: readonly string[];
  readonly notes: readonly Note[];
  /** Last playback position in seconds. */
  readonly positionSec: number;
  /** Heard stretches in seconds, merged and sorted. */
  readonly heard: readonly (readonly [number, number])[];
}

export interface Monologue {
  readonly speakerId: string | null;
  readonly topic: string | null;
  readonly sentences: readonly { readonly startMs: number; readonly endMs: number; readonly text: string }[];
}

export interface Transcript {
  readonly monologues: readonly Monologue[];
  readonly speakers: readonly { readonly speakerId: string; readonly name: string; readonly side: Side }[];
}

/** The best supporting moment of a sentence of the brief or a key point. */
export interface Receipt {
  readonly source: 'brief' | 'keyPoint';
  /** Index of the key point, or of the sentence within the brief. */
  readonly index: number;
  readonly text: string;
  /** Where the text begins in the brief (UTF-16 offset); 0 for a key point. */
  readonly from: number;
  readonly confidence: 'certain' | 'likely' | 'none';
  readonly moment: {
    readonly kind: MomentKind;
    readonly startSec: number;
    readonly endSec: number;
    readonly text: string;
    /** The words of the text that it shares with the sentence. */
    readonly marks: readonly TextRange[];
    readonly speaker: string | null;
  } | null;
  /** Why: the words both share. */
  readonly shared: readonly string[];
}

export interface CallChange {
  readonly atMs: number;
  /** 'brief rewritten', '2 new comments', 'stage Proposal → Negotiation'. */
  readonly summary: string;
  readonly fields: readonly {
    readonly field: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
}

export interface FindHit {
  readonly kind: MomentKind;
  readonly startSec: number | null;
  /** Monologue and sentence index for spoken lines. */
  readonly monologue: number | null;
  readonly sentence: number | null;
}

/** Words and phrases found in a call. */
export interface FoundInCall {
  /** The lines that have most of what was asked, by time; untimed ones first. A phrase over two sentences is a hit of the first. */
  readonly hits: readonly FindHit[];
  /** What is found in every text of the page, hit or not, by the text's place (see `placeOf`). */
  readonly marks: Readonly<Record<string, readonly TextRange[]>>;
}

/** The texts of a call's page that can have marks, with the numbers that lead to one of them. */
interface MarkedTexts {
  title: [];
  brief: [];
  keyPoint: [index: number];
  /** A section's heading, or an item of it; highlights likewise. */
  outline: [section: number, item?: number];
  highlight: [group: number, item?: number];
  point: [index: number];
  comment: [index: number];
  note: [id: number];
  quote: [noteId: number];
  said: [monologue: number, sentence: number];
}

/** The key of a text's ranges in `FoundInCall.marks`. Ranges of a comment are those of its parts joined. */
export const placeOf = <T extends keyof MarkedTexts>(text: T, ...at: MarkedTexts[T]): string =>
  [text, ...at].join(':');

/** A stretch of a recording that plays by itself: from its second on, up to the next one's. */
export interface RecordingPart {
  readonly startSec: number;
  readonly url: string;
}

export interface MediaState {
  readonly callId: string;
  /**
   * streamable: Gong has media and we may fetch it; offline: on this laptop; none: Gong has none;
   * scopeMissing: the key lacks api:calls:read:media-url; unreachable: no network; gone: Gong no longer has the call.
   */
  readonly state: 'streamable' | 'offline' | 'none' | 'scopeMissing' | 'unreachable' | 'gone' | 'off';
  readonly message: string;
  /**
   * Same-origin paths the player loads; null when that track does not exist. Another path of the same track is another form of it
   * (one with an index), to be loaded anew.
   */
  readonly audioUrl: string | null;
  readonly videoUrl: string | null;
  /**
   * Where one file does not play all (other sampling rates glued together): the parts of what the player loads, each on the time scale of
   * the whole and to be loaded by its own path; absent elsewhere.
   */
  readonly parts?: readonly RecordingPart[];
  /** Saves the recording as it came. */
  readonly originalUrl: string | null;
  readonly offlineBytes: number;
}

/** What a recording's own bytes say about it; asked when it is loaded. */
export interface RecordingFacts {
  readonly callId: string;
  readonly kind: 'audio' | 'video';
  /** Container and codec for people: 'MP3, variable bit rate', 'WAV, GSM 6.10'; null when the bytes tell nothing. */
  readonly format: string | null;
  /** False: no browser plays that codec; `message` says which and what to do. */
  readonly playable: boolean;
  /**
   * exact: the second asked for is heard; approximate: an MP3 of variable bit rate whose frames are not known yet; firstPart: neither are
   * they, and it is of files glued together, of which a player takes the first until then.
   */
  readonly seeking: 'exact' | 'approximate' | 'firstPart';
  /** Seconds by the index; null where the container's own length is right or nothing is known. */
  readonly durationSec: number | null;
  readonly message: string | null;
  /** Set where the system decides whether its picture is shown: the browser is to be asked. */
  readonly picture: {
    /** With its codec, for `canPlayType`. */
    readonly type: string;
    /** Nothing else of the recording plays. */
    readonly alone: boolean;
    /** What is said where it is not shown, and what to do. */
    readonly message: string;
  } | null;
}

/** A streamed recording is read through once, so that every second of it can be found. */
export interface RecordingLoading {
  readonly callId: string;
  readonly kind: 'audio' | 'video';
  readonly bytes: number;
  /** Null while the media host has not told. */
  readonly totalBytes: number | null;
}

export interface OfflineItem {
  readonly callId: string;
  readonly title: string;
  readonly state: 'queued' | 'downloading' | 'done' | 'failed';
  readonly bytes: number;
  /** As the media host states it. Null of a 'done' one: it did not, so nothing but a clean end says that all of it came. */
  readonly totalBytes: number | null;
  readonly error: string | null;
}

export interface OfflineStatus {
  readonly budgetBytes: number;
  /** All that the media folder holds, so also parts, loads, and recordings of hidden calls. */
  readonly usedBytes: number;
  readonly items: readonly OfflineItem[];
}

/** Gong's id of a call. */
export const callId = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const seconds = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1_000_000));
const text = v.pipe(v.string(), v.maxLength(100_000));
const queryText = text;

/** Calls that can be marked as one edit: it is kept whole, to be taken back. */
export const markedAtOnce = 10_000;
const track = v.picklist(['audio', 'video']);
const tag = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100));
/** A mark that calls can get together. */
const callMark = v.variant('kind', [
  v.object({ kind: v.literal('tag'), tag, on: v.boolean() }),
  v.object({ kind: v.literal('review'), on: v.boolean() }),
]);
export type CallMark = v.InferOutput<typeof callMark>;

/** What an export is made of, and how. */
const exported = {
  /** Either one call, or the result set of a query. */
  id: v.optional(callId),
  q: v.optional(queryText),
  format: v.picklist(['markdown', 'html', 'csv', 'csv-transcript', 'json', 'jsonl', 'srt', 'vtt']),
  transcript: v.optional(v.boolean(), false),
  /** People's names and addresses. */
  maskNames: v.optional(v.boolean(), false),
  /** Addresses and phone numbers. */
  maskContacts: v.optional(v.boolean(), false),
  maskCompanies: v.optional(v.boolean(), false),
  /** Words that 'export/masks' could not decide and that are names. */
  alsoMask: v.optional(v.array(v.pipe(v.string(), v.maxLength(200))), []),
  ...where,
};

export const callProcedures = {
  'call/get': read<CallDetail>()({ id: callId }),
  'call/transcript': read<Transcript>()({ id: callId }),
  /**
   * `typing`: the last word is unfinished. Without it, it is taken so only where it does not stand in the call as it is: a call can be
   * opened from the results of a search that is still being typed.
   */
  'call/find': read<FoundInCall>()({ id: callId, q: queryText, typing: v.optional(v.boolean(), false) }),
  /** Texts with the people of the call named by their side ('our side', 'the customer', 'a participant'). */
  'call/withoutNames': read<readonly string[]>()({
    id: callId,
    texts: v.pipe(v.array(text), v.maxLength(10)),
  }),
  'call/receipts': read<readonly Receipt[]>()({ id: callId }),
  'call/changes': read<readonly CallChange[]>()({ id: callId }),
  /** The record as Gong sent it, as indented JSON text. */
  'call/raw': read<{ json: string; fetchedMs: number }>()({ id: callId }),

  'personal/star': write<{ edit: Edit }>()({ id: callId, on: v.boolean() }),
  'personal/review': write<{ edit: Edit }>()({ id: callId, on: v.boolean() }),
  'personal/tag': write<{ edit: Edit }>()({ id: callId, tag, on: v.boolean() }),
  /** Tags, untags or reviews many calls as one edit; `changed`: those that were not so before. */
  'personal/markMany': write<{ edit: Edit; changed: number }>()({
    ids: v.pipe(v.array(callId), v.minLength(1), v.maxLength(markedAtOnce)),
    mark: callMark,
  }),
  'personal/addNote': write<{ edit: Edit; note: Note }>()({
    id: callId,
    kind: v.picklist(['note', 'bookmark', 'highlight']),
    startSec: v.nullable(seconds),
    endSec: v.nullable(seconds),
    text,
    quote: v.nullable(text),
  }),
  'personal/editNote': write<{ edit: Edit }>()({ noteId: v.number(), text }),
  'personal/removeNote': write<{ edit: Edit }>()({ noteId: v.number() }),
  'personal/tags': read<readonly { tag: string; calls: number }[]>()(),
  /** How much of calls was heard; calls never played are left out. */
  'personal/heard': read<readonly { id: string; share: number }[]>()({
    ids: v.pipe(v.array(callId), v.maxLength(500)),
  }),
  'personal/progress': write<{ ok: true }>()({
    id: callId,
    positionSec: seconds,
    heard: v.pipe(v.array(v.tuple([seconds, seconds])), v.maxLength(1000)),
  }),
  'personal/seenChanges': write<{ edit: Edit }>()({ id: callId }),

  'media/state': main<MediaState>()({ id: callId }),
  /** Asks Gong for a fresh URL after a playback error; at most one renewal per failure. */
  'media/renew': main<MediaState>()({ id: callId }),
  /** What the recording is; reads no more than its head and tail, or a kept one through once. */
  'media/describe': main<RecordingFacts>()({ id: callId, kind: track }),
  /**
   * Reads a streamed recording through once, so that its frames are known; its path is another one then. Says how far it is with
   * `media/loading`; ends when the request is aborted.
   */
  'media/load': main<MediaState>()({ id: callId, kind: track }),
  'media/keep': main<OfflineStatus>()({ ids: v.pipe(v.array(callId), v.maxLength(100_000)) }),
  'media/drop': main<OfflineStatus>()({ ids: v.pipe(v.array(callId), v.maxLength(100_000)) }),
  'media/offline': main<OfflineStatus>()(),
  'media/setBudget': main<OfflineStatus>()({ bytes: v.pipe(v.number(), v.integer(), v.minValue(0)) }),

  /** Throws 'query/not-understood' for a query of which a filter would be left out. */
  'export/calls': read<{ filename: string; mime: string; content: string; calls: number }>()(exported),
  /** What an export with these masks replaces and what it cannot decide, without making it. Throws the same. */
  'export/masks': read<MaskCounts>()(exported),
} as const;
