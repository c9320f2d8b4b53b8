import type { CallData } from '../schema/call.ts';
import type { KeywordTracker } from '../schema/tracker.ts';
import type { CallTranscript } from '../schema/transcript.ts';
import type { GongUser } from '../schema/user.ts';
import type { Workspace } from '../schema/workspace.ts';

/** What the server must know of a call without loading it. */
export interface CallHead {
  readonly id: string;
  readonly startedMs: number;
  /** Time that lists are ordered by: `scheduled`, or `started` where there is none. */
  readonly scheduledMs: number;
  readonly workspaceId: string | null;
  readonly primaryUserId: string | null;
}

/** Which of a call's two times. */
export type HeadTime = 'scheduledMs' | 'startedMs';

/** Calls to serve. */
export interface Corpus {
  /** In Gong's order of lists: by `scheduledMs`, then by id. */
  heads(): readonly CallHead[];
  /** The same heads by `startedMs`, then by id. */
  headsByStart(): readonly CallHead[];
  /** Head of a call that `heads` lists; null for any other. */
  head(id: string): CallHead | null;
  /** The full record, without media; null when unknown. */
  call(id: string): CallData | null;
  transcript(id: string): CallTranscript | null;
  users(): readonly GongUser[];
  workspaces(): readonly Workspace[];
  trackers(): readonly KeywordTracker[];
}

/** Order of two ids as numbers (ids have up to 20 digits). */
const compareIds = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Order of two calls in every list, or by their start: time, then id. */
export function compareHeads(a: CallHead, b: CallHead, by: HeadTime = 'scheduledMs'): number {
  return a[by] - b[by] || compareIds(a.id, b.id);
}

/** The first of some date-times that can be read, epoch ms. */
const firstTime = (...texts: readonly (string | null | undefined)[]): number =>
  texts.map((text) => Date.parse(text ?? '')).find((ms) => !Number.isNaN(ms)) ?? 0;

/** Head of a record. */
export function headOf(call: CallData): CallHead {
  const meta = call.metaData;
  return {
    id: meta.id,
    startedMs: firstTime(meta.started, meta.scheduled),
    scheduledMs: firstTime(meta.scheduled, meta.started),
    workspaceId: meta.workspaceId ?? null,
    primaryUserId: meta.primaryUserId ?? null,
  };
}

