import { type ChildProcess, processEntry, type StartProcess } from '../processes.ts';
import type { KeychainAnswer, KeychainQuestion, KeychainRequest } from './keychain-questions.ts';

/** The keychain behind a process. */
export interface KeychainProcess {
  /** Rejects with what the keychain said, when it does not answer within `ms`, and when it is closed. */
  ask(question: KeychainQuestion, ms: number): Promise<string | null>;
  /** Ends what hangs; everything that waits is rejected. */
  close(): void;
}

/**
 * Asks the keychain in a process that lives as long as questions wait: the next ones get a new process, and with it a new connection to
 * a keychain that was restarted meanwhile. All that are asked at once are put to the keychain at once.
 */
export function createKeychainProcess(start: StartProcess): KeychainProcess {
  interface Waiting {
    resolve(value: string | null): void;
    reject(error: Error): void;
  }
  let child: ChildProcess | null = null;
  let closed = false;
  let lastId = 0;
  const waiting = new Map<number, Waiting>();

  function settle(id: number): Waiting | undefined {
    const one = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) end();
    return one;
  }

  function end(): void {
    child?.kill();
    child = null;
  }

  function rejectAll(reason: string): void {
    for (const one of waiting.values()) one.reject(new Error(reason));
    waiting.clear();
    end();
  }

  function running(): ChildProcess {
    if (child) return child;
    // libsecret's calls block a thread each: as many as there are accounts must not wait for one another.
    const started = start(processEntry('keychain', import.meta.url), {
      ...process.env,
      UV_THREADPOOL_SIZE: '64',
    });
    child = started;
    started.onMessage((message) => {
      const answer = message as KeychainAnswer;
      const one = settle(answer.id);
      if ('fault' in answer) one?.reject(new Error(answer.fault));
      else one?.resolve(answer.value);
    });
    started.onExit(() => {
      if (child === started) rejectAll('the process of the keychain ended');
    });
    return started;
  }

  return {
    async ask(question, ms) {
      if (closed) throw new Error('the keychain is closed');
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<string | null>();
      waiting.set(id, { resolve, reject });
      const timer = setTimeout(() => settle(id)?.reject(new Error('the keychain did not answer')), ms);
      try {
        running().post({ ...question, id } satisfies KeychainRequest);
        return await promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
    close() {
      closed = true;
      rejectAll('the keychain is closed');
    },
  };
}
