import { stillRead } from '../../../db/erase/files.ts';
import { type ErasureReceipt, monthsBefore } from '../../contract/privacy.ts';
import type { SyncScope } from '../../contract/sync.ts';
import type { Logger } from '../app/log.ts';
import type { MediaService } from '../media/service.ts';
import type { WorkerClient } from '../workers/client.ts';
import type { WriterTasks } from '../workers/tasks/index.ts';

/** Removes and erases for good: rows first, then every trace of them in files. */
export interface Erasure {
  /**
   * Leaves no trace of what the store's `erasing` names, in any file of the account's folder; does nothing when it names nothing. Rejects
   * with 'erase/in-use', or with what the disk says; what is left is done the next time.
   */
  finish(): Promise<void>;
  /** Resolves when nothing of it is under way. */
  settled(): Promise<void>;
  /** Removes what is older than the scope's rule says; resolves with how many calls, once no trace is left. */
  applyRetention(): Promise<number>;
  /** Removes the calls that others host than the scope names; resolves with how many, once no trace is left. */
  removeOthers(): Promise<number>;
  /** Erases the people that a text names; resolves once no trace is left. Rejects with 'erase/who'. */
  person(text: string, takes: ErasureReceipt['takes']): Promise<ErasureReceipt>;
}

/** Steps of an erase, in their order: rows in a transaction, what lies in files, and the note that all of it is done. */
export const erasureSteps = ['rows', 'recordings', 'copies', 'store', 'columns', 'index', 'note'] as const;
type ErasureStep = (typeof erasureSteps)[number];

/** How often the index's log is tried to be emptied: a search may begin to read it each time. */
const tries = 20;

export function createErasure(deps: {
  readonly tasks: WriterTasks;
  readonly reader: WorkerClient;
  /** Null when opened for reading only: the tasks refuse then. */
  readonly indexer: WorkerClient | null;
  readonly media: MediaService;
  scope(): SyncScope;
  now(): number;
  readonly log: Logger;
}): Erasure {
  const { tasks, reader, indexer } = deps;
  let last: Promise<void> = Promise.resolve();

  async function clearIndex(): Promise<void> {
    if (!indexer) return;
    await indexer.task('forget', []);
    for (let attempt = 0; attempt < tries; attempt++) {
      await reader.task('releaseWords', []);
      if (await indexer.task('truncate', [])) return;
    }
    throw stillRead();
  }

  /** What is done next, for the log: of an erase that was cut short it says how far it came. */
  const begin = (step: ErasureStep) => deps.log.log('info', 'erase.step', { step });

  // Every place in which words of calls, or of the user's own about them, are kept. What is kept in another place is cleared here too.
  async function clear(stems: readonly string[]): Promise<void> {
    begin('recordings');
    await deps.media.forget(stems.filter((stem) => stem !== ''));
    begin('copies');
    await tasks.removeCopies();
    begin('store');
    await tasks.clearStore();
    begin('columns');
    await reader.task('renew', []);
    begin('index');
    await clearIndex();
    begin('note');
  }

  async function work(): Promise<void> {
    const stems = await tasks.readErasing();
    if (stems.length === 0) return;
    await clear(stems);
    await tasks.finishErasing(stems, deps.now());
    deps.log.log('info', 'erase.finished', { calls: stems.filter((stem) => stem !== '').length });
  }

  /** One after the other: whoever finds that nothing is left to do is done at once. */
  function finish(): Promise<void> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    finish,
    settled: () => last,
    async applyRetention() {
      const beforeMs = monthsBefore(deps.scope().keepMonths, deps.now());
      if (beforeMs !== null) begin('rows');
      const removed = beforeMs === null ? 0 : await tasks.removeByAge(beforeMs, deps.now());
      await finish();
      return removed;
    },
    async removeOthers() {
      begin('rows');
      const removed = await tasks.removeOthers(deps.scope().primaryUserIds, deps.now());
      await finish();
      return removed;
    },
    async person(text, takes) {
      begin('rows');
      const receipt = await tasks.erasePerson(text, takes, deps.now());
      await finish();
      return { ...receipt, finishedMs: deps.now() };
    },
  };
}
