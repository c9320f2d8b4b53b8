import { toWireError } from '../contract/errors.ts';
import type { SyncPhase, SyncStatus } from '../contract/sync.ts';

/** Keeps the status of a sync and tells listeners at most a few times a second. */
export class StatusKeeper {
  #status: SyncStatus = {
    state: 'idle',
    phase: 'idle',
    done: 0,
    total: null,
    rate: 0,
    etaSeconds: null,
    requestsToday: 0,
    requestBudget: 0,
    resumeAtMs: null,
    lastFinishedMs: null,
    lastSummary: null,
    error: null,
    problemCount: 0,
    removals: null,
    limitations: [],
  };
  readonly #publish: (status: SyncStatus) => void;
  readonly #now: () => number;
  #publishedAt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #phaseStart = { ms: 0, done: 0 };
  #transcripts = 0;

  constructor(publish: (status: SyncStatus) => void, now: () => number) {
    this.#publish = publish;
    this.#now = now;
  }

  get(): SyncStatus {
    return this.#status;
  }

  /** Changes the status; a change of state is told at once. */
  set(change: Partial<SyncStatus>): void {
    const before = this.#status.state;
    this.#status = { ...this.#status, ...change };
    if (this.#status.state !== before) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), Math.max(0, this.#publishedAt + 200 - this.#now()));
  }

  phase(phase: SyncPhase, total: number | null, done = 0): void {
    this.#phaseStart = { ms: this.#now(), done };
    this.set({ phase, total, done, rate: 0, etaSeconds: null });
  }

  /** Records done in this phase so far; rate and time left follow. */
  progress(done: number): void {
    const seconds = (this.#now() - this.#phaseStart.ms) / 1000;
    const rate = seconds > 0 ? (done - this.#phaseStart.done) / seconds : 0;
    const { total } = this.#status;
    this.set({
      done,
      total: total === null ? null : Math.max(total, done),
      rate: Math.round(rate * 10) / 10,
      etaSeconds: total !== null && rate > 0 ? Math.max(0, Math.round((total - done) / rate)) : null,
    });
  }

  /** Transcripts stored so far; told once the calls are through, which are the phase until then. */
  transcripts(done: number): void {
    this.#transcripts = done;
    if (this.#status.phase === 'transcripts') this.progress(done);
  }

  /** The calls are all stored: what is left are so many transcripts. */
  afterCalls(left: number): void {
    this.phase('transcripts', this.#transcripts + left, this.#transcripts);
  }

  /** A part that is left out, or something else that the user should know of a sync that got through. */
  limit(error: unknown, part?: string): void {
    const cause = toWireError(error);
    const wire = part ? { ...cause, message: `${part}: ${cause.message}` } : cause;
    if (!this.#status.limitations.some((known) => known.message === wire.message))
      this.set({ limitations: [...this.#status.limitations, wire] });
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #flush(): void {
    this.close();
    this.#publishedAt = this.#now();
    this.#publish(this.#status);
  }
}
