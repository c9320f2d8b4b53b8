import { objects, str } from '../../store/json.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { cleanText } from '../../text/text.ts';
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
  const said: string[] = [];
  const spoken = prepared(
    db,
    'SELECT position, text FROM passage WHERE call_id = +? AND kind = 1 ORDER BY position',
  )
    .raw()
    .iterate(rowid) as IterableIterator<[number, string]>;
  for (const [position, monologue] of spoken) {
    while (said.length < position) said.push('');
    said.push(monologue);
  }
  const outline = prepared(db, 'SELECT outline FROM call_content WHERE call_id = ?').pluck().get(rowid) as
    | string
    | null
    | undefined;
  const headings = outline
    ? objects(JSON.parse(outline)).flatMap((section) => cleanText(str(section['section']) ?? ''))
    : [];
  return { rowid, generation: call.generation, fields: text ?? [], said, headings };
}
