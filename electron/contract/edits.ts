import * as v from 'valibot';
import { write } from './define.ts';
import { id } from './inputs.ts';

/** An edit of the user's own: whatever they make, change or remove, in any window. */
export interface Edit {
  /** To take it back by, or to do it again; null: it changed nothing. */
  readonly id: number | null;
  /** What was done, for people: 'Tagged “pricing”'. */
  readonly what: string;
}

const step = v.object({ id: v.optional(id) });

export const editsProcedures = {
  /**
   * Takes back the edit with that id, without one the last that stands, whatever it was of; null: there is none. Throws
   * 'edits/too-old', 'edits/changed-since' where what it left was changed by a later one, and what refuses such a row elsewhere
   * ('dashboards/name-taken' …).
   */
  'edits/undo': write<{ readonly edit: Edit | null }>()(step),
  /** Does again what was taken back, without an id the last, unless there was another edit since. Throws as 'edits/undo'. */
  'edits/redo': write<{ readonly edit: Edit | null }>()(step),
} as const;
