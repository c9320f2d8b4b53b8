import { bridge } from '../bridge/bridge.ts';
import { info } from './app.ts';

/** Chosen in this window and not yet written. */
const fresh = new Map<string, string>();
let writing: ReturnType<typeof setTimeout> | undefined;

/** A small choice of the view that outlasts the window: which facets are open, whether neighbouring lines are shown. */
export function viewPreference<T>(key: string, otherwise: T): { get(): T; set(value: T): void } {
  const text = () => fresh.get(key) ?? info()?.prefs.view?.[key];
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
      fresh.set(key, next);
      clearTimeout(writing);
      // A choice that cannot be written holds for this window.
      writing = setTimeout(
        () => void bridge.request('app/setPrefs', { view: Object.fromEntries(fresh) }).catch(() => undefined),
        250,
      );
    },
  };
}
