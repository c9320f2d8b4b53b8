/**
 * One journal of all edits of the user's own, by rows before and after. What the former one holds (stars, reviews, what was seen,
 * tags, notes) goes on: there each entry was an edit and its inverse, by kind.
 */
export const sql = `
-- An entry that cannot be read must not keep a store from opening.
DELETE FROM mine_undo WHERE NOT json_valid(undo) OR NOT json_valid(redo);
ALTER TABLE mine_undo ADD COLUMN changes TEXT NOT NULL DEFAULT '[]';
-- NULL: it stands. Else taken back: 1, 2, … in this order; 0: another edit was made since.
ALTER TABLE mine_undo ADD COLUMN undone INTEGER;

CREATE TEMP TABLE journal_change AS WITH
  -- An edit of many calls lists its parts, its inverse the parts' inverses from the end.
  part(id, at, redo, undo) AS (
    SELECT id, 0, redo, undo FROM mine_undo WHERE redo ->> 'kind' <> 'many'
    UNION ALL
    SELECT m.id, e.key, e.value, m.undo -> ('$.edits[#-' || (e.key + 1) || ']')
    FROM mine_undo m, json_each(m.redo, '$.edits') e WHERE m.redo ->> 'kind' = 'many'
  ),
  change(id, at, change) AS (
    SELECT id, at, CASE redo ->> 'kind'
      WHEN 'note' THEN json_object(
        'table', 'mine_note', 'key', json_object('id', redo -> 'noteId'),
        'before', undo -> 'row', 'after', redo -> 'row')
      WHEN 'tag' THEN json_object(
        'table', 'mine_tag', 'key', json_object('gong_id', redo ->> 'id', 'tag', undo ->> 'tag'),
        'before', iif(undo ->> 'ms' IS NULL, json('null'),
          json_object('gong_id', undo ->> 'id', 'tag', undo ->> 'tag', 'at_ms', undo -> 'ms')),
        'after', iif(redo ->> 'ms' IS NULL, json('null'),
          -- A tag that was there already stayed as it was.
          json_object('gong_id', redo ->> 'id', 'tag', undo ->> 'tag', 'at_ms', coalesce(undo ->> 'ms', redo ->> 'ms'))))
      ELSE json_object(
        'table', 'mine_call', 'key', json_object('gong_id', redo ->> 'id'),
        'before', json_object(col.column2, undo -> 'ms'), 'after', json_object(col.column2, redo -> 'ms'))
    END
    FROM part LEFT JOIN (VALUES ('star', 'starred_ms'), ('review', 'reviewed_ms'), ('seen', 'seen_changes_ms')) AS col
      ON col.column1 = redo ->> 'kind'
  )
SELECT id, json_group_array(json(change) ORDER BY at) AS changes FROM change GROUP BY id;
CREATE UNIQUE INDEX temp.journal_change_id ON journal_change(id);
UPDATE mine_undo SET changes = coalesce((SELECT c.changes FROM journal_change c WHERE c.id = mine_undo.id), '[]');
DROP TABLE temp.journal_change;
DELETE FROM mine_undo WHERE changes = '[]';

ALTER TABLE mine_undo DROP COLUMN gong_id;
ALTER TABLE mine_undo DROP COLUMN undo;
ALTER TABLE mine_undo DROP COLUMN redo;
`;
