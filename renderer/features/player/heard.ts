type Pair = [number, number];

/** Longest step between two reports of the position that still counts as listening in one go (3x at 4 a second). */
const continuous = 2;
/** Seconds of listening after which it is saved. */
const saveAfter = 10;

/** Collects the stretches that were really heard and hands them over now and then. */
export function createHeard(save: (callId: string, positionSec: number, stretches: Pair[]) => void): {
  start(callId: string): void;
  at(sec: number): void;
  break(sec: number): void;
  flush(sec: number): void;
} {
  let callId: string | null = null;
  let current: Pair | null = null;
  let done: Pair[] = [];
  let since = 0;
  function close(): void {
    if (current && current[1] > current[0]) done.push(current);
    current = null;
  }
  function flush(sec: number): void {
    close();
    if (callId !== null && done.length > 0) save(callId, Math.max(0, sec), done);
    done = [];
    since = 0;
  }
  return {
    start(id) {
      callId = id;
      current = null;
      done = [];
      since = 0;
    },
    at(sec) {
      if (current && sec >= current[1] && sec - current[1] < continuous) {
        since += sec - current[1];
        current[1] = sec;
      } else {
        close();
        current = [sec, sec];
      }
      if (since > saveAfter) {
        const from = sec;
        flush(sec);
        current = [from, from];
      }
    },
    break: () => close(),
    flush,
  };
}
