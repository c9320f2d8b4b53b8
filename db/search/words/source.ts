import { objects, str } from '../../json.ts';
import type { Db } from '../../open.ts';
import { prepared } from '../../statements.ts';
import { segment } from '../../text.ts';
import type { CallText } from './segment.ts';

const columns = 'title, people, brief, key_points, outline, highlights, comments, notes';

/** What is to be indexed of a call; null when it is gone or not shown. Read within one transaction for a true picture. */
export function readCallText(db: Db, rowid: number): CallText | null {
  const call = prepared(db, 'SELECT generation FROM call WHERE id = ? AND hidden = 0').get(rowid) as
    | { generation: number }
    | undefined;
  if (!call) return null;
  const text = prepared(db, `SELECT ${columns} FROM call_text WHERE call_id = ?`).raw().get(rowid) as
    | string[]
    | undefined;
  const ids = prepared(db, 'SELECT id, kind = 1 AS spoken FROM passage WHERE call_id = ? ORDER BY id').all(
    rowid,
  ) as { id: number; spoken: number }[];
  const runs: { first: number; last: number; spoken: boolean }[] = [];
  for (const { id, spoken } of ids) {
    const run = runs.at(-1);
    if (run && run.last + 1 === id && run.spoken === (spoken === 1)) run.last = id;
    else runs.push({ first: id, last: id, spoken: spoken === 1 });
  }
  const said = ids.some((row) => row.spoken)
    ? (prepared(db, 'SELECT text FROM passage WHERE call_id = ? AND kind = 1').pluck().all(rowid) as string[])
    : [];
  const outline = prepared(db, 'SELECT outline FROM call_content WHERE call_id = ?').pluck().get(rowid) as
    | string
    | null
    | undefined;
  const headings = outline
    ? objects(JSON.parse(outline)).flatMap((section) => segment(str(section['section']) ?? ''))
    : [];
  return { rowid, generation: call.generation, fields: text ?? [], said, headings, runs };
}
