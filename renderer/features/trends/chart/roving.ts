import { createMemo, createSignal } from 'solid-js';

/**
 * One tab stop for all marks of a chart: arrows move between them. `columns` marks per row; rows are series. `root` is
 * the element that holds the marks, each with `data-mark="row:column"`.
 */
export function createRoving(
  root: () => Element,
  rows: () => number,
  columns: () => number,
  /** Whether there is a mark at a place. */
  has: (row: number, column: number) => boolean = () => true,
) {
  const [row, setRow] = createSignal(0);
  const [column, setColumn] = createSignal(0);
  const find = (r: number, c: number) => root().querySelector<SVGElement>(`[data-mark="${r}:${c}"]`);
  /** Focuses the mark nearest to the wanted one in its direction; marks may be missing where there is no figure. */
  const go = (r: number, c: number, step: 1 | -1 = 1): boolean => {
    const wantedRow = Math.max(0, Math.min(rows() - 1, r));
    for (let at = Math.max(0, Math.min(columns() - 1, c)); at >= 0 && at < columns(); at += step) {
      const mark = find(wantedRow, at);
      if (!mark) continue;
      setRow(wantedRow);
      setColumn(at);
      mark.focus();
      return true;
    }
    return false;
  };
  /** The one mark that Tab reaches: the last one that had the focus, else the first there is. */
  const stop = createMemo((): readonly [number, number] => {
    const now = [Math.min(row(), rows() - 1), Math.min(column(), columns() - 1)] as const;
    if (has(...now)) return now;
    for (let r = 0; r < rows(); r++) for (let c = 0; c < columns(); c++) if (has(r, c)) return [r, c];
    return now;
  });
  return {
    row,
    column,
    /** True for the one mark that Tab reaches. */
    isStop: (r: number, c: number) => r === stop()[0] && c === stop()[1],
    at: (r: number, c: number) => {
      setRow(r);
      setColumn(c);
    },
    go,
    /** Handles a movement key; false when the key is none. */
    key(event: KeyboardEvent): boolean {
      const [r, c] = [row(), column()];
      if (event.key === 'ArrowRight') go(r, c + 1, 1);
      else if (event.key === 'ArrowLeft') go(r, c - 1, -1);
      else if (event.key === 'ArrowDown' && rows() > 1)
        go((r + 1) % rows(), c, 1) || go((r + 1) % rows(), c, -1);
      else if (event.key === 'ArrowUp' && rows() > 1)
        go((r - 1 + rows()) % rows(), c, 1) || go((r - 1 + rows()) % rows(), c, -1);
      else if (event.key === 'Home') go(r, 0, 1);
      else if (event.key === 'End') go(r, columns() - 1, -1);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
