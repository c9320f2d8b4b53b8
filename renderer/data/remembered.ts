/** Small choices of the view that outlast a reload: which facets are open, whether neighbouring lines are shown. */
export function remembered<T>(key: string, otherwise: T): { get(): T; set(value: T): void } {
  return {
    get() {
      try {
        const text = localStorage.getItem(key);
        return text === null ? otherwise : (JSON.parse(text) as T);
      } catch {
        return otherwise;
      }
    },
    set(value) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // A full or forbidden storage costs the memory of the choice, not the choice.
      }
    },
  };
}
