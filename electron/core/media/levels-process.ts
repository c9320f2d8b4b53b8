import { processEntry, type StartProcess } from '../app/processes.ts';
import type { LevelsAnswer, LevelsQuestion } from './levels.ts';

/** A recording that takes longer, in ms, is damaged in a way that its reader goes round in. The longest takes a minute. */
const mostMs = 600_000;

/** Asks for the levels of recordings, each in a process of its own, one after the other. */
export function createLevelsProcess(start: StartProcess) {
  const asked = new Map<string, Promise<LevelsAnswer>>();
  let last: Promise<unknown> = Promise.resolve();
  let end = () => {};
  let closed = false;

  async function run(question: LevelsQuestion): Promise<LevelsAnswer> {
    if (closed) throw new Error('closed');
    const { promise, resolve, reject } = Promise.withResolvers<LevelsAnswer>();
    // Nothing of ours: it needs neither credentials nor a search path.
    const child = start(processEntry('levels', import.meta.url), {});
    const timer = setTimeout(() => reject(new Error('the levels took too long')), mostMs);
    end = () => child.kill();
    child.onMessage((message) => {
      const answer = message as LevelsAnswer | { readonly fault: string };
      if (typeof answer === 'object' && 'fault' in answer) reject(new Error(answer.fault));
      else resolve(answer);
    });
    child.onExit(() => reject(new Error('the process of the levels ended')));
    child.post(question);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  return {
    /** Whoever asks for the same gets the same. Rejects when the recording cannot be read, takes too long, and on closing. */
    ask(question: LevelsQuestion): Promise<LevelsAnswer> {
      const before = asked.get(question.path);
      if (before) return before;
      const answer = last.then(() => run(question)).finally(() => asked.delete(question.path));
      last = answer.catch(() => undefined);
      asked.set(question.path, answer);
      return answer;
    },
    /** Ends what runs; everything that waits is rejected. */
    close(): void {
      closed = true;
      end();
    },
  };
}
