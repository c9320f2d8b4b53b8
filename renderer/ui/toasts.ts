import { createSignal } from 'solid-js';

/** A short message; with `undo` what it tells of can be taken back. */
interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: () => void;
  /** The edit it tells of, if it is one; the newer message of an edit takes the place of the older. */
  readonly edit?: number;
}

/** Messages kept at once; a newer one lays itself over the older. */
const most = 3;
/** How long a message stays; longer when there is something to decide. */
export const toastMs = { plain: 4000, undo: 8000 } as const;
/** What is left at least when the reader turns away from messages that waited for them. */
const atLeastMs = 1500;

/** Keeps messages and their time: while somebody is at them (pointer or focus), none goes. */
export function createToasts() {
  const [list, setList] = createSignal<readonly Toast[]>([]);
  const clocks = new Map<
    number,
    { leftMs: number; startedMs: number; timer?: ReturnType<typeof setTimeout> }
  >();
  let held = false;
  let next = 1;

  function dismiss(id: number): void {
    clearTimeout(clocks.get(id)?.timer);
    clocks.delete(id);
    setList((now) => now.filter((item) => item.id !== id));
    // The last one took the pointer with it: nothing tells of its leaving.
    if (list().length === 0) held = false;
  }
  function run(id: number): void {
    const clock = clocks.get(id);
    if (!clock || held) return;
    clock.startedMs = Date.now();
    clock.timer = setTimeout(() => dismiss(id), clock.leftMs);
  }

  return {
    list,
    dismiss,
    /** Says something briefly. */
    show(text: string, undo?: () => void, edit?: number): void {
      const id = next++;
      const former = edit === undefined ? undefined : list().find((item) => item.edit === edit);
      if (former) dismiss(former.id);
      for (const old of list().slice(0, Math.max(0, list().length - most + 1))) dismiss(old.id);
      clocks.set(id, { leftMs: undo ? toastMs.undo : toastMs.plain, startedMs: 0 });
      setList((now) => [...now, { id, text, ...(undo && { undo }), ...(edit !== undefined && { edit }) }]);
      run(id);
    },
    /** Stops the time of all messages, or lets it go on. */
    hold(on: boolean): void {
      if (on === held) return;
      held = on;
      for (const [id, clock] of clocks) {
        clearTimeout(clock.timer);
        if (on) clock.leftMs = Math.max(atLeastMs, clock.leftMs - (Date.now() - clock.startedMs));
        else run(id);
      }
    },
    /** Takes back what a message tells of; the newest that can be when none is named. False when there is none. */
    undo(id?: number): boolean {
      const item = list().findLast((one) => (id === undefined ? one.undo : one.id === id));
      if (!item?.undo) return false;
      dismiss(item.id);
      item.undo();
      return true;
    },
    /** Whether the newest that can be taken back is no edit: then it alone knows how. */
    hasOther: (): boolean => {
      const item = list().findLast((one) => one.undo);
      return item !== undefined && item.edit === undefined;
    },
  };
}

export const toasts = createToasts();
export const toast = toasts.show;
