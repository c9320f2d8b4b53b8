import type { CallComment } from '../../electron/contract/call.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';

/** Splits a comment into text and mentions: `@[Ada](123)` becomes a part `@Ada` with her user id. */
function commentParts(text: string): CallComment['parts'] {
  const parts: { text: string; mentionUserId: string | null }[] = [];
  let from = 0;
  for (const match of text.matchAll(/@\[([^\]]*)\]\(([^)]*)\)/g)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), mentionUserId: null });
    parts.push({ text: `@${match[1]}`, mentionUserId: match[2] ?? null });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), mentionUserId: null });
  return parts;
}

interface Row {
  readonly gong_id: string | null;
  readonly start_s: number | null;
  readonly end_s: number | null;
  readonly user_id: string | null;
  readonly text: string | null;
  readonly posted_ms: number | null;
  readonly in_reply_to: string | null;
  readonly during_call: number | null;
  readonly author: string | null;
}

/** The public comments of a call, in Gong's order. Times in seconds from the start of the call. */
export function readComments(db: Db, callId: number): readonly CallComment[] {
  const rows = prepared(
    db,
    `SELECT c.gong_id, start_s, end_s, c.user_id, text, posted_ms, in_reply_to, during_call,
       coalesce((SELECT name FROM party p WHERE p.call_id = c.call_id AND p.user_id = c.user_id AND name IS NOT NULL),
         (SELECT coalesce(name, email) FROM user u WHERE u.gong_id = c.user_id)) AS author
     FROM comment c WHERE call_id = +? ORDER BY position`,
  ).all(callId) as Row[];
  return rows.map((row) => ({
    id: row.gong_id,
    inReplyTo: row.in_reply_to,
    author: row.author ?? (row.user_id === null ? 'Unknown' : `User ${row.user_id}`),
    postedMs: row.posted_ms,
    startSec: row.start_s,
    endSec: row.end_s,
    duringCall: row.during_call === null ? null : row.during_call === 1,
    parts: commentParts(row.text ?? ''),
  }));
}
