import { processEntry, type StartProcess } from '../app/processes.ts';
import type { LevelsAnswer, LevelsQuestion } from './levels.ts';

/** Asks for the levels of recordings, each in a process of its own. */
export function createLevelsProcess(start: StartProcess) {
  const ending = new Set<() => void>();
  return {
    /** Rejects when the recording cannot be read, and when it is closed. */
    ask(question: LevelsQuestion): Promise<LevelsAnswer> {
      const { promise, resolve, reject } = Promise.withResolvers<LevelsAnswer>();
      // Nothing of ours: it needs neither credentials nor a search path.
      const child = start(processEntry('levels', import.meta.url), {});
      const end = () => child.kill();
      ending.add(end);
      child.onMessage((message) => {
        const answer = message as LevelsAnswer | { readonly fault: string };
        if (typeof answer === 'object' && 'fault' in answer) reject(new Error(answer.fault));
        else resolve(answer);
      });
      child.onExit(() => reject(new Error('the process of the levels ended')));
      child.post(question);
      return promise.finally(() => {
        ending.delete(end);
        end();
      });
    },
    /** Ends what runs; everything that waits is rejected. */
    close(): void {
      for (const end of ending) end();
    },
  };
}