/** Index of the first head, in a list that is ordered by this time, that is not before (timeMs, id). */
export function lowerBound(
  heads: readonly CallHead[],
  timeMs: number,
  id: string | null,
  by: HeadTime = 'scheduledMs',
): number {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const head = heads[middle] as CallHead;
    const order = head[by] - timeMs || (id === null ? 0 : compareIds(head.id, id));
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const headTimes = ['scheduledMs', 'startedMs'] as const satisfies readonly HeadTime[];

/** Heads in both orders. A change makes new lists: one that was handed out stays as it was. */
class HeadIndex {
  readonly #byId = new Map<string, CallHead>();
  readonly #lists: Record<HeadTime, readonly CallHead[]>;

  constructor(heads: readonly CallHead[]) {
    for (const head of heads) this.#byId.set(head.id, head);
    const sorted = (by: HeadTime) => heads.toSorted((a, b) => compareHeads(a, b, by));
    this.#lists = { scheduledMs: sorted('scheduledMs'), startedMs: sorted('startedMs') };
  }

  get = (id: string): CallHead | null => this.#byId.get(id) ?? null;
  by = (time: HeadTime): readonly CallHead[] => this.#lists[time];

  add(head: CallHead): void {
    this.#byId.set(head.id, head);
    for (const by of headTimes) {
      const list = this.#lists[by];
      this.#lists[by] = list.toSpliced(lowerBound(list, head[by], head.id, by), 0, head);
    }
  }

  remove(id: string): void {
    if (!this.#byId.delete(id)) return;
    for (const by of headTimes) this.#lists[by] = this.#lists[by].filter((head) => head.id !== id);
  }
}

/** A corpus in memory that can change while it is served: late arrivals, edits, deletions. */
export class LiveCorpus implements Corpus {
  readonly #heads: HeadIndex;
  readonly #calls = new Map<string, CallData>();
  readonly #transcripts: (id: string) => CallTranscript | null;
  readonly #edited = new Map<string, CallTranscript | null>();
  readonly #hidden = new Map<string, CallHead>();
  #users: readonly GongUser[];
  #workspaces: readonly Workspace[];
  #trackers: readonly KeywordTracker[];

  constructor(parts: {
    calls: readonly CallData[];
    transcript: (id: string) => CallTranscript | null;
    users: readonly GongUser[];
    workspaces?: readonly Workspace[];
    trackers?: readonly KeywordTracker[];
  }) {
    for (const call of parts.calls) this.#calls.set(call.metaData.id, call);
    this.#heads = new HeadIndex([...this.#calls.values()].map(headOf));
    this.#transcripts = parts.transcript;
    this.#users = parts.users;
    this.#workspaces = parts.workspaces ?? workspacesOf(parts.calls);
    this.#trackers = parts.trackers ?? trackersOf(parts.calls);
  }

  heads = () => this.#heads.by('scheduledMs');
  headsByStart = () => this.#heads.by('startedMs');
  head = (id: string) => this.#heads.get(id);
  call = (id: string) => (this.#hidden.has(id) ? null : (this.#calls.get(id) ?? null));
  transcript = (id: string) =>
    this.#hidden.has(id)
      ? null
      : this.#edited.has(id)
        ? (this.#edited.get(id) ?? null)
        : this.#transcripts(id);
  users = () => this.#users;
  workspaces = () => this.#workspaces;
  trackers = () => this.#trackers;

  /** Adds a call, or puts a changed record in its place. */
  put(call: CallData, transcript?: CallTranscript | null): void {
    this.remove(call.metaData.id);
    this.#calls.set(call.metaData.id, call);
    this.#heads.add(headOf(call));
    if (transcript !== undefined) this.#edited.set(call.metaData.id, transcript);
  }

  /** Changes a record by a function from old to new; false when unknown. */
  edit(id: string, change: (call: CallData) => CallData): boolean {
    const call = this.#calls.get(id);
    if (!call) return false;
    this.put(change(structuredClone(call)));
    return true;
  }

  setTranscript(id: string, transcript: CallTranscript | null): void {
    this.#edited.set(id, transcript);
  }

  /** Deletes a call, as Gong does: it is just no longer listed. */
  remove(id: string): void {
    this.#calls.delete(id);
    this.#hidden.delete(id);
    this.#heads.remove(id);
  }

  /** Makes a call invisible, as one that is still being processed; `reveal` lets it arrive late. */
  hide(id: string): void {
    const head = this.#heads.get(id);
    if (!head) return;
    this.#hidden.set(id, head);
    this.#heads.remove(id);
  }

  reveal(id: string): void {
    const head = this.#hidden.get(id);
    if (!head) return;
    this.#hidden.delete(id);
    this.#heads.add(head);
  }
}

const workspaceNames = ['Customer conversations', 'Product research', 'Partners', 'Success'];

/** Workspaces that the calls name. */
function workspacesOf(calls: readonly CallData[]): Workspace[] {
  const ids = [...new Set(calls.flatMap((call) => call.metaData.workspaceId ?? []))].sort();
  return ids.map((id, at) => ({ id, name: workspaceNames[at] ?? `Workspace ${at + 1}`, description: null }));
}

/** Settings of the keyword trackers that the calls carry: their phrases are the keywords. */
function trackersOf(calls: readonly CallData[]): KeywordTracker[] {
  const found = new Map<string, { name: string; keywords: Set<string>; workspaceId: string | null }>();
  for (const call of calls) {
    for (const tracker of call.content?.trackers ?? []) {
      if (!tracker.id || tracker.type !== 'KEYWORD') continue;
      const entry = found.get(tracker.id) ?? {
        name: tracker.name ?? '',
        keywords: new Set<string>(),
        workspaceId: call.metaData.workspaceId ?? null,
      };
      for (const phrase of tracker.phrases ?? []) if (phrase.phrase) entry.keywords.add(phrase.phrase);
      found.set(tracker.id, entry);
    }
  }
  return [...found].map(([trackerId, entry]) => ({
    trackerId,
    trackerName: entry.name,
    workspaceId: entry.workspaceId,
    ...plainTracker([...entry.keywords].sort(), '2024-11-01T00:00:00Z'),
  }));
}

/** The settings of a keyword tracker that counts its phrases wherever and by whomever they are said. */
export const plainTracker = (keywords: readonly string[], created: string) => ({
  languageKeywords: [{ language: 'eng', keywords: [...keywords], includeRelatedForms: false }],
  affiliation: 'Anyone',
  partOfQuestion: false,
  saidAt: 'Anytime',
  saidAtInterval: null,
  saidAtUnit: null,
  saidInTopics: [],
  filterQuery: '{}',
  created,
  creatorUserId: null,
  updated: created,
  updaterUserId: null,
});
