import { type Accessor, createMemo } from 'solid-js';

/**
 * The newer of two answers with every part that did not change taken from the older one. What is drawn from such a part
 * stays as it is on the screen: opened, selected, focused. `now` is changed in place; `before` is not. Both hold what
 * JSON can.
 */
export function structuralShare<T>(before: unknown, now: T): T {
  if (before === now) return now;
  if (typeof now !== 'object' || now === null || typeof before !== 'object' || before === null) return now;
  if (Array.isArray(now) !== Array.isArray(before)) return now;
  const older = before as Record<string, unknown>;
  const newer = now as Record<string, unknown>;
  const names = Object.keys(newer);
  let same = names.length === Object.keys(older).length;
  for (const name of names) {
    if (!Object.hasOwn(older, name)) {
      same = false;
      continue;
    }
    const part = structuralShare(older[name], newer[name]);
    if (part !== newer[name]) newer[name] = part;
    if (part !== older[name]) same = false;
  }
  return same ? (before as T) : now;
}

/** A memo whose value keeps the parts that did not change: marks of a chart keep the focus when figures beside them move. */
export const createShared = <T>(make: () => T): Accessor<T> =>
  createMemo<T>((before) => structuralShare(before, make()));
