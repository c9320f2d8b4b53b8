import type { Annotation } from '../../electron/contract/annotations.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { inNewGeneration } from '../store/generation.ts';
import type { Db, WriterDb } from '../store/open.ts';
import { prepared } from '../store/statements.ts';

const notFound = () =>
  new EarshotError({
    code: 'annotations/not-found',
    message: 'This annotation does not exist any more.',
    nextStep: 'Look at the chart again, or make a new one.',
  });

const columns = 'id, day, end_day AS endDay, text, key';

/** All annotations by day, then in the order they were made. */
export function annotations(db: Db): Annotation[] {
  return prepared(db, `SELECT ${columns} FROM mine_annotation ORDER BY day, id`).all() as Annotation[];
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

function annotation(db: Db, id: number): Annotation {
  const found = prepared(db, `SELECT ${columns} FROM mine_annotation WHERE id = ?`).get(id);
  if (!found) throw notFound();
  return found as Annotation;
}

/** The last day of one that lasts. */
const endOf = ({ day, endDay }: Pick<Annotation, 'day' | 'endDay'>) => (endDay === day ? null : endDay);

/** Makes an annotation, or changes one. Throws 'annotations/not-found'. */
export function saveAnnotation(
  db: WriterDb,
  input: Omit<Annotation, 'id'> & { readonly id?: number | undefined },
  atMs: number,
): { readonly annotation: Annotation; readonly before: Annotation | null } {
  return inNewGeneration(db, () => {
    const { id, day, text, key } = input;
    const end = endOf(input);
    if (id === undefined) {
      const made = prepared(
        db,
        'INSERT INTO mine_annotation(day, end_day, text, key, created_ms) VALUES (?, ?, ?, ?, ?)',
      ).run(day, end, text, key, atMs);
      return { annotation: annotation(db, Number(made.lastInsertRowid)), before: null };
    }
    const before = annotation(db, id);
    prepared(db, 'UPDATE mine_annotation SET day = ?, end_day = ?, text = ?, key = ? WHERE id = ?').run(
      day,
      end,
      text,
      key,
      id,
    );
    return { annotation: annotation(db, id), before };
  });
}

/** Removes an annotation and returns it. Throws 'annotations/not-found'. */
export function removeAnnotation(db: WriterDb, id: number): { readonly removed: Annotation } {
  return inNewGeneration(db, () => {
    const removed = annotation(db, id);
    prepared(db, 'DELETE FROM mine_annotation WHERE id = ?').run(id);
    return { removed };
  });
}

/** Puts an annotation back as it was. */
export function putAnnotation(db: WriterDb, state: Annotation, atMs: number): Annotation {
  return inNewGeneration(db, () => {
    prepared(
      db,
      `INSERT INTO mine_annotation(id, day, end_day, text, key, created_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT(id) DO UPDATE SET day = excluded.day, end_day = excluded.end_day, text = excluded.text, key = excluded.key`,
    ).run(state.id, state.day, endOf(state), state.text, state.key, atMs);
    return annotation(db, state.id);
  });
}
