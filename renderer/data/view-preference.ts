import { bridge } from '../bridge/bridge.ts';
import { info } from './app.ts';

/** Chosen in this window; until the core has it, it is in `unwritten` too. */
const chosen = new Map<string, string>();
const unwritten = new Map<string, string>();
let writing: ReturnType<typeof setTimeout> | undefined;

/** Writes what is not written yet, and nothing else: another window may have chosen otherwise since. */
function write(): void {
  clearTimeout(writing);
  if (unwritten.size === 0) return;
  const view = Object.fromEntries(unwritten);
  unwritten.clear();
  // A choice that cannot be written holds for this window.
  void bridge.request('app/setPrefs', { view }).catch(() => undefined);
}
// A window that is closed right after a choice still keeps it.
if (typeof window !== 'undefined') window.addEventListener('pagehide', write);

/** A small choice of the view that outlasts the window: which facets are open, whether neighbouring lines are shown. */
export function viewPreference<T>(key: string, otherwise: T): { get(): T; set(value: T): void } {
  const text = () => chosen.get(key) ?? info()?.prefs.view?.[key];
  return {
    get() {
      try {
        return JSON.parse(text() ?? '') as T;
      } catch {
        return otherwise;
      }
    },
    set(value) {
      const next = JSON.stringify(value);
      if (next === (text() ?? JSON.stringify(otherwise))) return;
      chosen.set(key, next);
      unwritten.set(key, next);
      clearTimeout(writing);
      writing = setTimeout(write, 250);
    },
  };
}
