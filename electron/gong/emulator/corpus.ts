import type { CallData } from '../schema/call.ts';
import type { CallTranscript, GongUser, KeywordTracker, Workspace } from '../schema/neighbours.ts';

/** What the server must know of a call without loading it. */
export interface CallHead {
  readonly id: string;
  readonly startedMs: number;
  readonly workspaceId: string | null;
  readonly primaryUserId: string | null;
}

/** Calls to serve. Order is Gong's: by start, then by id. */
export interface Corpus {
  heads(): readonly CallHead[];
  /** The full record, without media; null when unknown. */
  call(id: string): CallData | null;
  transcript(id: string): CallTranscript | null;
  users(): readonly GongUser[];
  workspaces(): readonly Workspace[];
  trackers(): readonly KeywordTracker[];
}

/** Order of two calls in every list: start, then id as a number (ids have up to 20 digits). */
export function compareHeads(a: CallHead, b: CallHead): number {
  return a.startedMs - b.startedMs || a.id.length - b.id.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Head of a record. */
export function headOf(call: CallData): CallHead {
  const meta = call.metaData;
  return {
    id: meta.id,
    startedMs: Date.parse(meta.started ?? meta.scheduled ?? ''),
    workspaceId: meta.workspaceId ?? null,
    primaryUserId: meta.primaryUserId ?? null,
  };
}

/** Index of the first head that is not before (startedMs, id). */
export function lowerBound(heads: readonly CallHead[], startedMs: number, id: string | null): number {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const head = heads[middle] as CallHead;
    const before =
      id === null ? head.startedMs < startedMs : compareHeads(head, { ...head, startedMs, id }) < 0;
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A corpus in memory that can change while it is served: late arrivals, edits, deletions. */
export class LiveCorpus implements Corpus {
  #heads: CallHead[] = [];
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
    this.#heads = [...this.#calls.values()].map(headOf).sort(compareHeads);
    this.#transcripts = parts.transcript;
    this.#users = parts.users;
    this.#workspaces = parts.workspaces ?? workspacesOf(parts.calls);
    this.#trackers = parts.trackers ?? trackersOf(parts.calls);
  }

  heads = () => this.#heads;
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
    const head = headOf(call);
    this.#heads.splice(lowerBound(this.#heads, head.startedMs, head.id), 0, head);
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
    this.#heads = this.#heads.filter((head) => head.id !== id);
  }

  /** Makes a call invisible, as one that is still being processed; `reveal` lets it arrive late. */
  hide(id: string): void {
    const head = this.#heads.find((item) => item.id === id);
    if (!head) return;
    this.#hidden.set(id, head);
    this.#heads = this.#heads.filter((item) => item.id !== id);
  }

  reveal(id: string): void {
    const head = this.#hidden.get(id);
    if (!head) return;
    this.#hidden.delete(id);
    this.#heads.splice(lowerBound(this.#heads, head.startedMs, head.id), 0, head);
  }
}

const workspaceNames = ['Customer conversations', 'Product research', 'Partners', 'Success'];

/** Workspaces that the calls name. */
export function workspacesOf(calls: readonly CallData[]): Workspace[] {
  const ids = [...new Set(calls.flatMap((call) => call.metaData.workspaceId ?? []))].sort();
  return ids.map((id, at) => ({ id, name: workspaceNames[at] ?? `Workspace ${at + 1}`, description: null }));
}

/** Settings of the keyword trackers that the calls carry: their phrases are the keywords. */
export function trackersOf(calls: readonly CallData[]): KeywordTracker[] {
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
    languageKeywords: [{ language: 'eng', keywords: [...entry.keywords].sort(), includeRelatedForms: false }],
    affiliation: 'Anyone',
    partOfQuestion: false,
    saidAt: 'Anytime',
    saidAtInterval: null,
    saidAtUnit: null,
    saidInTopics: [],
    filterQuery: '{}',
    created: '2024-11-01T00:00:00Z',
    creatorUserId: null,
    updated: '2024-11-01T00:00:00Z',
    updaterUserId: null,
  }));
}
