import type { WireError } from '../../contract/errors.ts';

/** What the user must be told once: kept until dismissed, each code once. */
export interface Notices {
  list(): readonly WireError[];
  add(notice: WireError): void;
  dismiss(code: string): void;
}

/** Makes an empty list; `onChange` is called after each change. */
export function createNotices(onChange: () => void): Notices {
  let notices: readonly WireError[] = [];
  return {
    list: () => notices,
    add(notice) {
      notices = [...notices.filter((other) => other.code !== notice.code), notice];
      onChange();
    },
    dismiss(code) {
      if (!notices.some((notice) => notice.code === code)) return;
      notices = notices.filter((notice) => notice.code !== code);
      onChange();
    },
  };
}
