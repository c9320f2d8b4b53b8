import { createSignal } from 'solid-js';
import type { Edit } from '../../electron/contract/edits.ts';
import { bridge } from '../bridge/bridge.ts';
import { toast } from '../ui/toasts.ts';
import { asError } from './query.ts';

const ways = {
  undo: { done: 'Taken back', nothing: 'Nothing to take back.', back: 'redo' },
  redo: { done: 'Done again', nothing: 'Nothing to do again.', back: 'undo' },
} as const;

const [lastUndone, setLastUndone] = createSignal<number | null>(null);

/** The edit that this window took back last; null once one was done again. */
export { lastUndone };

/** Edits on their way to the store: what is taken back next may be one of them. */
let underway: Promise<unknown> = Promise.resolve();

let lastEdit = Number.NEGATIVE_INFINITY;

/**
 * When this window last had to do with an edit, in ms of `performance.now()`: as it was sent off, and as it was answered. The
 * change that the store tells of may come before or after the answer.
 */
export const lastEditMs = (): number => lastEdit;

/** Makes the wait for an edit known. */
async function sent<T>(work: Promise<T>): Promise<T> {
  lastEdit = performance.now();
  try {
    return await work;
  } finally {
    lastEdit = performance.now();
  }
}

/** Says what went wrong. */
export function sayError(error: unknown): void {
  const { message, nextStep } = asError(error);
  toast(`${message} ${nextStep}`.trim());
}

/** Says what an edit did, and offers to take it back. `more`: what else is to be known of it. */
export function sayEdit({ id, what }: Edit, more = ''): void {
  lastEdit = performance.now();
  if (id === null) toast(what + more);
  else toast(what + more, () => void step('undo', id), id);
}

/** Takes an edit back or does it again, the last one where none is named; says so, and offers the other. */
async function step(way: keyof typeof ways, id?: number): Promise<void> {
  await underway;
  const { done, nothing, back } = ways[way];
  try {
    const { edit } = await sent(bridge.request(`edits/${way}`, id === undefined ? {} : { id }));
    const last = edit?.id ?? null;
    if (!edit || last === null) toast(nothing);
    else toast(`${done}: ${edit.what}`, () => void step(back, last), last);
    setLastUndone(way === 'undo' ? last : null);
  } catch (error) {
    sayError(error);
  }
}

/** Takes back the last edit that stands, whatever it was and wherever it was made. */
export const undoLast = (): Promise<void> => step('undo');
/** Does again what was taken back last. */
export const redoLast = (): Promise<void> => step('redo');

/**
 * Makes an edit and says what it did, or why it could not be; then there is no answer. `quiet`: what it did is seen without words.
 */
export async function makeEdit<T extends { readonly edit: Edit }>(
  work: Promise<T>,
  options: { readonly more?: string; readonly quiet?: boolean } = {},
): Promise<T | undefined> {
  underway = Promise.allSettled([underway, work]);
  try {
    const answer = await sent(work);
    if (!options.quiet) sayEdit(answer.edit, options.more);
    return answer;
  } catch (error) {
    sayError(error);
    return undefined;
  }
}
