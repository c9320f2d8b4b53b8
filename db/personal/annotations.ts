import type { Annotation } from '../../electron/contract/annotations.ts';
import type { Edit } from '../../electron/contract/edits.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { asc } from '../store/drizzle.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { rowsOf } from '../store/rows.ts';
import { mineAnnotation } from '../store/schema.ts';
import { editText } from './edit-text.ts';
import { makeEdit } from './journal.ts';
import { annotationTable } from './tables.ts';

type Row = typeof mineAnnotation.$inferSelect;

const annotationOf = ({ id, day, end_day, text, key }: Row): Annotation => ({
  id,
  day,
  endDay: end_day,
  text,
  key,
});

const byDay = rowsOf(mineAnnotation, undefined, asc(mineAnnotation.day), asc(mineAnnotation.id));

/** All annotations by day, then in the order they were made. */
export function annotations(db: Db): Annotation[] {
  return byDay.all(db).map(annotationOf);
}

/** Those that reach one of the days `from` … `to` (excluded) that the charts of some trackers show; null: a series that is no tracker. */
export function annotationsOn(
  db: Db,
  from: string,
  to: string,
  trackers: readonly (readonly string[] | null)[],
): Annotation[] {
  return annotations(db).filter(
    ({ day, endDay, key }) =>
      (endDay ?? day) >= from && day < to && (key === null || trackers.some((keys) => keys?.includes(key))),
  );
}

function find(db: Db, id: number): Row {
  const row = annotationTable.read(db, { id });
  if (row) return row;
  throw new EarshotError({
    code: 'annotations/not-found',
    message: 'This annotation does not exist any more.',
    nextStep: 'Look at the chart again, or make a new one.',
  });
}

/** Makes an annotation, or changes one. Throws 'annotations/not-found'. */
export function saveAnnotation(
  db: WriterDb,
  { id, day, endDay, text, key }: Omit<Annotation, 'id'> & { readonly id?: number | undefined },
  atMs: number,
): { readonly annotation: Annotation; readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    // The last day of one that lasts.
    const state = { day, end_day: endDay === day ? null : endDay, text, key };
    const row =
      id === undefined
        ? rows.insert(annotationTable, { ...state, created_ms: atMs })
        : rows.update(annotationTable, find(db, id), state);
    const what = id === undefined ? editText.added(text) : editText.changed(text);
    return { what, annotation: annotationOf(row) };
  });
}

/** Removes an annotation. Throws 'annotations/not-found'. */
export function removeAnnotation(db: WriterDb, id: number, atMs: number): { readonly edit: Edit } {
  return makeEdit(db, atMs, (rows) => {
    const row = find(db, id);
    rows.remove(annotationTable, row);
    return { what: editText.removed(row.text) };
  });
}
