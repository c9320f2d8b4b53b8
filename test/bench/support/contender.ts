import type { BenchQuery } from './queries.ts';

/** What a contender says it found, to compare with the others. */
interface Answer {
  readonly total: number;
  /** Rows of the first page, with snippets. */
  readonly hits: number;
}

/** An engine that is ready to answer. */
interface Ready {
  /** Milliseconds from nothing to the first answer: open files, or load or build what lives in memory. */
  readonly startMs: number;
  /** Seconds to make the index from documents, where it was made in this run. */
  readonly ingestSeconds: number | null;
  /** Bytes on disk, or null for one that lives in memory only. */
  readonly diskBytes: number | null;
  /** Of these, what only speeds up search, where that can be told apart. */
  readonly indexBytes?: number;
  /** In words, what `startMs` is. */
  readonly start: string;
  /** The 50 best hits with snippets and the exact total. Null: cannot. */
  page(query: BenchQuery): Promise<Answer | null> | Answer | null;
  /** All facet counts, the histogram and the exact total, no hits. Null: cannot. */
  facets(query: BenchQuery): Promise<Answer | null> | Answer | null;
  /** Both together, as one keystroke needs them. Null: cannot. */
  keystroke(query: BenchQuery): Promise<Answer | null> | Answer | null;
  close(): void;
}

/** What a contender needs to begin. */
export interface Job {
  readonly contender: string;
  /** The synthetic store. */
  readonly store: string;
  /** The store's calls as flat documents, a JSON object a line; made for peers only. */
  readonly documents: string;
  readonly calls: number;
  readonly transcripts: boolean;
  readonly warm: readonly BenchQuery[];
  /** Different questions for each task, so that none is prepared by another. */
  readonly queries: Readonly<Record<Task, readonly BenchQuery[]>>;
  /** Milliseconds a class may take before its other queries are left out. */
  readonly budgetMs: number;
}

export type Prepare = (job: Job) => Promise<Ready>;

const tasks = ['page', 'facets', 'keystroke'] as const;
export type Task = (typeof tasks)[number];

/** Latencies of one class, milliseconds. */
export interface Figures {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** The same questions asked again later, with all others in between. */
  readonly again50: number;
  readonly again95: number;
}

/** What a contender's process hands back. */
export interface Outcome {
  readonly tasks: Readonly<Record<Task, Readonly<Record<string, Figures>>>>;
  /** Totals by query text, for comparing. */
  readonly totals: Readonly<Record<string, number>>;
  readonly startMs: number;
  readonly start: string;
  readonly ingestSeconds: number | null;
  readonly diskBytes: number | null;
  readonly indexBytes: number | null;
  /** Anonymous memory (heap, buffers, typed arrays; no pages of files) at the end, MB. */
  readonly memoryMb: number;
}

/** Percentiles of milliseconds. */
export function figures(first: readonly number[], again: readonly number[]): Figures {
  const percentiles = (times: readonly number[]) => {
    const sorted = times.toSorted((a, b) => a - b);
    return (share: number) =>
      Number((sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0).toFixed(2));
  };
  const one = percentiles(first);
  const two = percentiles(again);
  return {
    n: first.length,
    p50: one(0.5),
    p95: one(0.95),
    p99: one(0.99),
    again50: two(0.5),
    again95: two(0.95),
  };
}
